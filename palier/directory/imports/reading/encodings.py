"""Which characters the bytes of a file stand for. Pure; reads the file in pieces."""

import codecs
from pathlib import Path

_PIECE = 1 << 20
_SAMPLE = 1 << 16
_UNDEFINED_IN_CP1252 = b"\x81\x8d\x8f\x90\x9d"
# A file mostly in UTF-8 with a few cells pasted from elsewhere: fewer than one bad byte in this many good ones.
_GOOD_FOR_ONE_BAD = 3

ENCODING_NAMES = {
    "utf-8-sig": "UTF-8",
    "utf-8": "UTF-8",
    "cp1252": "Windows (cp1252)",
    "latin-1": "Latin-1",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are not UTF-8 as Windows would: used on files that mix both."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", errors="replace"), error.end


codecs.register_error("palier-cp1252", _as_cp1252)


def detect_encoding(path: Path) -> tuple[str, tuple[str, ...]]:
    """Return the Python name of the encoding and remarks. UTF-8 is believed first: nothing else looks like it."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", ()
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", ()
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le", ()
    if head[0::2].count(0) > len(head) // 4:
        return "utf-16-be", ()
    good, bad, is_cp1252 = _count_utf8(path)
    if bad == 0:
        return "utf-8", ()
    if good > _GOOD_FOR_ONE_BAD * bad:
        return "utf-8", ("Le fichier mélange deux encodages : des lettres accentuées sont à relire.",)
    return ("cp1252" if is_cp1252 else "latin-1"), ()


def _count_utf8(path: Path) -> tuple[int, int, bool]:
    """Count the characters of several bytes that are UTF-8 and the bytes that are not; and whether cp1252 could."""
    good = bad = 0
    has_undefined = False
    tail = b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            has_undefined = has_undefined or any(piece.count(b) for b in _UNDEFINED_IN_CP1252)
            piece = tail + piece
            piece_good, piece_bad, tail = _count_piece(piece)
            good, bad = good + piece_good, bad + piece_bad
    # A character cut by the end of the file is the sign of a cut file, not of another encoding.
    return good, bad, not has_undefined


def _count_piece(piece: bytes) -> tuple[int, int, bytes]:
    decoder = codecs.getincrementaldecoder("utf-8")(errors="strict")
    good = bad = position = 0
    while position < len(piece):
        try:
            text = decoder.decode(piece[position:])
        except UnicodeDecodeError as error:
            before = piece[position : position + error.start].decode("utf-8")
            good += _not_ascii(before)
            bad += error.end - error.start
            position += error.end
            decoder.reset()
            if bad > 10_000:
                return good, bad, b""
            continue
        good += _not_ascii(text)
        state = decoder.getstate()[0]
        return good, bad, bytes(state)
    return good, bad, b""


def _not_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))
