"""The page of a commune: everybody who helps there, who comes, and what is around."""

from typing import Any

import pytest
from django.test import Client

from palier.directory import actions
from palier.directory.enums import Modality
from tests.factories.directory import StructureFactory, a_need, a_place, a_service, commune
from tests.factories.territory import FormerCommuneFactory
from tests.web.reading import names_of, said_by

pytestmark = pytest.mark.django_db

CRAON = "/communes/53084-craon/"


def test_places_of_the_commune_come_before_those_around(client: Client) -> None:
    need = a_need()
    a_service(a_place("À Craon", km_north=3), need)
    a_place("Sans service à Craon")
    a_service(a_place("À Segré", insee_code="49331"), need)

    response = client.get(CRAON)

    assert names_of(response) == ["À Craon", "Sans service à Craon", "À Segré"]


def test_a_place_without_coordinates_is_on_the_page_of_its_commune(client: Client) -> None:
    a_place("Sans coordonnées", point=None)

    assert names_of(client.get(CRAON)) == ["Sans coordonnées"]


def test_help_that_comes_to_the_commune_is_told(client: Client) -> None:
    service = a_service(
        a_place("Base", insee_code="53130", phone="02 61 91 55 55"),
        a_need(),
        name="Visites",
        modalities=(Modality.HOME,),
    )
    actions.cover(service=service, communes=[commune("53084")])

    page = said_by(client.get(CRAON))

    assert "Visites" in page
    assert "02 61 91 55 55" in page


@pytest.mark.requirement("R000-019")
def test_a_commune_where_nobody_is_known_says_so(client: Client) -> None:
    commune("53084")

    response = client.get(CRAON)

    assert response.status_code == 200
    assert "Aucun lieu d’aide n’est connu à Craon" in said_by(response)


@pytest.mark.parametrize(
    "path", ["/communes/53084/", "/communes/53084-/", "/communes/53084-cran/", "/communes/53999-vieux-bourg/"]
)
def test_every_address_of_a_commune_leads_to_the_one_of_today(client: Client, path: str) -> None:
    FormerCommuneFactory(insee_code="53999", name="Vieux-Bourg", commune=commune("53084"))

    response = client.get(path)

    assert (response.status_code, response.headers["Location"]) == (301, CRAON)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_place_and_for_three(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    need = a_need()
    for number in range(count):
        for insee_code in ("53084", "53130"):
            place = a_place(f"{insee_code} {number}", insee_code=insee_code, operator=StructureFactory())
            service = a_service(place, need, modalities=(Modality.ON_SITE, Modality.HOME))
            actions.cover(service=service, communes=[commune("53084")])

    with django_assert_num_queries(29):
        response = client.get(CRAON)

    assert len(names_of(response)) == 2 * count
