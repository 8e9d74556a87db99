"""An interrupted import goes on where it stopped, unless the world moved meanwhile."""

from datetime import timedelta
from pathlib import Path

import pytest

from palier.directory.imports.preparing import prepare
from palier.directory.imports.running import ImportStopped, import_file
from palier.directory.models import ImportRun, SourceRecord
from tests.directory.imports.conftest import NOW, run_import
from tests.directory.imports.files import national_row, national_rows, write_csv


@pytest.fixture
def interrupted(tmp_path: Path, lists: None, db: None) -> Path:
    """A file of 25 rows, two of them repeated, whose import stopped after 10."""
    rows = [*national_rows(23), national_row(id="lieu-2"), national_row(id="lieu-2")]
    path = write_csv(tmp_path / "lieux.csv", rows)
    steps = import_file(prepare(path, source_code="territoire"), now=NOW, write=True, batch_rows=10)
    next(steps)
    next(steps)
    steps.close()
    return path


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
