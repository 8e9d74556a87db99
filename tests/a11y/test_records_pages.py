"""The pages of records: axe, small screens, targets, headings, the keyboard alone."""

from itertools import pairwise

import pytest
from playwright.sync_api import Browser

from tests.a11y.test_every_page import CONTRAST, LOST, OUTLINE, TARGETS_TOO_SMALL, WIDTH, faults
from tests.e2e.keeping import Office, open_office
from tests.e2e.pages import complaints_of, tab_to
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser
PAGES = [
    "records",
    "place",
    "edit place",
    "new place",
    "gestures",
    "history",
    "close",
    "new service",
    "edit service",
    "structure",
    "edit structure",
    "new structure",
]


@pytest.fixture(scope="module")
def office(demo_site: DemoSite) -> Office:
    return open_office(demo_site)


def by(name: str) -> str:
    """Who opens the page: only a coordinator closes."""
    return "Carole" if name in ("close", "history") else "Alice"


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_the_pages_of_records(browser: Browser, office: Office, name: str) -> None:
    page = office.opened(browser, name, by=by(name))
    page.evaluate("() => document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    found = {"360 light": faults(page)}
    page.emulate_media(color_scheme="dark")
    found["360 dark"] = faults(page, CONTRAST)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    found["1280 light"] = faults(page)

    assert {k: v for k, v in found.items() if v} == {}
    assert complaints_of(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_records_lose_nothing_on_a_small_screen_and_their_headings_make_an_outline(
    browser: Browser, office: Office, name: str
) -> None:
    page = office.opened(browser, name, by=by(name), width=320)
    page.evaluate("() => document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    lost: list[str] = page.evaluate(LOST, 320)
    levels = page.evaluate(OUTLINE)
    widths = {320: page.evaluate(WIDTH)}
    page.set_viewport_size({"width": 360, "height": 800})
    widths[360] = page.evaluate(WIDTH)
    small = page.evaluate(TARGETS_TOO_SMALL)

    assert (lost, widths) == ([], {320: 320, 360: 360})
    assert small == []
    assert (levels[0], levels.count(1)) == (1, 1)
    assert [b for a, b in pairwise(levels) if b > a + 1] == []


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("edit place", "Enregistrer"),
        ("new place", "Enregistrer"),
        ("gestures", "Il y a de nouveau des places"),
    ],
)
def test_what_can_be_done_to_a_record_is_reached_with_the_keyboard(
    browser: Browser, office: Office, name: str, target: str
) -> None:
    page = office.opened(browser, name)

    tab_to(page, page.get_by_role("button", name=target, exact=True), at_most=400)
