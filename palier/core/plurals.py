"""A number and its words in French: nothing from 0 to 1, « s » from 2. Pure."""


def counted(count: int, words: str) -> str:
    """« 0 place rendue », « 1 place rendue », « 2 places rendues »: each of the words takes its « s »."""
    said = words if count < 2 else " ".join(f"{word}s" for word in words.split())
    return f"{count} {said}"
