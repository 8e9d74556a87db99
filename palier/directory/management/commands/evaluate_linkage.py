"""`palier evaluate-linkage RECORDS.json TRUTH.json`: how good the joining of sources is, on one line."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from palier.linkage.evaluation import evaluate
from palier.linkage.linking import link
from palier.linkage.national import UnreadableSet, read_records, read_truth


class Command(BaseCommand):
    help = (
        "Mesure le rapprochement des fiches sur une liste dont les doublons sont connus. Une ligne : précision et "
        "rappel des rapprochements automatiques, questions par fiche, secondes de processeur, rappel une fois les "
        "questions répondues. Lit des fichiers seulement."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "records", type=Path, metavar="FICHES", help="liste JSON au schéma national, .gz ou non"
        )
        parser.add_argument("truth", type=Path, metavar="VERITE", help="JSON : « pairs » et « cluster »")
        parser.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb")

    def handle(self, *args: Any, records: Path, truth: Path, engine: Any, **options: Any) -> None:
        try:
            started = time.process_time()
            known, pairs = read_records(records), read_truth(truth)
            linkage = link(known, engine=engine)
            seconds = time.process_time() - started
        except UnreadableSet as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(evaluate(linkage, pairs, records=len(known)).line(seconds=seconds))
