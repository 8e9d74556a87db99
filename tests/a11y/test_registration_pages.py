"""The pages of registration in every state: axe, small screens, one sheet of paper."""

import pytest
from playwright.sync_api import Browser

from tests.a11y.looking import wrong_with
from tests.e2e.signed_in import SignedIn, sign_in
from tests.plugins.demo_site import DemoSite

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


# The pages of the team; the others are open to everybody.
OF_THE_TEAM = ("list", "full list", "paper list", "calls")


@pytest.fixture(scope="module")
def library(demo_site: DemoSite) -> SignedIn:
    """Register the people, once."""
    found = sign_in(demo_site, "registration_pages")
    assert sorted(found.paths) == sorted(PAGES)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wrong_with_the_pages_of_registration(
    browser: Browser, library: SignedIn, name: str
) -> None:
    assert wrong_with(library.opened(browser, name, by=None if name in OF_THE_TEAM else "")) == {}


def test_a_confirmation_prints_on_one_sheet_with_its_code_large(browser: Browser, library: SignedIn) -> None:
    page = library.opened(browser, "registered", by="", width=1280)
    page.emulate_media(media="print")
    code = page.locator("b.phone.xl").evaluate("e => [getComputedStyle(e).fontSize, e.checkVisibility()]")
    sheet = page.pdf(prefer_css_page_size=True)

    assert sheet.count(b"/Type /Page\n") + sheet.count(b"/Type /Page ") == 1
    assert (float(code[0].removesuffix("px")) > 30, code[1]) == (True, True)
    assert page.locator(".print-head .qr svg").is_visible()
