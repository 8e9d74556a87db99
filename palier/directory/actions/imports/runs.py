"""The journal of imports: where each stands, so that an interrupted one goes on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from palier.accounts.models import User
from palier.directory.enums import ImportStatus
from palier.directory.models import ImportReportPart, ImportRun, Source


class RunTakenOver(Exception):
    """Another process goes on with the same import: this one must stop."""


@transaction.atomic
def begin_run(
    *,
    source: Source,
    file_name: str,
    file_sha256: str,
    mapping: str,
    rows_total: int,
    allow_removals: bool,
    by: User | None,
    now: datetime,
) -> ImportRun:
    """Return the interrupted run of the very same file and mapping, to go on with, or a new one, RUNNING."""
    interrupted = (
        ImportRun.objects.filter(
            source=source,
            file_sha256=file_sha256,
            mapping=mapping,
            rows_total=rows_total,
            status__in=[ImportStatus.RUNNING, ImportStatus.STOPPED],
            rows_done__gt=0,
        )
        .order_by("-started_at")
        .first()
    )
    if interrupted is not None and not _is_behind(interrupted):
        interrupted.status, interrupted.problem = ImportStatus.RUNNING, ""
        interrupted.allow_removals = allow_removals
        interrupted.save()
        return interrupted
    return ImportRun.objects.create(
        source=source,
        status=ImportStatus.RUNNING,
        file_name=file_name[:300],
        file_sha256=file_sha256,
        mapping=mapping,
        rows_total=rows_total,
        allow_removals=allow_removals,
        by=by,
        started_at=now,
    )


def _is_behind(run: ImportRun) -> bool:
    """Another file of the source was imported since: going on would bring old rows back over new ones."""
    return ImportRun.objects.filter(
        source=run.source, started_at__gt=run.started_at, rows_done__gt=0
    ).exists()


@transaction.atomic
def note_batch(*, run: ImportRun, lines: Sequence[Mapping[str, Any]]) -> None:
    """Move the run forward by one batch and keep its lines, in the transaction of the rows.

    Raises RunTakenOver if another process moved it meanwhile.
    """
    counts = Counter(run.totals) + Counter(str(line["outcome"]) for line in lines)
    moved = ImportRun.objects.filter(pk=run.pk, rows_done=run.rows_done).update(
        rows_done=run.rows_done + len(lines), totals=dict(counts)
    )
    if not moved:
        raise RunTakenOver
    ImportReportPart.objects.create(run=run, first_row=run.rows_done + 1, lines=list(lines))
    run.rows_done += len(lines)
    run.totals = dict(counts)


@transaction.atomic
def end_run(*, run: ImportRun, totals: Mapping[str, int], now: datetime) -> None:
    """Mark the run as DONE, with its totals. Safe to run twice."""
    run.status, run.totals, run.finished_at = ImportStatus.DONE, dict(totals), now
    run.save()


@transaction.atomic
def stop_run(*, run: ImportRun, problem: str) -> None:
    """Mark the run as STOPPED and say why; it can be resumed."""
    run.status, run.problem = ImportStatus.STOPPED, problem
    run.save(update_fields=["status", "problem"])
