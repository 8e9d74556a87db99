"""« à vérifier »: a record verified too long ago says so at every door, until somebody confirms it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.directory import actions
from palier.directory.models import Place
from tests.factories.directory import StructureFactory, a_need, a_place, a_service
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db
DOORS = {
    "the page of the place": "/lieux/{id}-{slug}/",
    "the list of a search": "/chercher/?besoin=impots&ou=Craon",
    "« je suis bloqué »": "/je-suis-bloque/?besoin=impots&ou=Craon",
    "the page of the commune": "/communes/53084-craon/",
    "the widget": "/widget/lieux/?besoin=impots&ou=Craon",
}


def a_verified_place(days_ago: int) -> Place:
    place = a_place(owner=StructureFactory(name="Commune de Craon"))
    a_service(place, a_need())
    actions.verify_place(place=place, by_label="la mairie", now=timezone.now() - timedelta(days=days_ago))
    return place


@pytest.mark.requirement("R001-013")
@pytest.mark.parametrize("door", DOORS)
def test_a_record_verified_more_than_a_year_ago_is_to_be_verified_at_every_door(
    client: Client, door: str
) -> None:
    place = a_verified_place(days_ago=370)
    address = DOORS[door].format(id=place.public_id, slug=place.slug)

    assert "à vérifier" in said_by(client.get(address))

    actions.verify_place(place=place, by_label="la mairie", now=timezone.now())

    assert "à vérifier" not in said_by(client.get(address))


@pytest.mark.requirement("R001-013")
def test_the_api_says_the_owner_the_last_verification_and_whether_it_is_too_old(client: Client) -> None:
    place = a_verified_place(days_ago=370)

    found = client.get(f"/api/v1/places/{place.public_id}").json()

    assert (found["owner"], found["verified_by"], found["is_stale"]) == (
        "Commune de Craon",
        "la mairie",
        True,
    )
    assert found["verified_on"] == place.verified_on.isoformat()


@pytest.mark.parametrize(("months", "is_stale"), [(3, True), (4, False)])
def test_the_delay_is_a_setting(client: Client, settings: Any, months: int, is_stale: bool) -> None:
    settings.STALE_AFTER_MONTHS = months
    place = a_verified_place(days_ago=100)

    assert ("à vérifier" in said_by(client.get(f"/lieux/{place.public_id}-{place.slug}/"))) == is_stale
    assert client.get(f"/api/v1/places/{place.public_id}").json()["is_stale"] == is_stale


def test_the_page_names_the_owner_and_the_last_verification(client: Client) -> None:
    place = a_verified_place(days_ago=0)

    said = said_by(client.get(f"/lieux/{place.public_id}-{place.slug}/"))

    assert "par la mairie" in said
    assert "Tenue par Commune de Craon." in said
