"""Whatever is typed in an address, a page answers and never breaks."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palier.directory import actions
from tests.factories.directory import LanguageFactory, a_need, a_place, a_service, commune

pytestmark = pytest.mark.django_db

PATHS = (
    "/", "/chercher/", "/ar/chercher/", "/je-suis-bloque/", "/ou/", "/widget/", "/widget/lieux/", "/avis/",
    "/communes/53084-craon/",
)  # fmt: skip
READ_ONE_BY_ONE = ("q", "ou", "besoin", "lat", "lon", "page", "langue")
NAMES = (
    "q", "ou", "besoin", "lat", "lon", "page", "presence", "ouvert", "sans-rdv", "gratuit", "ordinateur", "domicile",
    "public", "prise-en-charge", "langue", "label", "modalite",
)  # fmt: skip
ODD = {
    "nul": "\x00",
    "nul inside": "impots\x00craon",
    "ten thousand letters": "a" * 10_000,
    "ten thousand words": "mot " * 2_500,
    "emoji": "🙂👩🏽‍💻🇫🇷",
    "quotes": "'; DROP TABLE directory_place; --",
    "double quotes": '"impots" OR "1"="1"',
    "full-text operators": 'NEAR(impots craon) AND NOT * ^ : {name} -(x) "',
    "tsquery operators": "impots & !craon | (x):* <-> 'y'",
    "like wildcards": "%_%\\",
    "minus one": "-1",
    "zero": "0",
    "huge number": "9" * 400,
    "not a number": "NaN",
    "infinite": "1e999",
    "minus infinite": "-inf",
    "arabic digits": "٤٧",
    "arabic": "بريد إلكتروني",
    "ideographs": "文化馆",
    "right to left mark": "\u202egnp",
    "lone surrogate": "%ED%A0%80",
    "combining": "e" + "\u0301" * 500,
    "capital dotted i": "İİİİ",
    "markup": "<script>alert(1)</script>",
    "template": "{{ settings.SECRET_KEY }}{% debug %}",
    "format": "%s %(x)s {0.__class__}",
    "new lines": "a\r\nSet-Cookie: x=1",
    "path": "../../../etc/passwd",
    "space": "   ",
}  # fmt: skip


@pytest.fixture
def offer() -> None:
    """Enough for every branch: a place, a service, a language, words to correct from."""
    place = a_place("Médiathèque de Craon")
    a_service(place, a_need("impots", "Mes impôts", "impôts"), languages=[LanguageFactory()])
    commune("53130")
    actions.refresh_words()


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_value_never_breaks_the_search(client: Client, offer: None, odd: str) -> None:
    for name in READ_ONE_BY_ONE:
        response = client.get("/chercher/", {"besoin": "impots", "lat": "47.85", "lon": "-0.95", name: odd})

        assert (name, response.status_code) == (name, 200)


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_values_everywhere_never_break_a_page_and_are_never_markup(
    client: Client, offer: None, odd: str
) -> None:
    for path in PATHS:
        response = client.get(path, dict.fromkeys(NAMES, odd))

        assert (path, response.status_code) == (path, 200)
        assert b"<script>alert" not in response.content
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "path",
    [
        "/lieux/x/",
        "/lieux/00000000/",
        "/lieux/00000000-%00/",
        "/lieux/" + "0" * 500 + "/",
        "/lieux/ILOU0000/",
        "/lieux/00000000/signaler/",
        "/lieux/🙂/signaler/",
        "/lieux/x%00y/signaler/",
        "/communes/99999-rien/",
        "/communes/5308/",
        "/communes/530844/",
        "/communes/2C004/",
        "/communes/53084%00/",
        "/carte/contours/zz.json",
        "/carte/contours/%00.json",
        "/carte/contours/" + "9" * 300 + ".json",
        "/%00/",
        "/../../etc/passwd",
        "/.env",
        "/-/",
    ],
)
def test_an_address_that_leads_nowhere_is_not_found(client: Client, offer: None, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("target", ["results", "#results", "../../x", "\u00e9", "x" * 5000])
def test_an_odd_fragment_never_breaks_the_page(client: Client, offer: None, target: str) -> None:
    response = client.get("/chercher/", {"ou": "Craon"}, HTTP_HX_TARGET=target)

    assert response.status_code == 200


PARAMS = st.dictionaries(st.sampled_from(NAMES), st.text(max_size=40), max_size=5)
PARTS = st.sampled_from(
    ["Craon", "53400", "impots", "impots", "ar", "1", "47.85", "-0.95", "Laval", "53400 Laval"]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(PATHS),
    params=PARAMS,
    known=st.dictionaries(st.sampled_from(NAMES), PARTS, max_size=4),
)
def test_no_query_string_breaks_a_page(
    client: Client, offer: None, path: str, params: dict[str, Any], known: dict[str, str]
) -> None:
    response = client.get(path, {**params, **known})

    assert response.status_code == 200
    assert dict(response.cookies) == {}
