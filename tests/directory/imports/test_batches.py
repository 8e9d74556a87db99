"""What a batch of an import costs: the same however many rows and places there already are."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from palier.directory.imports.preparing import prepare
from palier.directory.imports.running import import_file
from palier.directory.models import Place
from tests.directory.imports.conftest import NOW
from tests.directory.imports.files import national_row, write_csv

LATER = NOW + timedelta(days=30)
_SMALL = re.compile(
    r"directory_(?:source|scheme|schemealias|need|framework|audience|language|specialsupport)\b"
)


@pytest.fixture
def path(tmp_path: Path, lists: None, db: None) -> Path:
    return tmp_path / "lieux.csv"


def _rows(**values: Any) -> list[dict[str, Any]]:
    return [
        national_row(
            id=f"lieu-{n}", nom=f"Espace {n}", adresse=f"{n} rue du Mûrier", typologie="BIB", telephone="+33261910000",
            publics_specifiquement_adresses="Seniors", dispositif_programmes_nationaux="France Services", **values,
        )
        for n in range(60)
    ]  # fmt: skip


def _first_batch(path: Path, rows: list[dict[str, Any]], **options: Any) -> list[str]:
    """Import the rows; return the queries of the first batch, that reads and writes places."""
    steps = import_file(
        prepare(write_csv(path, rows), source_code="territoire"), write=True, **{"batch_rows": 60, **options}
    )
    next(steps)
    with CaptureQueriesContext(connection) as queries:
        next(steps)
    for _ in steps:
        pass
    return [str(query["sql"]) for query in queries]


def _walks(query: str) -> list[str]:
    """Return the steps of SQLite’s plan that go through a table, or through all that has one status or source."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query}")
        steps = [str(row[-1]) for row in cursor.fetchall()]
    return [
        step
        for step in steps
        if re.search(r"^SCAN directory_|\((?:status|source_id)=\?\)$", step) and not _SMALL.search(step)
    ]


def test_a_batch_reads_only_its_own_rows_and_places(path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses its plans from what the tables hold, and small ones are read whole")

    created = _first_batch(path, _rows(), now=NOW)
    changed = _first_batch(path, _rows(presentation_detail="Ouvert à tous."), now=LATER)
    same = _first_batch(path, _rows(presentation_detail="Ouvert à tous."), now=LATER + timedelta(days=1))

    assert Place.objects.filter(description="Ouvert à tous.").count() == 60
    reads = [query for query in (*created, *changed, *same) if query.startswith("SELECT")]
    assert len(reads) > 60
    assert {query: walks for query in reads if (walks := _walks(query))} == {}


def test_a_batch_of_many_rows_makes_no_more_reads_than_one_of_few(path: Path) -> None:
    few = _first_batch(path, _rows()[:2], now=NOW, batch_rows=2)
    many = _first_batch(
        path, [{**row, "id": f"autre-{row['id']}"} for row in _rows()], now=LATER, allow_removals=True
    )

    assert [sum(query.startswith("SELECT") for query in batch) for batch in (few, many)] == [27, 27]
