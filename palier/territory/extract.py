"""Read the extract of the territory that is committed in `territory/data/`. No database.

`scripts/build_territory.py` writes these files; `docs/sources/territory.md` describes their columns.
"""

import csv
import gzip
import hashlib
import json
from itertools import accumulate
from pathlib import Path
from typing import Any

EXTRACT_DIR = Path(__file__).with_name("data")
LOADED_FILES = (
    "regions.csv",
    "departements.csv",
    "epci.csv.gz",
    "communes.csv.gz",
    "outlines.jsonl.gz",
    "former_communes.csv.gz",
    "postal_codes.csv.gz",
    "vintage.txt",
)
OUTLINE_SCALE = 10_000  # the outlines hold whole numbers of 1e-4 degree

Row = dict[str, str]


def checksum(folder: Path) -> str:
    """Return the SHA-256 of the files that are loaded, in hexadecimal."""
    digest = hashlib.sha256()
    for name in LOADED_FILES:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def vintage(folder: Path) -> str:
    """Return the sources and their versions, one line."""
    return (folder / "vintage.txt").read_text().strip()


def read_csv(folder: Path, name: str) -> list[Row]:
    """Return the lines of `name` (without its extension) as dictionaries of text."""
    plain = folder / f"{name}.csv"
    if plain.exists():
        return list(csv.DictReader(plain.read_text().splitlines()))
    with gzip.open(folder / f"{name}.csv.gz", "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_outlines(folder: Path) -> dict[str, str]:
    """Return the outlines by INSEE code, each still as text: `geojson_geometry` reads one.

    As lists of numbers they would be a million objects at once, which Python’s collector would go through
    again and again: a third of the time of a load.
    """
    with gzip.open(folder / "outlines.jsonl.gz", "rt", encoding="utf-8") as file:
        return {line[2:7]: line for line in file}  # ["53084",[[[…]]]]


def geojson_geometry(line: str) -> dict[str, Any]:
    """Return the outline of one line as GeoJSON: lon then lat, degrees WGS 84, 4 decimals, rings closed.

    The line holds a code and polygons of rings [x, y, dx, dy, …] in whole 1e-4 degrees.
    """
    _, polygons = json.loads(line)
    coordinates = [[_ring(steps) for steps in rings] for rings in polygons]
    if len(coordinates) == 1:
        return {"type": "Polygon", "coordinates": coordinates[0]}
    return {"type": "MultiPolygon", "coordinates": coordinates}


def _ring(steps: list[int]) -> list[list[float]]:
    xs, ys = accumulate(steps[::2]), accumulate(steps[1::2])
    points = [[x / OUTLINE_SCALE, y / OUTLINE_SCALE] for x, y in zip(xs, ys, strict=True)]
    return [*points, points[0]]
