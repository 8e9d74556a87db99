"""The work behind the page of imports, done by the worker. Here and not lower: it calls whole imports."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone
from django_tasks import task

from palier.directory.actions.imports import deposits as actions
from palier.directory.enums import DepositStatus
from palier.directory.imports.mapping import BadMapping
from palier.directory.imports.preparing import NoMapping, prepare
from palier.directory.imports.reading import UnreadableFile
from palier.directory.imports.running import ImportStopped, import_file
from palier.directory.models import ImportDeposit
from palier.directory.queries.imports import deposit_with_content


@task()
def try_deposit(deposit_id: int) -> None:
    """Do the import of a file and roll everything back, keeping what would be done. Safe to run twice."""
    _work(deposit_with_content(deposit_id), write=False)


@task()
def import_deposit(deposit_id: int) -> None:
    """Import a file. A worker killed in the middle loses nothing: started again, it goes on."""
    _work(deposit_with_content(deposit_id), write=True)


def _work(deposit: ImportDeposit, *, write: bool) -> None:
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / Path(deposit.file_name).name
            path.write_bytes(bytes(deposit.content or b""))
            _import(deposit, path, write=write)
    except (UnreadableFile, BadMapping, NoMapping, ImportStopped) as problem:
        actions.stop_work(deposit=deposit, problem=str(problem))


def _import(deposit: ImportDeposit, path: Path, *, write: bool) -> None:
    prepared = prepare(
        path, source_code=deposit.source_code, mapping_text=deposit.mapping, file_name=deposit.file_name
    )
    totals: dict[str, int] = {}
    steps = import_file(
        prepared, now=timezone.now(), write=write, allow_removals=deposit.allow_removals, by=deposit.by
    )
    for progress in steps:
        totals = progress.totals
        actions.note_progress(
            deposit=deposit, done=progress.done, total=progress.total, lines=progress.lines, run=progress.run
        )
    actions.end_work(
        deposit=deposit, totals=totals, status=DepositStatus.DONE if write else DepositStatus.TRIED
    )
