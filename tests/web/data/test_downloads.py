"""`/donnees/`: what anybody may take away."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from palier.directory import actions
from palier.directory.enums import Price
from palier.directory.models import Place
from tests.factories.directory import NOW, a_need, a_place, a_service

pytestmark = pytest.mark.django_db
FILES = (
    "lieux.csv", "lieux.json", "lieux.geojson", "data-inclusion.json", "lieux-non-valides.json",
    "liste.csv", "liste.xlsx", "liste.ods",
)  # fmt: skip


def body(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def names(client: Client, address: str, **params: str) -> list[str]:
    text = body(client.get(f"/donnees/{address}", params)).decode("utf-8-sig")
    column, delimiter = ("nom", ",") if address == "lieux.csv" else ("Nom", ";")
    return [row[column] for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)]


@pytest.mark.requirement("R004-183")
def test_the_page_says_licence_schema_number_and_leads_to_every_file(client: Client) -> None:
    a_place()

    html = client.get("/donnees/").content.decode()

    assert "1 lieu publié" in html
    assert "Licence Ouverte 2.0" in html
    assert "schema.data.gouv.fr" in html
    assert "date_maj" in html
    assert [name for name in FILES if f'href="/donnees/{name}"' not in html] == []
    assert 'href="/api/v1/"' in html


def test_every_page_leads_to_the_open_data(client: Client) -> None:
    assert 'href="/donnees/"' in client.get("/a-propos/").content.decode()


@pytest.mark.requirement("R004-183")
@pytest.mark.parametrize("name", FILES)
def test_every_file_can_be_taken_without_account_nor_cookie_from_any_site(client: Client, name: str) -> None:
    a_place("Mairie de Craon")

    response = client.get(f"/donnees/{name}")

    assert len(body(response)) > 20
    assert len(response.cookies) == 0
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "public" in response.headers["Cache-Control"]


def test_a_file_can_be_of_one_territory_and_an_unknown_one_is_not_everything(client: Client) -> None:
    a_place("Craon")
    a_place("Angers", insee_code="49007")

    assert names(client, "lieux.csv", territoire="departement:53") == ["Craon"]
    assert names(client, "liste.csv", territoire="commune:49007") == ["Angers"]
    assert client.get("/donnees/lieux.csv?territoire=departement:00").status_code == 404
    assert client.get("/donnees/lieux.csv?territoire=%00").status_code == 404


def test_a_list_holds_what_the_search_page_shows_for_the_same_address(client: Client) -> None:
    need = a_need()
    a_service(a_place("Gratuit près", km_north=3), need, price=Price.FREE)
    a_service(a_place("Payant"), need, price=Price.PAID)
    a_service(a_place("Gratuit loin", insee_code="97411"), need, price=Price.FREE)

    assert names(client, "liste.csv", ou="Craon") == ["Payant", "Gratuit près"]
    assert names(client, "liste.csv", ou="Craon", gratuit="1") == ["Gratuit près"]
    assert names(client, "liste.csv", gratuit="1") == ["Gratuit près", "Gratuit loin"]
    assert names(client, "liste.csv", gratuit="1", territoire="departement:974") == ["Gratuit loin"]


@pytest.mark.parametrize("name", ["lieux.csv", "liste.csv"])
def test_invented_places_are_only_on_a_demonstration_site_and_marked(
    client: Client, settings: Any, name: str
) -> None:
    a_place("Vrai")
    Place.objects.filter(pk=a_place("Inventé").pk).update(is_demo=True)

    assert names(client, name) == ["Vrai"]

    settings.IS_DEMO_SITE = True
    assert names(client, name) == ["Vrai", "Inventé"]
    features = json.loads(body(client.get("/donnees/lieux.geojson")))["features"]
    assert [f["properties"]["is_demo"] for f in features] == [False, True]


def test_what_is_not_valid_is_told_with_its_reason(client: Client) -> None:
    place = a_place("Bus", postal_code="abc")

    report = json.loads(body(client.get("/donnees/lieux-non-valides.json")))

    assert [(line["id"], line["raisons"]) for line in report["non_valides"]] == [
        (place.public_id, ["« code_postal » attend cinq chiffres, pas « abc »"])
    ]


def test_a_file_already_taken_is_not_sent_again_until_a_place_changes(client: Client) -> None:
    place = a_place()
    first = client.get("/donnees/lieux.csv")
    known = {"If-None-Match": first.headers["ETag"]}
    assert "Last-Modified" in first.headers

    again = client.get("/donnees/lieux.csv", headers=known)
    a_place("Nouveau")
    changed = client.get("/donnees/lieux.csv", headers=known)

    assert (again.status_code, changed.status_code) == (304, 200)
    assert place.name in body(changed).decode()


def test_a_withdrawn_place_leaves_the_files(client: Client) -> None:
    place = a_place()

    actions.unpublish_place(place=place, now=NOW)

    assert names(client, "lieux.csv") == []


def test_too_many_downloads_are_told_to_wait(client: Client, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1

    answers = [client.get("/donnees/lieux.csv") for _ in range(3)]

    assert answers[-1].status_code == 429
    assert "réessayez dans" in answers[-1].content.decode()
    assert int(answers[-1].headers["Retry-After"]) >= 1


def test_only_the_headers_of_a_file_can_be_asked_for(client: Client) -> None:
    a_place()

    response = client.head("/donnees/lieux.csv")

    assert body(response) == b""
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
