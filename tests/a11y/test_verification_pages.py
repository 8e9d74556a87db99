"""The pages where owners verify and where corrections are decided: axe, small screens, targets, no JavaScript."""

import pytest
from playwright.sync_api import Browser

from tests.a11y.looking import faults, wrong_with
from tests.e2e.pages import follow, tab_to
from tests.e2e.signed_in import SignedIn, sign_in
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser
STATES = [
    "link",
    "correct",
    "code",
    "refused",
    "report",
    "letters",
    "print letters",
    "proposals",
    "proposal",
    "publication",
]
PUBLIC = ("link", "correct", "code", "refused")


@pytest.fixture(scope="module")
def desk(demo_site: DemoSite) -> SignedIn:
    """Fill the demonstration with what waits for an answer, once."""
    found = sign_in(demo_site, "verification_pages")
    assert sorted(found.paths) == sorted(STATES)
    return found


@pytest.mark.parametrize("name", STATES)
def test_nothing_is_wrong_with_the_pages_of_verification(browser: Browser, desk: SignedIn, name: str) -> None:
    page = desk.opened(
        browser, name, by="" if name in PUBLIC else None, status=404 if name == "refused" else 200
    )

    assert wrong_with(page, thorough=True) == {}


@pytest.mark.parametrize("with_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_owner_corrects_the_hours_from_a_phone_with_the_keyboard_alone(
    browser: Browser, desk: SignedIn, with_scripts: bool
) -> None:
    page = desk.opened(browser, "link", java_script_enabled=with_scripts)
    tab_to(page, page.get_by_role("link", name="Corriger la fiche de Médiathèque à vérifier"))
    follow(page, lambda: page.keyboard.press("Enter"))
    page.wait_for_timeout(2500)  # a form sent within two seconds is taken for a robot’s

    tab_to(page, page.get_by_label("Horaires d’ouverture, comme vous les dites"))
    page.keyboard.press("Control+a")
    page.keyboard.type("du mardi au samedi de 10h à 18h")
    tab_to(page, page.get_by_role("button", name="Relire avant d’enregistrer"))
    follow(page, lambda: page.keyboard.press("Enter"))

    assert page.locator("h1").inner_text() == "Est-ce bien cela ?"
    assert "du mardi au samedi" in page.get_by_role("table").inner_text()
    if with_scripts:
        assert faults(page) == []
    tab_to(page, page.get_by_role("button", name="Modifier encore"))
    follow(page, lambda: page.keyboard.press("Enter"))
    assert page.locator("h1").inner_text() == "Corriger la fiche"
