"""`palier train-linkage RECORDS.json TRUTH.json …`: estimate the weights of the joining of sources."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from palier.linkage import weights
from palier.linkage.national import UnreadableSet, read_records, read_truth
from palier.linkage.training import LabelledSet, train


class Command(BaseCommand):
    help = (
        "Estime les poids du rapprochement d’après des listes dont les doublons sont connus, et les montre. "
        "N’écrit rien sans --write."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", type=Path, nargs="+", metavar="FICHIER", help="fiches et vérité, deux par deux"
        )
        parser.add_argument("--write", action="store_true", help="remplace les poids livrés")
        parser.add_argument("--to", type=Path, default=weights.DATA_FILE, help="le fichier à écrire")

    def handle(self, *args: Any, files: list[Path], write: bool, to: Path, **options: Any) -> None:
        if len(files) % 2:
            raise CommandError("Donnez les fichiers deux par deux : les fiches, puis leur vérité.")
        try:
            sets = [
                LabelledSet(read_records(records), read_truth(truth))
                for records, truth in zip(files[::2], files[1::2], strict=True)
            ]
            learnt = train(sets)
        except UnreadableSet as problem:
            raise CommandError(str(problem)) from None
        except ValueError:
            raise CommandError("Il faut des paires d’un même lieu et des paires de deux lieux.") from None
        names = ", ".join(path.name for path in files[::2])
        text = weights.write_weights(learnt, told=f"Learnt from {names}.")
        self.stdout.write(text, ending="")
        if write:
            to.write_text(text, encoding="utf-8")
