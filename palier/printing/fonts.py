"""The typeface on paper: Atkinson Hyperlegible Next, and which characters it can write."""

import struct
import unicodedata
from functools import cache
from pathlib import Path

import typst

FONTS = Path(__file__).resolve().parent / "fonts"  # filled by scripts/vendor.py
FAMILY = "Atkinson Hyperlegible Next"
UNKNOWN = "?"
# Characters that layout handles without a glyph.
_LAID_OUT = frozenset("\n\t\u202f\u2009\u200b\u2060\u00ad")
# Letters of neighbours’ names that do not decompose, and signs.
_INSTEAD = {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "\u2011": "-", "\u2192": ">", "\u2212": "–"}


@cache
def fonts() -> "typst.Fonts":
    """Return our fonts and no other, so that paper looks the same on every machine.

    Raises FileNotFoundError if `make install` did not put them there.
    """
    if not any(FONTS.glob("*.ttf")):
        raise FileNotFoundError(f"Polices absentes de {FONTS} : lancez « make install ».")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


@cache
def covered() -> frozenset[str]:
    """Return every character that the typeface writes, in both weights."""
    kept: frozenset[str] | None = None
    for weight in ("400", "700"):
        files = sorted(FONTS.glob(f"*-{weight}.ttf"))
        codes = {chr(code) for file in files for code in _codes(file.read_bytes())}
        kept = frozenset(codes) if kept is None else kept & codes
    return (kept or frozenset()) | _LAID_OUT


def writable(text: str) -> str:
    """Return `text` with characters that the typeface lacks replaced: by their plain form, else by « ? ».

    A tagged document may not hold a character that nobody can see.
    """
    known = covered()
    if known.issuperset(text):
        return text
    return "".join(char if char in known else _instead_of(char, known) for char in text)


def _instead_of(char: str, known: frozenset[str]) -> str:
    plain = _INSTEAD.get(char) or unicodedata.normalize("NFKD", char)
    kept = "".join(part for part in plain if part in known)
    if kept or unicodedata.category(char) in ("Mn", "Cf", "Cc"):
        return kept
    return UNKNOWN


def _codes(font: bytes) -> set[int]:
    """Return the code points of a TrueType font, from the format 4 and 12 tables of its `cmap`."""
    count = struct.unpack(">H", font[4:6])[0]
    entries = (struct.unpack(">4s3I", font[12 + 16 * i : 28 + 16 * i]) for i in range(count))
    start = next(offset for tag, _sum, offset, _length in entries if tag == b"cmap")
    found: set[int] = set()
    for i in range(struct.unpack(">H", font[start + 2 : start + 4])[0]):
        at = start + struct.unpack(">I", font[start + 8 + 8 * i : start + 12 + 8 * i])[0]
        kind = struct.unpack(">H", font[at : at + 2])[0]
        found |= _format_4(font, at) if kind == 4 else _format_12(font, at) if kind == 12 else set()
    return found - {0xFFFF}


def _format_4(font: bytes, at: int) -> set[int]:
    segments = struct.unpack(">H", font[at + 6 : at + 8])[0] // 2
    ends = struct.unpack(f">{segments}H", font[at + 14 : at + 14 + 2 * segments])
    starts_at = at + 16 + 2 * segments
    starts = struct.unpack(f">{segments}H", font[starts_at : starts_at + 2 * segments])
    return {code for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1)}


def _format_12(font: bytes, at: int) -> set[int]:
    groups = struct.unpack(">I", font[at + 12 : at + 16])[0]
    rows = (struct.unpack(">3I", font[at + 16 + 12 * i : at + 28 + 12 * i]) for i in range(groups))
    return {code for first, last, _glyph in rows for code in range(first, last + 1)}
