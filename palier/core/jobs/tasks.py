"""Tasks left behind: by a worker that was killed, or by an exception. All our tasks may run twice, by rule."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from palier.core.jobs.heartbeat import LEASE_S
from palier.core.models import WorkerBeat

RETRY_DELAYS = (
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=3),
)
MAX_ATTEMPTS = len(RETRY_DELAYS) + 1
TaskRow = DBTaskResult[Any, Any]
WORKER_DIED = "palier.core.jobs.tasks.WorkerDied"  # kept beside the names of real exceptions
_LEASE = timedelta(seconds=LEASE_S)
_LEASE_WITHOUT_BEATS = timedelta(hours=6)  # a worker that gives no sign of life (`db_worker`)
_TOO_OLD = timedelta(days=7)


def beat(worker_id: str, *, now: datetime) -> None:
    """Write that this worker lives."""
    if not WorkerBeat.objects.filter(worker_id=worker_id).update(seen_at=now):
        WorkerBeat.objects.bulk_create([WorkerBeat(worker_id=worker_id, seen_at=now)], ignore_conflicts=True)


def recover_tasks(*, now: datetime) -> tuple[int, int]:
    """Put back in the queue the tasks of dead workers, then those that failed, after growing delays.

    The number of attempts is how many workers took the task. At the fifth, it stays failed, and shown. Returns how
    many were taken back from the dead, and how many failures will be tried again. Each row is changed only if it is
    still as it was read: a task that ends meanwhile, or that another scheduler took, is left alone.
    """
    taken_back = sum(_take_back(row, now=now) for row in _orphans(now))
    failed = DBTaskResult.objects.failed().filter(finished_at__gte=now - _TOO_OLD)
    retried = sum(_retry(row) for row in failed if len(row.worker_ids) < MAX_ATTEMPTS)
    WorkerBeat.objects.filter(seen_at__lt=now - _TOO_OLD).delete()
    return taken_back, retried


def retry_task(task_id: str, *, now: datetime) -> bool:
    """Give a failed task all its attempts again, from now; False if it is not failed any more."""
    failed = DBTaskResult.objects.failed().filter(pk=task_id)
    return bool(failed.update(status=TaskResultStatus.READY, run_after=now, worker_ids=[]))


def forget_finished_tasks(*, before: datetime) -> int:
    """Forget the tasks that ended before a time, failed or not. Returns how many. Safe to run twice."""
    deleted, _ = DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()
    return deleted


def _orphans(now: datetime) -> "list[TaskRow]":
    running = list(DBTaskResult.objects.running())
    beats = dict(
        WorkerBeat.objects.filter(worker_id__in=[row.worker_ids[-1] for row in running if row.worker_ids])
        .values_list("worker_id", "seen_at")
    )  # fmt: skip
    return [row for row in running if _is_orphan(row, beats, now)]


def _is_orphan(row: TaskRow, beats: dict[str, datetime], now: datetime) -> bool:
    seen_at = beats.get(row.worker_ids[-1]) if row.worker_ids else None
    if seen_at is not None:
        return max(seen_at, row.started_at or seen_at) < now - _LEASE
    return (row.started_at or row.enqueued_at) < now - _LEASE_WITHOUT_BEATS


def _take_back(row: TaskRow, *, now: datetime) -> int:
    as_read = DBTaskResult.objects.running().filter(pk=row.pk, started_at=row.started_at)
    attempts = len(row.worker_ids)
    if attempts >= MAX_ATTEMPTS:
        return as_read.update(
            status=TaskResultStatus.FAILED,
            finished_at=now,
            exception_class_path=WORKER_DIED,
            traceback="Le processus s’est arrêté sans rien dire, à chaque essai.",
        )
    # The first time at once: a restart of the site is the ordinary reason.
    delay = RETRY_DELAYS[attempts - 2] if attempts > 1 else timedelta()
    return as_read.update(status=TaskResultStatus.READY, run_after=now + delay)


def _retry(row: TaskRow) -> int:
    assert row.finished_at is not None
    as_read = DBTaskResult.objects.failed().filter(Q(pk=row.pk) & Q(finished_at=row.finished_at))
    attempts = max(1, len(row.worker_ids))
    return as_read.update(
        status=TaskResultStatus.READY, run_after=row.finished_at + RETRY_DELAYS[attempts - 1]
    )
