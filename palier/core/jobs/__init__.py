"""Regular jobs and tasks: what must run when, who runs it, what happens when it fails.

An app declares its jobs in `<app>/jobs.py`, found by name:

    register(Job(name="rebuild_words", label="Recompter les mots", when=Daily("03:15"), run=rebuild_words))

`run` takes `now` and returns one French line. It may be killed and started again: it works in batches that commit, or
in one transaction. `palier run-jobs --write` does what is due; the constraints of `JobRun` decide who does it.
"""

from palier.core.jobs.apart import each_apart
from palier.core.jobs.registry import Job, job_named, register, registered_jobs
from palier.core.jobs.schedules import Daily, Every, Monthly, Schedule, Weekly

__all__ = [
    "Daily",
    "Every",
    "Job",
    "Monthly",
    "Schedule",
    "Weekly",
    "each_apart",
    "job_named",
    "register",
    "registered_jobs",
]
