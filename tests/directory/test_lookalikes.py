"""« Ce lieu existe peut-être déjà »: almost the same name, here or close by, fast."""

from typing import Any

import pytest

from palier.directory.enums import PlaceStatus
from palier.directory.models import Place
from palier.directory.queries.lookalikes import lookalikes_of
from tests.factories.directory import a_place, commune

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["médiathèque", "La Médiathèque de Craon", "MEDIATEQUE de craon"])
def test_almost_the_same_name_in_the_commune_is_found(typed: str) -> None:
    place = a_place("Médiathèque de Craon")
    a_place("France services")

    assert lookalikes_of(typed, commune("53084")) == [place]


def test_another_commune_far_away_and_records_not_shown_are_left_out() -> None:
    a_place("Médiathèque", insee_code="53130")
    Place.objects.filter(pk=a_place("Médiathèque").pk).update(status="CLOSED")

    assert lookalikes_of("Médiathèque", commune("53084")) == []
    assert len(lookalikes_of("Médiathèque", commune("53084"), statuses=tuple(PlaceStatus))) == 1


def test_the_nearest_of_the_commune_comes_first_and_the_list_is_short() -> None:
    exact = a_place("Maison des habitants")
    for number in range(6):
        a_place(f"Maison des habitants {number}")

    found = lookalikes_of("Maison des habitants", commune("53084"))

    assert (found[0], len(found)) == (exact, 5)


def test_two_queries_find_lookalikes_among_a_thousand_places(django_assert_num_queries: Any) -> None:
    town = commune("53084")
    Place.objects.bulk_create(
        Place(name=f"Lieu numéro {n}", search_text=f"lieu numero {n}", commune=town, status="UNPUBLISHED", lat=town.lat,
              lon=town.lon)
        for n in range(1000)
    )  # fmt: skip
    shown = (PlaceStatus.UNPUBLISHED,)

    with django_assert_num_queries(2):
        lookalikes_of("Lieu numéro 77", town, statuses=shown)
