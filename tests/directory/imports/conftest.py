"""A small territory and the lists, which every import needs."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from palier.core.geo import Point
from palier.directory import actions
from palier.directory.imports.locating import Territory
from palier.directory.imports.preparing import prepare
from palier.directory.imports.running import import_file
from palier.territory.gazetteer import Entry, Gazetteer
from tests.directory.imports.files import write_csv
from tests.factories.territory import CommuneFactory

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def lists(module_database: None) -> None:
    """The codelists and three communes, once for all the tests of a module."""
    fill_lists()


def fill_lists() -> None:
    """Load what an import asks for."""
    actions.load_codelists(on=date(2026, 1, 1))
    CommuneFactory(insee_code="53084", name="Craon", postal_code="53400", lat=47.8475, lon=-0.9491)
    CommuneFactory(insee_code="53130", name="Laval", postal_code="53000", lat=48.0707, lon=-0.7734)
    CommuneFactory(insee_code="49007", name="Angers", postal_code="49000", lat=47.4736, lon=-0.5542)


def run_import(
    path: Path, rows: list[dict[str, Any]], *, now: datetime = NOW, write: bool = True, **options: Any
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Write `rows` in `path` and import them; return the lines of the report and the totals."""
    prepared = prepare(write_csv(path, rows), source_code="territoire")
    lines: list[dict[str, Any]] = []
    totals: dict[str, int] = {}
    for progress in import_file(prepared, now=now, write=write, **options):
        lines += progress.lines
        totals = progress.totals
    return lines, totals


def _entry(code: str, name: str, postal_code: str, point: Point) -> Entry:
    return Entry(
        insee_code=code, part_code="", name=name, search_text=name.lower(), commune_name=name,
        commune_of=f"de {name}", postal_codes=(postal_code,), departement_code=code[:3] if code > "97" else code[:2],
        departement_name="", population=1000, point=point,
    )  # fmt: skip


@pytest.fixture(scope="session")
def territory() -> Territory:
    """Communes without a database."""
    entries = [
        _entry("53084", "Craon", "53400", Point(47.8475, -0.9491)),
        _entry("53130", "Laval", "53000", Point(48.0707, -0.7734)),
        _entry("49007", "Angers", "49000", Point(47.4736, -0.5542)),
        _entry("53035", "Bouvron", "53500", Point(48.30, -0.80)),
        _entry("53036", "Beuvron", "53600", Point(48.20, -0.50)),
        _entry("97411", "Saint-Denis", "97400", Point(-20.8789, 55.4481)),
    ]
    return Territory(Gazetteer(entries, {}), {})
