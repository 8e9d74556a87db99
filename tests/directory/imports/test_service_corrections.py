"""What people say of a service wins over what its row says; what they take back is gone."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from palier.directory import actions as directory
from palier.directory.actions import imports as actions
from palier.directory.editable.reading import need_reference
from palier.directory.enums import Modality, Price, ServiceStatus
from palier.directory.models import Correction, Need, Place, SearchDoc, Service
from tests.directory.imports.conftest import NOW, run_import
from tests.directory.imports.files import national_row

LATER = NOW + timedelta(days=30)
ROW = {
    "services": "Aide aux démarches administratives",
    "frais_a_charge": "Gratuit",
    "modalites_acces": "Se présenter",
    "publics_specifiquement_adresses": "Seniors",
    "telephone": "0261910000",
}


@pytest.fixture
def path(tmp_path: Path, lists: None, db: None) -> Path:
    path = tmp_path / "lieux.csv"
    run_import(path, [national_row(**ROW)])
    return path


@pytest.fixture
def own(path: Path) -> Service:
    """A service that nobody but the people of the place speaks of."""
    need = Need.objects.get(framework__code="services-nationaux", code="outils-du-quotidien")
    service = directory.add_service(
        place=Place.objects.get(),
        name="Atelier",
        needs=[need],
        modalities=[Modality.WORKSHOP],
        price=Price.PAID,
    )
    directory.publish_service(service=service, now=NOW)
    return service


def correct(service: Service, field: str, value: Any) -> Correction:
    return actions.correct_service(service=service, field=field, value=value, by=None, now=NOW)


def codes(service: Service, name: str) -> list[str]:
    return sorted(getattr(service, name).values_list("code", flat=True))


CORRECTIONS: dict[str, Any] = {
    "name": "Permanence", "description": "Avec rendez-vous.", "entry_conditions": "Habiter Craon.",
    "price_detail": "2 €", "helper_hours": "Mo 09:00-12:00", "helper_hours_note": "sauf août",
    "needs": ["outils-du-quotidien"], "prices": ["PAID", "FREE"], "access_modes": ["CALL_FIRST"],
    "modalities": ["INDIVIDUAL", "HOME"], "audiences": ["jeunes"], "special_supports": ["illettrisme"],
    "phones": ["02 61 91 22 22"], "emails": ["aide@lieu-a.example"], "bookings": ["https://rdv.example/a"],
}  # fmt: skip


def shown(service: Service) -> dict[str, Any]:
    """What the service shows, in the shape of corrections."""
    service = Service.objects.get(pk=service.pk)
    contacts = {
        kind: [c.value for c in service.contacts.all() if c.kind == kind]
        for kind in ("PHONE", "EMAIL", "BOOKING")
    }
    return {
        "name": service.name, "description": service.description, "entry_conditions": service.entry_conditions,
        "price_detail": service.price_detail, "helper_hours": service.helper_hours,
        "helper_hours_note": service.helper_hours_note, "needs": codes(service, "needs"),
        "prices": [p for p in (service.price, *service.other_prices) if p != "UNKNOWN"],
        "access_modes": [m.mode for m in service.access_modes.all()],
        "modalities": [m.modality for m in service.modalities.all()],
        "audiences": codes(service, "audiences"), "special_supports": codes(service, "special_supports"),
        "phones": contacts["PHONE"], "emails": contacts["EMAIL"], "bookings": contacts["BOOKING"],
    }  # fmt: skip


def test_every_field_of_a_service_is_corrected_and_stays_so_whatever_its_row_says_next(path: Path) -> None:
    service = Service.objects.get()

    for field, value in CORRECTIONS.items():
        correct(service, field, value)
    expected = CORRECTIONS | {"phones": ["+33261912222"]}
    assert shown(service) == expected

    run_import(
        path,
        [
            national_row(
                **ROW
                | {
                    "services": "Utilisation sécurisée du numérique",
                    "frais_a_charge": "Gratuit sous condition",
                    "modalites_acces": "Téléphoner|Contacter par mail",
                    "modalites_accompagnement": "À distance",
                    "publics_specifiquement_adresses": "Femmes",
                    "prise_en_charge_specifique": "Surdité",
                }
            )
        ],
        now=LATER,
    )
    assert shown(service) == expected
    assert Service.objects.count() == 1


def test_every_field_that_sources_can_say_is_tried_here() -> None:
    assert set(CORRECTIONS) == actions.CORRECTABLE_SERVICE_FIELDS


def test_what_nobody_corrected_still_follows_the_row(path: Path) -> None:
    service = Service.objects.get()
    correct(service, "prices", ["PAID"])

    run_import(path, [national_row(**ROW | {"publics_specifiquement_adresses": "Femmes"})], now=LATER)

    assert (shown(service)["prices"], shown(service)["audiences"]) == (["PAID"], ["femmes"])


def test_any_need_in_force_can_be_picked_and_the_search_finds_it(path: Path) -> None:
    service = Service.objects.get()
    ours = Need.objects.get(framework__code="besoins", code="impots")
    assert "neeimpots" not in SearchDoc.objects.get(place=service.place).facets

    correct(service, "needs", [need_reference("besoins", ours.code), "demarches-administratives"])

    assert codes(service, "needs") == ["demarches-administratives", "impots"]
    assert "neeimpots" in SearchDoc.objects.get(place=service.place).facets


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("description", 3),
        ("helper_hours", "lundi"),
        ("needs", []),
        ("needs", ["inconnu"]),
        ("needs", ["besoins/demarches-administratives-inconnues"]),
        ("prices", ["UNKNOWN"]),
        ("prices", "FREE"),
        ("access_modes", ["PARTOUT"]),
        ("modalities", ["VOLER"]),
        ("audiences", ["inconnu"]),
        ("special_supports", ["inconnu"]),
        ("phones", ["02 61"]),
        ("entry_conditions", "x" * 301),
    ],
)
def test_a_correction_that_cannot_be_shown_is_refused_whole(path: Path, field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        correct(Service.objects.get(), field, value)

    assert not Correction.objects.exists()


@pytest.mark.parametrize("field", ["status", "place", "sites"])
def test_only_known_fields_are_corrected(path: Path, field: str) -> None:
    with pytest.raises(actions.UnknownField):
        correct(Service.objects.get(), field, "x")


def test_a_second_correction_replaces_the_first(path: Path) -> None:
    service = Service.objects.get()

    correct(service, "price_detail", "1 €")
    correct(service, "price_detail", "")

    assert Service.objects.get().price_detail == ""
    assert Correction.objects.count() == 1


def test_a_service_written_here_is_corrected_whole(own: Service) -> None:
    correct(own, "modalities", ["HOME"])
    correct(own, "needs", ["demarches-administratives"])
    correct(own, "prices", [])

    assert (shown(own)["modalities"], shown(own)["needs"]) == (["HOME"], ["demarches-administratives"])
    assert shown(own)["prices"] == []
    assert Service.objects.get(pk=own.pk).status == ServiceStatus.PUBLISHED


def test_a_draft_written_here_is_not_published_by_a_correction(own: Service) -> None:
    Service.objects.filter(pk=own.pk).update(status=ServiceStatus.DRAFT)

    correct(own, "needs", ["demarches-administratives"])

    assert Service.objects.get(pk=own.pk).status == ServiceStatus.DRAFT


def test_a_corrected_service_that_its_row_no_longer_says_is_ended_and_comes_back_corrected(
    path: Path,
) -> None:
    service = Service.objects.get()
    correct(service, "prices", ["PAID"])

    bare = dict.fromkeys(ROW, "") | {"telephone": ROW["telephone"]}
    run_import(path, [national_row(**bare)], now=LATER)
    assert Service.objects.get().status == ServiceStatus.ENDED

    run_import(path, [national_row(**ROW)], now=LATER)
    assert Service.objects.get().status == ServiceStatus.PUBLISHED
    assert shown(service)["prices"] == ["PAID"]


def test_a_withdrawn_correction_shows_again_what_the_row_says(path: Path) -> None:
    service = Service.objects.get()
    before = shown(service)

    corrections = [correct(service, field, value) for field, value in CORRECTIONS.items()]
    for correction in corrections:
        actions.withdraw_correction(correction=correction, now=LATER)

    assert shown(service) == before
    assert not Correction.objects.exists()


def test_a_withdrawn_correction_shows_what_the_row_has_come_to_say(path: Path) -> None:
    service = Service.objects.get()
    correction = correct(service, "audiences", ["jeunes"])
    run_import(path, [national_row(**ROW | {"publics_specifiquement_adresses": "Femmes"})], now=LATER)

    actions.withdraw_correction(correction=correction, now=LATER)

    assert shown(service)["audiences"] == ["femmes"]


def test_a_field_that_no_source_says_is_emptied_but_what_a_service_cannot_be_without(own: Service) -> None:
    made = [correct(own, field, value) for field, value in CORRECTIONS.items()]

    for correction in made:
        actions.withdraw_correction(correction=correction, now=LATER)

    left = {field: value for field, value in shown(own).items() if value}
    assert left == {"name": "Permanence", "needs": ["outils-du-quotidien"]}


def test_a_withdrawn_correction_of_a_place_shows_the_row_again_or_nothing(path: Path) -> None:
    place = Place.objects.get()

    def fix(field: str, value: Any) -> Correction:
        return actions.correct_place(place=place, field=field, value=value, by=None, now=NOW)

    made = [
        fix("phones", ["3646"]),
        fix("address", "3 rue Basse"),
        fix("description", "À revoir"),
        fix("name", "X"),
    ]
    for correction in made:
        actions.withdraw_correction(correction=correction, now=LATER)
        actions.withdraw_correction(correction=correction, now=LATER)  # twice changes nothing

    place.refresh_from_db()
    assert list(place.contacts.values_list("value", flat=True)) == ["+33261910000"]
    assert (place.name, place.address, place.description) == ("Espace numérique", "1 rue du Mûrier", "")


def test_an_empty_correction_empties_what_somebody_wrote_on_the_place(path: Path) -> None:
    place = Place.objects.get()
    Place.objects.update(hours_note="sauf le matin")

    actions.correct_place(place=place, field="hours_note", value="", by=None, now=NOW)

    assert Place.objects.get().hours_note == ""


def test_the_database_keeps_one_correction_per_field_of_a_place_and_of_each_service(own: Service) -> None:
    place, imported = own.place, Service.objects.exclude(pk=own.pk).get()

    def add(service: Service | None) -> None:
        with transaction.atomic():
            Correction.objects.create(place=place, service=service, field="name", value="X", made_at=NOW)

    for service in (None, own, imported):
        add(service)
    for service in (None, own, imported):
        with pytest.raises(IntegrityError):
            add(service)
    assert Correction.objects.count() == 3
