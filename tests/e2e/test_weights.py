"""What a first visit weighs, in a browser with an empty cache (`docs/weights.md`)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser

from tests.e2e.pages import path_of
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser

PAGE_BYTES, PAGE_REQUESTS, MAP_BYTES, HTML_BYTES, CSS_BYTES = 60_000, 6, 350_000, 14_000, 10_000
WITHOUT_A_MAP = [
    "home",
    "search",
    "search by need",
    "commune",
    "place",
    "stuck, step 3",
    "Arabic home",
    "privacy",
    "agenda of a département",
    "session of a café",
    "week on a screen",
    "register",
]


@dataclass
class Visit:
    """What came over the network: bytes with headers, by address."""

    sizes: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.sizes.values())


def visit(
    browser: Browser, url: str, *, width: int, then: Callable[[Any], object] = lambda page: None
) -> Visit:
    """Open `url` with nothing in the cache, do `then`, and weigh what the network carried."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    addresses: dict[str, str] = {}
    seen = Visit()
    network.on("Network.requestWillBeSent", lambda e: addresses.update({e["requestId"]: e["request"]["url"]}))

    def finished(event: dict[str, Any]) -> None:
        address = addresses[event["requestId"]]
        if not address.startswith("data:"):  # the browser’s own picture beside a date field: nothing is asked
            seen.sizes[address] = int(event["encodedDataLength"])

    network.on("Network.loadingFinished", finished)
    page.goto(url, wait_until="networkidle")
    then(page)
    context.close()
    return seen


@pytest.mark.parametrize("name", WITHOUT_A_MAP)
def test_a_first_visit_without_its_map_fits_in_sixty_kilobytes_and_six_requests(
    browser: Browser, demo_site: DemoSite, name: str
) -> None:
    seen = visit(browser, demo_site.url + path_of(demo_site, name), width=360)

    assert seen.total <= PAGE_BYTES, seen.sizes
    assert len(seen.sizes) <= PAGE_REQUESTS, seen.sizes
    assert len(seen.sizes) >= 2


def test_a_first_visit_with_the_map_fits_in_three_hundred_and_fifty_kilobytes(
    browser: Browser, demo_site: DemoSite
) -> None:
    seen = visit(
        browser,
        demo_site.url + path_of(demo_site, "search by need"),
        width=1280,
        then=lambda page: page.locator(".outline").first.wait_for(state="attached"),
    )

    assert any("leaflet" in url for url in seen.sizes)
    assert seen.total <= MAP_BYTES, seen.sizes


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_the_results_and_the_style_sheet_are_served_small(
    browser: Browser, demo_site: DemoSite, encoding: str
) -> None:
    def fetched(path: str) -> tuple[int, str]:
        with urlopen(
            Request(demo_site.url + path, headers={"Accept-Encoding": f"gzip, {encoding}"})
        ) as answer:
            return len(answer.read()), answer.headers["Content-Encoding"]

    page = browser.new_page()
    page.goto(demo_site.url)
    style = page.locator("link[rel=stylesheet]").get_attribute("href") or ""
    page.close()
    results = {
        n: fetched(path_of(demo_site, n)) for n in ("search", "search by need", "search far from everything")
    }
    css, css_encoding = fetched(style)

    assert css_encoding == encoding
    assert css <= CSS_BYTES
    assert {e for _size, e in results.values()} <= {"gzip", "br"}
    assert [n for n, (size, _e) in results.items() if size > HTML_BYTES] == []


def test_no_script_is_needed_before_the_first_gesture(browser: Browser, demo_site: DemoSite) -> None:
    page = browser.new_page()
    blocked: list[str] = []
    page.route("**/*.js", lambda route: (blocked.append(route.request.url), route.abort()))  # type: ignore[func-returns-value]

    page.goto(demo_site.url + path_of(demo_site, "search"))

    assert blocked
    assert page.locator("main a.phone").first.is_visible()
    page.close()
