"""The pages of records: axe, small screens, targets, headings, the keyboard alone."""

import pytest
from playwright.sync_api import Browser

from tests.a11y.looking import wrong_with
from tests.e2e.pages import tab_to
from tests.e2e.signed_in import SignedIn, sign_in
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
def office(demo_site: DemoSite) -> SignedIn:
    return sign_in(demo_site, "records_pages")


def by(name: str) -> str:
    """Who opens the page: only a coordinator closes."""
    return "Carole" if name in ("close", "history") else "Alice"


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wrong_with_the_pages_of_records(browser: Browser, office: SignedIn, name: str) -> None:
    assert wrong_with(office.opened(browser, name, by=by(name)), thorough=True) == {}


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("edit place", "Enregistrer"),
        ("new place", "Enregistrer"),
        ("gestures", "Il y a de nouveau des places"),
    ],
)
def test_what_can_be_done_to_a_record_is_reached_with_the_keyboard(
    browser: Browser, office: SignedIn, name: str, target: str
) -> None:
    page = office.opened(browser, name)

    tab_to(page, page.get_by_role("button", name=target, exact=True), at_most=400)
