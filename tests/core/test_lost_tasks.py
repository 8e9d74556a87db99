"""Tasks of workers that were killed, and tasks that fail: taken back, a bounded number of times, in sight."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from palier.core.jobs import queries
from palier.core.jobs.tasks import (
    MAX_ATTEMPTS,
    WORKER_DIED,
    beat,
    forget_finished_tasks,
    recover_tasks,
    retry_task,
)
from palier.core.jobs.worker import BeatingWorker
from palier.core.models import WorkerBeat
from tests.core import slow_tasks

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
DATABASE = override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}})


def row(status: str, *, workers: int = 1, at: datetime = NOW, **values: Any) -> DBTaskResult[Any, Any]:
    return DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": ["marie@demo.example"], "kwargs": {}},
        task_path="tests.core.slow_tasks.note",
        worker_ids=[f"worker-{n}" for n in range(workers)],
        backend_name="default",
        run_after=at,
        started_at=at,
        finished_at=None if status in {"RUNNING", "READY"} else at,
        **values,
    )


@pytest.mark.django_db
def test_the_task_of_a_worker_that_gives_signs_of_life_is_left_alone_however_long_it_takes() -> None:
    task = row("RUNNING", at=NOW - 5 * HOUR)
    beat("worker-0", now=NOW - MINUTE)

    assert recover_tasks(now=NOW) == (0, 0)

    task.refresh_from_db()
    assert task.status == "RUNNING"


@pytest.mark.django_db
def test_the_task_of_a_silent_worker_is_taken_back_at_once() -> None:
    task = row("RUNNING", at=NOW - 4 * MINUTE)
    beat("worker-0", now=NOW - 3 * MINUTE)

    assert recover_tasks(now=NOW) == (1, 0)

    task.refresh_from_db()
    assert (task.status, task.run_after) == ("READY", NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "status"), [(5, "RUNNING"), (7, "READY")])
def test_the_task_of_a_worker_without_heartbeat_is_taken_back_after_six_hours(
    hours: int, status: str
) -> None:
    task = row("RUNNING", at=NOW - hours * HOUR)

    recover_tasks(now=NOW)

    task.refresh_from_db()
    assert task.status == status


@pytest.mark.django_db
def test_a_task_that_kills_its_workers_ends_failed_and_in_sight() -> None:
    task = row("RUNNING", workers=MAX_ATTEMPTS, at=NOW - 10 * HOUR)

    recover_tasks(now=NOW)
    recover_tasks(now=NOW + HOUR)

    task.refresh_from_db()
    assert (task.status, task.exception_class_path) == ("FAILED", WORKER_DIED)
    assert [(s.name, s.attempts, s.error) for s in queries.failed_tasks()] == [("note", 5, "WorkerDied")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("workers", "delay"), [(1, 30 * SECOND), (2, 5 * MINUTE), (3, 30 * MINUTE), (4, 3 * HOUR)]
)
def test_a_failed_task_is_tried_again_after_a_growing_delay(workers: int, delay: timedelta) -> None:
    task = row("FAILED", workers=workers, exception_class_path="builtins.OSError")

    recovered = recover_tasks(now=NOW)

    task.refresh_from_db()
    assert (recovered, task.status, task.run_after) == ((0, 1), "READY", NOW + delay)
    assert [(s.name, s.attempts, s.at, s.error) for s in queries.tasks_to_retry()] == [
        ("note", workers, NOW + delay, "OSError")
    ]


@pytest.mark.django_db
def test_after_five_attempts_a_task_stays_failed_until_somebody_asks() -> None:
    task = row("FAILED", workers=MAX_ATTEMPTS, exception_class_path="builtins.OSError")

    assert recover_tasks(now=NOW) == (0, 0)
    assert retry_task(str(task.pk), now=NOW + HOUR)
    assert not retry_task(str(task.pk), now=NOW + HOUR)

    task.refresh_from_db()
    assert (task.status, task.run_after, task.worker_ids) == ("READY", NOW + HOUR, [])


@pytest.mark.django_db
def test_finished_tasks_are_forgotten_and_the_others_kept() -> None:
    for status in ("FAILED", "SUCCESSFUL", "READY", "RUNNING"):
        row(status, at=NOW - timedelta(days=20))
        row(status, at=NOW)

    assert forget_finished_tasks(before=NOW - timedelta(days=14)) == 2
    assert forget_finished_tasks(before=NOW - timedelta(days=14)) == 0
    assert DBTaskResult.objects.count() == 6


@pytest.mark.race
@DATABASE
def test_a_task_is_taken_back_by_one_of_eight_schedulers(threads: Any) -> None:
    row("RUNNING", at=NOW - 10 * HOUR)
    row("FAILED")

    counts = threads(8, lambda _: recover_tasks(now=NOW))

    assert sum(taken for taken, _ in counts) == 1
    assert sum(retried for _, retried in counts) == 1


@pytest.mark.race
@DATABASE
def test_a_worker_killed_outright_loses_nothing(
    test_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real worker, `kill -9` in the middle of a task: the task is taken back, and done by the next worker."""
    notes = tmp_path / "notes"
    slow_tasks.note.enqueue(str(notes))
    environment = os.environ | {"DATABASE_URL": test_database_url, "SLOW_TASKS_S": "60"}
    worker = subprocess.Popen(
        [str(Path(sys.executable).with_name("palier")), "run-tasks"],
        env=environment | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    deadline = time.monotonic() + 30
    while not notes.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    left = DBTaskResult.objects.get()

    early = recover_tasks(now=timezone.now())
    WorkerBeat.objects.update(seen_at=timezone.now() - 3 * MINUTE)
    DBTaskResult.objects.update(started_at=timezone.now() - 3 * MINUTE)
    late = recover_tasks(now=timezone.now())
    monkeypatch.setenv("SLOW_TASKS_S", "0")
    BeatingWorker(interval=0, batch=True).run()

    left_status, done = left.status, DBTaskResult.objects.get()
    assert (left_status, early, late) == ("RUNNING", (0, 0), (1, 0))
    assert (done.status, len(done.worker_ids)) == ("SUCCESSFUL", 2)
    assert notes.read_text() == "begun\nbegun\ndone\n"
