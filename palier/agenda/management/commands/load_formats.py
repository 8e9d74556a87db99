"""Load the formats of sessions, their texts and what to prepare, from the file shipped with the product."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from palier.agenda.actions.formats import FORMATS_FILE, load_formats


class Command(BaseCommand):
    help = (
        "Charge les formats de séance, leur fiche et ce qu’il faut préparer depuis le fichier livré. "
        "Les textes des réseaux et les listes des lieux restent. N’écrit rien sans --write."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=FORMATS_FILE, help="fichier TOML")
        parser.add_argument("--write", action="store_true", help="écrire (sinon : essai à blanc)")

    def handle(self, *args: Any, file: Path, write: bool, **options: Any) -> None:
        with transaction.atomic():  # a dry run is the real run, rolled back
            report = load_formats(file=file)
            transaction.set_rollback(not write)
        self.stdout.write(f"formats : {report.formats}")
        self.stdout.write(f"choses à prévoir : {report.lines}")
        if not report.written:
            self.stdout.write("Les formats sont à jour : rien à écrire.")
        else:
            self.stdout.write(
                f"{report.written} lignes écrites" + ("." if write else " (essai à blanc, rien d’écrit).")
            )
