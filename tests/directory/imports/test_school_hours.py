"""School holidays in imported hours: by the zone of the row’s commune, written again when the years move on."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from palier.directory.actions.imports import correct_place
from palier.directory.hours import school_holidays_in
from palier.directory.models import Place
from palier.territory.models import Departement
from tests.directory.imports.conftest import run_import
from tests.directory.imports.files import national_row

pytestmark = pytest.mark.usefixtures("lists", "db")
TEXT = "Lundi 9h-12h hors vacances scolaires"
AUTUMN_2026 = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SUMMER_2027 = datetime(2027, 7, 20, 9, 0, tzinfo=UTC)
AUTUMN_2027 = datetime(2027, 9, 6, 9, 0, tzinfo=UTC)


def test_words_on_school_holidays_become_the_dates_of_the_zone_of_the_commune(tmp_path: Path) -> None:
    Departement.objects.filter(code="49").update(school_zone="A")
    rows = [
        national_row(id="b", horaires=TEXT),
        national_row(id="a", horaires=TEXT, commune="Angers", code_postal="49000", code_insee="49007"),
    ]

    lines, _ = run_import(tmp_path / "a.csv", rows, now=AUTUMN_2026)

    in_zone_b, in_zone_a = Place.objects.order_by("pk")
    assert "2027 Feb 20-2027 Mar 07" in in_zone_b.opening_hours
    assert "2027 Feb 13-2027 Feb 28" in in_zone_a.opening_hours
    assert (in_zone_b.hours_note, in_zone_a.hours_note) == ("", "")
    assert lines[0]["reasons"] == [
        "Horaires : compris en entier.",
        "Horaires : vacances scolaires de la zone B écrites en dates, jusqu’au jeudi 31\u00a0août 2028.",
    ]


def test_where_there_is_no_zone_what_depends_on_the_holidays_stays_text(tmp_path: Path) -> None:
    Departement.objects.filter(code="53").update(school_zone="")

    run_import(tmp_path / "a.csv", [national_row(horaires=TEXT)], now=AUTUMN_2026)

    place = Place.objects.get()
    assert (place.opening_hours, place.hours_note) == ("", TEXT)


def test_the_same_file_within_the_school_year_changes_nothing(tmp_path: Path) -> None:
    run_import(tmp_path / "a.csv", [national_row(horaires=TEXT)], now=AUTUMN_2026)

    lines, _ = run_import(tmp_path / "a.csv", [national_row(horaires=TEXT)], now=SUMMER_2027)

    assert [line["outcome"] for line in lines] == ["unchanged"]


def test_the_same_file_after_the_first_of_september_moves_the_dates_and_says_so(tmp_path: Path) -> None:
    rows = [national_row(id="a", horaires=TEXT), national_row(id="b", horaires="Mo 09:00-12:00")]
    run_import(tmp_path / "a.csv", rows, now=AUTUMN_2026)
    Departement.objects.filter(code="53").update(school_zone="C")

    lines, _ = run_import(tmp_path / "a.csv", rows, now=AUTUMN_2027)

    place = Place.objects.order_by("pk")[0]
    assert [line["outcome"] for line in lines] == ["updated", "unchanged"]
    assert lines[0]["reasons"][0] == "Ce qui change : horaires."
    assert "2026" not in place.opening_hours
    assert school_holidays_in(place.opening_hours) is not None


def test_dates_already_written_are_read_back_as_they_are_by_an_import_of_our_own_hours(
    tmp_path: Path,
) -> None:
    run_import(tmp_path / "a.csv", [national_row(horaires=TEXT)], now=AUTUMN_2026)
    written = Place.objects.get().opening_hours

    lines, _ = run_import(tmp_path / "a.csv", [national_row(horaires=written)], now=AUTUMN_2026)

    assert Place.objects.get().opening_hours == written
    assert lines[0]["outcome"] == "unchanged"


def test_hours_corrected_by_a_person_stay_when_the_dates_move(tmp_path: Path) -> None:
    run_import(tmp_path / "a.csv", [national_row(horaires=TEXT)], now=AUTUMN_2026)
    place = Place.objects.get()
    correct_place(place=place, field="opening_hours", value="Mo 10:00-12:00", by=None, now=AUTUMN_2026)

    run_import(tmp_path / "a.csv", [national_row(horaires=TEXT)], now=AUTUMN_2027)

    place.refresh_from_db()
    assert place.opening_hours == "Mo 10:00-12:00"
