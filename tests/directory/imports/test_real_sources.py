"""The six real files, where they are: no row lost, nothing invalid, the same again changes nothing."""

from collections import Counter
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from palier.directory import actions
from palier.directory.hours import validate_osm_hours
from palier.directory.imports.preparing import prepare
from palier.directory.imports.running import import_file
from palier.directory.models import ContactChannel, Place, Service, SourceRecord
from tests.directory.imports.conftest import NOW

SOURCES = Path(__file__).resolve().parents[4] / "shared" / "data" / "sources"
EXPECTED = {  # rows, reported
    "aix-en-provence": (38, 0),
    "angers": (63, 0),
    "bus-france-services-charente": (12, 0),
    "etapes-numerique": (95, 0),
    "hub-lo": (426, 1),
    "maine-et-loire": (243, 3),
}
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SOURCES.is_dir(), reason="the real files are not delivered with the product"),
]


@pytest.fixture(scope="module")
def france(module_database: None) -> None:
    """The whole territory and the lists."""
    call_command("load_territory", "--write", stdout=StringIO())
    actions.load_codelists(on=NOW.date())


def _import(name: str, *, days: int = 0) -> tuple[list[dict[str, Any]], dict[str, int]]:
    prepared = prepare(SOURCES / name / f"{name}.json", source_code=name)
    steps = list(import_file(prepared, now=NOW + timedelta(days=days), write=True))
    return [line for step in steps for line in step.lines], steps[-1].totals


@pytest.mark.parametrize("name", EXPECTED)
def test_no_row_is_lost_and_the_same_file_changes_nothing(france: None, name: str) -> None:
    rows, reported = EXPECTED[name]

    lines, totals = _import(name)
    again, _ = _import(name, days=1)

    assert [line["row"] for line in lines] == list(range(1, rows + 1))
    assert (totals["created"], totals["reported"]) == (rows - reported, reported)
    assert SourceRecord.objects.count() == rows
    assert Place.objects.count() == rows - reported
    assert Counter(line["outcome"] for line in again) == Counter(unchanged=rows - reported, reported=reported)
    for place in Place.objects.select_related("commune"):
        place.clean_fields()
        validate_osm_hours(place.opening_hours)
    for contact in ContactChannel.objects.all():
        contact.clean()


def test_the_stops_of_a_bus_stay_twelve_places_with_their_weeks(france: None) -> None:
    _import("bus-france-services-charente")

    assert Place.objects.filter(itinerancy="MOBILE").count() == 12
    weeks = Counter(hours.split(" ")[1] for hours in Place.objects.values_list("opening_hours", flat=True))
    assert weeks == Counter({"01-53/2": 6, "02-52/2": 6})
    assert Place.objects.filter(lat=None).count() == 1


def test_the_digital_stages_declare_no_service(france: None) -> None:
    _import("etapes-numerique")

    assert not Service.objects.exists()
    assert Place.objects.filter(label_grants__scheme__code="etapes-numeriques").count() == 95
    assert Place.objects.exclude(siret="").count() == 95


def test_inactive_rows_of_maine_et_loire_are_kept_unpublished(france: None) -> None:
    _import("maine-et-loire")

    assert Place.objects.filter(status="UNPUBLISHED").count() == 18
    assert Place.objects.filter(lat=None).count() == 0
