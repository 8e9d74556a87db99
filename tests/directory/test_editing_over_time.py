"""Editing records over time: two editors at once, the way back, and the next import."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from palier.directory import queries
from palier.directory.actions import PlaceNotPublishable
from palier.directory.actions.editing import (
    Author,
    EditConflict,
    close_for_good,
    create_edited_place,
    edit_place,
    edit_structure,
    restore_change,
)
from palier.directory.editable import (
    read_place,
)
from palier.directory.enums import ChangeVia, PlaceStatus, ServiceStatus
from palier.directory.models import (
    Correction,
    Place,
    RecordChange,
    Service,
    Structure,
)
from tests.directory.edits import LATER, LIBRARY, contact, edit, edit_one
from tests.directory.imports.conftest import fill_lists, run_import
from tests.directory.imports.files import national_row
from tests.factories.directory import (
    NOW,
    PlaceFactory,
    StructureFactory,
    a_need,
    a_place,
    a_service,
    commune,
)

pytestmark = pytest.mark.django_db


# --- Two editors ---------------------------------------------------------------------------------------------


def test_what_somebody_else_wrote_meanwhile_is_not_lost_and_is_shown() -> None:
    place = a_place("Médiathèque")
    seen = read_place(place)
    edit(place, name="Bibliothèque")

    with pytest.raises(EditConflict) as caught:
        edit_place(
            place=place,
            values={"name": "Le Seuil", "hours_note": "Sonnez"},
            author=LIBRARY,
            via=ChangeVia.FORM,
            now=NOW,
            expected=seen,
        )

    assert caught.value.current == {"name": "Bibliothèque"}
    assert (Place.objects.get().name, Place.objects.get().hours_note) == ("Bibliothèque", "")


def test_two_people_may_edit_different_fields_or_agree() -> None:
    place = a_place("Médiathèque")
    seen = read_place(place)
    edit(place, name="Bibliothèque", hours_note="Sonnez")

    edit_place(
        place=place,
        values={"address": "1 rue Haute", "hours_note": "Sonnez"},
        author=LIBRARY,
        via=ChangeVia.FORM,
        now=NOW,
        expected=seen,
    )

    stored = Place.objects.get()
    assert (stored.name, stored.address, stored.hours_note) == ("Bibliothèque", "1 rue Haute", "Sonnez")


@pytest.mark.race
def test_of_eight_editors_of_one_field_at_once_one_writes_and_seven_are_told(threads: Any) -> None:
    with transaction.atomic():
        place = a_place("Médiathèque")
    seen = read_place(place)

    def edit_name(number: int) -> str:
        try:
            edit_place(
                place=Place.objects.get(pk=place.pk),
                values={"name": f"Nom {number}"},
                author=Author(label=f"n° {number}"),
                via=ChangeVia.FORM,
                now=NOW,
                expected=seen,
            )
        except EditConflict:
            return "told"
        return "written"

    outcomes = threads(8, edit_name)

    assert sorted(outcomes) == ["told"] * 7 + ["written"]
    assert RecordChange.objects.count() == 1
    assert RecordChange.objects.get().changes["name"] == ["Médiathèque", Place.objects.get().name]


# --- Restoring -----------------------------------------------------------------------------------------------


def test_restoring_puts_back_the_fields_of_one_change_and_no_other() -> None:
    place = a_place("Médiathèque")
    change = edit(place, name="Bibliothèque", point=None)
    edit(place, hours_note="Sonnez")
    assert change is not None

    back = restore_change(change=change, author=LIBRARY, now=LATER)

    stored = Place.objects.get()
    assert (stored.name, stored.lat is not None, stored.hours_note) == ("Médiathèque", True, "Sonnez")
    assert back is not None
    assert (back.via, back.changes["name"]) == (ChangeVia.RESTORE, ["Bibliothèque", "Médiathèque"])


def test_a_way_back_can_itself_be_taken_back_and_twice_changes_nothing() -> None:
    place = a_place("Médiathèque")
    change = edit(place, name="Bibliothèque")
    assert change is not None
    back = restore_change(change=change, author=LIBRARY, now=LATER)
    assert back is not None

    assert restore_change(change=change, author=LIBRARY, now=LATER) is None
    restore_change(change=back, author=LIBRARY, now=LATER)

    assert Place.objects.get().name == "Bibliothèque"


def test_the_creation_of_a_record_is_not_undone() -> None:
    commune("53084")
    create_edited_place(
        values={"name": "Le Seuil", "commune": "53084"}, author=LIBRARY, via=ChangeVia.FORM, now=NOW
    )

    with pytest.raises(ValidationError):
        restore_change(change=RecordChange.objects.get(), author=LIBRARY, now=LATER)

    assert Place.objects.get().name == "Le Seuil"


def test_a_change_of_a_service_or_a_structure_is_restored_there() -> None:
    service = a_service(a_place(), a_need(), name="Avant")
    structure = StructureFactory(name="Avant")
    of_service = edit_one(service, name="Après")
    of_structure = edit_structure(
        structure=structure, values={"name": "Après"}, author=LIBRARY, via=ChangeVia.FORM, now=NOW
    )

    for change in (of_service, of_structure):
        assert change is not None
        restore_change(change=change, author=LIBRARY, now=LATER)

    assert (Service.objects.get().name, Structure.objects.get().name) == ("Avant", "Avant")


# --- Sources -------------------------------------------------------------------------------------------------


def import_row(tmp_path: Path, *, now: Any = NOW, **values: Any) -> Place:
    run_import(tmp_path / "lieux.csv", [national_row(**values)], now=now)
    return Place.objects.get()


def test_what_a_person_wrote_survives_the_next_import_and_the_rest_follows_the_source(
    tmp_path: Path,
) -> None:
    fill_lists()
    place = import_row(tmp_path, telephone="0261910000", horaires="Mo 09:00-12:00")

    edit(
        place,
        name="Le bon nom",
        opening_hours="Tu 09:00-12:00",
        contacts=[contact("PHONE", "+33261911111"), contact("EMAIL", "a@exemple.example")],
        capabilities=[["WIFI", "YES"]],
    )
    import_row(
        tmp_path,
        now=LATER,
        nom="Autre nom",
        telephone="0261912222",
        horaires="We 09:00-12:00",
        adresse="2 rue Haute",
    )

    place.refresh_from_db()
    said = read_place(place)
    assert (said["name"], said["address"], said["opening_hours"]) == (
        "Le bon nom",
        "2 rue Haute",
        "Tu 09:00-12:00",
    )
    assert [c["value"] for c in said["contacts"]] == ["+33261911111", "a@exemple.example"]
    assert said["capabilities"] == [["WIFI", "YES"]]
    assert set(Correction.objects.values_list("field", flat=True)) == {
        "name",
        "opening_hours",
        "phones",
        "emails",
        "capabilities",
    }


def test_taking_an_imported_place_off_the_site_outlives_the_next_import(tmp_path: Path) -> None:
    fill_lists()
    place = import_row(tmp_path)

    edit(place, status=PlaceStatus.UNPUBLISHED.value)
    import_row(tmp_path, now=LATER, adresse="2 rue Haute")

    assert Place.objects.get().status == PlaceStatus.UNPUBLISHED


def test_the_service_of_a_source_keeps_what_a_person_wrote(tmp_path: Path) -> None:
    fill_lists()
    place = import_row(tmp_path, frais_a_charge="Gratuit")
    service = place.services.get()

    edit_one(service, description="On fait avec vous.", price="PAID")
    import_row(tmp_path, now=LATER, adresse="2 rue Haute", frais_a_charge="Gratuit")

    service.refresh_from_db()
    assert (service.description, service.price) == ("On fait avec vous.", "PAID")
    assert service.status == ServiceStatus.PUBLISHED


def test_a_record_that_no_source_describes_needs_no_correction() -> None:
    edit(a_place(), name="Le Seuil")

    assert not Correction.objects.exists()


def test_what_an_import_changes_in_a_record_that_existed_is_told_under_the_name_of_its_source(
    tmp_path: Path,
) -> None:
    fill_lists()
    place = import_row(tmp_path, telephone="0261910000", frais_a_charge="Gratuit")
    assert not RecordChange.objects.exists()

    import_row(tmp_path, now=LATER, telephone="0261912222", adresse="2 rue Haute", frais_a_charge="Payant")
    import_row(tmp_path, now=LATER, telephone="0261912222", adresse="2 rue Haute", frais_a_charge="Payant")

    of_place, of_service = RecordChange.objects.order_by("pk")
    if of_place.service is not None:  # engines sort nothing first or last
        of_place, of_service = of_service, of_place
    assert {c.via for c in (of_place, of_service)} == {ChangeVia.IMPORT}
    assert (of_place.by_label, of_place.made_at, of_place.by) == ("territoire", LATER, None)
    assert of_place.changes["address"] == ["1 rue du Mûrier", "2 rue Haute"]
    assert set(of_place.changes) == {"address", "contacts"}
    assert of_service.changes == {"price": ["FREE", "PAID"]}
    restore_change(change=of_place, author=LIBRARY, now=LATER)
    assert Place.objects.get(pk=place.pk).address == "1 rue du Mûrier"


def test_what_a_person_edits_on_a_record_of_a_source_is_told_once(tmp_path: Path) -> None:
    fill_lists()
    place = import_row(tmp_path)

    edit(place, name="Le bon nom", opening_hours="Tu 09:00-12:00")

    assert [c.via for c in RecordChange.objects.all()] == [ChangeVia.FORM]


# --- Closed for good -----------------------------------------------------------------------------------------


def test_a_place_of_a_source_that_closed_for_good_stays_so_after_the_next_import(tmp_path: Path) -> None:
    fill_lists()
    place = import_row(tmp_path)

    change = close_for_good(place=place, author=LIBRARY, now=NOW)
    import_row(tmp_path, now=LATER, adresse="2 rue Haute")

    assert change is not None
    assert change.changes == {"status": ["PUBLISHED", "CLOSED"]}
    assert Place.objects.get().status == PlaceStatus.CLOSED


def test_the_address_of_a_place_that_moved_leads_to_the_new_one_for_ever() -> None:
    old, new = a_place("Ancien local"), a_place("Nouveau local")

    close_for_good(place=old, author=LIBRARY, now=NOW, moved_to=new)

    assert queries.place_detail(old.public_id, on=NOW.date()) == new
    assert close_for_good(place=old, author=LIBRARY, now=LATER) is None


def test_nobody_is_sent_to_a_place_that_is_not_shown_nor_to_the_same_one() -> None:
    place, draft = a_place("Ancien local"), PlaceFactory()

    for wrong in (draft, place):
        with pytest.raises(PlaceNotPublishable):
            close_for_good(place=place, author=LIBRARY, now=NOW, moved_to=wrong)

    assert Place.objects.get(pk=place.pk).status == PlaceStatus.PUBLISHED
