"""Which jobs exist. Each app declares its own in `jobs.py`, found by name; core’s are in `core/jobs/declared.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module

from django.utils.module_loading import autodiscover_modules

from palier.core.jobs.schedules import Schedule

_jobs: dict[str, "Job"] = {}


@dataclass(frozen=True)
class Job:
    """Something to do regularly.

    `run(now)` returns one French line for operators. It may be stopped at any moment and started again: running it
    twice must be harmless. An exception is a failure, tried again after growing delays.
    """

    name: str
    label: str
    when: Schedule
    run: Callable[[datetime], str]


def register(job: Job) -> None:
    """Declare a job. Raises ValueError if another one has its name."""
    if job.name in _jobs:
        raise ValueError(f"two jobs are called {job.name!r}")
    _jobs[job.name] = job


def registered_jobs() -> list[Job]:
    """Return every job declared by an installed app, by name."""
    _load()
    return [_jobs[name] for name in sorted(_jobs)]


def job_named(name: str) -> Job | None:
    """Return a job, or None if no app declares it. Hyphens and underscores are both accepted."""
    _load()
    return _jobs.get(name.replace("-", "_"))


@cache
def _load() -> None:
    import_module("palier.core.jobs.declared")
    autodiscover_modules("jobs")
