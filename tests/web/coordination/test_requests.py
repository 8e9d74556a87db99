"""`/coordination/demandes/`: who may answer, what they see, what they decide."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from palier.directory.actions import inclusion as actions
from palier.directory.models import InclusionRequest, Place
from tests.cast import over, person
from tests.factories.directory import NOW, a_need, a_place, commune
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db


def asked(**fields: Any) -> InclusionRequest:
    values = {
        "name": "Bibliothèque du village",
        "commune": commune("53084"),
        "contact_kind": "PHONE",
        "contact_value": "02 61 91 00 10",
        "service_text": "Aide pour les impôts",
        "hours_text": "mardi 14h-17h",
        "sender_contact": "camille@exemple.example",
        **fields,
    }
    return actions.ask_inclusion(values=values, now=NOW)


@pytest.fixture
def alice(client: Client) -> Client:
    """Alice coordinates the Mayenne."""
    over("departement:53", person("Alice"), "coordinator")
    client.force_login(person("Alice"))
    return client


def yes(**fields: str) -> dict[str, str]:
    given = {
        "name": "Bibliothèque du village",
        "service_name": "Aide",
        "need": "impots",
        "address": "3 rue des Lilas",
    }
    return {**given, "decision": "accepter", **fields}


@pytest.mark.requirement("R004-181")
def test_only_the_coordination_of_the_territory_answers(client: Client) -> None:
    a_need("impots", "Mes impôts")
    request = asked()
    page = f"/coordination/demandes/{request.public_id}/"
    over("departement:53", person("Alice"), "coordinator")
    over("departement:49", person("Bob"), "coordinator")
    over("departement:53", person("Dora"), "contributor")

    seen = {}
    for name in ("Bob", "Charlie", "Dora"):
        client.force_login(person(name))
        seen[name] = [
            client.get(page).status_code,
            client.post(page, yes()).status_code,
            client.post(f"{page}repondre/", {"decision": "refuser", "reason": "Non."}).status_code,
        ]
    client.force_login(person("Alice"))

    assert seen == {name: [403, 403, 403] for name in ("Bob", "Charlie", "Dora")}
    request.refresh_from_db()
    assert request.status == "NEW"
    assert [client.get(page).status_code, client.post(page, yes()).status_code] == [200, 302]
    assert Place.objects.get().status == "PUBLISHED"


def test_the_queue_holds_the_requests_of_the_territory_only(client: Client) -> None:
    asked()
    asked(name="Maison d’Angers", commune=commune("49007"))
    over("departement:49", person("Bob"), "coordinator")
    client.force_login(person("Bob"))

    said = said_by(client.get("/coordination/demandes/"))

    assert ("Maison d’Angers" in said, "Bibliothèque du village" in said) == (True, False)


def test_the_page_shows_the_reading_of_the_hours_and_guesses_the_need(alice: Client) -> None:
    a_need("impots", "Mes impôts", "impôts")

    page = alice.get(f"/coordination/demandes/{asked().public_id}/")

    assert "mardi" in said_by(page).lower().split("ce que nous comprenons")[1][:20]
    assert '<option value="impots" selected>' in page.text


def test_hours_are_read_again_before_anything_is_published(alice: Client) -> None:
    a_need("impots", "Mes impôts")
    request = asked()

    page = alice.post(
        f"/coordination/demandes/{request.public_id}/", yes(hours_text="jeudi 9h-12h", decision="relire")
    )

    assert page.status_code == 200
    assert "jeudi" in said_by(page).lower().split("ce que nous comprenons")[1][:30]
    assert not Place.objects.exists()


def test_what_may_already_exist_is_shown_as_a_link(alice: Client) -> None:
    place = a_place("Bibliothèque du Village")

    page = alice.get(f"/coordination/demandes/{asked().public_id}/")

    assert "peut-être déjà au répertoire" in said_by(page)
    assert f"/lieux/{place.public_id}" in page.text


def test_a_request_without_need_is_refused_beside_the_field(alice: Client) -> None:
    page = alice.post(f"/coordination/demandes/{asked().public_id}/", yes(need=""))

    assert (page.status_code, Place.objects.count()) == (422, 0)


@pytest.mark.requirement("R004-181")
def test_a_request_is_refused_with_a_reason_that_the_sender_gets(alice: Client) -> None:
    request = asked()

    alice.post(
        f"/coordination/demandes/{request.public_id}/repondre/",
        {"decision": "refuser", "reason": "Ce lieu vend des téléphones."},
    )

    request.refresh_from_db()
    assert (request.status, request.reason) == ("REFUSED", "Ce lieu vend des téléphones.")
    assert "Ce lieu vend des téléphones." in mail.outbox[-1].body


@pytest.mark.requirement("R004-181")
def test_a_request_is_sent_back_and_whom_to_call_is_said_without_a_mail_address(alice: Client) -> None:
    request = asked(sender_contact="06 39 98 00 10", sender_name="Camille")

    page = alice.post(
        f"/coordination/demandes/{request.public_id}/repondre/",
        {"decision": "renvoyer", "reason": "Quel jour ?"},
        follow=True,
    )

    request.refresh_from_db()
    assert request.status == "SENT_BACK"
    assert "Prévenez la personne : Camille 06 39 98 00 10" in said_by(page)
    assert mail.outbox == []


def test_an_answer_without_reason_changes_nothing(alice: Client) -> None:
    request = asked()

    page = alice.post(
        f"/coordination/demandes/{request.public_id}/repondre/",
        {"decision": "refuser", "reason": ""},
        follow=True,
    )

    request.refresh_from_db()
    assert (request.status, "Écrivez une raison" in said_by(page)) == ("NEW", True)


def test_a_late_answer_is_told_so(alice: Client) -> None:
    a_need("impots", "Mes impôts")
    request = asked()
    actions.refuse_inclusion(request=request, reason="Non.", by=person("Bob"), now=NOW)

    page = alice.post(f"/coordination/demandes/{request.public_id}/", yes(), follow=True)

    assert "déjà répondu" in said_by(page)
    assert not Place.objects.exists()


@pytest.mark.requirement("R004-181")
def test_each_count_of_the_table_leads_to_its_list(alice: Client) -> None:
    asked()

    page = alice.get("/coordination/demandes/?statut=refused")

    assert "2026" in said_by(page)
    assert 'href="/coordination/demandes/?statut=new&amp;annee=2026"' in page.text
    assert "Bibliothèque du village" in said_by(alice.get("/coordination/demandes/?statut=new&annee=2026"))
    assert "Bibliothèque du village" not in said_by(
        alice.get("/coordination/demandes/?statut=new&annee=2025")
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_however_many_requests(
    alice: Client, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        asked(name=f"Lieu {number}")

    with django_assert_num_queries(7):
        alice.get("/coordination/demandes/")
