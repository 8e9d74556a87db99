"""A session proposed to another structure, and its answer."""

import pytest
from django.test import Client

from palier.agenda.enums import CreditRole, SessionStatus
from palier.agenda.models import Session
from tests.cast import at, person
from tests.factories.agenda import a_format
from tests.web.programme.planning import a_library, as_planner, owner_of, page_of, send, when

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R004-192")
def test_a_session_is_proposed_elsewhere_then_accepted_or_not_with_a_word(client: Client) -> None:
    host, own = a_library(), a_library("Mission locale")
    as_planner(client, own, "Bob", "digital_adviser")
    a_format()
    found = client.get("/programme/proposer/?q=craon")
    assert "Médiathèque de Craon" in found.text

    sent = client.post(
        f"/programme/proposer/?lieu={host.public_id}&format=digital-cafe",
        {**when(), "place": host.public_id},
        follow=True,
    )
    session = Session.objects.get()
    assert session.status == SessionStatus.PROPOSED
    assert "La proposition est envoyée à Médiathèque de Craon." in sent.text
    assert "Accepter" not in sent.text
    assert client.get(f"/seances/{session.public_id}/").status_code == 404

    alice = as_planner(Client(), host)
    assert "Mission locale la propose" in page_of(alice, session).text
    assert "Dites pourquoi" in send(alice, session, "repondre/", {"refuse": "1"}).text
    send(alice, session, "repondre/", {"accept": "1", "mot": "Avec plaisir"})

    session.refresh_from_db()
    assert (session.status, session.answer_text) == (SessionStatus.DRAFT, "Avec plaisir")
    assert "Quelqu’un de votre structure" in send(alice, session, "repondre/", {"accept": "1"}).text
    assert session.credits.get().role == CreditRole.FACILITATOR


def test_a_role_at_one_place_only_proposes_for_no_structure(client: Client) -> None:
    host, own = a_library(), a_library("Mission locale")
    at(owner_of(own), person("Bob"), "librarian", place=own)
    client.force_login(person("Bob"))
    a_format()

    page = client.get(f"/programme/proposer/?lieu={host.public_id}&format=digital-cafe")

    assert "Il vous faut une structure" in page.text
