"""Load the communes of France from the extract shipped with the product."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from palier.territory import actions, extract


class Command(BaseCommand):
    help = (
        "Charge régions, départements, intercommunalités et communes depuis l’extrait livré. "
        "N’écrit rien sans --write ; un extrait déjà chargé n’est pas rechargé."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=extract.EXTRACT_DIR, help="dossier de l’extrait")
        parser.add_argument("--write", action="store_true", help="écrire (sinon : essai à blanc)")

    def handle(self, *args: Any, folder: Path, write: bool, **options: Any) -> None:
        if write:
            report = self._load(folder)
        else:
            with transaction.atomic():  # a dry run is the real run, rolled back
                report = self._load(folder)
                transaction.set_rollback(True)
        if report.is_unchanged:
            self.stdout.write("Le territoire est à jour : cet extrait est déjà chargé.")
            return
        for table, count in report.rows.items():
            self.stdout.write(f"{table} : {count}")
        for code in report.leftover:
            self.stdout.write(f"{code} : commune absente de l’extrait, gardée")
        self.stdout.write("Territoire chargé." if write else "Territoire lu (essai à blanc, rien d’écrit).")

    def _load(self, folder: Path) -> actions.LoadReport:
        if actions.is_loaded(folder=folder):
            return actions.load_extract(now=timezone.now(), folder=folder)
        total = actions.count_rows(folder=folder)
        with tqdm(total=total, unit=" lignes", leave=False, disable=None) as bar:  # None: only on a terminal

            def show(table: str, rows: int) -> None:
                bar.set_description(table)
                bar.update(rows)

            return actions.load_extract(now=timezone.now(), folder=folder, progress=show)
