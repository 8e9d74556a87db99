"""The first page: one question, the commonest needs, and what to do at once."""

from typing import Any

import pytest
from django.test import Client

from tests.factories.directory import a_need
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R000-024")
def test_the_first_page_asks_what_and_where_with_one_button(client: Client) -> None:
    html = client.get("/").content.decode()

    assert html.count("<form") == 1
    assert 'action="/chercher/"' in html
    assert 'name="q"' in html
    assert 'name="ou"' in html


def test_the_commonest_needs_are_links_and_all_the_others_are_there(client: Client) -> None:
    family = a_need("demarches", "Faire une démarche", on_home=True)
    a_need("impots", "Mes impôts", parent=family)

    html = client.get("/").content.decode()

    assert html.count('href="/chercher/?besoin=demarches"') >= 1
    assert html.count('href="/chercher/?besoin=impots"') == 1


def test_the_phone_of_the_team_is_shown_when_there_is_one(client: Client, settings: Any) -> None:
    settings.SITE_CONTACT_PHONE = ""
    assert "Parler à quelqu’un" not in said_by(client.get("/"))

    settings.SITE_CONTACT_PHONE = "02 61 91 99 99"

    assert "02 61 91 99 99" in said_by(client.get("/"))


def test_the_page_exists_in_arabic_from_right_to_left(client: Client) -> None:
    for path in ("/ar/", "/ar/chercher/", "/ar/je-suis-bloque/"):
        html = client.get(path).content.decode()
        assert '<html lang="ar" dir="rtl">' in html


def test_the_language_of_the_browser_does_not_change_an_address(client: Client) -> None:
    assert '<html lang="fr" dir="ltr">' in client.get("/", headers={"Accept-Language": "ar"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_with_one_need_and_with_three(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        family = a_need(f"famille-{number}", f"Famille {number}", on_home=True)
        a_need(f"besoin-{number}", f"Besoin {number}", parent=family)

    with django_assert_num_queries(3):
        client.get("/")
