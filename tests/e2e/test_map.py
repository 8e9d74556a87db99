"""The map says what the list says: as many markers, by keyboard, without WebGL, without tiles."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.pages import complaints_of, opened, path_of
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser

NO_WEBGL = """const original = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return /webgl/.test(kind) ? null : original.call(this, kind, ...rest);
};"""


@pytest.fixture
def wide_page(browser: Browser, demo_site: DemoSite) -> Iterator[Page]:
    """The results on a large screen, WebGL off, the map drawn."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(NO_WEBGL)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.complaints = complaints  # type: ignore[attr-defined]
    page.goto(demo_site.url + path_of(demo_site, "search by need"))
    page.locator(".outline").first.wait_for(state="attached")
    yield page
    context.close()


def spoken(page: Page) -> list[str]:
    names: list[Any] = page.locator(".leaflet-marker-pane .target").evaluate_all(
        "targets => targets.map((e) => e.getAttribute('aria-label'))"
    )
    return names


@pytest.mark.requirement("R004-017")
def test_the_markers_are_the_rows_of_the_list_without_webgl_and_without_tiles(wide_page: Page) -> None:
    rows = wide_page.locator("[data-palier-place]").count()
    singles = [name for name in spoken(wide_page) if name.startswith("Lieu ")]
    groups = [int(name.split()[0]) for name in spoken(wide_page) if not name.startswith("Lieu ")]

    assert rows == 10
    assert len(singles) + sum(groups) == rows
    assert wide_page.locator(".leaflet-tile").count() == 0
    assert complaints_of(wide_page) == []


def test_opened_with_the_keyboard_the_groups_show_every_row_by_its_number_and_name(wide_page: Page) -> None:
    rows = {
        f"Lieu {row.get_attribute('data-number')} : {row.locator('h2 a').inner_text()}"
        for row in wide_page.locator("[data-palier-place]").all()
    }
    met = {name for name in spoken(wide_page) if name.startswith("Lieu ")}
    for _press in range(6):
        groups = [name for name in spoken(wide_page) if not name.startswith("Lieu ")]
        if not groups:
            break
        group = wide_page.get_by_role("button", name=groups[0], exact=True).first
        group.focus()
        group.press("Enter")
        expect(group).not_to_be_attached()
        met |= {name for name in spoken(wide_page) if name.startswith("Lieu ")}

    plain = {re.sub(r"\s+", " ", name) for name in met}
    assert plain == {re.sub(r"\s+", " ", name) for name in rows}


def test_a_marker_pressed_leads_to_its_row(wide_page: Page) -> None:
    marker = wide_page.locator(".leaflet-marker-pane .target[aria-label^='Lieu ']").first
    name = (marker.get_attribute("aria-label") or "").split(" : ", 1)[1]

    marker.focus()
    marker.press("Enter")

    assert wide_page.evaluate("document.activeElement.textContent.trim()") == name


@pytest.mark.requirement("R004-017")
@pytest.mark.parametrize("name", ["search by need", "commune"])
def test_without_scripts_the_list_says_everything_and_no_button_is_dead(
    browser: Browser, demo_site: DemoSite, name: str
) -> None:
    page = opened(browser, demo_site.url + path_of(demo_site, name), width=1280, java_script_enabled=False)
    cards = page.locator("[data-palier-place]")

    # Other tests put places without a telephone online here; those of the demonstration all have one.
    invented = cards.filter(has_text="démonstration")
    assert invented.count() >= 5
    assert invented.locator("a.phone").count() == invented.count()
    assert not page.get_by_role("button", name="Afficher la carte").is_visible()
    assert not page.get_by_role("button", name="Autour de moi").is_visible()
    assert not page.locator("[data-palier-print]").first.is_visible()
