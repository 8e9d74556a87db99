"""What operators read about jobs and tasks."""

from dataclasses import dataclass
from datetime import datetime

from django_tasks_db.models import DBTaskResult

from palier.core.enums import JobStatus
from palier.core.jobs.registry import registered_jobs
from palier.core.jobs.runner import next_due
from palier.core.jobs.tasks import MAX_ATTEMPTS, TaskRow
from palier.core.models import JobRun


@dataclass(frozen=True)
class JobState:
    """Where one job stands. `last`: its last attempt, if any; `next_at`: when it runs again."""

    name: str
    label: str
    when: str
    last: JobRun | None
    next_at: datetime
    is_asked: bool


@dataclass(frozen=True)
class TaskState:
    """A task that failed or waits to be tried again: never its arguments, which point to people’s rows."""

    pk: str
    name: str
    attempts: int
    at: datetime
    error: str


@dataclass(frozen=True)
class TaskCounts:
    """How many tasks are in each state."""

    waiting: int
    running: int
    failed: int


def job_states(*, now: datetime) -> list[JobState]:
    """Every declared job, by name, in two queries."""
    jobs = registered_jobs()
    slots = {job.name: job.when.slot(now) for job in jobs}
    last: dict[str, JobRun] = {}
    of_slot: dict[str, JobRun] = {}
    asked: set[str] = set()
    newest = JobRun.objects.filter(job__in=slots).order_by("-pk")
    for job in jobs:  # a job of every minute has thousands of runs: only the newest of each are read
        for run in newest.filter(job=job.name)[:10]:
            if run.status == JobStatus.ASKED:
                asked.add(job.name)
                continue
            if run.status != JobStatus.SKIPPED:
                last.setdefault(job.name, run)
            if run.slot == slots[job.name]:
                of_slot.setdefault(job.name, run)
    return [
        JobState(
            name=job.name,
            label=job.label,
            when=job.when.label,
            last=last.get(job.name),
            next_at=next_due(job, of_slot.get(job.name), now=now),
            is_asked=job.name in asked,
        )
        for job in jobs
    ]


def recent_failures(*, limit: int = 20) -> list[JobRun]:
    """The last attempts that failed or died, newest first."""
    failed = JobRun.objects.filter(status__in=(JobStatus.FAILED, JobStatus.DEAD))
    return list(failed.order_by("-finished_at", "-pk")[:limit])


def failed_tasks(*, limit: int = 50) -> list[TaskState]:
    """The tasks that failed for good, last failure first."""
    return [_state(row) for row in DBTaskResult.objects.failed().order_by("-finished_at")[:limit]]


def tasks_to_retry(*, limit: int = 50) -> list[TaskState]:
    """The tasks that failed and will be tried again, soonest first; `at` says when."""
    waiting = DBTaskResult.objects.filter(status="READY").exclude(worker_ids=[]).order_by("run_after")
    return [_state(row) for row in waiting[:limit]]


def task_counts() -> TaskCounts:
    """How many tasks wait, run, failed."""
    rows = DBTaskResult.objects
    return TaskCounts(
        waiting=rows.filter(status="READY").count(),
        running=rows.running().count(),
        failed=rows.failed().count(),
    )


def _state(row: TaskRow) -> TaskState:
    is_failed = row.status == "FAILED"
    return TaskState(
        pk=str(row.pk),
        name=row.task_path.rsplit(".", 1)[-1],
        attempts=min(len(row.worker_ids), MAX_ATTEMPTS),
        at=(row.finished_at or row.enqueued_at) if is_failed else row.run_after,
        error=row.exception_class_path.rsplit(".", 1)[-1],
    )
