"""`palier link [--territory departement:49] [--write] [--report FILE]`: join the records of one place, ask the rest."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from palier.directory.imports.linking import LinkReport, PairLine, link_places
from palier.territory.territories import UnknownTerritory, territory_by_reference


class Command(BaseCommand):
    help = (
        "Réunit les fiches qui parlent du même lieu, et pose les questions qui restent à la coordination "
        "(/coordination/doublons/). N’écrit rien sans --write : le compte rendu dit ce qui serait fait."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--territory", default="", help="« departement:49 », « epci:… » ; sinon partout")
        parser.add_argument("--write", action="store_true", help="écrire (sinon : essai à blanc)")
        parser.add_argument("--report", type=Path, help="où écrire le compte rendu (.json ou .txt)")

    def handle(self, *args: Any, territory: str, write: bool, report: Path | None, **options: Any) -> None:
        try:
            within = territory_by_reference(territory).condition("commune") if territory else None
        except UnknownTerritory:
            raise CommandError(f"Territoire inconnu : « {territory} ».") from None
        with tqdm(total=100, leave=False, disable=None, bar_format="{desc} {percentage:3.0f} %") as bar:

            def tell(stage: str, share: float) -> None:
                bar.set_description_str(stage)
                bar.update(round(share * 100) - bar.n)

            done = link_places(now=timezone.now(), write=write, within=within, progress=tell)
        for line in _told(done):
            self.stdout.write(line)
        if report is not None:
            self._write(report, done)
        self.stdout.write(done.sentence + ("" if write else " (essai à blanc, rien d’écrit)"))

    def _write(self, path: Path, done: LinkReport) -> None:
        text = json.dumps(asdict(done), ensure_ascii=False, indent=1)
        if path.suffix == ".txt":
            text = "\n".join([*_told(done), done.sentence])
        try:
            path.write_text(text + "\n", encoding="utf-8")
        except OSError as problem:
            raise CommandError(f"Compte rendu impossible à écrire : {problem}") from None
        self.stdout.write(f"Compte rendu : {path}")


def _told(done: LinkReport) -> Iterator[str]:
    yield from (f"Réunies : {_pair(line)}" for line in done.joins)
    yield from (f"À demander : {_pair(line)}" for line in done.questions)
    yield from (f"Réponses contraires : {_pair(line)}" for line in done.contradictions)


def _pair(line: PairLine) -> str:
    why = f" ({line.why})" if line.why else ""
    return f"« {line.first_name} » [{line.first}] et « {line.second_name} » [{line.second}]{why}"
