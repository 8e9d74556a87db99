"""Write the public places in a format of the field."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from palier.directory import exports
from palier.territory.territories import Territory, UnknownTerritory, territory_by_reference


class Command(BaseCommand):
    help = (
        "Écrit les lieux publiés dans un fichier, champs publics seulement. Ce que le format ne peut pas dire est "
        "listé à côté, dans FICHIER-non-valides.json."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER")
        parser.add_argument(
            "--format", choices=sorted(exports.FORMATS), required=True, help="format du fichier"
        )
        parser.add_argument(
            "--territory", default="", metavar="CODE", help="53, departement:53, epci:…, commune:…, region:…"
        )
        parser.add_argument("--with-demo", action="store_true", help="avec les lieux de démonstration")

    def handle(
        self, *args: Any, file: Path, format: str, territory: str, with_demo: bool, **options: Any
    ) -> None:
        today = timezone.localdate()
        chosen = _territory(territory)
        with_demo = with_demo or settings.IS_DEMO_SITE
        export = exports.Export(on=today, site_url=settings.SITE_URL)
        total = exports.open_data_state(territory=chosen, with_demo=with_demo).count
        places = exports.open_data(territory=chosen, with_demo=with_demo, on=today)
        partial = file.with_name(f"{file.name}.partiel")
        try:
            with partial.open("wb") as target:
                bar = tqdm(
                    places, total=total, unit=" lieux", leave=False, disable=None
                )  # None: on a terminal
                for chunk in exports.FORMATS[format].write(bar, export):
                    target.write(chunk)
        except OSError as problem:
            raise CommandError(f"Le fichier n’a pas pu être écrit : {problem}") from problem
        partial.replace(file)  # a file half written never bears the name asked for
        self._say(file, export.report)

    def _say(self, file: Path, report: exports.ExportReport) -> None:
        self.stdout.write(f"{report.written} lieux écrits dans {file}.")
        beside = file.with_name(f"{file.stem}-non-valides.json")
        if not report.refused and not report.left_out:
            beside.unlink(missing_ok=True)
            return
        beside.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1), encoding="utf-8")
        for place in report.refused[:20]:
            self.stdout.write(f"non valide : {place['nom']} ({place['id']}) : {' ; '.join(place['raisons'])}")
        self.stdout.write(
            f"{len(report.refused)} lieux non valides et {len(report.left_out)} valeurs laissées, dans {beside}."
        )


def _territory(text: str) -> Territory | None:
    if not text:
        return None
    try:
        return territory_by_reference(text)
    except UnknownTerritory:
        raise CommandError(
            f"Territoire inconnu : « {text} ». Écrivez par exemple 53, epci:200048551 ou commune:53084."
        ) from None
