"""A visitor who follows every link meets no third party, no cookie, and nothing written on the device."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from palier.web.pages.cookies import COOKIE_REGISTER
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser

DEPTH, PAGES_AT_MOST = 3, 150
LINKS = "() => [...document.querySelectorAll('a[href]')].map((a) => a.href.split('#')[0])"
WRITTEN = """async () => [localStorage.length, sessionStorage.length, document.cookie,
    (await indexedDB.databases()).length, (await caches.keys()).length,
    (await navigator.serviceWorker.getRegistrations()).length]"""


def is_a_page(link: str, site: DemoSite) -> bool:
    """A page of ours for the public: neither a file, nor the API, nor the operators’ door."""
    path = urlsplit(link).path
    is_ours = link.startswith(f"{site.url}/") and not path.startswith(("/-/admin", "/api/"))
    return is_ours and "." not in path.rsplit("/", 1)[-1]


@pytest.mark.requirement("S34", "R003-062", "R003-072", "R003-078")
def test_a_crawl_of_the_public_pages_meets_no_third_party_and_no_cookie(
    browser: Browser, demo_site: DemoSite
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    asked: set[str] = set()
    cookies: list[tuple[str, str]] = []
    page.on("request", lambda request: asked.add(request.url))
    page.on(
        "response",
        lambda answer: cookies.extend(
            (answer.url, h["value"]) for h in answer.headers_array() if h["name"].lower() == "set-cookie"
        ),
    )
    level, seen, written = [f"{demo_site.url}/"], {f"{demo_site.url}/"}, {}
    looked_at = 0
    for _depth in range(DEPTH + 1):
        following: list[str] = []
        for url in level:
            if looked_at == PAGES_AT_MOST:
                break
            looked_at += 1
            answer = page.goto(url)
            assert answer is not None
            assert answer.status == 200, url
            if (state := page.evaluate(WRITTEN)) != [0, 0, "", 0, 0, 0]:
                written[url] = state
            new = [link for link in page.evaluate(LINKS) if is_a_page(link, demo_site) and link not in seen]
            seen.update(new)
            following += dict.fromkeys(new)
        level = following
    hosts = {urlsplit(url).netloc for url in asked if urlsplit(url).scheme not in ("data", "blob")}

    assert looked_at >= 100
    assert any("leaflet" in url for url in asked)  # the map was there too
    assert hosts == {urlsplit(demo_site.url).netloc}
    assert (cookies, context.cookies(), written) == ([], [], {})
    context.close()


@pytest.mark.requirement("R003-072", "R003-078")
def test_the_only_page_that_sets_a_cookie_is_the_door_of_the_operators_and_it_is_in_the_register(
    browser: Browser, demo_site: DemoSite
) -> None:
    context = browser.new_context()
    page = context.new_page()
    answer = page.goto(f"{demo_site.url}/-/admin/login/")

    assert answer is not None
    lines = [h["value"] for h in answer.headers_array() if h["name"].lower() == "set-cookie"]
    names = {cookie["name"] for cookie in context.cookies()}  # type: ignore[typeddict-item]
    assert names == {"palier_csrf"}
    assert names <= {cookie.name for cookie in COOKIE_REGISTER}
    assert [line for line in lines if "max-age" in line.lower() or "expires" in line.lower()] == []
    assert len(lines) == 1
    context.close()
