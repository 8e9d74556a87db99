"""Pictures that people give (a logo): what they are by their bytes, and how they come into a page."""

import json
import struct
from base64 import b64encode
from dataclasses import dataclass

import typst

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
# Markers of JPEG that give the size of the picture; the others between C0 and CF are tables.
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TRY = b"""#set page(width: 10pt, height: 10pt, margin: 0pt)
#let given = json(bytes(sys.inputs.picture))
#image(bytes(given.data), format: given.kind, width: 10pt, height: 10pt)"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its first bytes: `kind` is "png" or "jpg", sizes are in pixels."""

    kind: str
    width: int
    height: int


def picture_of(data: bytes) -> Picture | None:
    """Return what a file is, whatever its name says; None if it is neither a PNG nor a JPEG, or bears no size."""
    if data.startswith(_PNG) and data[12:16] == b"IHDR" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return Picture("png", width, height) if width and height else None
    if data.startswith(_JPEG):
        return _jpeg(data)
    return None


def can_be_printed(data: bytes) -> bool:
    """Tell whether the whole picture can be read, by printing it: a cut or false file is refused."""
    found = picture_of(data)
    # A JPEG goes into the file as it is: its end mark says that it is whole.
    if found is None or (found.kind == "jpg" and not data.rstrip(b"\0").endswith(b"\xff\xd9")):
        return False
    given = {"picture": json.dumps({"kind": found.kind, "data": list(data)})}
    try:
        typst.Compiler(_TRY, sys_inputs=given).compile(format="pdf")
    except typst.TypstError:
        return False
    return True


def picture_svg(data: bytes) -> str:
    """Return the picture inside an SVG of its size, the one kind of drawing that pages take. Raises ValueError."""
    found = picture_of(data)
    if found is None:
        raise ValueError("neither a PNG nor a JPEG")
    size = f'width="{found.width}" height="{found.height}"'
    media = "image/png" if found.kind == "png" else "image/jpeg"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {found.width} {found.height}" {size}>'
        f'<image {size} xlink:href="data:{media};base64,{b64encode(data).decode()}"/></svg>'
    )


def _jpeg(data: bytes) -> Picture | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _JPEG_SIZES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return Picture("jpg", width, height) if width and height else None
        if marker == 0xFF:  # a byte of filling
            at += 1
            continue
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return None
