"""`palier import-places FILE_OR_URL --source NAME`: read a file of places, say what was understood of each row."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from palier.directory.imports import reports
from palier.directory.imports.fetching import any_address, is_public_address, local_file
from palier.directory.imports.mapping import BadMapping
from palier.directory.imports.preparing import NoMapping, Prepared, prepare
from palier.directory.imports.reading import UnreadableFile
from palier.directory.imports.running import ImportStopped, Progress, import_file


class Command(BaseCommand):
    help = (
        "Importe un fichier de lieux (CSV, JSON, XLSX, ODS ou adresse web). N’écrit rien sans --write : le même "
        "travail est fait puis annulé, et le compte rendu dit ce qui serait fait."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file_or_url", help="le fichier, ou son adresse http(s)")
        parser.add_argument(
            "--source", required=True, help="code de la source : minuscules, chiffres et tirets"
        )
        parser.add_argument(
            "--mapping", type=Path, help="fichier TOML qui dit ce que veulent dire les colonnes"
        )
        parser.add_argument("--write", action="store_true", help="écrire (sinon : essai à blanc)")
        parser.add_argument(
            "--allow-removals",
            action="store_true",
            help="accepter que plus d’un cinquième des lignes ait disparu",
        )
        parser.add_argument(
            "--allow-private-network",
            action="store_true",
            help="accepter une adresse web de votre propre réseau (refusée sinon)",
        )
        parser.add_argument("--report", type=Path, help="où écrire le compte rendu (.json, .html ou .txt)")

    def handle(self, *args: Any, file_or_url: str, source: str, mapping: Path | None, **options: Any) -> None:
        may_reach = any_address if options["allow_private_network"] else is_public_address
        try:
            mapping_text = mapping.read_text(encoding="utf-8") if mapping else ""
            with local_file(file_or_url, may_reach=may_reach) as (path, name):
                prepared = prepare(path, source_code=source, mapping_text=mapping_text, file_name=name)
                self._import(prepared, **options)
        except (UnreadableFile, BadMapping, NoMapping, ImportStopped) as problem:
            raise CommandError(str(problem)) from None
        except (OSError, UnicodeDecodeError) as problem:
            raise CommandError(f"Fichier illisible : {problem}") from None

    def _import(
        self, prepared: Prepared, *, write: bool, allow_removals: bool, report: Path | None, **_: Any
    ) -> None:
        for remark in prepared.table.remarks:
            self.stdout.write(remark)
        with TemporaryFile("w+", encoding="utf-8") as spool:
            progress = self._run(
                import_file(prepared, now=timezone.now(), write=write, allow_removals=allow_removals), spool
            )
            lines = reports.lines_of(progress.run) if progress.run else _spooled(spool)
            self._report(lines, progress, report, title=f"{prepared.source_code}, {prepared.file_name}")
        self.stdout.write(
            reports.totals_sentence(progress.totals) + ("" if write else " (essai à blanc, rien d’écrit)")
        )
        if progress.linked is not None:
            self.stdout.write(f"Rapprochement : {progress.linked.sentence}.")

    def _run(self, steps: Iterator[Progress], spool: IO[str]) -> Progress:
        """Go through the import, showing where it is; keep the lines of a dry run, which no database keeps."""
        progress = next(steps)
        if progress.done:
            self.stdout.write(f"Import interrompu repris à la ligne {progress.done + 1}.")
        with tqdm(
            total=progress.total, initial=progress.done, unit=" lignes", leave=False, disable=None
        ) as bar:
            for progress in steps:
                bar.update(progress.done - bar.n)
                if progress.run is None:
                    spool.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in progress.lines)
        return progress

    def _report(
        self, lines: Iterable[reports.Line], progress: Progress, path: Path | None, *, title: str
    ) -> None:
        if path is None:
            for line in lines:
                if line["outcome"] == "reported" or self._is_verbose:
                    self.stdout.write(f"Ligne {line['row']} : {' '.join(line['reasons'])}")
            return
        with path.open("w", encoding="utf-8") as out:
            if path.suffix == ".html":
                reports.write_html(out, lines, progress.totals, title=f"Import : {title}")
            elif path.suffix == ".txt":
                reports.write_text(out, lines, progress.totals)
            else:
                reports.write_json(out, lines, progress.totals)
        self.stdout.write(f"Compte rendu : {path}")

    @property
    def _is_verbose(self) -> bool:
        return self.verbosity > 1

    def execute(self, *args: Any, **options: Any) -> str | None:
        self.verbosity = int(options.get("verbosity", 1))
        return super().execute(*args, **options)


def _spooled(spool: IO[str]) -> Iterator[dict[str, Any]]:
    spool.seek(0)
    return (json.loads(line) for line in spool)
