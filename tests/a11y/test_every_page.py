"""Every public page, at two widths and in two schemes: axe, small screens, targets, headings, skip links."""

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Browser

from tests.a11y.looking import faults, wrong_with
from tests.e2e.pages import (
    DATA_ROUTES,
    PAGES,
    PHONE,
    STEP_ROUTES,
    opened,
    path_of,
    route_names,
    tab_to,
)
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser

FIRST_OF_THEIR_KIND = {"home", "search", "commune", "stuck, step 1", "stuck, step 3", "feedback", "place", "town hall",
                       "report an error", "accessibility", "privacy", "about", "widget", "unknown page", "Arabic home",
                       "Arabic search"}  # fmt: skip


def public_routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            if not getattr(entry.callback, "login_required", True):
                yield f"{prefix}{entry.name}"
        elif entry.namespace != "admin":
            yield from public_routes(entry, f"{entry.namespace}:" if entry.namespace else prefix)


def test_every_public_page_of_the_url_conf_is_looked_at() -> None:
    pages = {route for route in public_routes(get_resolver()) if not route.startswith("api:")}

    assert pages == route_names() | DATA_ROUTES | STEP_ROUTES


@pytest.mark.requirement("R004-057")
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wrong_with_public_pages(browser: Browser, demo_site: DemoSite, name: str) -> None:
    page = opened(browser, demo_site.url + path_of(demo_site, name))

    assert wrong_with(page, thorough=name in FIRST_OF_THEIR_KIND) == {}


@pytest.mark.requirement("R004-057")
@pytest.mark.parametrize("name", ["feedback", "report an error"])
def test_axe_finds_nothing_on_a_refused_form_and_the_refusal_is_said(
    browser: Browser, demo_site: DemoSite, name: str
) -> None:
    page = opened(browser, demo_site.url + path_of(demo_site, name))

    page.locator("form[method=post]").evaluate("form => { form.noValidate = true; }")
    page.wait_for_timeout(2200)  # a form sent in less than two seconds is a robot’s
    with page.expect_navigation() as sent:
        page.locator("form[method=post] .button").click()

    field = page.get_by_role("textbox", name="avis" if name == "feedback" else "Avec vos mots")
    described = field.evaluate(
        "e => e.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent.trim())"
    )
    assert sent.value.status == 422
    assert field.get_attribute("aria-invalid") == "true"
    assert any("obligatoire" in text for text in described)
    assert faults(page) == []


@pytest.mark.requirement("R004-057")
def test_the_accessibility_statement_is_published_and_reached_from_every_page(
    browser: Browser, demo_site: DemoSite
) -> None:
    page = opened(browser, f"{demo_site.url}/accessibilite/")
    sources = {n: page.request.get(demo_site.url + path_of(demo_site, n)).text() for n in PAGES}

    # A frame stands in another site’s page, a screen on a wall: neither has our footer.
    without = {n for n in PAGES if '<a href="/accessibilite/">' not in sources[n]}
    assert without == {"frame of the widget", "frame of dates", "week on a screen"}
    assert "RGAA 4.1" in page.locator("main").inner_text()


@pytest.mark.requirement("R004-060")
@pytest.mark.parametrize("name", ["search", "place", "commune", "privacy"])
def test_long_pages_have_a_skip_link_and_a_link_back_to_the_top(
    browser: Browser, demo_site: DemoSite, name: str
) -> None:
    page = opened(browser, demo_site.url + path_of(demo_site, name))
    skip, top = page.locator(".skip"), page.locator(".to-top a")

    first = tab_to(page, skip)
    shown = skip.bounding_box()
    page.keyboard.press("Enter")
    inside = page.evaluate("document.activeElement.id")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    top.press("Enter")
    for _ in range(50):  # the way up is animated; our CSP forbids Playwright’s own way of waiting
        if page.evaluate("location.hash === '#haut' && scrollY < 200"):
            break
        page.wait_for_timeout(100)

    assert (first, inside) == (1, "contenu")
    assert page.evaluate("scrollY") < 200
    assert shown is not None
    assert shown["y"] >= 0


@pytest.mark.parametrize(
    "name", [n for n in PAGES if n.startswith(("search", "stuck, step 3", "place", "town hall"))]
)
def test_on_a_phone_a_number_to_call_is_a_link_that_dials(
    browser: Browser, demo_site: DemoSite, name: str
) -> None:
    page = opened(browser, demo_site.url + path_of(demo_site, name))
    phones = page.locator("main a.phone")

    assert phones.count() >= 1
    assert all(PHONE.search(text) for text in phones.all_inner_texts())
    assert all(
        re.fullmatch(r"tel:(\+33|0)\d{9}", href)
        for href in phones.evaluate_all("links => links.map((a) => a.href)")
    )
