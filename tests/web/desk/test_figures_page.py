"""The figures of a period, with small counts masked; who is named in them; the files for La Coop."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.actions import pulse as pulses
from palier.agenda.actions import reports
from palier.agenda.actions.reports import Told
from palier.agenda.models import Session
from palier.directory.models import Topic
from tests.cast import at, over, person
from tests.factories.directory import a_place
from tests.web.desk.sessions import age_bands, held_now, signed
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client: Client) -> Client:
    age_bands()
    return signed(client, "Alice")


def told(session: Session, people: int, *topics: Topic, **counts: int) -> None:
    named = {("AGE_BAND", code.replace("_", "-")): count for code, count in counts.items()}
    told = Told(head_count=people, counts=named, topics=topics)
    reports.save_report(session=session, told=told, by=person("Alice"), now=timezone.now())


@pytest.mark.requirement("R002-009", "R004-104", "R003-010", "R003-055")
def test_the_figures_of_a_period_by_format_topic_place_and_event(alice: Client) -> None:
    place = a_place("Médiathèque des Trois Marches", owner=None)
    session = held_now(title="Café de juin", place=place)
    place.owner = session.organiser
    place.save()
    told(
        session, 12, Topic.objects.create(code="securite", label="Sécurité"), **{"40_59": 7, "75_et_plus": 5}
    )
    pulses.type_pulses(session=session, sheets=[("YES", "YES")] * 6, form_key=uuid4(), now=timezone.now())
    year = timezone.localdate().year

    said = said_by(
        alice.get("/tenir/chiffres/", {"du": f"{year}-01-01", "au": f"{year}-12-31", "lieu": place.public_id})
    )

    assert (
        "1 séance, 12 personnes. Objectifs : inclusion numérique, partage des savoirs, lien social." in said
    )
    assert "Plus à l’aise : 100 %" in said
    assert "Sécurité : 12 personnes, 1 séance" in said
    assert "Médiathèque des Trois Marches 12 personnes 40 à 59 ans : 7" in said
    assert "0 collègue sur 1 (0 %)" in said


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-12-31", "2026-01-01", "Ce jour vient avant le premier."),
        ("2022-01-01", "2026-01-01", "Choisissez trois ans au plus."),
    ],
    ids=["the-wrong-way-round", "too-long"],
)
def test_a_period_that_cannot_be_counted_is_explained(
    alice: Client, first: str, last: str, sentence: str
) -> None:
    held_now()

    page = alice.get("/tenir/chiffres/", {"du": first, "au": last})

    assert page.status_code == 422
    assert sentence in said_by(page)
    assert alice.get("/tenir/chiffres/la-coop.csv", {"du": first, "au": last}).status_code == 403


def test_the_files_for_la_coop_hold_the_sessions_of_whoever_asks(alice: Client) -> None:
    session = held_now(title="Café de juin")
    told(session, 6)

    own = alice.get("/tenir/chiffres/la-coop.csv")
    other = signed(Client(), "Bob").get("/tenir/chiffres/la-coop.csv")
    workbook = alice.get("/tenir/chiffres/la-coop.xlsx")
    one = alice.get(f"/tenir/{session.public_id}/bilan/la-coop.csv")

    assert ("Café de juin" in own.text, "Café de juin" in other.text) == (True, False)
    assert workbook.content[:2] == b"PK"
    assert one.text.count("\r\n") == 2


@pytest.mark.requirement("R003-014")
def test_before_a_session_the_desk_shows_the_recent_public_of_the_place_masked(alice: Client) -> None:
    session = held_now(began_min=-60)
    past = held_now(began_min=60 * 24 * 40, place=session.place, organiser=session.organiser)
    told(past, 9, Topic.objects.create(code="securite", label="Sécurité"), **{"40_59": 2, "75_et_plus": 7})

    said = said_by(alice.get(f"/tenir/{session.public_id}/"))

    assert "Le public récent de ce lieu" in said
    assert "75 ans et plus : masqué" in said
    assert "Sécurité : 1 séance, 9 personnes" in said
    assert "Alba" not in said


def test_colleagues_are_named_to_those_who_hold_sessions_there_and_never_by_their_address() -> None:
    session = held_now()
    place = session.place
    assert place is not None
    place.owner = session.organiser
    place.save()
    unnamed = person("Dora")
    type(unnamed).objects.filter(pk=unnamed.pk).update(name="")
    at(session.organiser, unnamed, "librarian")
    over("departement:53", person("Elodie"), "elected_official")
    address = f"/tenir/chiffres/?lieu={place.public_id}&du=2026-01-01&au={timezone.localdate().isoformat()}"

    said = {name: said_by(signed(Client(), name).get(address)) for name in ("Alice", "Elodie", "Bob")}

    assert {name: "collègue sur 2" in text for name, text in said.items()} == {
        "Alice": True,
        "Elodie": True,
        "Bob": False,
    }
    assert "Alice : aucune séance" in said["Alice"]
    assert "Sans nom : aucune séance" in said["Alice"]
    assert "aucune séance" not in said["Elodie"]
    assert "@" not in said["Alice"] + said["Elodie"]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_that_no_calendar_holds_is_explained(alice: Client, day: str) -> None:
    held_now()

    page = alice.get("/tenir/chiffres/", {"du": day, "au": day})

    assert page.status_code == 422
    assert "Choisissez un jour entre" in said_by(page)
