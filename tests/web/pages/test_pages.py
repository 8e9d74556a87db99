"""The small pages that every site owes, and what machines read."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from palier.web.pages.views import RETENTION
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R003-068")
def test_the_privacy_page_says_purposes_delays_rights_and_whom_to_ask(client: Client, settings: Any) -> None:
    settings.SITE_CONTACT_EMAIL = "equipe@palier.example"

    page = said_by(client.get("/confidentialite/"))

    for what, why, how_long in RETENTION:
        assert what in page
        assert why in page
        assert how_long in page
    assert "droit" in page
    assert "equipe@palier.example" in page


def test_the_accessibility_page_names_its_reference_and_a_way_to_complain(client: Client) -> None:
    page = said_by(client.get("/accessibilite/"))

    assert "RGAA" in page
    assert "Défenseur des droits" in page


@pytest.mark.requirement("R004-164")
def test_phone_and_mail_of_the_team_are_in_plain_text(client: Client, settings: Any) -> None:
    settings.SITE_CONTACT_PHONE, settings.SITE_CONTACT_EMAIL = "02 61 91 99 99", "equipe@palier.example"

    page = said_by(client.get("/a-propos/"))

    assert "02 61 91 99 99" in page
    assert "equipe@palier.example" in page


def test_the_service_is_well_when_its_database_answers(client: Client) -> None:
    response = client.get("/-/health")

    assert (response.status_code, response.json()) == (200, {"status": "ok", "database": connection.vendor})
    assert "no-store" in response.headers["Cache-Control"]


def test_the_service_is_unwell_when_its_database_does_not_answer(client: Client) -> None:
    def broken(*args: object) -> object:
        raise OperationalError("the server is gone, password=secret")

    with connection.execute_wrapper(broken):
        response = client.get("/-/health")

    assert (response.status_code, response.json()) == (503, {"status": "error", "database": "unreachable"})


def test_robots_read_places_and_not_the_inner_addresses(client: Client) -> None:
    response = client.get("/robots.txt")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines()[:3] == [
        "User-agent: *",
        "Disallow: /-/",
        "Disallow: /avis/",
    ]


def test_a_page_that_does_not_exist_leads_back_to_help(client: Client) -> None:
    response = client.get("/cette-page-n-existe-pas/")

    assert response.status_code == 404
    assert "Cette page n’existe pas" in said_by(response)
    assert 'href="/je-suis-bloque/"' in response.content.decode()
