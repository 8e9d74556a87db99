"""The list in a page of another site, filtered by territory, need or audience."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from palier.directory.enums import Modality
from tests.factories.agenda import a_session
from tests.factories.directory import AudienceFactory, StructureFactory, a_need, a_place, a_service, commune
from tests.web.agenda.days import in_days
from tests.web.reading import names_of, said_by

pytestmark = pytest.mark.django_db


def framed(client: Client, **params: str) -> Any:
    response = client.get("/widget/lieux/", params)
    assert response.status_code == 200
    return response


def test_the_frame_is_filtered_by_territory_need_and_audience(client: Client) -> None:
    taxes, photos = a_need("impots", "Mes impôts"), a_need("photos", "Mes photos")
    young = AudienceFactory(code="jeunes")
    AudienceFactory(code="seniors")
    a_service(a_place("Impôts pour tous"), taxes)
    a_service(a_place("Impôts des jeunes", km_north=1), taxes, audiences=[young])
    a_service(a_place("Photos", km_north=2), photos)

    assert names_of(framed(client, ou="Craon")) == ["Impôts pour tous", "Impôts des jeunes", "Photos"]
    assert names_of(framed(client, ou="Craon", besoin="impots")) == ["Impôts pour tous", "Impôts des jeunes"]
    assert names_of(framed(client, ou="Craon", besoin="impots", public="seniors")) == ["Impôts pour tous"]


def test_links_of_the_frame_open_on_our_site(client: Client) -> None:
    a_place()

    html = framed(client, ou="Craon").content.decode()

    assert '<base target="_blank">' in html
    assert 'href="http://127.0.0.1:8000/chercher/?ou=Craon"' in html


def test_an_empty_frame_says_so_and_leads_on(client: Client) -> None:
    page = said_by(framed(client, besoin="inconnu", q="zorglub"))

    assert "Aucun lieu ne répond à ces choix." in page
    assert "Voir sur Palier" in page


def test_the_code_to_copy_repeats_what_was_chosen_and_never_more(client: Client) -> None:
    a_need("photos", "Mes photos", parent=a_need("loisirs", "Loisirs"))

    chosen = client.get("/widget/", {"ou": 'Craon"><script>', "besoin": "photos"}).content.decode()

    assert "/widget/lieux/?ou=Craon%22%3E%3Cscript%3E&amp;besoin=photos" in chosen
    assert '<option value="photos" selected>' in chosen
    assert '"><script>' not in chosen


def test_the_dates_of_a_commune_are_said_to_be_around_only_when_it_announces_none(client: Client) -> None:
    need = a_need("photos", "Mes photos")
    around = "Rien n’est annoncé dans la commune même"
    a_session(starts_at=in_days(3), title="Café de Craon")
    commune("53062")

    own, need_here, near = (
        said_by(client.get("/widget/dates/", params))
        for params in ({"ou": "Craon"}, {"ou": "Craon", "besoin": need.code}, {"ou": "53062"})
    )

    assert ["Café de Craon" in page for page in (own, need_here, near)] == [True, True, True]
    assert [around in page for page in (own, need_here, near)] == [False, False, True]


@pytest.mark.parametrize("count", [1, 3])
def test_the_frame_costs_the_same_for_one_place_and_for_three(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    need = a_need()
    for number in range(count):
        place = a_place(f"Lieu {number}", phone="3646", operator=StructureFactory())
        a_service(place, need, provider=StructureFactory(), modalities=(Modality.ON_SITE,))
    url = "/widget/lieux/?" + urlencode({"besoin": need.code, "ou": "Craon"})

    with django_assert_num_queries(26):
        response = client.get(url)

    assert len(names_of(response)) == count
