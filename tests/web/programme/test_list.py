"""The sessions one plans, listed and filtered."""

from typing import Any

import pytest
from django.test import Client

from palier.agenda.enums import FormatKind
from tests.web.programme.planning import a_library, as_planner, planned

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many_sessions(
    count: int, client: Client, django_assert_num_queries: Any
) -> None:
    place = a_library()
    as_planner(client, place)
    for n in range(count):
        planned(place, title=f"Café {n}", days=10 + n)
    client.get("/programme/")

    with django_assert_num_queries(12):
        page = client.get("/programme/")

    assert page.text.count('class="link" href="/programme/seances/') == count


def test_the_list_is_filtered_by_words_state_format_place_and_period(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    planned(place, title="Café d’été")
    planned(place, title="Brouillon d’hiver", published=False)
    planned(place, FormatKind.DISCOVERY, title="Découverte")
    planned(a_library("Ailleurs"), title="Pas la nôtre")

    def titles(query: str) -> list[str]:
        text = client.get(f"/programme/?{query}").text
        return [
            t for t in ("Café d’été", "Brouillon d’hiver", "Découverte", "Pas la nôtre") if f">{t}<" in text
        ]

    assert titles("") == ["Café d’été", "Brouillon d’hiver", "Découverte"]
    assert titles("q=ete") == ["Café d’été"]
    assert titles("etat=DRAFT") == ["Brouillon d’hiver"]
    assert titles("format=discovery") == ["Découverte"]
    assert titles(f"lieu={place.public_id}") == ["Café d’été", "Brouillon d’hiver", "Découverte"]
    assert titles("quand=past") == []
