"""Import the real files of a folder into the current database and print the figures of `docs/sources/`.

    DATABASE_URL=sqlite:////tmp/sources.sqlite3 .venv/bin/python scripts/report_sources.py [DIR] [--strange N]

The database must hold the territory and the codelists. Each file is imported in a transaction that is taken back:
nothing stays. DIR (by default ../shared/data/sources) holds `<source>/<source>.json`. Prints, per source: rows,
outcomes, opening hours understood wholly, partly or left as text, results that the evaluator refuses, seconds;
with --strange, the rows with the most remarks, by number: no name, phone or mail is printed.
"""

import argparse
import os
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

import django

DEFAULT_FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "sources"
HOURS = {
    "Horaires : compris en entier.": "en entier",
    "Horaires : compris en partie, le reste est montré en texte.": "en partie",
    "Horaires : pas compris, montrés en texte.": "en texte",
}


def figures(path: Path, name: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Import one file and take it back; return the lines of its report and the figures."""
    from django.db import transaction
    from django.utils import timezone

    from palier.directory.hours import InvalidHours, validate_osm_hours
    from palier.directory.imports.preparing import prepare
    from palier.directory.imports.running import import_file
    from palier.directory.models import Place, Service, SourceRecord

    began = time.perf_counter()
    with transaction.atomic():
        steps = list(import_file(prepare(path, source_code=name), now=timezone.now(), write=True))
        seconds = time.perf_counter() - began
        places = Place.objects.filter(source_records__source__code=name)
        invalid = 0
        for hours in places.exclude(opening_hours="").values_list("opening_hours", flat=True):
            try:
                validate_osm_hours(hours)
            except InvalidHours:
                invalid += 1
        found: dict[str, Any] = {
            "totaux": steps[-1].totals,
            "avec services": Service.objects.filter(place__in=places).values("place").distinct().count(),
            "non publiés": places.exclude(status="PUBLISHED").count(),
            "sans position": places.filter(lat=None).count(),
            "heures OSM": places.exclude(opening_hours="").count(),
            "heures invalides": invalid,
            "lignes stockées": SourceRecord.objects.filter(source__code=name).count(),
            "secondes": round(seconds, 1),
        }
        transaction.set_rollback(True)
    return [line for step in steps for line in step.lines], found


def shape(reason: str) -> str:
    """Return a remark without what it quotes of the row."""
    return re.sub(r"« [^»]* »", "« … »", reason)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument(
        "--strange", type=int, default=0, help="montrer les N lignes aux remarques les plus rares"
    )
    arguments = parser.parse_args()
    if not arguments.folder.is_dir():
        parser.error(
            f"{arguments.folder} n’existe pas : les fichiers réels ne sont pas livrés avec le produit."
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")
    django.setup()
    for path in sorted(arguments.folder.glob("*/*.json")):
        if path.stem != path.parent.name:
            continue
        lines, found = figures(path, path.stem)
        reasons = Counter(shape(reason) for line in lines for reason in line["reasons"])
        understood = {word: reasons.get(sentence, 0) for sentence, word in HOURS.items()}
        print(f"\n{path.stem} : {found} ; horaires : {understood}")
        for reason, count in reasons.most_common(12):
            print(f"  {count:4} {reason}")
        strangest = sorted(lines, key=lambda line: -sum(1 / reasons[shape(r)] for r in line["reasons"]))
        for line in strangest[: arguments.strange]:
            print(f"  ligne {line['row']} ({line['outcome']}) : {' '.join(map(shape, line['reasons']))}")


if __name__ == "__main__":
    main()
