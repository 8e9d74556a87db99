"""The pages of registration in every state: axe, small screens, one sheet of paper."""

from itertools import pairwise

import pytest
from playwright.sync_api import Browser

from tests.a11y.test_every_page import CONTRAST, LOST, OUTLINE, TARGETS_TOO_SMALL, WIDTH, faults
from tests.e2e.pages import complaints_of
from tests.e2e.registration_house import Library, library

__all__ = ["library"]
pytestmark = pytest.mark.browser
PAGES = [
    "registered",
    "offered",
    "waiting",
    "cancelled",
    "full session",
    "seats kept",
    "list",
    "full list",
    "paper list",
    "calls",
]
OPEN_ALL = "() => document.querySelectorAll('details').forEach((e) => { e.open = true; })"


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_the_pages_of_registration(
    browser: Browser, library: Library, name: str
) -> None:
    page = library.opened(browser, name)
    page.evaluate(OPEN_ALL)
    found = {"360 light": faults(page)}
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1280, "height": 800})
    found["1280 dark"] = faults(page, CONTRAST)

    assert {k: v for k, v in found.items() if v} == {}
    assert complaints_of(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_registration_loses_nothing_on_a_small_screen_and_its_headings_make_an_outline(
    browser: Browser, library: Library, name: str
) -> None:
    page = library.opened(browser, name, width=320)
    page.evaluate(OPEN_ALL)
    lost: list[str] = page.evaluate(LOST, 320)
    levels = page.evaluate(OUTLINE)
    widths = {320: page.evaluate(WIDTH)}
    page.set_viewport_size({"width": 360, "height": 800})
    widths[360] = page.evaluate(WIDTH)
    small = page.evaluate(TARGETS_TOO_SMALL)

    assert (lost, widths, small) == ([], {320: 320, 360: 360}, [])
    assert (levels[0], levels.count(1)) == (1, 1)
    assert [b for a, b in pairwise(levels) if b > a + 1] == []


def test_a_confirmation_prints_on_one_sheet_with_its_code_large(browser: Browser, library: Library) -> None:
    page = library.opened(browser, "registered", width=1280)
    page.emulate_media(media="print")
    code = page.locator("b.phone.xl").evaluate("e => [getComputedStyle(e).fontSize, e.checkVisibility()]")
    sheet = page.pdf(prefer_css_page_size=True)

    assert sheet.count(b"/Type /Page\n") + sheet.count(b"/Type /Page ") == 1
    assert (float(code[0].removesuffix("px")) > 30, code[1]) == (True, True)
    assert page.locator(".print-head .qr svg").is_visible()
