"""French place names: articles, « de » in front, folded and slug forms. Pure: no Django, no database."""

from palier.core.text import fold

# « Type de nom en clair » (TNCC) of INSEE’s official geographic code: the article of a name and the form of
# « de » in front of it. 1 and 5 hold for a vowel and a mute h (Hyères), 0 and 3 for an h that forbids
# elision. https://www.insee.fr/fr/information/2560452
LINKS = {
    0: "de ", 1: "d’", 2: "du ", 3: "de la ", 4: "des ", 5: "de l’", 6: "des ", 7: "de las ", 8: "de los "
}  # fmt: skip
_VOWELS = frozenset("aeiouy")


def typographic(text: str) -> str:
    """Return `text` with curly apostrophes, as people read them."""
    return text.replace("'", "’")


def with_of(name: str, *, name_kind: int | None) -> str:
    """Return a name that bears its article with « de » in front: « de La Baconnière », « du Mans », «
    d’Angers ».

    `name_kind` is INSEE’s TNCC (0 to 8); None, unknown overseas, is guessed from the first letters.
    """
    kind = _guess_kind(name) if name_kind is None else name_kind
    if kind == 1:
        return f"d’{name}"
    if kind in (2, 4, 6) and " " in name:  # du, des, aux: the article melts into « de »
        return LINKS[kind] + name.split(" ", 1)[1]
    return f"de {name}"


def without_article_of(name: str, *, name_kind: int | None) -> str:
    """Return a name stored without its article with « de »: « de la Mayenne », « du Maine-et-Loire »."""
    kind = _guess_kind(name) if name_kind is None else name_kind
    return LINKS.get(kind, "de ") + name


def search_form(name: str) -> str:
    """Return the form in which names are compared: folded, « St » and « Ste » written in full."""
    return " ".join(_FULL.get(word, word) for word in fold(name).split())


def slug_form(name: str) -> str:
    """Return the name as it stands in an address: « orée d’Anjou » → « oree-d-anjou »."""
    return fold(name).replace(" ", "-")


_FULL = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def _guess_kind(name: str) -> int:
    words = name.split(" ", 1)
    if len(words) == 2 and words[0] in ("Le", "La", "Les"):
        return {"Le": 2, "La": 3, "Les": 4}[words[0]]
    return 1 if fold(name)[:1] in _VOWELS else 0
