"""Killed in the middle, an import loses nothing and goes on; meanwhile other writers do not wait."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from palier.directory.enums import ImportStatus
from palier.directory.imports import reports
from palier.directory.imports.preparing import prepare
from palier.directory.imports.running import import_file
from palier.directory.models import CorrectionProposal, ImportRun, Place, SourceRecord
from tests.directory.imports.conftest import NOW, fill_lists
from tests.directory.imports.files import national_row, national_rows, write_csv

# Runs in a process of its own, on the database of the test; dies after some rows if asked to.
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
    dies_after, batch_rows = int(sys.argv[3]), int(sys.argv[4])
    original = running.actions.note_batch
    def note_then_die(*, run, lines):
        original(run=run, lines=lines)
        if dies_after and run.rows_done >= dies_after:
            os.kill(os.getpid(), signal.SIGKILL)
    running.actions.note_batch = note_then_die
    list(running.import_file(prepared, now=timezone.now(), write=True, batch_rows=batch_rows))
"""


def _start(path: Path, *, dies_after: int = 0, batch_rows: int = 0) -> "subprocess.Popen[bytes]":
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "palier.config.settings"}
    arguments = [str(path), str(connection.settings_dict["NAME"]), str(dies_after), str(batch_rows)]
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(SCRIPT), *arguments], env=environment)


@pytest.mark.race
def test_a_killed_import_loses_nothing_and_finishes_when_run_again(tmp_path: Path) -> None:
    fill_lists()
    path = write_csv(tmp_path / "lieux.csv", national_rows(55))

    assert _start(path, dies_after=30, batch_rows=10).wait(timeout=120) == -signal.SIGKILL

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


@pytest.mark.race
def test_another_writer_waits_less_than_a_second(tmp_path: Path) -> None:
    fill_lists()
    other = write_csv(tmp_path / "un.csv", [national_row(id="un")])
    list(import_file(prepare(other, source_code="autre"), now=NOW, write=True))
    place = Place.objects.get()
    waits: list[float] = []

    importing = _start(write_csv(tmp_path / "lieux.csv", national_rows(600)))
    while importing.poll() is None:
        started = time.perf_counter()
        CorrectionProposal.objects.create(place=place, message="Une erreur", created_at=NOW)
        waits.append(time.perf_counter() - started)
        time.sleep(0.01)

    assert importing.returncode == 0
    assert Place.objects.count() == 601
    assert max(waits) < 1.0
