"""Understand what people type for a place: « 53400 Craon », « laval cedex 9 », « Paris 11e ». Pure.

Nothing is looked up here: the text is only taken apart. `finding` confronts the parts with the communes that
exist.
"""

import re
from dataclasses import dataclass, replace

from palier.core.text import fold
from palier.territory.names import search_form

# City as typed → INSEE code of its first arrondissement, less one; how many it has.
ARRONDISSEMENTS = {"paris": (75100, 20), "lyon": (69380, 9), "marseille": (13200, 16)}
MAX_LENGTH = 200  # a longer text is not the name of a place

_ARTICLE_LAST = re.compile(r"^(.+?)[\s,]*\((le|la|les|l['’])\)\s*$", re.IGNORECASE)
_CEDEX = re.compile(r"\bcedex\b(?: \d{1,2}\b)?")
_POSTAL = re.compile(r"(?<!\w)(\d{2}) ?(\d{3})(?!\w)")
_LOST_ZERO = re.compile(r"(?<!\w)([1-9]\d{3})(?!\w)")
_CORSICAN_CODE = re.compile(r"(?<!\w)(2[ab]\d{3})(?!\w)", re.IGNORECASE)
_DEPARTEMENT = re.compile(r"[\s(,]+(\d{2}|2[ab]|9[78]\d)\)?\s*$", re.IGNORECASE)
_ARRONDISSEMENT = re.compile(
    r"^(paris|lyon|marseille) (?:le |0)?(\d{1,2}|[ivx]+)"
    r"(?: ?(?:er|ere|e|em|eme|ieme|nd|nde|d))?(?: ?(?:arr\w*|ardt))?$"
)
_ROMAN = {"i": 1, "v": 5, "x": 10}


@dataclass(frozen=True)
class Typed:
    """The parts of what was typed; empty when absent. `name` is in the form of `names.search_form`."""

    name: str = ""
    said: str = ""  # the same as the person wrote it
    postal_code: str = ""  # five digits, its lost zero put back
    insee_code: str = ""
    departement: str = (
        ""  # code or folded name, given to tell namesakes apart: « Craon (53) », « Craon, Mayenne »
    )
    arrondissement: str = ""  # INSEE code
    is_cedex: bool = False
    lost_zero: bool = False


def from_parts(*, name: str, postal_code: str, insee_code: str) -> Typed:
    """Return the parts of three separate fields, each as typed or as found in a file."""
    typed = _read_name(name)
    code, lost_zero = _five(postal_code)
    own_code, _ = _five(insee_code)
    return replace(
        typed,
        postal_code=code or typed.postal_code,
        insee_code=own_code,
        is_cedex=typed.is_cedex or "cedex" in fold(postal_code),
        lost_zero=lost_zero,
    )


def from_text(text: str) -> Typed:
    """Return the parts of one field that may hold a name, a postal code or both, in any order."""
    text = text[:MAX_LENGTH]
    corsican = _CORSICAN_CODE.search(text)
    if corsican:
        rest = text[: corsican.start()] + " " + text[corsican.end() :]
        return replace(_read_name(_trim(rest)), insee_code=corsican[1].upper())
    lost_zero, found = False, _POSTAL.search(text)
    if not found:
        found = _LOST_ZERO.search(text)
        lost_zero = found is not None
    if not found:
        return _read_name(text)
    rest = _trim(text[: found.start()] + " " + text[found.end() :])
    code = "".join(found.groups()).zfill(5)
    return replace(_read_name(rest), postal_code=code, lost_zero=lost_zero)


def _read_name(text: str) -> Typed:
    text = _ARTICLE_LAST.sub(r"\2 \1", text[:MAX_LENGTH])  # « Baconnière (La) », as files sort names
    plain = " ".join(_CEDEX.sub(" ", _expanded(text)).split())
    is_cedex = "cedex" in fold(text)
    city = _ARRONDISSEMENT.match(plain)
    if city and (code := _arrondissement_code(city[1], city[2])):
        return Typed(name=city[1], said=text.strip(), arrondissement=code, is_cedex=is_cedex)
    hint = _DEPARTEMENT.search(text)
    if hint and not is_cedex:
        before = text[: hint.start()]
        return Typed(name=search_form(_expanded(before)), said=before.strip(), departement=hint[1].upper())
    head, comma, tail = text.partition(",")
    if comma and fold(tail) and not is_cedex:
        return Typed(name=search_form(_expanded(head)), said=head.strip(), departement=fold(tail))
    return Typed(name=search_form(plain), said=text.strip(), is_cedex=is_cedex)


def _expanded(text: str) -> str:
    """Fold, with « s/s » as « sous » and « s/ » or « /s » as « sur »."""
    text = re.sub(r"\bs\s*/\s*s\b", " sous ", text, flags=re.IGNORECASE)
    text = re.sub(r"\bs\s*/|/\s*s\b", " sur ", text, flags=re.IGNORECASE)
    return fold(text)


def _arrondissement_code(city: str, number: str) -> str:
    rank = int(number) if number.isdigit() else _from_roman(number)
    base, count = ARRONDISSEMENTS[city]
    return str(base + rank) if 1 <= rank <= count else ""


def _from_roman(letters: str) -> int:
    values = [_ROMAN[letter] for letter in letters]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


def _five(text: str) -> tuple[str, bool]:
    """Return the first code of five characters in `text`, and whether its zero had to be put back."""
    corsican = _CORSICAN_CODE.search(text)
    if corsican:
        return corsican[1].upper(), False
    found = _POSTAL.search(text[:MAX_LENGTH])
    if found:
        return "".join(found.groups()), False
    short = _LOST_ZERO.search(text[:MAX_LENGTH])
    return (short[1].zfill(5), True) if short else ("", False)


def _trim(text: str) -> str:
    """Drop the brackets and commas that a code leaves behind: « Craon () »."""
    return re.sub(r"\(\s*\)", " ", text).strip(" ,;()-–—")
