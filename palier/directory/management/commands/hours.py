"""`palier hours "…"`: show what is understood of a text of opening hours."""

from argparse import ArgumentParser
from datetime import date
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from palier.directory.hours import describe_hours, parse_french_hours, parse_time_ranges, school_holidays
from palier.territory.enums import SchoolZone
from palier.territory.queries import commune_by_insee

NOTHING = "(rien)"


class Command(BaseCommand):
    help = "Montre ce qui est compris d’un texte d’horaires, en OSM et relu en français, et ce qui reste du texte."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text", nargs="+", help="le texte des horaires, entre guillemets")
        parser.add_argument("--days", default="", help="jours donnés ailleurs, en OSM (Mo-Fr)")
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--zone", choices=SchoolZone.values, default="", help="zone de vacances scolaires")
        where.add_argument("--commune", default="", help="code INSEE du lieu, qui dit sa zone")
        parser.add_argument(
            "--on",
            type=date.fromisoformat,
            help="jour où le texte est lu, AAAA-MM-JJ (par défaut : aujourd’hui)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        text = " ".join(options["text"])
        zone = options["zone"] or _zone_of(options["commune"])
        periods = partial(school_holidays, zone, options["on"] or timezone.localdate())
        parsed = parse_french_hours(text, days=options["days"], school_periods=periods)
        self.show("Horaires (OSM)", [parsed.osm])
        self.show("Relus en français", describe_hours(parsed.osm))
        if parsed.helper_osm:
            self.show("Horaires de l’aidant (OSM)", [parsed.helper_osm])
            self.show("Relus en français", describe_hours(parsed.helper_osm))
        self.show("Laissé en texte", parsed.left_aside)
        self.show("Plages d’un seul jour", [parse_time_ranges(text)])

    def show(self, title: str, lines: list[str]) -> None:
        """Print a title and its lines, or that there is none."""
        self.stdout.write(f"{title} :")
        for line in [line for line in lines if line] or [NOTHING]:
            self.stdout.write(f"  {line}")


def _zone_of(insee_code: str) -> str:
    """Return the zone of a commune, "" without a commune or where there is none. Raises CommandError."""
    if not insee_code:
        return ""
    commune = commune_by_insee(insee_code)
    if commune is None:
        raise CommandError(f"Aucune commune n’a le code INSEE « {insee_code} ».")
    return str(commune.departement.school_zone)
