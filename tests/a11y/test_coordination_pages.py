"""The pages of coordination and of requests to appear: axe, small screens, targets, headings, keyboard, no script."""

import pytest
from playwright.sync_api import Browser

from tests.a11y.looking import wrong_with
from tests.e2e.pages import follow, tab_to
from tests.e2e.signed_in import SignedIn, sign_in
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser
NAMES = [
    "door", "one territory", "records to verify", "communes without place", "communes without ccas", "requests",
    "request", "request followed", "request to complete", "campaigns", "campaign", "structures", "structure",
    "key actors", "mandates", "needs", "need", "opinions", "opinion", "my part",
    "guides to prepare", "guide to freeze", "guide frozen", "guides", "guide", "structures of the guide",
    "guide for everybody", "structures for everybody",
    "pairs", "one pair", "pairs put aside", "pairs joined", "provenance",
]  # fmt: skip


@pytest.fixture(scope="module")
def desk(demo_site: DemoSite) -> SignedIn:
    """Sign a coordinator in and put something in each list, once."""
    found = sign_in(demo_site, "coordination_pages")
    assert sorted(found.paths) == sorted(NAMES)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wrong_with_the_pages_of_coordination(browser: Browser, desk: SignedIn, name: str) -> None:
    assert wrong_with(desk.opened(browser, name)) == {}


def test_a_line_of_a_campaign_is_marked_with_the_keyboard_alone_and_without_script(
    browser: Browser, desk: SignedIn
) -> None:
    page = desk.opened(browser, "campaign", java_script_enabled=False)
    button = page.get_by_role("button", name="Contactée : La Poste")
    button.focus()
    follow(page, lambda: page.keyboard.press("Enter"))

    assert "Contactée le" in page.locator("article", has_text="La Poste").first.inner_text()


def test_each_figure_of_the_door_is_reached_with_the_keyboard_and_leads_to_a_page(
    browser: Browser, desk: SignedIn
) -> None:
    page = desk.opened(browser, "one territory", width=1280)
    last = page.locator("#manque ~ ul a").last
    pressed = tab_to(page, last)
    addresses = page.locator("section ul.list a").evaluate_all(
        "all => all.map((a) => a.getAttribute('href'))"
    )

    answers = {url: page.request.get(desk.site.url + url).status for url in addresses}

    assert pressed < 40
    assert {url: status for url, status in answers.items() if status != 200} == {}
