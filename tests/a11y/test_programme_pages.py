"""The pages of those who plan: axe, small screens, headings; a missing café made on a telephone without script."""

import pytest
from playwright.sync_api import Browser

from tests.a11y.looking import wrong_with
from tests.e2e.programme_pages import PARTS
from tests.e2e.signed_in import SignedIn, sign_in
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser
PAGES = [
    "programme", "formats", "new café", "new talk", "propose", "session", "proposed", *PARTS,
    "series list", "new series", "series", "networks", "grid", "network", "texts", "text",
    "templates", "template", "new template", "import", "library",
]  # fmt: skip


@pytest.fixture(scope="module")
def planner(demo_site: DemoSite) -> SignedIn:
    """Plan the sessions, once."""
    found = sign_in(demo_site, "programme_pages")
    assert sorted(found.paths) == sorted(PAGES)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wrong_with_the_pages_of_the_programme(
    browser: Browser, planner: SignedIn, name: str
) -> None:
    assert wrong_with(planner.opened(browser, name)) == {}


@pytest.mark.requirement("S11")
def test_a_missing_cafe_is_seen_made_and_published_on_a_telephone_without_script(
    browser: Browser, planner: SignedIn
) -> None:
    page = planner.opened(browser, "grid", java_script_enabled=False)
    before = page.get_by_text("rien de publié", exact=True).count()
    assert page.get_by_role("heading", name="Il manque une séance").is_visible()

    page.get_by_role("button", name="Créer la séance").last.click()
    page.get_by_role("button", name="Publier la séance").click()

    assert page.get_by_text("La séance est publiée.").is_visible()
    page.goto(planner.site.url + planner.paths["grid"])
    assert page.get_by_text("rien de publié", exact=True).count() == before - 1
