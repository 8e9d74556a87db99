"""Regular jobs: once per due time whoever runs them, again after a failure or a death, on both engines."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from palier.core.actions import forget_job_runs
from palier.core.enums import JobStatus
from palier.core.jobs import Daily, Every, Job, Schedule, registered_jobs, runner
from palier.core.jobs.heartbeat import Heartbeat
from palier.core.jobs.queries import job_states, recent_failures
from palier.core.models import JobRun

NOW = datetime(2026, 11, 24, 10, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
EVERY_FIVE_MINUTES = Every(minutes=5)


class Work:
    """Something to do: remembers when it was done, and fails as many times as it is told to."""

    def __init__(self, *, failures: int = 0) -> None:
        self.done: list[datetime] = []
        self._failures = failures

    def __call__(self, now: datetime) -> str:
        self.done.append(now)
        if len(self.done) <= self._failures:
            raise RuntimeError("marie@demo.example ne répond pas")
        return f"fait {len(self.done)} fois"


def at(now: datetime) -> Callable[[], datetime]:
    return lambda: now


def job(work: Callable[[datetime], str], when: Schedule = EVERY_FIVE_MINUTES) -> Job:
    return Job("essai", "Un essai", when, work)


@pytest.mark.django_db
def test_a_job_runs_once_per_due_time_and_says_what_it_did() -> None:
    work = Work()

    for now in (NOW, NOW + MINUTE, NOW + 2 * MINUTE, NOW + 5 * MINUTE):
        runner.run_due(job(work), clock=at(now))

    assert work.done == [NOW, NOW + 5 * MINUTE]
    assert list(JobRun.objects.order_by("slot").values_list("slot", "status", "summary", "attempt")) == [
        (NOW.replace(second=0), JobStatus.DONE, "fait 1 fois", 1),
        (NOW.replace(second=0) + 5 * MINUTE, JobStatus.DONE, "fait 2 fois", 1),
    ]


@pytest.mark.django_db
def test_a_failed_job_is_tried_again_after_growing_delays_then_left_to_its_next_hour() -> None:
    work = Work(failures=100)
    nightly = job(work, Daily("03:15"))
    JobRun.objects.create(job="essai", slot=NOW - timedelta(days=9), status=JobStatus.SKIPPED)

    for minutes in range(24 * 60 - 600):  # until the evening
        runner.run_due(nightly, clock=at(NOW + minutes * MINUTE))

    assert [(moment - NOW) // MINUTE for moment in work.done] == [0, 1, 6, 21, 81]
    failed = recent_failures()
    assert [run.attempt for run in failed] == [5, 4, 3, 2, 1]
    assert failed[0].error == "RuntimeError : m…@demo.example ne répond pas"


@pytest.mark.django_db
def test_a_job_that_recovers_is_done_and_not_tried_again() -> None:
    work = Work(failures=1)

    for minutes in range(5):
        runner.run_due(job(work), clock=at(NOW + minutes * MINUTE))

    assert len(work.done) == 2
    assert JobRun.objects.get(attempt=2).status == JobStatus.DONE


@pytest.mark.django_db
def test_on_a_new_site_a_nightly_job_waits_for_its_hour_and_a_frequent_one_does_not() -> None:
    nightly, frequent = Work(), Work()

    runner.run_due(job(nightly, Daily("03:15")), clock=at(NOW))
    runner.run_due(Job("autre", "Autre", Every(minutes=5), frequent), clock=at(NOW))
    missed = NOW + timedelta(days=3)  # the machine was off for three nights
    runner.run_due(job(nightly, Daily("03:15")), clock=at(missed))
    runner.run_due(job(nightly, Daily("03:15")), clock=at(missed + MINUTE))

    assert (nightly.done, frequent.done) == ([missed], [NOW])


@pytest.mark.django_db
def test_a_killed_run_is_dead_after_its_lease_and_taken_again() -> None:
    work = Work()
    slot = NOW.replace(second=0)
    JobRun.objects.create(
        job="essai",
        slot=slot,
        status=JobStatus.RUNNING,
        started_at=NOW,
        lease_until=NOW + timedelta(seconds=120),
    )

    runner.run_due(job(work), clock=at(NOW + MINUTE))
    while_leased = len(work.done)
    runner.run_due(job(work), clock=at(NOW + 3 * MINUTE))  # dead from now on
    runner.run_due(job(work), clock=at(NOW + 4 * MINUTE))

    assert while_leased == 0
    assert work.done == [NOW + 4 * MINUTE]
    assert list(JobRun.objects.order_by("attempt").values_list("status", flat=True)) == ["DEAD", "DONE"]


@pytest.mark.django_db
def test_a_run_given_up_for_dead_does_not_say_afterwards_that_it_is_done() -> None:
    def work(now: datetime) -> str:
        runner.declare_dead("essai", now=now + timedelta(hours=1))
        return "fini trop tard"

    run = runner.run_due(job(work), clock=at(NOW))

    assert run is not None
    assert (run.status, run.summary) == (JobStatus.DEAD, "")


@pytest.mark.django_db
def test_a_job_stopped_with_the_site_is_taken_up_by_the_next_one() -> None:
    def stopped(now: datetime) -> str:
        raise SystemExit(0)

    work = Work()
    with pytest.raises(SystemExit):
        runner.run_due(job(stopped), clock=at(NOW))
    runner.run_due(job(work), clock=at(NOW + MINUTE))

    assert work.done == [NOW + MINUTE]


@pytest.mark.django_db
def test_asking_twice_runs_once_at_once_whatever_the_hour() -> None:
    work = Work()
    nightly = job(work, Daily("03:15"))

    for _ in range(2):
        runner.ask_for("essai", now=NOW)
    for _ in range(2):
        runner.run_due(nightly, clock=at(NOW))

    assert work.done == [NOW]


@pytest.mark.django_db
def test_what_is_asked_while_the_job_runs_waits_for_the_end_of_that_run() -> None:
    work = Work()
    running = JobRun.objects.create(
        job="essai", slot=NOW.replace(second=0), status=JobStatus.RUNNING, lease_until=NOW + MINUTE
    )
    runner.ask_for("essai", now=NOW)

    runner.run_due(job(work), clock=at(NOW))
    before = len(work.done)
    JobRun.objects.filter(pk=running.pk).update(status=JobStatus.DONE, finished_at=NOW)
    runner.run_due(job(work), clock=at(NOW))

    assert (before, len(work.done)) == (0, 1)


@pytest.mark.race
def test_eight_schedulers_at_once_run_a_job_once(threads: Any) -> None:
    for at_minute in range(3):
        now = NOW + 5 * at_minute * MINUTE
        work = Work()

        runs = threads(8, lambda _: runner.run_due(job(work), clock=at(now)))  # noqa: B023

        assert len(work.done) == 1
        assert sum(run is not None for run in runs) == 1


@pytest.mark.race
def test_a_request_is_taken_by_one_scheduler(threads: Any) -> None:
    work = Work()
    runner.run_due(job(work), clock=at(NOW))
    runner.ask_for("essai", now=NOW)

    threads(6, lambda _: runner.run_due(job(work), clock=at(NOW)))

    assert len(work.done) == 2


@pytest.mark.race
def test_two_runs_of_one_job_never_overlap_even_for_two_due_times(threads: Any) -> None:
    is_inside, may_end = Event(), Event()
    overlaps = Work()

    def slow(now: datetime) -> str:
        is_inside.set()
        may_end.wait(20)
        return "lent"

    def one(number: int) -> None:
        if number == 0:
            runner.run_due(job(slow), clock=at(NOW))
        else:
            is_inside.wait(20)
            JobRun.objects.filter(status=JobStatus.RUNNING).update(lease_until=NOW + timedelta(hours=1))
            runner.run_due(job(overlaps), clock=at(NOW + 6 * MINUTE))
            may_end.set()

    threads(2, one)

    assert overlaps.done == []


@pytest.mark.race
def test_a_heartbeat_beats_while_the_work_lasts_and_stops_with_it() -> None:
    beats: list[float] = []

    with Heartbeat(lambda: beats.append(time.monotonic()), every_s=0.05):
        time.sleep(0.4)
    during = len(beats)
    time.sleep(0.2)

    assert during >= 3
    assert len(beats) == during


# --- What is declared, and the command --------------------------------------------------------------------


def test_the_jobs_of_every_app_are_found() -> None:
    assert {job.name for job in registered_jobs()} >= {
        "clear_sessions",
        "forget_old_data",
        "prune_task_results",
        "rebuild_search_index",
        "recover_tasks",
        "send_waiting_mails",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("name", [job.name for job in registered_jobs()])
def test_every_job_may_run_twice_in_a_row_and_reports_in_one_line(name: str) -> None:
    declared = next(job for job in registered_jobs() if job.name == name)

    lines = [declared.run(NOW), declared.run(NOW)]

    assert all(line and "\n" not in line and len(line) <= 300 for line in lines)


@pytest.mark.django_db
def test_without_write_the_command_says_when_and_runs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("run_jobs")

    said = capsys.readouterr().out
    assert "rebuild_search_index : Réécrire l’index de recherche, chaque jour à 03:15" in said
    assert not JobRun.objects.exists()


@pytest.mark.django_db
def test_one_job_is_run_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("run_jobs", write=True, job="forget-old-data")

    assert "forget_old_data : fait." in capsys.readouterr().out
    assert list(JobRun.objects.values_list("job", "status")) == [("forget_old_data", "DONE")]


@pytest.mark.django_db
def test_an_unknown_job_is_refused_with_the_list() -> None:
    with pytest.raises(CommandError, match="rebuild_search_index"):
        call_command("run_jobs", write=True, job="inconnu")


@pytest.mark.django_db
def test_operators_see_the_last_run_and_the_next_one() -> None:
    first = {state.name: state for state in job_states(now=NOW)}["rebuild_search_index"]
    JobRun.objects.create(
        job="rebuild_search_index", slot=Daily("03:15").slot(NOW), status=JobStatus.FAILED, finished_at=NOW
    )
    failed = {state.name: state for state in job_states(now=NOW)}["rebuild_search_index"]

    assert (first.last, first.next_at) == (None, datetime(2026, 11, 25, 2, 15, tzinfo=UTC))
    assert failed.last is not None
    assert failed.next_at == NOW + MINUTE


@pytest.mark.django_db
def test_old_runs_are_forgotten_but_the_last_of_each_job() -> None:
    def run(name: str, days: int, status: str = JobStatus.DONE) -> None:
        moment = NOW - timedelta(days=days)
        JobRun.objects.create(job=name, slot=moment, status=status, finished_at=moment)

    for days in (90, 30, 1):
        run("a", days)
    run("b", 90)
    run("c", 30, JobStatus.FAILED)
    run("c", 29)

    forgotten = forget_job_runs(done_before=NOW - timedelta(days=2), all_before=NOW - timedelta(days=60))

    left = [(r.job, (NOW - r.slot).days) for r in JobRun.objects.order_by("job", "slot")]
    assert (forgotten, left) == (2, [("a", 1), ("b", 90), ("c", 30), ("c", 29)])


# --- A real process, killed -------------------------------------------------------------------------------

SLEEPER = """
import sys, time, django
django.setup()
from django.utils import timezone
from palier.core.jobs import Every, Job, runner

def sleep(now):
    print("inside", flush=True)
    time.sleep(60)
    return "réveillé"

runner.run_due(Job("essai", "Un essai", Every(minutes=600000), sleep), clock=timezone.now)
"""


@pytest.mark.race
def test_the_run_of_a_scheduler_killed_outright_is_taken_again(test_database_url: str) -> None:
    environment = os.environ | {
        "DATABASE_URL": test_database_url,
        "DJANGO_SETTINGS_MODULE": "palier.config.settings",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", SLEEPER], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "inside\n"
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    process.stdout.close()
    lost = JobRun.objects.get()
    assert lost.lease_until is not None
    work, when = Work(), Every(minutes=600_000)

    runner.run_due(job(work, when), clock=at(lost.lease_until - timedelta(seconds=1)))
    before = len(work.done)
    runner.run_due(job(work, when), clock=at(lost.lease_until + timedelta(seconds=1)))
    runner.run_due(job(work, when), clock=at(lost.lease_until + 2 * MINUTE))

    assert (lost.status, before, len(work.done)) == (JobStatus.RUNNING, 0, 1)
