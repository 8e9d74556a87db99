"""`palier suggest-mapping FILE`: propose what the columns of a file mean."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from palier.directory.imports.fetching import any_address, is_public_address, local_file
from palier.directory.imports.preparing import detect_format
from palier.directory.imports.reading import UnreadableFile, read_table
from palier.directory.imports.suggesting import suggest_mapping


class Command(BaseCommand):
    help = (
        "Propose un fichier de correspondances pour un tableau, d’après les noms et les valeurs de ses colonnes. "
        "À relire, à corriger, puis à donner à import-places avec --mapping."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file_or_url", help="le fichier, ou son adresse http(s)")
        parser.add_argument(
            "--allow-private-network",
            action="store_true",
            help="accepter une adresse web de votre propre réseau (refusée sinon)",
        )

    def handle(self, *args: Any, file_or_url: str, allow_private_network: bool, **options: Any) -> None:
        may_reach = any_address if allow_private_network else is_public_address
        try:
            with local_file(file_or_url, may_reach=may_reach) as (path, _):
                table = read_table(path)
                if name := detect_format(table):
                    self.stderr.write(
                        f"Ce fichier suit déjà un format connu ({name}) : rien à écrire pour l’importer."
                    )
                self.stdout.write(suggest_mapping(table), ending="")
        except UnreadableFile as problem:
            raise CommandError(str(problem)) from None
