"""`palier hours "…"`: show what is understood of a text of opening hours."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from palier.directory.hours import describe_hours, parse_french_hours, parse_time_ranges

NOTHING = "(rien)"


class Command(BaseCommand):
    help = "Montre ce qui est compris d’un texte d’horaires, en OSM et relu en français, et ce qui reste du texte."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text", nargs="+", help="le texte des horaires, entre guillemets")
        parser.add_argument("--days", default="", help="jours donnés ailleurs, en OSM (Mo-Fr)")

    def handle(self, *args: Any, **options: Any) -> None:
        text = " ".join(options["text"])
        parsed = parse_french_hours(text, days=options["days"])
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
