"""Killed in the middle, an import loses nothing and goes on; meanwhile other writers do not wait."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from django.db import connection, connections
from django.utils import timezone

from palier.directory.enums import ImportStatus
from palier.directory.imports import reports
from palier.directory.imports.preparing import prepare
from palier.directory.imports.running import ImportStopped, import_file
from palier.directory.models import ErrorReport, ImportRun, Place, SourceRecord
from tests.conftest import Threads
from tests.directory.imports.conftest import NOW, fill_lists, run_import
from tests.directory.imports.files import national_row, national_rows, write_csv

# Runs in a process of its own, on the database of the test; stops for good after some batches.
SCRIPT = """
    import os, signal, sys
    import django
    django.setup()
    from pathlib import Path
    from django.db import connection
    from django.utils import timezone
    connection.close()
    connection.settings_dict["NAME"] = sys.argv[2]
    from palier.directory.imports.preparing import prepare
    from palier.directory.imports import running
    prepared = prepare(Path(sys.argv[1]), source_code="territoire")
    original = running.actions.note_batch
    def note_then_die(*, run, lines):
        original(run=run, lines=lines)
        if run.rows_done >= 30:
            os.kill(os.getpid(), signal.SIGKILL)
    running.actions.note_batch = note_then_die
    list(running.import_file(prepared, now=timezone.now(), write=True, batch_rows=10))
"""


def _import_until_killed(path: Path) -> int:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "palier.config.settings"}
    script = textwrap.dedent(SCRIPT)
    name = str(connection.settings_dict["NAME"])
    done = subprocess.run(
        [sys.executable, "-c", script, str(path), name], env=environment, timeout=120, check=False
    )
    return done.returncode


@pytest.mark.race
def test_a_killed_import_loses_nothing_and_finishes_when_run_again(tmp_path: Path) -> None:
    fill_lists()
    path = write_csv(tmp_path / "lieux.csv", national_rows(55))

    assert _import_until_killed(path) == -signal.SIGKILL

    # The batch that was being written when the process died is not there, in no part.
    assert (SourceRecord.objects.count(), Place.objects.count()) == (20, 20)
    interrupted = ImportRun.objects.get()
    assert (interrupted.status, interrupted.rows_done) == (ImportStatus.RUNNING, 20)

    first, *_, last = import_file(prepare(path, source_code="territoire"), now=timezone.now(), write=True)

    assert first.done == 20
    assert last.totals == {"rows": 55, "created": 55, "updated": 0, "unchanged": 0, "reported": 0, "gone": 0}
    assert ImportRun.objects.get().status == ImportStatus.DONE
    lines = list(reports.lines_of(ImportRun.objects.get()))
    assert [line["row"] for line in lines] == list(range(1, 56))
    assert {line["place"] for line in lines} == set(Place.objects.values_list("public_id", flat=True))


@pytest.fixture
def interrupted(tmp_path: Path, lists: None, db: None) -> Iterator[Path]:
    """A file of 25 rows, two of them repeated, whose import stopped after 10."""
    rows = [*national_rows(23), national_row(id="lieu-2"), national_row(id="lieu-2")]
    path = write_csv(tmp_path / "lieux.csv", rows)
    steps = import_file(prepare(path, source_code="territoire"), now=NOW, write=True, batch_rows=10)
    next(steps)
    next(steps)
    steps.close()
    yield path


def test_a_resumed_import_knows_the_keys_met_before_it_stopped(interrupted: Path) -> None:
    *_, last = import_file(prepare(interrupted, source_code="territoire"), now=NOW, write=True)

    assert last.totals == {"rows": 25, "created": 23, "updated": 0, "unchanged": 0, "reported": 2, "gone": 0}
    assert SourceRecord.objects.filter(key__startswith="lieu-2 (n° ").count() == 2


def test_rows_done_before_the_interruption_are_not_gone(interrupted: Path) -> None:
    *_, last = import_file(
        prepare(interrupted, source_code="territoire"), now=NOW + timedelta(days=1), write=True
    )

    assert last.totals["gone"] == 0


def test_an_older_interrupted_import_is_not_resumed_over_a_newer_one(
    interrupted: Path, tmp_path: Path
) -> None:
    run_import(tmp_path / "autre.csv", national_rows(22), now=NOW + timedelta(days=1))

    first, *_ = import_file(
        prepare(interrupted, source_code="territoire"), now=NOW + timedelta(days=2), write=True
    )

    assert first.done == 0


def test_an_import_taken_over_by_another_process_stops(interrupted: Path) -> None:
    steps = import_file(prepare(interrupted, source_code="territoire"), now=NOW, write=True, batch_rows=5)
    next(steps)
    ImportRun.objects.update(rows_done=15)

    with pytest.raises(ImportStopped, match="Un autre processus"):
        next(steps)


@pytest.mark.race
def test_another_writer_waits_less_than_a_second(tmp_path: Path, threads: Threads[float]) -> None:
    fill_lists()
    place_path = write_csv(tmp_path / "un.csv", [national_row(id="un")])
    list(import_file(prepare(place_path, source_code="autre"), now=NOW, write=True))
    path = write_csv(tmp_path / "lieux.csv", national_rows(400))
    is_over = Event()

    def run(number: int) -> float:
        if number == 0:
            try:
                list(import_file(prepare(path, source_code="territoire"), now=NOW, write=True))
            finally:
                is_over.set()
            return 0.0
        longest = 0.0
        place = Place.objects.get(source_records__key="un")
        while not is_over.is_set():
            started = time.perf_counter()
            ErrorReport.objects.create(place=place, message="Une erreur", created_at=NOW)
            longest = max(longest, time.perf_counter() - started)
            time.sleep(0.02)
        connections.close_all()
        return longest

    assert max(threads(2, run)) < 1.0
    assert ErrorReport.objects.count() > 3
