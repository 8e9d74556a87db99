"""Copy what the pages need from node_modules into palier/web/static/vendor; run after `npm ci`.

Only files named here are served; source maps stay behind, so their comment is removed: otherwise
collectstatic’s manifest would look for a file that is not there.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "palier" / "web" / "static" / "vendor"
FONT_FILES = (
    "@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-{weight}-normal.woff2"
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
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def main() -> int:
    """Replace the vendor folder by a fresh copy; return 1 if a file is missing from node_modules."""
    missing = [source for source in FILES if not (MODULES / source).exists()]
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
    print(f"{len(FILES)} fichiers copiés dans {VENDOR.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
