"""Editing records: what is written, kept, refused, told to history."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from palier.core.text import stems
from palier.directory.actions import PlaceNotPublishable, ServiceWithoutNeed
from palier.directory.actions.editing import (
    Author,
    UnknownEditableField,
    add_edited_service,
    create_edited_place,
    create_edited_structure,
    edit_place,
    edit_service,
    edit_structure,
    restore_change,
)
from palier.directory.editable import (
    PLACE_FIELDS,
    SERVICE_FIELDS,
    STRUCTURE_FIELDS,
    RecordKind,
    difference_in_words,
    read_place,
    read_service,
    read_structure,
)
from palier.directory.enums import ChangeVia, ContactKind
from palier.directory.models import (
    ContactChannel,
    ExceptionalClosure,
    KeyActor,
    Place,
    RecordChange,
    SearchDoc,
    Service,
    Structure,
)
from tests.cast import person
from tests.directory.edits import LATER, LIBRARY, Values, contact, edit, edit_one
from tests.factories.directory import (
    NOW,
    AudienceFactory,
    LanguageFactory,
    NeedFactory,
    PlaceFactory,
    SchemeFactory,
    SpecialSupportFactory,
    StructureFactory,
    a_need,
    a_place,
    a_service,
    commune,
)

pytestmark = pytest.mark.django_db


def errors_of(caught: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return dict(caught.value.message_dict)


# --- Every field, there and back -----------------------------------------------------------------------------


@pytest.fixture
def structure(db: None) -> Structure:
    made: Structure = StructureFactory(name="Commune de Craon")
    return made


@pytest.fixture
def whole_place(structure: Structure) -> Values:
    """A value for every field of a place."""
    SchemeFactory(code="france-services")
    commune("53130")
    return {
        "name": "Médiathèque Le Seuil",
        "other_names": "Le Seuil\nL’ancienne poste",
        "types": [["LIBRARY", "BIB"], ["THIRD_PLACE", ""]],
        "description": "Un lieu calme.",
        "commune": "53130",
        "address": "1 rue Haute",
        "address_extra": "Au fond de la cour",
        "postal_code": "53000",
        "point": [48.07, -0.77],
        "access_notes": "Bus 3",
        "itinerancy": "FIXED",
        "opening_hours": "Mo-Fr 09:00-12:00; PH off",
        "hours_note": "Sonnez fort",
        "contacts": [
            contact("PHONE", "+33261910001", is_preferred=True),
            contact("EMAIL", "a@exemple.example"),
        ],
        "closures": [["2026-12-24", "2026-12-31", "Fêtes"]],
        "capabilities": [["STEP_FREE", "YES"], ["WIFI", "NO"]],
        "labels": ["france-services"],
        "activities": ["Couture", "Repair café"],
        "owner": structure.public_id,
        "carrier": structure.public_id,
        "operator": structure.public_id,
        "is_volunteer_run": True,
        "is_only_public_service": True,
        "in_priority_district": True,
        "siret": "13002526500013",
        "acceslibre_url": "https://acceslibre.example/lieu/",
        "internal_notes": "Clé chez la voisine",
        "status": "PUBLISHED",
    }


@pytest.fixture
def whole_service(structure: Structure) -> Values:
    """A value for every field of a service."""
    AudienceFactory(code="seniors")
    SpecialSupportFactory(code="illettrisme")
    LanguageFactory(code="ar")
    a_need("impots")
    return {
        "name": "Aide aux démarches",
        "needs": ["besoins/impots"],
        "description": "On fait avec vous.",
        "not_done": "Réparer\nVendre",
        "modalities": ["ON_SITE", "INDIVIDUAL"],
        "access_modes": ["WALK_IN", "APPOINTMENT"],
        "audiences": ["seniors"],
        "special_supports": ["illettrisme"],
        "languages": ["ar"],
        "entry_conditions": "Habiter la commune",
        "price": "FREE",
        "price_detail": "Impressions : 10 centimes",
        "procedures": "Impôts\nRetraite",
        "helper_hours": "Tu 14:00-17:00",
        "helper_hours_note": "Frappez",
        "closures": [["2026-12-01", "2026-12-02", ""]],
        "helper_name": "Samira",
        "helper_agreed_on": "2026-11-02",
        "provider": structure.public_id,
        "host": structure.public_id,
        "carrier": structure.public_id,
        "delivery_mode": "HOSTED",
        "delivery_state": "EFFECTIVE",
        "is_full": True,
        "full_delay_weeks": 3,
        "is_closed_to_new_people": True,
        "contacts": [contact("PHONE", "+33261910002")],
        "starts_on": "2026-01-01",
        "ends_on": "2027-01-01",
        "status": "PUBLISHED",
    }


def test_every_field_of_a_place_is_written_and_read_back_as_it_was_given(whole_place: Values) -> None:
    place: Place = PlaceFactory()

    change = edit(place, **whole_place)

    assert set(whole_place) == set(PLACE_FIELDS)
    assert read_place(Place.objects.get()) == whole_place
    assert change is not None
    assert {name: after for name, (_, after) in change.changes.items()} == whole_place


def test_every_field_of_a_service_is_written_and_read_back_as_it_was_given(whole_service: Values) -> None:
    service = a_service(a_place(), NeedFactory())

    edit_one(service, **whole_service)

    assert set(whole_service) == set(SERVICE_FIELDS)
    assert read_service(Service.objects.get()) == whole_service
    assert Service.objects.get().availability_stated_on == NOW.date()


def test_every_field_of_a_structure_is_written_and_read_back_as_it_was_given(structure: Structure) -> None:
    commune("53084")
    values: Values = {
        "name": "Ville de Craon",
        "other_names": "La mairie",
        "legal_form": "COMMUNE",
        "sector": "PUBLIC_SERVICE",
        "siret": "13002526500013",
        "description": "La commune.",
        "commune": "53084",
        "contacts": [contact("WEBSITE", "https://craon.example/")],
    }

    edit_structure(structure=structure, values=values, author=LIBRARY, via=ChangeVia.FORM, now=NOW)

    assert set(values) == set(STRUCTURE_FIELDS)
    assert read_structure(Structure.objects.get()) == values


def test_a_place_made_of_values_says_them_and_history_holds_what_it_said_first(whole_place: Values) -> None:
    place = create_edited_place(values=whole_place, author=LIBRARY, via=ChangeVia.FORM, now=NOW)

    change = RecordChange.objects.get()
    assert read_place(place) == whole_place
    assert {name: after for name, (_, after) in change.changes.items()} == whole_place
    assert {before for before, _ in change.changes.values()} == {None}
    assert SearchDoc.objects.filter(place=place).exists()


def test_a_structure_without_siret_is_no_trouble_and_two_have_none() -> None:
    for name in ("Les Amis", "Les Voisins"):
        values = {"name": name, "siret": ""}
        create_edited_structure(values=values, author=LIBRARY, via=ChangeVia.FORM, now=NOW)

    assert list(Structure.objects.values_list("siret", flat=True)) == [None, None]


def test_a_service_and_a_structure_made_of_values_say_them(whole_service: Values) -> None:
    place = a_place()

    service = add_edited_service(
        place=place, values=whole_service, author=LIBRARY, via=ChangeVia.FORM, now=NOW
    )
    made = create_edited_structure(values={"name": " Les Amis "}, author=LIBRARY, via=ChangeVia.FORM, now=NOW)

    assert read_service(service) == whole_service
    assert made.name == "Les Amis"
    assert list(RecordChange.objects.order_by("pk").values_list("place", "service", "structure")) == [
        (place.pk, service.pk, None),
        (None, None, made.pk),
    ]


def test_writing_the_same_values_again_changes_nothing_and_tells_nothing(whole_place: Values) -> None:
    place: Place = PlaceFactory()
    edit(place, **whole_place)

    assert edit(place, **whole_place) is None
    assert RecordChange.objects.count() == 1


def test_a_change_is_told_with_its_author_its_way_and_its_moment_and_found_at_once() -> None:
    place = a_place("Ancien nom")
    alice = person("Alice")

    change = edit_place(
        place=place,
        values={"name": "Le Tremplin"},
        author=Author.of(alice),
        via=ChangeVia.GESTURE,
        now=LATER,
    )

    assert change is not None
    assert (change.by, change.by_label, change.via, change.made_at) == (alice, "Alice", "GESTURE", LATER)
    assert change.changes == {"name": ["Ancien nom", "Le Tremplin"]}
    assert SearchDoc.objects.get(place=place).name.split() == list(stems("Le Tremplin"))


# --- Refusals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", 3),
        ("types", [["PALACE", ""]]),
        ("types", ["LIBRARY"]),
        ("description", None),
        ("commune", "99999"),
        ("commune", None),
        ("postal_code", "534000"),
        ("point", [91, 0]),
        ("point", "ici"),
        ("itinerancy", "SOMETIMES"),
        ("opening_hours", "lundi"),
        ("contacts", [{"kind": "PHONE", "value": "02"}]),
        ("contacts", [{"kind": "EMAIL", "value": "pas une adresse"}]),
        ("contacts", [{"kind": "SITE", "value": "https://a.example"}]),
        ("contacts", [{"kind": "PHONE", "value": "0261910000", "agreed_on": "demain"}]),
        ("contacts", ["0261910000"]),
        ("contacts", [contact("PHONE", "0261910000", is_named=True)]),
        (
            "contacts",
            [
                contact("PHONE", "0261910000", is_preferred=True),
                contact("EMAIL", "a@exemple.example", is_preferred=True),
            ],
        ),
        ("closures", [["2026-12-02", "2026-12-01", ""]]),
        ("closures", [["demain", "2026-12-01", ""]]),
        ("closures", "toujours"),
        ("capabilities", [["WIFI", "MAYBE"]]),
        ("capabilities", [["POOL", "YES"]]),
        ("labels", ["inconnu"]),
        ("activities", "Couture"),
        ("owner", "zzzzzzzz"),
        ("is_volunteer_run", "oui"),
        ("acceslibre_url", "pas une adresse"),
        ("siret", "1" * 30),
        ("status", "GONE"),
    ],
)
def test_a_refused_value_of_a_place_is_named_and_nothing_at_all_is_written(field: str, value: Any) -> None:
    place = a_place()
    before = read_place(place)

    with pytest.raises(ValidationError) as caught:
        edit(place, **{"hours_note": "une précision", field: value})

    assert set(errors_of(caught)) == {field}
    assert read_place(Place.objects.get()) == before
    assert not RecordChange.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("needs", ["besoins/inconnu"]),
        ("modalities", ["BY_PIGEON"]),
        ("access_modes", "WALK_IN"),
        ("audiences", ["inconnu"]),
        ("languages", ["xx"]),
        ("price", "CHEAP"),
        ("helper_hours", "mardi"),
        ("helper_agreed_on", "hier"),
        ("full_delay_weeks", "trois"),
        ("full_delay_weeks", True),
        ("is_full", "oui"),
        ("provider", "zzzzzzzz"),
    ],
)
def test_a_refused_value_of_a_service_is_named_and_nothing_is_written(field: str, value: Any) -> None:
    service = a_service(a_place(), a_need())
    before = read_service(service)

    with pytest.raises(ValidationError) as caught:
        edit_one(service, **{"description": "autre", "is_full": True, field: value})

    assert set(errors_of(caught)) == {field}
    assert read_service(Service.objects.get()) == before


def test_every_refusal_is_said_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        edit(a_place(), name="", opening_hours="lundi", commune="99999")

    assert set(errors_of(caught)) == {"name", "opening_hours", "commune"}


def test_a_field_that_records_do_not_have_is_refused() -> None:
    with pytest.raises(UnknownEditableField):
        edit(a_place(), colour="bleu")


def test_a_place_without_name_or_commune_is_not_made() -> None:
    with pytest.raises(ValidationError) as caught:
        create_edited_place(values={"name": " "}, author=LIBRARY, via=ChangeVia.FORM, now=NOW)

    assert set(errors_of(caught)) == {"name", "commune"}
    assert not Place.objects.exists()


def test_a_place_that_nobody_could_find_is_not_shown() -> None:
    place = a_place()

    with pytest.raises(PlaceNotPublishable):
        edit(place, address="", point=None)

    assert Place.objects.get().address == "12 place du Pilori"


def test_a_service_that_is_shown_keeps_a_need() -> None:
    service = a_service(a_place(), a_need())

    with pytest.raises(ServiceWithoutNeed):
        edit_one(service, needs=[])

    assert Service.objects.get().needs.count() == 1


# --- What hangs on a record ----------------------------------------------------------------------------------


def test_a_contact_that_stays_keeps_its_row_and_the_marks_on_it() -> None:
    place = a_place(phone="+33261910001")
    row = ContactChannel.objects.get()
    KeyActor.objects.create(contact=row, territory="departement:53", marked_at=NOW)

    edit(
        place,
        contacts=[
            contact("EMAIL", "a@exemple.example", is_preferred=True),
            contact("PHONE", "02 61 91 00 01", label="Accueil"),
        ],
    )

    assert ContactChannel.objects.get(kind=ContactKind.PHONE).pk == row.pk
    assert ContactChannel.objects.get(kind=ContactKind.PHONE).label == "Accueil"
    assert KeyActor.objects.count() == 1


def test_the_preferred_contact_may_become_another_one() -> None:
    place = a_place()
    phone, mail = contact("PHONE", "+33261910001"), contact("EMAIL", "a@exemple.example")
    edit(place, contacts=[phone | {"is_preferred": True}, mail])

    edit(place, contacts=[mail | {"is_preferred": True}, phone])

    assert list(ContactChannel.objects.filter(is_preferred=True).values_list("kind", flat=True)) == ["EMAIL"]


def test_the_line_of_a_person_is_public_only_with_their_agreement() -> None:
    place = a_place()

    edit(place, contacts=[contact("PHONE", "+33639980001", is_named=True, visibility="PROFESSIONAL")])
    edit(place, contacts=[contact("PHONE", "+33639980001", is_named=True, agreed_on="2026-11-02")])

    assert ContactChannel.objects.get().agreed_on == date(2026, 11, 2)


def test_an_answer_about_equipment_keeps_its_detail_and_silence_forgets_it() -> None:
    place = a_place()
    edit(place, capabilities=[["WIFI", "YES"], ["PRINTER", "YES"]])
    place.capabilities.filter(kind="WIFI").update(detail="code à l’accueil")

    edit(place, capabilities=[["WIFI", "NO"]])

    assert [(c.kind, c.answer, c.detail) for c in place.capabilities.all()] == [
        ("WIFI", "NO", "code à l’accueil")
    ]


def test_closures_of_a_place_and_absences_of_a_helper_do_not_mix_and_are_told() -> None:
    place = a_place()
    service = a_service(place, a_need())

    edit(place, closures=[["2026-12-24", "2026-12-24", "Réveillon"]], via=ChangeVia.GESTURE)
    edit_one(service, closures=[["2026-12-01", "2026-12-02", ""]])

    assert read_place(place)["closures"] == [["2026-12-24", "2026-12-24", "Réveillon"]]
    assert read_service(service)["closures"] == [["2026-12-01", "2026-12-02", ""]]
    first = RecordChange.objects.order_by("pk")[0]
    assert difference_in_words(RecordKind.PLACE, first.changes) == [
        ("Fermetures exceptionnelles", "(rien)", "le jeudi 24\u00a0décembre 2026 (Réveillon)")
    ]


def test_a_closure_is_taken_back_by_restoring_and_the_others_keep_their_rows() -> None:
    place = a_place()
    edit(place, closures=[["2026-12-24", "2026-12-24", ""]])
    kept = ExceptionalClosure.objects.get().pk
    change = edit(place, closures=[["2026-12-24", "2026-12-24", ""], ["2027-01-01", "2027-01-03", ""]])
    assert change is not None

    restore_change(change=change, author=LIBRARY, now=LATER)

    assert list(ExceptionalClosure.objects.values_list("pk", flat=True)) == [kept]


def test_saying_complet_is_dated_and_editing_something_else_does_not_date_it_again() -> None:
    service = a_service(a_place(), a_need())
    edit_one(service, is_full=True, full_delay_weeks=3)

    edit_service(service=service, values={"description": "x"}, author=LIBRARY, via=ChangeVia.FORM, now=LATER)
    assert Service.objects.get().availability_stated_on == NOW.date()
    edit_service(service=service, values={"is_full": False}, author=LIBRARY, via=ChangeVia.GESTURE, now=LATER)

    stored = Service.objects.get()
    assert (stored.is_full, stored.full_delay_weeks, stored.availability_stated_on) == (False, None, None)


def test_no_new_people_keeps_its_date_when_something_else_is_edited() -> None:
    service = a_service(a_place(), a_need())
    edit_one(service, is_closed_to_new_people=True)

    edit_service(service=service, values={"description": "x"}, author=LIBRARY, via=ChangeVia.FORM, now=LATER)

    assert Service.objects.get().availability_stated_on == NOW.date()
