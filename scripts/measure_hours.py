"""Measure how the opening hours of a folder of JSON files are read.

    .venv/bin/python scripts/measure_hours.py DIR [--zone A|B|C] [--show whole|partly|text]

DIR holds `<source>/<source>.json`, each a list of flat rows. Columns whose name contains « horaire » are read;
a column whose name contains « jours » gives the days when the text names none. Prints, per source, how many
texts are understood wholly, partly, or left as text, and how many results the evaluator refuses (none should
be). `--zone` writes the school holidays known today as dates, as imports do by the commune of each row; `--show`
prints the texts of one outcome with what became of them.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from palier.directory.hours import (
    InvalidHours,
    ParsedHours,
    describe_hours,
    parse_french_hours,
    school_holidays,
    validate_osm_hours,
)

OUTCOMES = ("whole", "partly", "text", "invalid")
_OSM_DAYS = dict(
    zip(
        ("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
        ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"),
        strict=True,
    )
)


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (text, OSM days of another column) for each filled hour column of each row."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    for row in rows if isinstance(rows, list) else []:
        days = next((str(value) for name, value in row.items() if "jours" in name.lower() and value), "")
        named = [_OSM_DAYS[word.strip()[:3].lower()] for word in days.strip("{}").split(",") if _is_day(word)]
        for name, value in row.items():
            if "horaire" in name.lower() and value and str(value).strip():
                yield str(value), ",".join(named)


def _is_day(word: str) -> bool:
    return word.strip()[:3].lower() in _OSM_DAYS


def outcome_of(parsed: ParsedHours) -> str:
    """Name what became of one text, one of OUTCOMES."""
    try:
        validate_osm_hours(parsed.osm)
        validate_osm_hours(parsed.helper_osm)
    except InvalidHours:
        return "invalid"
    if parsed.is_whole:
        return "whole"
    return "partly" if parsed.osm or parsed.helper_osm else "text"


def show(text: str, parsed: ParsedHours) -> None:
    """Print one text, its OSM, its French reading and what was left aside."""
    print(repr(text))
    for title, osm in (("osm", parsed.osm), ("aidant", parsed.helper_osm)):
        if osm:
            print(f"    {title} : {osm}")
            print("    " + " | ".join(describe_hours(osm)))
    for words in parsed.left_aside:
        print(f"    texte : {words!r}")


def main() -> None:
    """Read the folder given on the command line and print one line per source, then the total."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", choices=OUTCOMES)
    parser.add_argument("--zone", default="", help="zone of school holidays: A, B or C")
    options = parser.parse_args()
    periods = partial(school_holidays, options.zone, datetime.now(UTC).date())
    total: Counter[str] = Counter()
    print(f"{'source':32}{'textes':>8}" + "".join(f"{name:>9}" for name in OUTCOMES))
    for path in sorted(options.folder.glob("*/*.json")):
        if path.stem != path.parent.name:
            continue
        counts: Counter[str] = Counter()
        for text, days in texts_of(path):
            parsed = parse_french_hours(text, days=days, school_periods=periods)
            counts[outcome_of(parsed)] += 1
            if options.show == outcome_of(parsed):
                show(text, parsed)
        total += counts
        print_line(path.stem, counts)
    print_line("total", total)


def print_line(name: str, counts: Counter[str]) -> None:
    """Print one row of the table."""
    print(f"{name:32}{sum(counts.values()):>8}" + "".join(f"{counts[outcome]:>9}" for outcome in OUTCOMES))


if __name__ == "__main__":
    main()
