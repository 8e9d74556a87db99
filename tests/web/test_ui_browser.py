"""The components in a real browser: the keyboard, what scripts add, paper. tests/a11y looks at the gallery itself."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import RequestContext, Template
from django.test.testcases import LiveServerThread
from django.urls import path
from playwright.sync_api import Browser, sync_playwright

from palier.web.gallery import samples
from tests.a11y.looking import faults
from tests.e2e.pages import complaints_of, opened
from tests.plugins.demo_site import ARGUMENTS, AXE, CHROMIUM
from tests.web import test_ui

COMMUNES = ["Craon (53400)", "Cossé-le-Vivien (53230)", "Laval (53000)"]
# Links inside a sentence are exempt (WCAG 2.5.8); a box is pressed through its label.
TARGETS_TOO_SMALL = """() => [...document.querySelectorAll("a, button, input, select, textarea, .choice")]
    .filter((e) => !e.closest(".callout p, .ticks, .leaflet-container"))
    .filter((e) => !e.matches("label input, .check input"))
    .map((e) => [e.textContent.trim(), e.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.width < 44 || box.height < 44))
    .map(([text]) => text)"""


@login_not_required
def suggestions(request: HttpRequest) -> JsonResponse:
    found = [name for name in COMMUNES if name.lower().startswith(request.GET["q"].lower())]
    return JsonResponse([{"label": name, "value": name} for name in found], safe=False)


@login_not_required
def outline(request: HttpRequest) -> JsonResponse:
    ring = [[-1.0, 47.8], [-0.8, 47.8], [-0.8, 48.0], [-1.0, 48.0], [-1.0, 47.8]]
    return JsonResponse({"type": "Polygon", "coordinates": [ring]})


MAP_PAGE = """{% extends "base.html" %}{% block main %}<h1>Lieux</h1><div class="two with-map">
<ol class="cards">{% for card in cards %}<li>{% place_card card %}</li>{% endfor %}</ol>
{% map_frame id="carte" title="Carte des lieux" markers=markers outlines=outlines %}</div>{% endblock %}"""


@login_not_required
def map_page(request: HttpRequest) -> HttpResponse:
    """A page with a list and its map; one more place is on the map only."""
    more = {"number": 9, "name": "Mairie <b>de</b> Laval", "lat": 48.07, "lon": -0.77, "url": "/avis/"}
    values = {"cards": samples.CARDS, "markers": [more], "outlines": ["/contour.json"]}
    return HttpResponse(Template(MAP_PAGE).render(RequestContext(request, values)))


urlpatterns = [
    *test_ui.urlpatterns,
    path("communes/suggestions/", suggestions),
    path("contour.json", outline),
    path("carte/", map_page),
]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls(__name__),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    pytest.mark.skipif(not AXE.exists(), reason="node_modules is missing: run npm ci"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def address(settings: Any) -> Iterator[str]:
    """A server of the gallery and of the pages above, for one test."""
    settings.WHITENOISE_AUTOREFRESH = True
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    settings.CSRF_TRUSTED_ORIGINS = []
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
    thread.join()


def test_without_javascript_nothing_is_offered_that_does_not_work(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/-/ui/", java_script_enabled=False)

    hidden = page.locator("[data-palier-reveal]")

    assert hidden.count() == 3
    assert [hidden.nth(i).is_visible() for i in range(3)] == [False, False, False]
    assert page.locator("#carte noscript").bounding_box() is not None


def test_communes_are_proposed_while_typing_and_chosen_with_the_keyboard(
    browser: Browser, address: str
) -> None:
    page = opened(browser, f"{address}/-/ui/")
    where = page.locator("#blank_where")

    where.press_sequentially("c")
    where.press_sequentially("r")
    page.get_by_role("option", name="Craon (53400)").wait_for()
    spoken = page.locator(".where [role=status]").inner_text()
    where.press("ArrowDown")
    pointed = page.locator(".where [role=option]").get_attribute("aria-selected")
    where.press("Enter")

    assert (spoken, pointed) == ("1 commune proposée.", "true")
    assert where.input_value() == "Craon (53400)"
    assert where.get_attribute("aria-expanded") == "false"


def test_an_unknown_commune_is_told_and_escape_closes_the_proposals(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/-/ui/")
    where = page.locator("#blank_where")

    where.press_sequentially("co")
    page.get_by_role("listbox").wait_for()
    where.press("Escape")
    closed = page.get_by_role("listbox").is_hidden()
    where.press_sequentially("zz")
    page.get_by_text("Aucune commune trouvée").wait_for(state="attached")

    assert closed
    assert where.input_value() == "cozz"


def test_a_position_leaves_the_device_rounded_to_two_decimals(browser: Browser, address: str) -> None:
    position = {"latitude": 47.848765, "longitude": -0.951234}
    page = opened(browser, f"{address}/-/ui/", permissions=["geolocation"], geolocation=position)
    page.locator("#blank_need").fill("mail")

    with page.expect_request(re.compile(r"lat=")) as request:
        page.get_by_role("button", name="Autour de moi").click()

    assert request.value.url == f"{address}/-/ui/?need=mail&where=&lat=47.85&lon=-0.95"


def test_a_refused_position_asks_for_the_name_of_the_commune(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/-/ui/", permissions=[])

    page.get_by_role("button", name="Autour de moi").click()

    page.get_by_text("Écrivez le nom de votre commune").wait_for()


def test_on_a_phone_the_map_comes_only_when_asked_for(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/carte/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.locator("#carte").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    before = [url for url in asked if "leaflet" in url or "/map/" in url]
    page.get_by_role("button", name="Afficher la carte").click()
    page.get_by_role("button", name="Lieu 3 : Centre social").wait_for()
    page.locator(".outline").wait_for()

    assert before == []
    assert page.locator(".outline").count() == 1
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Carte des lieux"
    assert complaints_of(page) == []
    assert faults(page) == []


def test_the_map_is_used_with_the_keyboard_and_leads_back_to_the_list(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/carte/", width=1280)
    group = page.get_by_role("button", name="2 lieux proches, ouvrir")
    group.wait_for()

    group.focus()
    group.press("Enter")
    first = page.get_by_role("button", name="Lieu 1 : Médiathèque du Pays de Craon")
    first.focus()
    row_is_marked = page.locator("#lieu-1.is-current").count()
    first.press("Enter")
    focused = page.evaluate("document.activeElement.textContent")
    marker_is_marked = page.locator(".target.is-current").get_attribute("aria-label")

    assert (row_is_marked, focused) == (1, "Médiathèque du Pays de Craon")
    assert marker_is_marked == "Lieu 1 : Médiathèque du Pays de Craon"


def test_a_place_that_is_only_on_the_map_opens_its_page(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/carte/", width=1280)
    marker = page.get_by_role("button", name="Lieu 9 : Mairie <b>de</b> Laval")

    marker.wait_for()
    marker.focus()
    name = page.get_by_role("tooltip").inner_text()
    marker.press(" ")
    page.wait_for_url("**/avis/")

    assert name == "Mairie <b>de</b> Laval"


def test_a_printed_page_keeps_phone_numbers_and_its_short_address_and_loses_navigation(
    browser: Browser, address: str
) -> None:
    page = opened(browser, f"{address}/-/ui/", width=794)
    page.emulate_media(media="print")
    tops = page.evaluate(
        "() => ['.call', '.soft', '.line'].map((name) => document.querySelector(`#lieu-1 ${name}`).offsetTop)"
    )

    assert not page.get_by_role("navigation", name="Menu principal").is_visible()
    assert not page.get_by_role("button", name="Chercher").is_visible()
    assert page.locator(".foot .print-only").is_visible()
    assert tops == sorted(tops)
