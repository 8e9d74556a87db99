"""« Je suis bloqué »: three steps at most to a phone number and an address."""

import re
from typing import Any

import pytest
from django.test import Client

from palier.directory.enums import PlaceKind
from tests.factories.directory import a_need, a_place, a_service, commune
from tests.web.reading import names_of, said_by

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R000-024")
def test_from_the_first_page_to_a_phone_and_an_address_in_three_steps(client: Client) -> None:
    need = a_need("arnaque", "J’ai reçu un message bizarre", on_home=True)
    a_service(a_place(phone="02 61 91 00 00"), need)

    home = client.get("/")
    first = client.get("/je-suis-bloque/")
    second = client.get("/je-suis-bloque/?besoin=arnaque")
    third = client.get("/je-suis-bloque/?besoin=arnaque&ou=Craon")

    assert 'href="/je-suis-bloque/"' in home.content.decode()
    assert 'href="/je-suis-bloque/?besoin=arnaque"' in first.content.decode()
    assert re.search(r'name="besoin" value="arnaque"', second.content.decode())
    assert "02 61 91 00 00" in said_by(third)
    assert "12 place du Pilori, 53400 Craon" in said_by(third)


@pytest.mark.requirement("R000-024")
def test_each_step_asks_one_thing(client: Client) -> None:
    need = a_need("arnaque", "J’ai reçu un message bizarre")
    a_service(a_place(), need)

    for address in ("/je-suis-bloque/", "/je-suis-bloque/?q=arnaque"):
        assert client.get(address).content.decode().count("<button") == 1


def test_words_that_say_nothing_known_still_find_somebody(client: Client) -> None:
    a_service(a_place(), a_need())

    assert names_of(client.get("/je-suis-bloque/?q=zorglub&ou=Craon")) == ["Médiathèque de Craon"]


@pytest.mark.requirement("S09")
def test_a_repair_is_never_sent_to_a_cafe(client: Client) -> None:
    repair = a_need("reparer", "Réparer", is_in_scope=False, out_of_scope_text="Voyez un réparateur.")
    a_service(a_place("Café numérique"), repair)

    response = client.get("/je-suis-bloque/?besoin=reparer&ou=Craon")

    assert names_of(response) == []
    assert "Voyez un réparateur." in said_by(response)


@pytest.mark.requirement("R000-019")
def test_with_nobody_anywhere_the_town_hall_answers(client: Client) -> None:
    a_need("impots", "Mes impôts")
    a_place("Mairie de Craon", kinds=[PlaceKind.TOWN_HALL], phone="02 61 91 44 44")

    page = said_by(client.get("/je-suis-bloque/?besoin=impots&ou=Craon"))

    assert "Mairie de Craon" in page
    assert "02 61 91 44 44" in page


def test_an_unknown_commune_is_asked_again(client: Client) -> None:
    commune("53084")

    page = said_by(client.get("/je-suis-bloque/?q=mail&ou=Xyzville"))

    assert "Où êtes-vous ?" in page
    assert "Xyzville" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_last_step_costs_the_same_for_one_place_and_for_three(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    need = a_need("impots", "Mes impôts")
    for number in range(count):
        a_service(a_place(f"Lieu {number}", phone="3646"), need)

    with django_assert_num_queries(22):
        response = client.get("/je-suis-bloque/?besoin=impots&ou=Craon")

    assert len(names_of(response)) == count
