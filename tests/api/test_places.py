"""`/api/v1/places`: what is asked, in which order, page after page."""

from typing import Any

import pytest
from django.test import Client

from palier.directory import actions
from palier.directory.models import Place
from tests.api.conftest import Read, names
from tests.factories.directory import NOW, StructureFactory, a_need, a_place, a_service

pytestmark = pytest.mark.django_db
ALL = ["Médiathèque", "Laval Net", "Angers Web"]


@pytest.mark.usefixtures("offer")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ALL),
        ({"need": "impots"}, ["Médiathèque"]),
        ({"need": "demarches"}, ["Médiathèque"]),
        ({"service": "Aide aux démarches administratives"}, ["Médiathèque"]),
        ({"service": "demarches-administratives"}, ["Médiathèque"]),
        ({"q": "déclaration de revenus"}, ["Médiathèque"]),
        ({"q": "laval"}, ["Laval Net"]),
        ({"commune": "53130"}, ["Laval Net"]),
        ({"commune": "53130", "radius_km": "60"}, ["Laval Net", "Médiathèque"]),
        ({"commune": "53130", "radius_km": "100"}, ["Laval Net", "Médiathèque", "Angers Web"]),
        ({"near": "47.47,-0.55"}, ["Angers Web"]),
        ({"near": "47.47,-0.55", "radius_km": "100", "territory": "departement:53"}, ["Médiathèque", "Laval Net"]),
        ({"territory": "departement:53"}, ["Médiathèque", "Laval Net"]),
        ({"territory": "region:52"}, ALL),
        ({"territory": "commune:49007"}, ["Angers Web"]),
        ({"open_now": "true"}, ["Médiathèque"]),
        ({"open_now": "false"}, ALL),
        ({"open_at": "2026-11-24T10:30"}, ["Médiathèque"]),
        ({"open_at": "2026-11-24T10:30:00+01:00"}, ["Médiathèque"]),
        ({"free": "true"}, ["Médiathèque"]),
        ({"free": "true", "need": "mail"}, []),
        ({"free": "true", "service": "demarches-administratives"}, ["Médiathèque"]),
    ],
)  # fmt: skip
def test_a_question_finds_what_the_pages_would_find(
    read: Read, asked: dict[str, str], found: list[str]
) -> None:
    assert names(read("/places", **asked)) == found


@pytest.mark.usefixtures("offer")
def test_words_are_understood_and_the_answer_says_how(read: Read) -> None:
    assert read("/places", q="ma déclaration de revenus")["understood"] == {
        "need": "impots", "words": [], "corrected": "",
    }  # fmt: skip


def test_opening_hours_are_looked_at_in_the_moment_asked_for(read: Read) -> None:
    a_place("Mairie", opening_hours="Tu 10:00-11:00")

    assert names(read("/places", open_at="2026-11-24T10:30")) == ["Mairie"]
    assert names(read("/places", open_at="2026-11-24T11:30")) == []
    assert names(read("/places", open_at="2026-11-24T09:30:00Z")) == ["Mairie"]


def test_distances_are_told_and_the_nearest_comes_first(read: Read) -> None:
    for km in (3.0, 1.0, 2.0):
        a_place(f"À {km:g} km", km_north=km)

    page = read("/places", near="47.8476,-0.9506", radius_km="2.5")

    assert names(page) == ["À 1 km", "À 2 km"]
    assert [round(p["distance_km"], 1) for p in page["places"]] == [1.0, 2.0]


@pytest.mark.parametrize("asked", [{}, {"near": "47.8476,-0.9506", "radius_km": "100"}])
def test_pages_give_each_place_once_while_others_write(read: Read, asked: dict[str, str]) -> None:
    places = [a_place(f"Lieu {n}", km_north=n // 2) for n in range(7)]
    first = read("/places", limit="3", **asked)
    actions.unpublish_place(place=places[1], now=NOW)
    a_place("Nouveau, tout près", km_north=0)

    found, cursor = names(first), first["next_cursor"]
    while cursor:
        page = read("/places", limit="3", cursor=cursor, **asked)
        found, cursor = found + names(page), page["next_cursor"]

    assert len(found) == len(set(found))
    assert [name for name in found if name.startswith("Lieu")] == [f"Lieu {n}" for n in range(7)]


def test_the_next_address_is_given_whole_and_ends(client: Client, settings: Any) -> None:
    settings.SITE_URL = "http://testserver"
    for n in range(3):
        a_place(f"Lieu {n}")

    first = client.get("/api/v1/places?limit=2&territory=departement:53").json()
    second = client.get(first["next"]).json()

    assert (names(first), names(second)) == (["Lieu 0", "Lieu 1"], ["Lieu 2"])
    assert (second["next"], second["next_cursor"]) == (None, None)


def test_a_filter_that_few_pass_still_reaches_the_end(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    from palier.orientation.queries import listing

    monkeypatch.setattr(listing, "MAX_LOOKED_AT", 2)  # a bound, so that the test needs no thousands of places
    for n in range(5):
        a_place(f"Fermé {n}", opening_hours="24/7 off")
    a_place("Ouvert", opening_hours="24/7")

    page, found, turns = read("/places", open_now="true", limit="1"), list[str](), 0
    while page["next_cursor"] and (turns := turns + 1) < 20:
        found += names(page)
        page = read("/places", open_now="true", limit="1", cursor=page["next_cursor"])

    assert found + names(page) == ["Ouvert"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_queries_however_many_places(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    need = a_need()
    for n in range(count):
        a_service(a_place(f"Lieu {n}", operator=StructureFactory()), need, name=f"Service {n}")

    with django_assert_num_queries(30, exact=False):
        page = client.get("/api/v1/places").json()

    assert len(page["places"]) == count


def test_one_place_is_the_same_object_as_in_the_list(read: Read) -> None:
    place = a_place()

    [listed] = read("/places")["places"]

    assert read(f"/places/{place.public_id}") == {k: v for k, v in listed.items() if k != "distance_km"}


def test_an_old_identifier_leads_to_the_place_of_today(client: Client) -> None:
    old, new = a_place("Ancienne mairie"), a_place("Mairie")
    actions.close_place(place=old, now=NOW, moved_to=new)

    response = client.get(f"/api/v1/places/{old.public_id}")

    assert (response.status_code, response.headers["Location"]) == (301, f"/api/v1/places/{new.public_id}")
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_withdrawn_place_is_not_there(read: Read) -> None:
    place = a_place()
    actions.unpublish_place(place=place, now=NOW)

    assert "Aucun lieu publié" in read(f"/places/{place.public_id}", status=404)["detail"]
    assert read("/places")["places"] == []


@pytest.mark.requirement("R001-014")
def test_one_edit_is_read_in_the_page_the_api_the_widget_and_the_export(client: Client, read: Read) -> None:
    place: Place = a_place("Médiathèque", opening_hours="Mo-Fr 09:00-12:00")
    doors = (
        f"/lieux/{place.public_id}-{place.slug}/",
        f"/api/v1/places/{place.public_id}",
        "/widget/lieux/?ou=Craon",
        "/donnees/lieux.csv",
    )

    actions.update_place(place=place, name="Bibliothèque neuve", opening_hours="Sa 10:00-12:00", now=NOW)

    answers = [client.get(door, follow=True) for door in doors]
    texts = [b"".join(a.streaming_content) if a.streaming else a.content for a in answers]  # type: ignore[attr-defined]
    assert ["Bibliothèque neuve" in text.decode() for text in texts] == [True] * 4
    assert "Médiathèque" not in texts[1].decode() + texts[3].decode()
    assert "Sa 10:00-12:00" in texts[1].decode()
    assert "Sa 10:00-12:00" in texts[3].decode()
