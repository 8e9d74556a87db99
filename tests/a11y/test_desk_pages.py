"""The pages of a session at its desk: axe, small screens, targets, headings, no script, keyboard."""

import pytest
from playwright.sync_api import Browser

from tests.a11y.looking import wrong_with
from tests.e2e.signed_in import SignedIn, sign_in
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser
NAMES = [
    "sessions to hold", "desk", "desk of a workshop", "desk before", "board", "board that carries", "wall",
    "blank board", "paperboard", "heads", "report", "report written", "two questions, team", "summary",
    "questions of the network", "figures", "ask", "asked", "two questions", "two questions, thanks",
]  # fmt: skip


@pytest.fixture(scope="module")
def desk(demo_site: DemoSite) -> SignedIn:
    """A café and a workshop that began forty minutes ago."""
    found = sign_in(demo_site, "desk_pages")
    assert sorted(found.paths) == sorted(NAMES)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wrong_with_the_pages_of_the_desk(browser: Browser, desk: SignedIn, name: str) -> None:
    assert wrong_with(desk.opened(browser, name)) == {}
