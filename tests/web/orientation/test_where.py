"""« Où ? » while one types, and the outlines that the map draws."""

import pytest
from django.test import Client

from tests.factories.directory import commune

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def territory() -> None:
    for insee_code in ("53084", "53130", "49007"):
        commune(insee_code)


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("la", ["Laval (53000)"]),
        ("CRA", ["Craon (53400)"]),
        ("53", ["Laval (53000)", "Craon (53400)"]),
        ("", []),
        ("zzzz", []),
    ],
)
def test_communes_are_proposed_the_most_populated_first(
    client: Client, typed: str, labels: list[str]
) -> None:
    response = client.get("/ou/", {"q": typed})

    assert response.json() == [{"label": label, "value": label} for label in labels]
    assert response.headers["Cache-Control"] == "public, max-age=3600"


def test_outlines_are_served_by_us_one_feature_per_commune(client: Client) -> None:
    collection = client.get("/carte/contours/53.json").json()

    assert [f["properties"] for f in collection["features"]] == [
        {"insee": "53084", "name": "Craon"},
        {"insee": "53130", "name": "Laval"},
    ]
