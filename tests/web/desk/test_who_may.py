"""Who may open the pages of a session: Alice holds it, Bob holds others, Charlie holds nothing."""

from typing import Any

import pytest
from django.test import Client

from palier.agenda.enums import FormatKind
from palier.agenda.models import Session, SessionCredit
from tests.cast import at, over, person
from tests.web.desk.sessions import held_now, registered, signed
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db
DESK = [
    "",
    "tableau/",
    "tableau/projeter/",
    "tableau/imprimer/",
    "tableau/recopier/",
    "bilan/",
    "compter/",
    "fin/",
]
DESK += ["bilan/la-coop.csv"]


@pytest.mark.parametrize("page", DESK)
def test_the_team_of_a_session_holds_its_desk_and_nobody_else_does(client: Client, page: str) -> None:
    address = f"/tenir/{held_now().public_id}/{page}"

    answers = {name: signed(Client(), name).get(address).status_code for name in ("Alice", "Bob", "Charlie")}

    assert answers == {"Alice": 200, "Bob": 403, "Charlie": 403}
    assert client.get(address).status_code == 302  # to the door


@pytest.mark.parametrize(
    "page", ["", "tableau/", "compter/", "bilan/", "bilan/recit/", "fin/", "tableau/recopier/"]
)
def test_nobody_else_writes_either(page: str) -> None:
    session = held_now()

    answers = [
        signed(Client(), name).post(f"/tenir/{session.public_id}/{page}", {"gesture": "walk-in", "people": 1})
        for name in ("Bob", "Charlie")
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert (session.attendees.count(), session.questions.count()) == (0, 0)


def test_first_names_are_for_those_who_register_people_or_are_credited_not_for_the_coordination() -> None:
    session = held_now()
    alba, dora = registered(session, "Alba"), registered(session, "Dora", "WAITING")
    over("departement:53", person("Cora"), "coordinator")
    SessionCredit.objects.create(session=session, role="FACILITATOR", user=person("Fanny"), name="Fanny")
    address = f"/tenir/{session.public_id}/"
    clients = {name: signed(Client(), name) for name in ("Alice", "Fanny", "Cora", "Bob")}

    pages = {name: client.get(address) for name, client in clients.items()}
    seen = {name: {who for who in ("Alba", "Dora") if who in page.text} for name, page in pages.items()}
    sheets = {
        name: client.get(f"/programme{address.replace('tenir', 'seances')}presences.pdf").status_code
        for name, client in clients.items()
    }
    marked = clients["Cora"].post(address, {"gesture": "mark", "person": alba.pk, "to": "PRESENT"})
    welcomed = clients["Cora"].post(address, {"gesture": "welcome", "registration": dora.registration_id})
    counted = clients["Cora"].post(address, {"gesture": "walk-in", "people": 1}, follow=True)

    assert {name: page.status_code for name, page in pages.items()} == {
        "Alice": 200,
        "Fanny": 200,
        "Cora": 200,
        "Bob": 403,
    }
    both = {"Alba", "Dora"}
    assert seen == {"Alice": both, "Fanny": both, "Cora": set(), "Bob": set()}
    assert "1 personne inscrite, dont 1 pas encore là" in said_by(pages["Cora"])
    assert ("presences.pdf" in pages["Alice"].text, "presences.pdf" in pages["Cora"].text) == (True, False)
    assert sheets == {"Alice": 200, "Fanny": 200, "Cora": 403, "Bob": 403}
    assert (marked.status_code, welcomed.status_code) == (403, 403)
    assert "1 personne là" in said_by(counted)


def test_who_is_credited_for_a_session_may_hold_it(client: Client) -> None:
    session = held_now()
    SessionCredit.objects.create(session=session, role="FACILITATOR", user=person("Charlie"), name="Charlie")

    assert signed(client, "Charlie").get(f"/tenir/{session.public_id}/").status_code == 200
    assert session.title in client.get("/tenir/").text


def test_everybody_sees_their_own_sessions_to_hold(client: Client) -> None:
    session = held_now(title="Café de la médiathèque")

    texts = {name: signed(Client(), name).get("/tenir/").text for name in ("Alice", "Bob", "Charlie")}

    assert {name: session.title in text for name, text in texts.items()} == {
        "Alice": True,
        "Bob": False,
        "Charlie": False,
    }


@pytest.mark.requirement("R003-037")
def test_the_staff_of_the_network_reads_questions_and_summaries_and_a_bare_account_does_not() -> None:
    session = held_now()

    for address in ("/tenir/questions/", f"/tenir/{session.public_id}/resume/"):
        answers = {
            name: signed(Client(), name).get(address).status_code for name in ("Alice", "Bob", "Charlie")
        }
        assert answers == {"Alice": 200, "Bob": 200, "Charlie": 403}


@pytest.mark.parametrize("status", ["DRAFT", "PROPOSED", "REFUSED"])
def test_a_session_that_is_not_online_leaves_no_summary(client: Client, status: str) -> None:
    session = held_now()
    address = f"/tenir/{session.public_id}/resume/"
    shown = signed(client, "Bob").get(address).status_code

    Session.objects.filter(pk=session.pk).update(status=status, proposed_by=session.organiser)

    assert (shown, client.get(address).status_code) == (200, 404)


@pytest.mark.parametrize(
    "address", ["/tenir/chiffres/", "/tenir/chiffres/la-coop.csv", "/tenir/chiffres/la-coop.xlsx"]
)
def test_figures_are_for_those_who_hold_sessions(address: str) -> None:
    held_now()

    answers = {name: signed(Client(), name).get(address).status_code for name in ("Alice", "Bob", "Charlie")}

    assert answers == {"Alice": 200, "Bob": 200, "Charlie": 403}


def test_figures_are_those_of_the_sessions_that_one_holds_or_of_the_territory(client: Client) -> None:
    held_now(title="Café de Craon")
    over("departement:53", person("Elodie"), "elected_official")
    over("departement:49", person("Edouard"), "elected_official")

    texts = {
        n: signed(Client(), n).get("/tenir/chiffres/").text for n in ("Alice", "Bob", "Elodie", "Edouard")
    }

    assert {name: "<b>1</b> séance " in text for name, text in texts.items()} == {
        "Alice": True,
        "Bob": False,
        "Elodie": True,
        "Edouard": False,
    }


def test_who_only_observes_a_territory_takes_no_file_away(client: Client) -> None:
    held_now()
    over("departement:53", person("Elodie"), "elected_official")

    assert signed(client, "Elodie").get("/tenir/chiffres/la-coop.csv").status_code == 403


@pytest.mark.parametrize("page", ["questions/", "questions/merci/", "fin/", "fin/merci/"])
def test_sessions_of_the_staff_have_no_public_page(client: Client, page: str) -> None:
    session = held_now(FormatKind.STAFF_CAFE)
    public = held_now()

    answers: list[Any] = [client.get(f"/seances/{s.public_id}/{page}") for s in (session, public)]

    assert [answer.status_code for answer in answers] == [404, 200]
    assert not client.cookies


def test_a_reader_of_the_network_does_not_hold_sessions(client: Client) -> None:
    session = held_now()
    assert session.organiser is not None
    at(session.organiser, person("Rita"), "front_desk_agent")

    assert signed(client, "Rita").get(f"/tenir/{session.public_id}/").status_code == 403
