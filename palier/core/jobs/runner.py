"""Run what is due, once: who starts is decided by the constraints of `JobRun`, never by a look at what is there."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from palier.core.enums import JobStatus
from palier.core.jobs.heartbeat import LEASE_S, Heartbeat
from palier.core.jobs.registry import Job
from palier.core.mails.masks import without_addresses
from palier.core.models import JobRun

logger = logging.getLogger("palier.jobs")
Clock = Callable[[], datetime]
# After each failed attempt; the last one is final until somebody asks for another.
RETRY_DELAYS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
MAX_ATTEMPTS = len(RETRY_DELAYS) + 1
_LEASE = timedelta(seconds=LEASE_S)


def run_due(job: Job, *, clock: Clock) -> JobRun | None:
    """Run the job if it is due, asked for or to be tried again; None if there was nothing to do or another runs it.

    A run whose process gave no sign of life for two minutes is taken for dead and counts as a failed attempt. A job of
    a fixed hour that never ran waits for that hour: starting a new site does not start the works of the night.
    """
    now = clock()
    declare_dead(job.name, now=now)
    run = _claim_asked(job, now=now) or _claim_due(job, now=now)
    return _do(job, run, clock=clock) if run else None


def declare_dead(name: str, *, now: datetime) -> int:
    """Say that the runs of a job without a sign of life are dead. Returns how many. Safe to run twice."""
    lost = JobRun.objects.filter(job=name, status=JobStatus.RUNNING, lease_until__lt=now)
    return lost.update(
        status=JobStatus.DEAD, finished_at=now, error="Le processus s’est arrêté sans rien dire."
    )


def ask_for(name: str, *, now: datetime) -> None:
    """Ask that a job runs at the next tick, whatever the hour. Asking twice asks once."""
    JobRun.objects.bulk_create([JobRun(job=name, slot=now, status=JobStatus.ASKED)], ignore_conflicts=True)


def next_due(job: Job, last: JobRun | None, *, now: datetime) -> datetime:
    """Return when the job runs next, `last` being the last attempt of its current slot, if any."""
    slot = job.when.slot(now)
    if last is None:
        return job.when.following(slot) if job.when.waits_first else slot
    if last.status in (JobStatus.FAILED, JobStatus.DEAD) and last.attempt < MAX_ATTEMPTS:
        return _retry_at(last)
    return job.when.following(slot)


def _retry_at(run: JobRun) -> datetime:
    return (run.finished_at or run.slot) + RETRY_DELAYS[run.attempt - 1]


def _claim_asked(job: Job, *, now: datetime) -> JobRun | None:
    asked = JobRun.objects.filter(job=job.name, status=JobStatus.ASKED)
    try:
        with transaction.atomic():
            claimed = asked.update(status=JobStatus.RUNNING, started_at=now, lease_until=now + _LEASE)
    except IntegrityError:  # it already runs: the request waits
        return None
    return JobRun.objects.get(job=job.name, status=JobStatus.RUNNING) if claimed else None


def _claim_due(job: Job, *, now: datetime) -> JobRun | None:
    slot = job.when.slot(now)
    last = JobRun.objects.filter(job=job.name, slot=slot).order_by("-attempt").first()
    if last is None:
        if job.when.waits_first and not JobRun.objects.filter(job=job.name, slot__lt=slot).exists():
            _insert(JobRun(job=job.name, slot=slot, status=JobStatus.SKIPPED, finished_at=now))
            return None
        attempt = 1
    elif last.status in (JobStatus.FAILED, JobStatus.DEAD) and last.attempt < MAX_ATTEMPTS:
        if now < _retry_at(last):
            return None
        attempt = last.attempt + 1
    else:
        return None
    return _insert(
        JobRun(
            job=job.name,
            slot=slot,
            attempt=attempt,
            status=JobStatus.RUNNING,
            started_at=now,
            lease_until=now + _LEASE,
        )
    )


def _insert(run: JobRun) -> JobRun | None:
    """Write the row, or return None: the constraints say that another scheduler was first."""
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError:
        return None
    return run


def _do(job: Job, run: JobRun, *, clock: Clock) -> JobRun:
    own = JobRun.objects.filter(pk=run.pk, status=JobStatus.RUNNING)
    try:
        with Heartbeat(lambda: own.update(lease_until=clock() + _LEASE)):
            summary = job.run(clock())
    except Exception as error:
        logger.exception("job failed", extra={"job": job.name, "attempt": run.attempt})
        told = without_addresses(f"{type(error).__name__} : {error}")[:1000]
        own.update(status=JobStatus.FAILED, finished_at=clock(), error=told)
    except BaseException:  # stopped by a signal: the next scheduler takes it up
        own.update(status=JobStatus.DEAD, finished_at=clock(), error="Arrêté avec le site.")
        raise
    else:
        own.update(status=JobStatus.DONE, finished_at=clock(), summary=summary[:300])
    run.refresh_from_db()
    return run
