"""Everything prints: A4, the phone first, no navigation, a short address and a QR code."""

import re

import pytest
from playwright.sync_api import Browser

from tests.e2e.pages import opened, path_of
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser

HIDDEN = [".skip", ".masthead nav", ".foot ul", ".to-top", "main .button", ".map", "form.ask"]


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf))


@pytest.mark.parametrize(
    "name", ["place", "town hall", "search", "commune", "agenda of a département", "session of a café"]
)
def test_a_printed_page_has_no_navigation_and_says_where_it_comes_from(
    browser: Browser, demo_site: DemoSite, name: str
) -> None:
    page = opened(browser, demo_site.url + path_of(demo_site, name), width=794)
    page.emulate_media(media="print")

    shown = [selector for selector in HIDDEN if any(e.is_visible() for e in page.locator(selector).all())]

    assert shown == []
    assert "127.0.0.1" in page.locator("footer .print-only").inner_text()


def test_a_printed_place_starts_with_its_name_and_phone_and_bears_a_qr_code(
    browser: Browser, demo_site: DemoSite
) -> None:
    page = opened(browser, demo_site.url + path_of(demo_site, "place"), width=794)
    page.emulate_media(media="print")
    name, phone = page.locator("h1").bounding_box(), page.locator("main a.phone").first.bounding_box()
    hours, code = page.locator("#horaires").bounding_box(), page.locator(".print-head .qr svg").bounding_box()

    assert name
    assert phone
    assert hours
    assert code
    assert name["y"] < phone["y"] < hours["y"]
    assert phone["y"] < 500
    assert code["width"] > 90  # 26 mm, read by a phone held over the sheet


def test_a_place_without_declared_services_fits_on_two_sheets_and_a_rich_one_with_its_dates_on_five(
    browser: Browser, demo_site: DemoSite
) -> None:
    page = opened(browser, demo_site.url + path_of(demo_site, "town hall"))
    plain = pages_of(page.pdf(format="A4", prefer_css_page_size=True))
    page.goto(demo_site.url + path_of(demo_site, "place"))
    rich = pages_of(page.pdf(format="A4", prefer_css_page_size=True))

    assert plain <= 2
    assert rich <= 5
