"""Load needs, audiences, supports, languages, labels and schemes from the files shipped with the product."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from palier.accounts.actions import load_roles
from palier.directory import actions
from palier.directory.actions.codelists import CODELISTS_DIR


class Command(BaseCommand):
    help = (
        "Charge besoins, publics, prises en charge, langues, labels, dispositifs et rôles depuis les fichiers livrés. "
        "Ce que les opérateurs ont ajouté reste. N’écrit rien sans --write."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=CODELISTS_DIR, help="dossier des fichiers TOML")
        parser.add_argument("--write", action="store_true", help="écrire (sinon : essai à blanc)")

    def handle(self, *args: Any, folder: Path, write: bool, **options: Any) -> None:
        with transaction.atomic():  # a dry run is the real run, rolled back
            report = actions.load_codelists(on=timezone.localdate(), folder=folder)
            roles_written = load_roles()
            transaction.set_rollback(not write)
        for name, count in report.rows.items():
            self.stdout.write(f"{name} : {count}")
        for sentence in report.kept:
            self.stdout.write(sentence)
        if roles_written:
            self.stdout.write(f"rôles : {roles_written} écrits")
        if not report.written:
            self.stdout.write("Les listes sont à jour : rien à écrire.")
        else:
            self.stdout.write(
                f"{report.written} lignes écrites" + ("." if write else " (essai à blanc, rien d’écrit).")
            )
