"""What can be done with a file put down on the page of imports. Each step is claimed, so two workers do not meet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from palier.accounts.models import User
from palier.directory.enums import DepositStatus
from palier.directory.models import ImportDeposit, ImportRun

PREVIEW_LINES = 300
WAITING = {
    DepositStatus.TRYING: (DepositStatus.RECEIVED, DepositStatus.TRIED, DepositStatus.STOPPED),
    DepositStatus.IMPORTING: (DepositStatus.TRIED, DepositStatus.STOPPED),
}


class DepositBusy(Exception):
    """The file is being worked on already, or is imported: nothing to start."""


@transaction.atomic
def put_down_file(
    *, source_code: str, file_name: str, content: bytes, mapping: str, by: User, now: datetime
) -> ImportDeposit:
    """Keep a file until it is imported. Raises ValidationError for a source code that is none."""
    deposit = ImportDeposit(
        source_code=source_code,
        file_name=file_name[:300],
        content=content,
        mapping=mapping,
        by=by,
        created_at=now,
    )
    deposit.full_clean()
    deposit.save()
    return deposit


@transaction.atomic
def start_work(*, deposit_id: int, status: DepositStatus) -> None:
    """Say that a task is about to try or to import the file. Raises DepositBusy unless it waits for that."""
    waiting = ImportDeposit.objects.filter(pk=deposit_id, status__in=WAITING[status])
    if not waiting.update(status=status, problem="", rows_done=0):
        raise DepositBusy


@transaction.atomic
def allow_removals(*, deposit_id: int) -> None:
    """Accept that many rows are gone, once the page has said how many."""
    ImportDeposit.objects.filter(pk=deposit_id).update(allow_removals=True)


@transaction.atomic
def note_progress(
    *,
    deposit: ImportDeposit,
    done: int,
    total: int,
    lines: Sequence[Mapping[str, Any]],
    run: ImportRun | None,
) -> None:
    """Move the page forward; keep the lines worth reading, those that change nothing left out."""
    deposit.rows_done, deposit.rows_total = done, total
    if run is None:
        worth = [line for line in lines if line["outcome"] != "unchanged" and line["reasons"]]
        deposit.preview = [*deposit.preview, *worth][:PREVIEW_LINES]
    else:
        deposit.run = run
    deposit.save(update_fields=["rows_done", "rows_total", "preview", "run"])


@transaction.atomic
def end_work(*, deposit: ImportDeposit, totals: Mapping[str, int], status: DepositStatus) -> None:
    """Mark the file as tried, or as imported: its bytes are then forgotten, the rows are stored one by one."""
    deposit.status, deposit.totals = status, dict(totals)
    if status == DepositStatus.DONE:
        deposit.content = None
    deposit.save(update_fields=["status", "totals", "content"])


@transaction.atomic
def stop_work(*, deposit: ImportDeposit, problem: str) -> None:
    """Say what stopped the work; nothing is lost and it can be started again."""
    deposit.status, deposit.problem = DepositStatus.STOPPED, problem
    deposit.save(update_fields=["status", "problem"])
