"""Write every search document and the vocabulary anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from palier.directory import actions
from palier.directory.queries.places import published_places


class Command(BaseCommand):
    help = (
        "Réécrit l’index de recherche et le vocabulaire, par lots : une interruption ne perd rien. "
        "Sans --write, dit seulement combien de lieux sont concernés."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="écrire")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        total = published_places().count()
        if not write:
            self.stdout.write(f"{total} lieux à indexer (essai à blanc, rien d’écrit).")
            return
        with tqdm(total=total, unit=" lieux", leave=False, disable=None) as bar:  # None: only on a terminal
            for done in actions.rebuild_search_index(on=timezone.localdate()):
                bar.update(done - bar.n)
        self.stdout.write(f"{total} lieux indexés.")
