"""The agendas: what is coming in a commune, a département, a place, a network, a format."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.enums import FormatKind, SessionStatus
from palier.directory.models import Place, PlaceNetwork
from tests.factories.agenda import a_format, a_session
from tests.factories.directory import StructureFactory, a_place, commune
from tests.web.agenda.days import in_days
from tests.web.agenda.pages import CRAON, MAYENNE, titles
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db


def test_an_agenda_is_by_day_soonest_first_with_place_and_telephone(client: Client, library: Place) -> None:
    a_session(place=library, starts_at=in_days(9), title="Le deuxième")
    a_session(place=library, starts_at=in_days(2), title="Le premier")
    a_session(place=library, starts_at=timezone.now() - timedelta(days=2), title="Le passé")

    response = client.get(CRAON)
    page = said_by(response)

    assert titles(response) == ["Le premier", "Le deuxième"]
    assert "2 dates" in page
    assert "14 h – 16 h" in page
    assert "02 61 91 00 01" in page


def test_a_session_under_way_is_still_there(client: Client, library: Place) -> None:
    a_session(place=library, starts_at=timezone.now() - timedelta(minutes=50), title="Commencé")

    assert titles(client.get(CRAON)) == ["Commencé"]


def test_each_agenda_holds_its_own_sessions(client: Client, library: Place) -> None:
    other = a_place("Médiathèque de Laval", insee_code="53130", owner=StructureFactory())
    far = a_place("Médiathèque d’Angers", insee_code="49007", owner=StructureFactory())
    network = PlaceNetwork.objects.create(name="Réseau du Sud", carrier=StructureFactory())
    network.places.set([library, other])
    a_session(place=library, starts_at=in_days(1), title="Craon")
    a_session(place=other, starts_at=in_days(2), title="Laval")
    a_session(FormatKind.TALK, place=far, starts_at=in_days(3), title="Angers")

    found = {
        path: titles(client.get(f"/agenda/{path}/"))
        for path in (
            "commune-53084",
            "departement-53",
            f"lieu/{other.public_id}",
            f"reseau/{network.public_id}",
            "format/digital-cafe",
            "format/talk",
        )
    }

    assert list(found.values()) == [
        ["Craon"],
        ["Craon", "Laval"],
        ["Laval"],
        ["Craon", "Laval"],
        ["Craon", "Laval"],
        ["Angers"],
    ]


@pytest.mark.parametrize(
    "path",
    [
        "commune-99999",
        "departement-00",
        "planete-53",
        "53",
        "lieu/zzzzzzzz",
        "reseau/zzzzzzzz",
        "format/xyz",
        "format/staff-cafe",
    ],
)
def test_an_agenda_that_does_not_exist_is_not_found(client: Client, path: str) -> None:
    a_format(FormatKind.STAFF_CAFE)

    assert client.get(f"/agenda/{path}/").status_code == 404


def test_the_agenda_of_a_place_that_is_not_public_is_not_found(client: Client, library: Place) -> None:
    Place.objects.filter(pk=library.pk).update(status="UNPUBLISHED")

    assert client.get(f"/agenda/lieu/{library.public_id}/").status_code == 404
    assert client.get(f"/ecran/{library.public_id}/").status_code == 404


def test_a_cancelled_session_stays_in_the_list_and_says_so(client: Client, library: Place) -> None:
    session = a_session(place=library, starts_at=in_days(2), title="Café")
    session.status, session.cancelled_at = SessionStatus.CANCELLED, timezone.now()
    session.save()

    page = said_by(client.get(CRAON))

    assert "Café annulée" in page


def test_an_agenda_with_nothing_says_where_to_look_next(client: Client, library: Place) -> None:
    a_session(place=library, starts_at=in_days(2), title="Le café d’à côté")
    commune("53062")

    page = client.get("/agenda/commune-53062/").content.decode()

    assert "Aucune date n’est annoncée pour le moment" in page
    assert MAYENNE in page
    assert "Le café d’à côté" in page  # Craon is near


def test_an_agenda_with_nothing_leads_to_help_where_it_is(client: Client, library: Place) -> None:
    network = PlaceNetwork.objects.create(name="Réseau du Sud", carrier=StructureFactory())
    network.places.add(library)
    addresses = [CRAON, f"/agenda/lieu/{library.public_id}/", f"/agenda/reseau/{network.public_id}/", MAYENNE]

    pages = [client.get(address).content.decode() for address in addresses]

    led = [re.search(r'<a href="([^"]*)">Être aidé sans attendre', page) for page in pages]
    near, anywhere = "/chercher/?ou=53084", "/chercher/"
    assert [link and link.group(1) for link in led] == [near, near, anywhere, anywhere]
    assert "Craon" in said_by(client.get(near))


def test_the_first_page_asks_for_a_commune_and_leads_to_its_agenda(client: Client) -> None:
    commune("53084")

    asked = client.get("/agenda/")
    answered = client.get("/agenda/", {"ou": "53400"})
    unknown = client.get("/agenda/", {"ou": "Zzyx"})

    assert 'name="ou"' in asked.content.decode()
    assert (answered.status_code, answered.headers["Location"]) == (302, CRAON)
    assert "« Zzyx »" in said_by(unknown)
    assert not asked.cookies
    assert not unknown.cookies


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("kind", ["departement", "place", "network", "format"])
def test_an_agenda_costs_the_same_for_one_session_and_for_three(
    client: Client, django_assert_num_queries: Any, count: int, kind: str
) -> None:
    network = PlaceNetwork.objects.create(name="Réseau du Sud", carrier=StructureFactory())
    place = a_place("Médiathèque", phone="02 61 91 00 01", owner=StructureFactory())
    for number in range(count):
        there = place if kind == "place" else a_place(f"Lieu {number}", phone=f"02 61 91 00 2{number}")
        network.places.add(there)
        a_session(place=there, starts_at=in_days(1 + number), organiser=StructureFactory())
    path, queries = {
        "departement": (MAYENNE, 11),
        "place": (f"/agenda/lieu/{place.public_id}/", 11),
        "network": (f"/agenda/reseau/{network.public_id}/", 11),
        "format": ("/agenda/format/digital-cafe/", 10),
    }[kind]

    with django_assert_num_queries(queries):
        response = client.get(path)

    assert len(titles(response)) == count


def test_a_long_agenda_goes_on_over_pages(client: Client, library: Place) -> None:
    for number in range(21):
        a_session(
            place=library, starts_at=in_days(1, hour=8) + timedelta(hours=number), title=f"Séance {number}"
        )

    first, second = client.get(CRAON), client.get(CRAON, {"page": "2"})

    assert len(titles(first)) == 20
    assert titles(second) == ["Séance 20"]
