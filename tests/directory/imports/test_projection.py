"""A place is a view over its records; corrections always win."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from palier.directory.actions import imports as actions
from palier.directory.models import Correction, Place, Source, SourceRecord
from tests.directory.imports.conftest import NOW, run_import
from tests.directory.imports.files import national_row

LATER = NOW + timedelta(days=30)


@pytest.fixture
def path(tmp_path: Path, lists: None, db: None) -> Path:
    path = tmp_path / "lieux.csv"
    run_import(path, [national_row(telephone="0261910000", horaires="Mo 09:00-12:00")])
    return path


def test_a_correction_survives_the_import_of_a_changed_row(path: Path) -> None:
    place = Place.objects.get()

    actions.correct_place(place=place, field="name", value="Le bon nom", by=None, now=NOW)
    actions.correct_place(place=place, field="phones", value=["02 61 91 11 11"], by=None, now=NOW)
    run_import(
        path, [national_row(nom="Nom changé", telephone="0261912222", adresse="2 rue Haute")], now=LATER
    )

    place.refresh_from_db()
    assert (place.name, place.search_text, place.address) == ("Le bon nom", "le bon nom", "2 rue Haute")
    assert list(place.contacts.values_list("value", flat=True)) == ["+33261911111"]


def test_a_second_correction_replaces_the_first(path: Path) -> None:
    place = Place.objects.get()

    actions.correct_place(place=place, field="address", value="3 rue Basse", by=None, now=NOW)
    actions.correct_place(place=place, field="address", value="4 rue Basse", by=None, now=LATER)

    assert Place.objects.get().address == "4 rue Basse"
    assert Correction.objects.get().made_at == LATER


def test_an_empty_correction_empties_the_field(path: Path) -> None:
    actions.correct_place(place=Place.objects.get(), field="opening_hours", value="", by=None, now=NOW)

    run_import(path, [national_row(horaires="Tu 09:00-12:00")], now=LATER)

    assert Place.objects.get().opening_hours == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", 3),
        ("opening_hours", "lundi"),
        ("phones", ["02 61"]),
        ("phones", "02 61 91 00 00"),
        ("point", [200, 0]),
        ("commune", "99999"),
        ("labels", ["inconnu"]),
        ("types", ["BIB"]),
        ("published", "oui"),
        ("siret", "1" * 30),
    ],
)
def test_a_correction_that_cannot_be_shown_is_refused_whole(path: Path, field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        actions.correct_place(place=Place.objects.get(), field=field, value=value, by=None, now=NOW)

    assert not Correction.objects.exists()


def test_only_known_fields_are_corrected(path: Path) -> None:
    with pytest.raises(actions.UnknownField):
        actions.correct_place(place=Place.objects.get(), field="status", value="PUBLISHED", by=None, now=NOW)


def test_every_kind_of_field_can_be_corrected(path: Path) -> None:
    place = Place.objects.get()
    values: dict[str, object] = {
        "commune": "53130",
        "point": [48.07, -0.77],
        "labels": ["aidants-connect"],
        "capabilities": [["WIFI", "NO"]],
        "types": [["LIBRARY", "BIB"]],
        "published": False,
    }

    for field, value in values.items():
        actions.correct_place(place=place, field=field, value=value, by=None, now=NOW)

    place = Place.objects.get()
    assert (place.commune.name, place.lat, place.status) == ("Laval", 48.07, "UNPUBLISHED")
    assert place.label_grants.get().scheme.code == "aidants-connect"
    assert place.capabilities.get().answer == "NO"
    assert place.types.get().kind == "LIBRARY"


def test_projecting_twice_changes_nothing(path: Path) -> None:
    assert actions.project_place(place=Place.objects.get(), now=LATER) is False


def test_the_record_of_the_best_source_is_shown_then_the_most_recent() -> None:
    shown = actions.merge_says(
        [{"name": "A", "published": True}, {"name": "B", "address": "1 rue Haute"}],
        corrections={"phones": ["3646"]},
    )

    assert shown == {
        "name": "A",
        "published": True,
        "address": "1 rue Haute",
        "phones": ["3646"],
        "status": "PUBLISHED",
    }


def test_a_second_source_fills_what_the_first_does_not_say(path: Path) -> None:
    place = Place.objects.get()
    other = Source.objects.create(code="autre", name="Autre", rank=1)
    SourceRecord.objects.create(
        source=other,
        key="x",
        place=place,
        raw={},
        says={"name": "Nom du premier rang", "description": "Ailleurs", "published": True},
        raw_sha256="x",
        first_seen_at=NOW,
        last_seen_at=NOW,
    )

    actions.project_place(place=place, now=LATER)

    place.refresh_from_db()
    assert (place.name, place.description, place.address) == (
        "Nom du premier rang",
        "Ailleurs",
        "1 rue du Mûrier",
    )
    assert place.source_name == "Autre"


def test_what_people_added_on_the_place_is_not_taken_away(path: Path) -> None:
    place = Place.objects.get()
    place.contacts.create(kind="PHONE", value="+33261913333")

    run_import(path, [national_row(telephone="0261914444")], now=LATER)

    assert set(place.contacts.values_list("value", flat=True)) == {"+33261913333", "+33261914444"}
