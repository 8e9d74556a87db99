"""The forms of services and structures, gestures, history, closing: what they do and for whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.accounts.models import User
from palier.directory.actions.editing import Author, edit_place
from palier.directory.editable import read_place, read_service, read_structure
from palier.directory.enums import ChangeVia, PlaceStatus
from palier.directory.models import Place, RecordChange, Service, Structure
from tests.cast import at, person
from tests.factories.directory import (
    NOW,
    AudienceFactory,
    FrameworkFactory,
    NeedFactory,
    StructureFactory,
    a_need,
    a_place,
    commune,
)
from tests.web.records.conftest import signed_in
from tests.web.records.sending import inputs_of, opened_form, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(alice: User) -> Client:
    return signed_in(alice)


def today_plus(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


# --- Services ------------------------------------------------------------------------------------------------


def form_of(service: Service) -> str:
    return f"/fiches/services/{service.public_id}/modifier/"


def test_the_form_of_a_service_sent_untouched_changes_nothing(
    client: Client, service: Service, library: Structure
) -> None:
    AudienceFactory(code="seniors")
    national = NeedFactory(framework=FrameworkFactory(code="services-nationaux"), code="demarches-en-ligne")
    service.needs.add(national)
    Service.objects.update(
        description="Deux\nlignes",
        not_done="Réparer\nVendre",
        helper_hours="Tu 14:00-17:00; We[2] 10:00-12:00",
        helper_name="Samira",
        helper_agreed_on="2026-01-02",
        provider=library,
        price="FREE",
        is_full=True,
        full_delay_weeks=3,
        availability_stated_on="2026-11-01",
    )
    before = read_service(Service.objects.get())

    answer = send(client, form_of(service), opened_form(client, form_of(service)))

    assert answer.status_code == 302
    assert read_service(Service.objects.get()) == before
    assert not RecordChange.objects.exists()


def test_a_service_is_added_with_its_helper_s_hours_and_shown_at_once(client: Client, place: Place) -> None:
    a_need("scanner", "Scanner", parent=a_need("outils", "Mes outils"))
    url = f"/fiches/lieux/{place.public_id}/services/nouveau/"

    answer = send(
        client,
        url,
        opened_form(client, url),
        name="Atelier photo",
        needs=["besoins/scanner"],
        modalities=["WORKSHOP"],
        access_modes=["REGISTRATION"],
        price="FREE",
        not_done="Réparer les appareils",
        helper_hours__3__0__from="14:00",
        helper_hours__3__0__to="16:00",
        helper_name="Samira",
        helper__agrees="on",
    )

    made = Service.objects.get()
    said = read_service(made)
    assert answer.status_code == 302
    assert (said["needs"], said["helper_hours"], said["status"]) == (
        ["besoins/scanner"],
        "Th 14:00-16:00",
        "PUBLISHED",
    )
    assert said["helper_agreed_on"] == timezone.localdate().isoformat()
    assert "Atelier photo" in Client().get(f"/lieux/{place.public_id}/", follow=True).content.decode()


def test_a_service_without_need_or_name_is_refused_and_the_rest_stays(client: Client, place: Place) -> None:
    url = f"/fiches/lieux/{place.public_id}/services/nouveau/"

    answer = send(client, url, opened_form(client, url), description="On fait avec vous.")

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Choisissez au moins une chose." in html
    assert inputs_of(html)["description"] == ["On fait avec vous."]


def test_the_name_of_a_helper_who_takes_their_agreement_back_is_no_longer_public(
    client: Client, service: Service
) -> None:
    Service.objects.update(helper_name="Samira", helper_agreed_on="2026-01-02")

    send(client, form_of(service), opened_form(client, form_of(service)), helper__agrees=None)

    assert Service.objects.get().helper_agreed_on is None


def test_a_provider_edits_its_service_in_the_place_of_somebody_else_and_not_the_place(
    service: Service, bob: User
) -> None:
    Service.objects.update(provider=Structure.objects.get(name="Commune d’Angers"))
    client = signed_in(bob)

    answer = send(client, form_of(service), opened_form(client, form_of(service)), price="FREE")

    assert (answer.status_code, answer.url) == (302, "/fiches/")
    assert Service.objects.get().price == "FREE"
    assert client.get(f"/fiches/lieux/{service.place.public_id}/modifier/").status_code == 403


def test_others_do_not_edit_a_service(service: Service, bob: User) -> None:
    for user in (bob, person("Dora")):
        assert signed_in(user).get(form_of(service)).status_code == 403
        assert signed_in(user).post(form_of(service), {"name": "x"}).status_code == 403
        new = f"/fiches/lieux/{service.place.public_id}/services/nouveau/"
        assert signed_in(user).post(new, {"name": "x"}).status_code == 403


# --- Structures ----------------------------------------------------------------------------------------------


def test_a_structure_is_created_with_a_name_alone_and_edited(client: Client, library: Structure) -> None:
    commune("53084")
    made = send(
        client,
        "/fiches/structures/nouvelle/",
        opened_form(client, "/fiches/structures/nouvelle/"),
        name="CCAS",
    )
    url = f"/fiches/structures/{library.public_id}/modifier/"

    edited = send(client, url, opened_form(client, url), siret="130 025 265 00013", commune="53400")

    assert (made.status_code, edited.status_code) == (302, 302)
    assert Structure.objects.filter(name="CCAS", siret=None).exists()
    said = read_structure(Structure.objects.get(pk=library.pk))
    assert (said["siret"], said["commune"], said["name"]) == ("13002526500013", "53084", "Commune de Craon")


def test_a_wrong_siret_is_refused_beside_its_input(client: Client, library: Structure) -> None:
    url = f"/fiches/structures/{library.public_id}/modifier/"

    answer = send(client, url, opened_form(client, url), siret="12345")

    assert answer.status_code == 422
    assert "Ce SIRET n’existe pas" in answer.content.decode()


def test_structures_are_for_those_who_keep_them(library: Structure, alice: User, bob: User) -> None:
    base = f"/fiches/structures/{library.public_id}/"

    codes = {
        user.name: [signed_in(user).get(base + end).status_code for end in ("", "modifier/", "historique/")]
        for user in (alice, bob, person("Dora"))
    }

    assert codes == {"Alice": [200, 200, 200], "Bob": [403, 403, 403], "Dora": [403, 403, 403]}
    assert signed_in(person("Dora")).get("/fiches/structures/nouvelle/").status_code == 403


# --- Gestures ------------------------------------------------------------------------------------------------


def gesture(client: Client, place: Place, record: Place | Service, name: str, **fields: Any) -> Any:
    url = f"/fiches/lieux/{place.public_id}/gestes/"
    return client.post(url, {"record": record.public_id, "gesture": name} | fields)


def days(record: Place | Service, first: str, last: str, reason: str = "") -> dict[str, str]:
    prefix = f"jours-{record.public_id}"
    return {f"{prefix}-starts_on": first, f"{prefix}-ends_on": last, f"{prefix}-reason": reason}


def test_complet_with_a_delay_then_places_again_both_in_history(
    client: Client, place: Place, service: Service
) -> None:
    gesture(client, place, service, "full", delay="3")
    full = Service.objects.get()
    shown = client.get(f"/fiches/lieux/{place.public_id}/gestes/").content.decode()
    gesture(client, place, service, "room")

    assert (full.is_full, full.full_delay_weeks, full.availability_stated_on) == (
        True,
        3,
        timezone.now().date(),
    )
    assert "délai 3 semaines" in shown
    assert not Service.objects.get().is_full
    assert [c.via for c in RecordChange.objects.all()] == ["GESTURE", "GESTURE"]


def test_the_helper_is_absent_then_back_in_one_press(client: Client, place: Place, service: Service) -> None:
    first, last = today_plus(1), today_plus(3)

    gesture(client, place, service, "closed", **days(service, first, last))
    said = read_service(Service.objects.get())["closures"]
    html = client.get(f"/fiches/lieux/{place.public_id}/gestes/").content.decode()
    gesture(client, place, service, "undo", closure=f"{first}/{last}/")

    assert said == [[first, last, ""]]
    assert f'value="{first}/{last}/"' in html
    assert read_service(Service.objects.get())["closures"] == []
    assert RecordChange.objects.count() == 2


def test_the_place_is_closed_some_days_with_a_reason_and_open_again(client: Client, place: Place) -> None:
    first, last = today_plus(0), today_plus(6)

    gesture(client, place, place, "closed", **days(place, first, last, "Travaux / peinture"))
    said = read_place(Place.objects.get())["closures"]
    gesture(client, place, place, "undo", closure=f"{first}/{last}/Travaux / peinture")

    assert said == [[first, last, "Travaux / peinture"]]
    assert read_place(Place.objects.get())["closures"] == []


def test_days_out_of_order_are_refused_beside_their_input(client: Client, place: Place) -> None:
    answer = gesture(client, place, place, "closed", **days(place, today_plus(3), today_plus(1)))

    assert answer.status_code == 422
    assert "Le dernier jour vient avant le premier" in answer.content.decode()
    assert read_place(Place.objects.get())["closures"] == []


def test_a_trainee_states_and_does_not_edit_and_others_do_neither(
    place: Place, service: Service, library: Structure, bob: User
) -> None:
    tom = person("Tom")
    at(library, tom, "trainee", supervisor=person("Alice"))

    stated = gesture(signed_in(tom), place, service, "full")
    edited = signed_in(tom).get(f"/fiches/lieux/{place.public_id}/modifier/")
    refused = [gesture(signed_in(u), place, service, "room").status_code for u in (bob, person("Dora"))]

    assert (stated.status_code, edited.status_code, refused) == (302, 403, [403, 403])
    assert Service.objects.get().is_full


def test_a_provider_states_of_its_service_only(place: Place, service: Service, bob: User) -> None:
    Service.objects.update(provider=Structure.objects.get(name="Commune d’Angers"))

    assert gesture(signed_in(bob), place, service, "full").status_code == 302
    answer = gesture(signed_in(bob), place, place, "closed", **days(place, today_plus(0), today_plus(0)))
    assert answer.status_code == 403


# --- History -------------------------------------------------------------------------------------------------


def edit(place: Place, **values: Any) -> None:
    how = {"author": Author(label="La mairie"), "via": ChangeVia.LINK, "now": NOW}
    edit_place(place=place, values=values, **how)  # type: ignore[arg-type]


def test_history_says_who_when_which_way_and_the_difference_in_french(client: Client, place: Place) -> None:
    edit(place, name="Le Seuil", opening_hours="Mo 09:00-12:00")

    html = client.get(f"/fiches/lieux/{place.public_id}/historique/").content.decode()

    assert "La mairie (lien de vérification)" in html
    assert "<del>Médiathèque de Craon</del> → <ins>Le Seuil</ins>" in html
    assert "mardi 24" in html


@pytest.mark.parametrize("count", [1, 3])
def test_history_costs_the_same_however_long_it_is(
    client: Client, place: Place, library: Structure, count: int, django_assert_num_queries: Any
) -> None:
    commune("53130")
    for number in range(count):
        other = StructureFactory(name=f"Structure {number}")
        edit(place, operator=other.public_id, commune=("53130", "53084")[number % 2])
    client.get("/fiches/")

    with django_assert_num_queries(17):
        client.get(f"/fiches/lieux/{place.public_id}/historique/")


def test_contacts_of_the_coordination_are_not_in_the_history_that_a_librarian_reads(
    client: Client, place: Place, carole: User
) -> None:
    hidden = {"kind": "EMAIL", "value": "prefet@exemple.example", "label": "", "is_preferred": False}
    hidden |= {"phone_hours": "", "visibility": "COORDINATOR", "is_named": False, "agreed_on": None}
    edit(place, contacts=[*read_place(place)["contacts"], hidden])
    url = f"/fiches/lieux/{place.public_id}/historique/"

    assert "prefet@exemple.example" not in client.get(url).content.decode()
    assert "prefet@exemple.example" in signed_in(carole).get(url).content.decode()


def test_a_coordinator_puts_back_what_a_librarian_may_only_read(
    client: Client, place: Place, carole: User, bob: User
) -> None:
    edit(place, name="Le Seuil")
    url = f"/fiches/changements/{RecordChange.objects.get().pk}/remettre/"
    history = f"/fiches/lieux/{place.public_id}/historique/"

    refused = [signed_in(bob).post(url).status_code, client.post(url).status_code]
    offered = ["Remettre comme avant" in c.get(history).content.decode() for c in (client, signed_in(carole))]
    answer = signed_in(carole).post(url)

    assert (refused, offered) == ([403, 403], [False, True])
    assert (answer.status_code, answer.url) == (302, history)
    assert Place.objects.get().name == "Médiathèque de Craon"


def test_a_creation_is_not_taken_back_and_the_page_says_so(carole: User) -> None:
    a_need("impots", "Mes impôts", parent=a_need("demarches", "Mes démarches"))
    commune("53084")
    client = signed_in(carole)
    new = "/fiches/lieux/nouveau/"
    send(
        client, new, opened_form(client, new), name="Le Seuil", commune="Craon", address="1 rue Haute",
        contact__0__value="02 61 91 00 05", needs=["besoins/impots"],
    )  # fmt: skip
    change = RecordChange.objects.filter(service=None).get()

    answer = client.post(f"/fiches/changements/{change.pk}/remettre/", follow=True)

    assert "ne s’annule pas" in answer.content.decode()
    assert Place.objects.get().name == "Le Seuil"


# --- Closing -------------------------------------------------------------------------------------------------


def test_a_place_that_moved_sends_its_visitors_to_the_new_one(place: Place, carole: User) -> None:
    new = a_place("Nouveau local", address="2 rue Basse")
    url = f"/fiches/lieux/{place.public_id}/fermer/"
    typed = f"https://palier.example/lieux/{new.public_id}-nouveau-local/"

    answer = signed_in(carole).post(url, {"moved_to": typed, "sure": "on"})

    assert answer.status_code == 302
    assert Place.objects.get(pk=place.pk).status == PlaceStatus.CLOSED
    public = Client().get(f"/lieux/{place.public_id}/", follow=True)
    assert public.redirect_chain[-1][0] == f"/lieux/{new.public_id}-nouveau-local/"


@pytest.mark.parametrize(
    "sent",
    [{"moved_to": ""}, {"moved_to": "nulle part", "sure": "on"}, {"moved_to": "zzzzzzzz", "sure": "on"}],
)
def test_closing_is_confirmed_and_leads_to_a_place_that_exists(
    place: Place, carole: User, sent: dict[str, str]
) -> None:
    answer = signed_in(carole).post(f"/fiches/lieux/{place.public_id}/fermer/", sent)

    assert answer.status_code == 422
    assert Place.objects.get().status == PlaceStatus.PUBLISHED


def test_a_librarian_and_strangers_do_not_close_for_good(client: Client, place: Place, bob: User) -> None:
    url = f"/fiches/lieux/{place.public_id}/fermer/"

    for browser in (client, signed_in(bob), signed_in(person("Dora"))):
        assert browser.post(url, {"sure": "on"}).status_code == 403
    assert Place.objects.get().status == PlaceStatus.PUBLISHED


# --- Vos fiches ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_one_s_records_cost_the_same_however_many(
    client: Client, library: Structure, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        a_place(f"Lieu {number}", owner=library)
    a_place("Chez les autres")
    client.get("/fiches/")

    with django_assert_num_queries(9):
        answer = client.get("/fiches/")

    assert answer.content.decode().count("/fiches/lieux/") == count + 1  # and « Ajouter un lieu »
    assert "Chez les autres" not in answer.content.decode()
