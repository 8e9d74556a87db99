"""Pages in Arabic: read from right to left, nothing clipped, nothing on top of something else."""

import pytest
from playwright.sync_api import Browser

from tests.e2e.pages import PAGES, PHONE, opened, path_of
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser

ARABIC = [name for name in PAGES if name.startswith("Arabic")]
CLIPPED = """() => [...document.querySelectorAll("main *, header *, footer *")]
    .filter((e) => e.checkVisibility() && !e.closest(".visually-hidden, .trap, svg, .map"))
    .filter((e) => getComputedStyle(e).overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1)
    .map((e) => e.outerHTML.slice(0, 80))"""
OVERLAPPING = """() => {
    const SELECTOR = "main :is(h1, h2, h3, p, .button, .badge, input, .card, .panel, .urgent a, .links a)";
    const blocks = [...document.querySelectorAll(SELECTOR)]
        .filter((e) => e.checkVisibility() && !e.closest(".visually-hidden, .trap"));
    const over = [];
    blocks.forEach((a, i) => blocks.slice(i + 1).forEach((b) => {
        if (a.contains(b) || b.contains(a)) return;
        const x = a.getBoundingClientRect(), y = b.getBoundingClientRect();
        const width = Math.min(x.right, y.right) - Math.max(x.left, y.left);
        const height = Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top);
        if (width > 2 && height > 12) over.push([a.textContent.trim().slice(0, 30), b.textContent.trim().slice(0, 30)]);
    }));
    return over;
}"""


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ARABIC)
def test_a_page_in_arabic_is_laid_out_from_right_to_left_and_nothing_is_clipped(
    browser: Browser, demo_site: DemoSite, name: str, width: int
) -> None:
    page = opened(browser, demo_site.url + path_of(demo_site, name), width=width)
    html, title, brand = (
        page.locator("html"),
        page.locator("h1").bounding_box(),
        page.locator(".brand").bounding_box(),
    )

    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl")
    assert brand
    assert title
    assert brand["x"] > width / 2
    assert page.evaluate(CLIPPED) == []
    assert page.evaluate(OVERLAPPING) == []


def test_french_addresses_and_numbers_keep_their_order_inside_a_page_in_arabic(
    browser: Browser, demo_site: DemoSite
) -> None:
    page = opened(browser, demo_site.url + path_of(demo_site, "Arabic stuck, step 3"))
    card = page.locator("main .card").first
    phone, address = card.locator("a.phone"), card.locator(".line span").last
    edges = address.evaluate(
        """e => { const range = document.createRange(), text = e.firstChild, box = (from, to) => {
            range.setStart(text, from); range.setEnd(text, to); return range.getBoundingClientRect(); };
            return [box(0, 1).left, box(2, 3).left]; }"""
    )

    assert PHONE.fullmatch(phone.inner_text())
    assert phone.evaluate("e => getComputedStyle(e).direction") == "ltr"
    assert address.inner_text()[0].isdigit()
    assert edges[0] < edges[1]  # the number of the house stays on the left of the name of the street
