"""The name of a place: what kind of place it says, and the words that are its own. Folded ASCII only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

from rapidfuzz.distance import OSA

from palier.core.text import fold
from palier.linkage.words import words

# A shorter word is too near to another word of the field.
_LETTERS_FOR_ONE_SLIP, _LETTERS_FOR_TWO, _LETTERS_OF_RIGHT_WORD = 5, 10, 6
_LETTERS_STUCK = 3  # « médiathèqueJean »: fewer may be the end of the word itself


@dataclass(frozen=True, slots=True)
class Name:
    """`own`: words that are not of the kind nor of the commune, in order. `label`: the words of the kind, sorted.

    `kinds`: all kinds told; `main_kinds`: without those that are often housed in another. `bare`: every word but
    those of the commune. `part`: the former commune told, run together.
    """

    own: tuple[str, ...]
    label: tuple[str, ...]
    kinds: frozenset[str]
    bare: tuple[str, ...] = ()
    part: str = ""

    @property
    def main_kinds(self) -> frozenset[str]:
        """The kinds that make two places different when they differ."""
        return self.kinds - words().mixes


def read_name(text: str, *, commune: str = "", parts: Iterable[str] = ()) -> Name:
    """Return what the name says; `commune` is where the place is, whose name tells nothing apart there.

    `parts`: former communes inside it; the one that the name tells is read apart.
    """
    told = spoken_words(text)
    if place := _significant(fold(commune)):
        told = _without(told, place) or told
    told, part = _without_part(told, parts)
    kinds, positions = _kinds_in(told)
    label = tuple(sorted({told[i] for i in positions}))
    plain = words().plain
    own = tuple(word for i, word in enumerate(told) if i not in positions and word not in plain)
    return Name(own, label, kinds, told, part)


def spoken_words(text: str) -> tuple[str, ...]:
    """Return the words of a name, abbreviations written out, slips corrected, small words and repeats left out."""
    return _spoken(fold(text))


@lru_cache(maxsize=100_000)
def _spoken(folded: str) -> tuple[str, ...]:
    known = words()
    told: list[str] = []
    for word in _with_initials(folded.split()):
        for part in (word,) if word in _field_words() else _unstuck(word):
            right = part if part in _field_words() else _corrected(part)
            told.extend(known.abbreviations.get(right, (right,)))
    told = [word for word in told if word not in known.ignored]
    for old, new in known.phrases:
        told = _replaced(told, old, new)
    return tuple(dict.fromkeys(told))


def _with_initials(told: list[str]) -> Iterator[str]:
    """Join letters that stand alone: « c c a s » → « ccas ». One or two are articles: left alone."""
    for alone, run in groupby(told, key=lambda word: len(word) == 1 and word.isalpha()):
        letters = list(run)
        if alone and len(letters) > 2:
            yield "".join(letters)
        else:
            yield from letters


@cache
def _field_words() -> frozenset[str]:
    known = words()
    told = {word for sequences in known.kinds.values() for sequence in sequences for word in sequence}
    told |= {word for new in known.abbreviations.values() for word in new}
    return frozenset(told | known.abbreviations.keys() | known.plain | known.ignored)


@cache
def _correctable() -> tuple[str, ...]:
    return tuple(sorted(word for word in _field_words() if len(word) >= _LETTERS_OF_RIGHT_WORD))


@lru_cache(maxsize=100_000)
def _unstuck(word: str) -> tuple[str, ...]:
    """Part a word that tells a kind from what is stuck to it: « collegejean » → « college », « jean »."""
    for known in _telling():
        rest = word.removeprefix(known)
        if rest != word and len(rest) >= _LETTERS_STUCK:
            return known, rest
    return (word,)


@cache
def _telling() -> tuple[str, ...]:
    """Return the words that tell a kind by themselves, long enough not to begin another word."""
    alone = {sequence[0] for found in words().kinds.values() for sequence in found if len(sequence) == 1}
    return tuple(sorted(word for word in alone if len(word) >= _LETTERS_OF_RIGHT_WORD))


@lru_cache(maxsize=100_000)
def _corrected(word: str) -> str:
    """Return the word of the field that `word` misspells, `word` itself if none is near."""
    if len(word) < _LETTERS_FOR_ONE_SLIP or not word.isalpha() or word in words().right:
        return word
    slips = 2 if len(word) >= _LETTERS_FOR_TWO else 1
    best, least = word, slips + 1
    for candidate in _correctable():
        if abs(len(candidate) - len(word)) <= slips:
            distance = OSA.distance(word, candidate, score_cutoff=slips)
            if distance < least:
                best, least = candidate, distance
    return best


def _kinds_in(told: tuple[str, ...]) -> tuple[frozenset[str], frozenset[int]]:
    """Return the kinds, and the positions of the words that tell them."""
    kinds, positions = set(), set()
    for word in told:
        for kind, sequence in _sequences_by_first_word().get(word, ()):
            at = _find(told, sequence)
            if at >= 0:
                kinds.add(kind)
                positions |= set(range(at, at + len(sequence)))
    return frozenset(kinds), frozenset(positions)


@cache
def _sequences_by_first_word() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for kind, sequences in words().kinds.items():
        for sequence in sequences:
            found.setdefault(sequence[0], []).append((kind, sequence))
    return found


def _find(told: tuple[str, ...], sequence: tuple[str, ...]) -> int:
    if sequence[0] not in told:
        return -1
    size = len(sequence)
    return next((i for i in range(len(told) - size + 1) if told[i : i + size] == sequence), -1)


def _replaced(told: list[str], old: tuple[str, ...], new: tuple[str, ...]) -> list[str]:
    at = _find(tuple(told), old)
    return told if at < 0 else [*told[:at], *new, *told[at + len(old) :]]


@lru_cache(maxsize=50_000)
def _significant(folded: str) -> tuple[str, ...]:
    known = words()
    told = [word for w in folded.split() for word in known.abbreviations.get(w, (w,))]
    return tuple(dict.fromkeys(word for word in told if word not in known.ignored))


def _without_part(told: tuple[str, ...], parts: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """Take the name of a former commune off, the longest first; return it run together, "" if none is told."""
    for words_of in sorted(
        (_significant(fold(part)) for part in parts), key=lambda found: (-len(found), found)
    ):
        at = _find(told, words_of) if words_of else -1
        rest = told[:at] + told[at + len(words_of) :]
        if at >= 0 and rest:
            return rest, "".join(words_of)
    return told, ""


def _without(told: tuple[str, ...], place: tuple[str, ...]) -> tuple[str, ...]:
    """Take the name of the commune off, even misspelt or with its words run together."""
    at = _find(told, place)
    if at >= 0:
        return told[:at] + told[at + len(place) :]
    name = "".join(place)
    slips = 0 if len(name) < _LETTERS_FOR_ONE_SLIP else 1 if len(name) < _LETTERS_FOR_TWO else 2
    for size in (len(place), len(place) + 1, max(1, len(place) - 1)):
        for i in range(len(told) - size + 1):
            if OSA.distance("".join(told[i : i + size]), name, score_cutoff=slips) <= slips:
                return told[:i] + told[i + size :]
    return told
