"""Copy what pages and prints need from node_modules; run after `npm ci`.

Into palier/web/static/vendor, what pages need: only files named here are served; source maps stay behind, so their
comment is removed: otherwise collectstatic’s manifest would look for a file that is not there.
Into palier/printing/fonts, the same typeface as TrueType: the typesetter reads no WOFF.
"""

import re
import shutil
import struct
import sys
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "palier" / "web" / "static" / "vendor"
PRINTED_FONTS = ROOT / "palier" / "printing" / "fonts"
FONT_FILES = (
    "@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-{weight}-normal.woff2"
)
FONT_TO_PRINT = (
    "@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-{weight}-normal.woff"
)

FILES = {
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images/layers.png": "leaflet/images/layers.png",
    "leaflet/dist/images/layers-2x.png": "leaflet/images/layers-2x.png",
    "leaflet/dist/images/marker-icon.png": "leaflet/images/marker-icon.png",
    "leaflet/LICENSE": "leaflet/LICENSE",
    "leaflet.markercluster/dist/leaflet.markercluster.js": "leaflet/leaflet.markercluster.js",
    "leaflet.markercluster/MIT-LICENCE.txt": "leaflet/markercluster.LICENSE",
    FONT_FILES.format(weight=400): "fonts/atkinson-400.woff2",
    FONT_FILES.format(weight=700): "fonts/atkinson-700.woff2",
    "@fontsource/atkinson-hyperlegible-next/LICENSE": "fonts/LICENSE",
}
# One subset only: with two files of one family the typesetter would pick glyphs one by one.
TO_PRINT = {FONT_TO_PRINT.format(weight=weight): f"atkinson-{weight}.ttf" for weight in (400, 700)}
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def main() -> int:
    """Replace both folders by fresh copies; return 1 if a file is missing from node_modules."""
    missing = [source for source in (*FILES, *TO_PRINT) if not (MODULES / source).exists()]
    if missing:
        print(f"absent de node_modules : {missing[0]} (lancez d’abord « npm ci »)", file=sys.stderr)
        return 1
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FILES.items():
        copy = VENDOR / target
        copy.parent.mkdir(parents=True, exist_ok=True)
        if copy.suffix == ".js":
            copy.write_text(
                SOURCE_MAP.sub("", (MODULES / source).read_text(encoding="utf-8")), encoding="utf-8"
            )
        else:
            shutil.copyfile(MODULES / source, copy)
    shutil.rmtree(PRINTED_FONTS, ignore_errors=True)
    PRINTED_FONTS.mkdir(parents=True)
    for source, target in TO_PRINT.items():
        (PRINTED_FONTS / target).write_bytes(as_truetype((MODULES / source).read_bytes()))
    shutil.copyfile(MODULES / "@fontsource/atkinson-hyperlegible-next/LICENSE", PRINTED_FONTS / "LICENSE")
    print(f"{len(FILES)} fichiers copiés dans {VENDOR.relative_to(ROOT)}")
    return 0


def as_truetype(woff: bytes) -> bytes:
    """Return the font of a WOFF 1.0 file as it was before it was packed: each table is only deflated.

    Source: https://www.w3.org/TR/WOFF/. Raises ValueError if it is no WOFF 1.0 file.
    """
    if woff[:4] != b"wOFF":
        raise ValueError("pas un fichier WOFF 1.0")
    flavor, count = woff[4:8], struct.unpack(">H", woff[12:14])[0]
    entries = sorted(struct.unpack(">4s4I", woff[44 + 20 * i : 64 + 20 * i]) for i in range(count))
    power = count.bit_length() - 1
    header = flavor + struct.pack(">4H", count, 16 << power, power, 16 * (count - (1 << power)))
    offset = len(header) + 16 * count
    directory, tables = [], []
    for tag, start, packed, length, checksum in entries:
        table = woff[start : start + packed]
        table = zlib.decompress(table) if packed < length else table
        directory.append(struct.pack(">4s3I", tag, checksum, offset, length))
        tables.append(table + bytes(-length % 4))
        offset += len(tables[-1])
    return b"".join([header, *directory, *tables])


if __name__ == "__main__":
    sys.exit(main())
