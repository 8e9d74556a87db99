"""The list of one’s records, and one field changed on many of them: read first, written on request."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from palier.directory.actions import bulk
from palier.directory.editable import read_place
from palier.directory.enums import BulkOutcome, BulkStatus, ChangeVia
from palier.directory.models import BulkLine, BulkWork, Place, RecordChange, SearchDoc, Verification
from tests.cast import at, over, person
from tests.directory.edits import edit
from tests.factories.directory import (
    NOW,
    PlaceFactory,
    SchemeFactory,
    StructureFactory,
    a_need,
    a_place,
    a_service,
    commune,
)

pytestmark = pytest.mark.django_db
LIST, BULK = "/fiches/liste/", "/fiches/modifier-en-nombre/"


@pytest.fixture
def coordinator(client: Client) -> Client:
    commune("53084"), commune("49007")
    over("departement:53", person("Alice"), "coordinator")
    client.force_login(person("Alice"))
    return client


def prepare(client: Client, gesture: str, *, places: list[Place] | None = None, **value: str) -> BulkWork:
    """Choose the records, the field and the value, as the pages do; return the work once tried."""
    which = "&".join(f"fiche={p.public_id}" for p in places) if places is not None else "tout=1"
    answer = client.post(f"{BULK}?{which}&champ={gesture}", value)
    assert answer.status_code == 302, answer.content.decode()
    return BulkWork.objects.get(pk=int(answer["Location"].rstrip("/").rsplit("/", 1)[1]))


def accept(client: Client, work: BulkWork, *, but: tuple[Place, ...] = ()) -> BulkWork:
    ready = work.lines.filter(outcome=BulkOutcome.READY).exclude(place__in=but)
    client.post(f"{BULK}{work.pk}/appliquer/", {"ligne": [line.pk for line in ready]})
    work.refresh_from_db()
    return work


def outcomes(work: BulkWork) -> list[tuple[str, str]]:
    return [(line.place.name, line.outcome) for line in work.lines.order_by("place__name")]


# --- The list -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place_count", [1, 3])
def test_the_list_costs_the_same_however_many_records(
    coordinator: Client, django_assert_num_queries: DjangoAssertNumQueries, place_count: int
) -> None:
    for number in range(place_count):
        place = a_place(f"Lieu {number}")
        place.owner = StructureFactory()
        place.save()

    with django_assert_num_queries(8):
        page = coordinator.get(LIST).content.decode()

    assert page.count('name="fiche"') == place_count


def test_the_list_holds_the_records_of_the_perimeter_and_no_other(coordinator: Client) -> None:
    a_place("Ici", insee_code="53084")
    a_place("Ailleurs", insee_code="49007")

    page = coordinator.get(LIST).content.decode()

    assert "Ici" in page
    assert "Ailleurs" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=mediatheque", {"Médiathèque Le Seuil"}),
        ("q=craon", {"Médiathèque Le Seuil"}),
        ("territoire=53084", {"Médiathèque Le Seuil"}),
        ("territoire=Laval", {"Mairie"}),
        ("territoire=Nulle+part", set()),
        ("type=LIBRARY", {"Médiathèque Le Seuil"}),
        ("statut=DRAFT", {"Brouillon"}),
        ("etat=a-verifier", {"Mairie"}),
        ("etat=perimees", {"Mairie"}),
        ("etat=incompletes", {"Médiathèque Le Seuil", "Mairie", "Brouillon"}),
        ("statut=PALAIS&tri=rien", {"Médiathèque Le Seuil", "Mairie", "Brouillon"}),
    ],
)
def test_the_list_is_filtered(coordinator: Client, query: str, found: set[str]) -> None:
    seuil = a_place("Médiathèque Le Seuil", insee_code="53084")
    edit(seuil, types=[["LIBRARY", ""]])
    mairie = a_place("Mairie", insee_code="53130")
    Place.objects.filter(pk=mairie.pk).update(verified_on="2020-01-01")
    Place.objects.filter(pk=seuil.pk).update(verified_on="2090-01-01")
    PlaceFactory(name="Brouillon", commune=commune("53062"))

    page = coordinator.get(f"{LIST}?{query}")

    assert {place.name for place in page.context["page"]} == found


def test_who_may_edit_but_not_in_number_sees_the_list_and_nothing_to_tick(client: Client) -> None:
    library = StructureFactory()
    place = a_place("Médiathèque")
    edit(place, owner=library.public_id)
    at(library, person("Bob"), "librarian")
    client.force_login(person("Bob"))

    page = client.get(LIST).content.decode()

    assert "Médiathèque" in page
    assert 'name="fiche"' not in page
    assert {
        client.get(url).status_code for url in (BULK, "/fiches/tableur/", "/fiches/tableur/fiches.xlsx")
    } == {403}


def test_a_bare_account_has_no_list(client: Client) -> None:
    client.force_login(person("Charlie"))

    assert {client.get(url).status_code for url in (LIST, BULK, "/fiches/tableur/")} == {403}


# --- One field on many records --------------------------------------------------------------------------------


def test_a_change_of_many_is_shown_record_by_record_before_anything_is_written(coordinator: Client) -> None:
    a_place("Un"), a_place("Deux")

    work = prepare(coordinator, "itinerance", valeur="MOBILE")
    page = coordinator.get(f"{BULK}{work.pk}/").content.decode()

    assert work.status == BulkStatus.READY
    assert page.count("<del>non précisé</del>") == 2
    assert page.count("<ins>itinérant</ins>") == 2
    assert set(Place.objects.values_list("itinerancy", flat=True)) == {"UNKNOWN"}
    assert not RecordChange.objects.exists()


def test_accepted_records_change_and_the_others_do_not(coordinator: Client) -> None:
    one, two = a_place("Un"), a_place("Deux")

    work = accept(coordinator, prepare(coordinator, "itinerance", valeur="MOBILE"), but=(two,))

    one.refresh_from_db(), two.refresh_from_db()
    assert (one.itinerancy, two.itinerancy) == ("MOBILE", "UNKNOWN")
    assert (work.status, outcomes(work)) == ("DONE", [("Deux", "LEFT"), ("Un", "DONE")])
    assert list(RecordChange.objects.values_list("place", "via", "by_label")) == [
        (one.pk, ChangeVia.BULK, "Alice")
    ]


@pytest.mark.parametrize(
    ("gesture", "value", "field", "after"),
    [
        ("label-ajoute", {"valeur": "france-services"}, "labels", ["ancien", "france-services"]),
        ("label-retire", {"valeur": "ancien"}, "labels", []),
        (
            "equipement",
            {"quoi": "WIFI", "valeur": "YES"},
            "capabilities",
            [["PRINTER", "NO"], ["WIFI", "YES"]],
        ),
        ("equipement", {"quoi": "PRINTER", "valeur": "UNKNOWN"}, "capabilities", []),
        ("quartier-prioritaire", {"valeur": "oui"}, "in_priority_district", True),
        ("publication", {"valeur": "UNPUBLISHED"}, "status", "UNPUBLISHED"),
    ],
)
def test_every_kind_of_change_of_a_place_is_written(
    coordinator: Client, gesture: str, value: dict[str, str], field: str, after: Any
) -> None:
    SchemeFactory(code="france-services"), SchemeFactory(code="ancien", name="Ancien label")
    place = a_place("Un")
    edit(place, labels=["ancien"], capabilities=[["PRINTER", "NO"]])

    accept(coordinator, prepare(coordinator, gesture, **value))

    assert read_place(Place.objects.get())[field] == after


def test_the_owner_of_many_records_is_chosen_among_those_of_the_perimeter(coordinator: Client) -> None:
    here = StructureFactory(name="Commune de Craon", commune=commune("53084"))
    StructureFactory(name="Ville d’Angers", commune=commune("49007"))
    a_place("Un")

    page = coordinator.get(f"{BULK}?tout=1&champ=tenue-par").content.decode()
    accept(coordinator, prepare(coordinator, "tenue-par", valeur=here.public_id))

    assert "Commune de Craon" in page
    assert "Ville d’Angers" not in page
    assert Place.objects.get().owner == here


def test_the_services_of_the_chosen_places_change_too_and_the_index_follows(coordinator: Client) -> None:
    place = a_place("Un")
    service = a_service(place, a_need("impots"))

    accept(coordinator, prepare(coordinator, "prix", valeur="FREE"))
    accept(coordinator, prepare(coordinator, "acces-ajoute", valeur="WALK_IN"))

    service.refresh_from_db()
    assert (service.price, [row.mode for row in service.access_modes.all()]) == ("FREE", ["WALK_IN"])
    assert SearchDoc.objects.get(place=place).facets != ""


def test_records_are_verified_together_in_the_name_of_who_asks(coordinator: Client) -> None:
    shown = a_place("Un")
    PlaceFactory(name="Brouillon", commune=commune("53084"))

    work = accept(coordinator, prepare(coordinator, "verifiee"))

    assert outcomes(work) == [("Brouillon", "REFUSED"), ("Un", "DONE")]
    assert list(Verification.objects.values_list("place", "by_label")) == [(shown.pk, "Alice")]


def test_a_refused_record_says_why_and_stops_no_other(coordinator: Client) -> None:
    a_place("Un")
    Place.objects.update(status="UNPUBLISHED")
    PlaceFactory(
        name="Nulle part", commune=commune("53084"), address="", lat=None, lon=None, status="UNPUBLISHED"
    )
    PlaceFactory(name="Fermé", commune=commune("53084"), status="CLOSED")

    work = prepare(
        coordinator, "publication", places=list(Place.objects.exclude(name="Fermé")), valeur="PUBLISHED"
    )
    page = coordinator.get(f"{BULK}{work.pk}/").content.decode()
    accept(coordinator, work)

    assert outcomes(work) == [("Nulle part", "REFUSED"), ("Un", "DONE")]
    assert "Il manque une adresse ou une position" in page


def test_a_record_that_changed_after_the_trial_is_not_overwritten(coordinator: Client) -> None:
    place, other = a_place("Un"), a_place("Deux")
    work = prepare(coordinator, "itinerance", valeur="MOBILE")
    edit(place, itinerancy="FIXED")

    accept(coordinator, work)

    place.refresh_from_db(), other.refresh_from_db()
    assert (place.itinerancy, other.itinerancy) == ("FIXED", "MOBILE")
    assert outcomes(work) == [("Deux", "DONE"), ("Un", "FAILED")]
    assert "la fiche dit maintenant « fixe »" in coordinator.get(f"{BULK}{work.pk}/").content.decode()


def test_a_work_is_of_one_person_and_of_nobody_else(coordinator: Client) -> None:
    a_place("Un")
    work = prepare(coordinator, "itinerance", valeur="MOBILE")
    over("departement:53", person("Bob"), "coordinator")

    answers = {}
    for name in ("Bob", "Charlie"):
        coordinator.force_login(person(name))
        answers[name] = (
            coordinator.get(f"{BULK}{work.pk}/").status_code,
            coordinator.post(f"{BULK}{work.pk}/appliquer/", {"ligne": [work.lines.get().pk]}).status_code,
        )

    assert answers == {"Bob": (404, 404), "Charlie": (403, 403)}
    assert Place.objects.get().itinerancy == "UNKNOWN"


def test_a_right_lost_between_the_trial_and_the_writing_stops_the_record(coordinator: Client) -> None:
    a_place("Un")
    work = prepare(coordinator, "itinerance", valeur="MOBILE")
    line = work.lines.get()
    bulk.start_writing(work_id=work.pk, chosen=[line.pk], now=NOW)
    person("Alice").territorial_roles.all().delete()

    assert bulk.write_some(work_id=work.pk, now=NOW) is False

    line.refresh_from_db()
    assert (line.outcome, Place.objects.get().itinerancy) == ("FAILED", "UNKNOWN")


def test_records_are_written_fifty_at_a_time_stopped_and_taken_up_again(
    coordinator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    PlaceFactory.create_batch(bulk.BATCH + 3, commune=commune("53084"))
    work = prepare(coordinator, "itinerance", valeur="MOBILE")
    bulk.start_writing(work_id=work.pk, chosen=None, now=NOW)

    assert bulk.write_some(work_id=work.pk, now=NOW) is True
    bulk.stop_work(work_id=work.pk, now=NOW)
    assert bulk.write_some(work_id=work.pk, now=NOW) is False
    assert Place.objects.filter(itinerancy="MOBILE").count() == bulk.BATCH
    assert "Ce qui reste à écrire" in coordinator.get(f"{BULK}{work.pk}/").content.decode()

    coordinator.post(f"{BULK}{work.pk}/appliquer/")

    work.refresh_from_db()
    assert (work.status, Place.objects.filter(itinerancy="MOBILE").count()) == ("DONE", bulk.BATCH + 3)
    assert RecordChange.objects.count() == bulk.BATCH + 3


def test_a_killed_worker_is_taken_over_and_one_that_works_is_left_alone(coordinator: Client) -> None:
    a_place("Un")
    work = prepare(coordinator, "itinerance", valeur="MOBILE")
    bulk.start_writing(work_id=work.pk, chosen=None, now=NOW)

    with pytest.raises(bulk.WorkBusy):
        bulk.start_writing(work_id=work.pk, chosen=None, now=NOW)
    bulk.start_writing(work_id=work.pk, chosen=None, now=NOW + bulk.working.STALLED * 2)
    bulk.write_some(work_id=work.pk, now=NOW)

    assert Place.objects.get().itinerancy == "MOBILE"


def test_more_than_five_hundred_records_are_refused_and_it_is_said(coordinator: Client) -> None:
    Place.objects.bulk_create(
        Place(name=f"Lieu {n}", search_text=f"lieu {n}", commune=commune("53084"))
        for n in range(bulk.MOST_RECORDS + 1)
    )

    answer = coordinator.post(f"{BULK}?tout=1&champ=itinerance", {"valeur": "MOBILE"})

    assert answer.status_code == 422
    assert "C’est trop à la fois" in answer.content.decode()
    assert not BulkWork.objects.exists()


def test_nothing_ticked_writes_nothing(coordinator: Client) -> None:
    a_place("Un")
    work = prepare(coordinator, "itinerance", valeur="MOBILE")

    page = coordinator.post(f"{BULK}{work.pk}/appliquer/", follow=True).content.decode()

    assert "Cochez au moins une fiche" in page
    assert BulkLine.objects.get().outcome == BulkOutcome.READY


@pytest.mark.parametrize("place_count", [1, 3])
def test_a_work_costs_the_same_however_many_records(
    coordinator: Client, django_assert_num_queries: DjangoAssertNumQueries, place_count: int
) -> None:
    for number in range(place_count):
        a_place(f"Lieu {number}")
    work = prepare(coordinator, "itinerance", valeur="MOBILE")

    with django_assert_num_queries(8):
        coordinator.get(f"{BULK}{work.pk}/")


def test_forgetting_old_works_leaves_what_they_wrote(coordinator: Client) -> None:
    a_place("Un")
    work = accept(coordinator, prepare(coordinator, "itinerance", valeur="MOBILE"))

    assert bulk.forget_old_works(before=work.created_at) == 0
    assert bulk.forget_old_works(before=work.created_at.replace(year=2100)) == 1
    assert (BulkLine.objects.count(), Place.objects.get().itinerancy) == (0, "MOBILE")
