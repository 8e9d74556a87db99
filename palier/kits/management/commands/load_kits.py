"""Load the standard cases from the file shipped with the product."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from palier.kits import actions


class Command(BaseCommand):
    help = (
        "Charge les modèles de valises (boîte à outils numérique, valise nomade) depuis le fichier livré. "
        "Les valises déjà créées gardent leur contenu. N’écrit rien sans --write."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="écrire (sinon : essai à blanc)")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        with transaction.atomic():  # a dry run is the real run, rolled back
            written = actions.load_templates()
            transaction.set_rollback(not write)
        if not written:
            self.stdout.write("Les modèles de valises sont à jour : rien à écrire.")
        else:
            self.stdout.write(
                f"{written} lignes écrites" + ("." if write else " (essai à blanc, rien d’écrit).")
            )
