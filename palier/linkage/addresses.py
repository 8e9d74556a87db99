"""A French address line: number, kind of street, words of the street. Folded ASCII only."""

import re
from dataclasses import dataclass
from functools import lru_cache

from palier.core.text import fold
from palier.linkage.words import words

_REPEATS = frozenset({"bis", "ter", "quater", "a", "b", "c", "d"})
# What follows is not the street any more.
_ENDS = frozenset(
    {"bp", "cs", "cedex", "batiment", "bat", "immeuble", "etage", "residence", "appartement", "porte"}
)
_POSTAL_CODE = re.compile(r"^(?:\d{5}|2[ab]\d{3})$")


@dataclass(frozen=True, slots=True)
class Address:
    """`number` without « bis »; `kind` « rue »…; `street`: its own words, run together (« pontaveugle »)."""

    number: str = ""
    kind: str = ""
    street: str = ""


def read_address(text: str, *, commune: str = "") -> Address:
    """Return the parts of an address line; « le bourg », « mairie » or the commune alone say nothing."""
    address = _read(fold(text))
    is_vague = not address.number and address.street in words().vague_streets
    return Address() if is_vague or address.street == fold(commune).replace(" ", "") else address


@lru_cache(maxsize=100_000)
def _read(folded: str) -> Address:
    known = words()
    told = [new for word in folded.split() for new in known.street_abbreviations.get(word, (word,))]
    at = next((i for i, word in enumerate(told) if word in known.street_types), -1)
    if at < 0:
        number = told[0] if told and told[0].isdigit() and not _POSTAL_CODE.match(told[0]) else ""
        return Address(number, "", _street(told[1:] if number else told))
    own = _street(told[at + 1 :]) or _street([word for word in told[:at] if not word.isdigit()])
    return Address(_number(told[:at]), told[at], own)


def _number(before: list[str]) -> str:
    """Return the last number said before the street: « 3 » of « 3 bis », of « 64 grand »."""
    for word in reversed(before):
        if word.isdigit():
            return "" if _POSTAL_CODE.match(word) else str(int(word))
        if word not in _REPEATS and word not in ("grand", "grande"):
            return ""
    return ""


def _street(after: list[str]) -> str:
    kept: list[str] = []
    for word in after:
        if word in _ENDS or _POSTAL_CODE.match(word):
            break
        if word not in words().ignored:
            kept.append(word)
    return "".join(kept)
