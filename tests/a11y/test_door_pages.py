"""The doors of professionals as the people of the demonstration meet them: axe, small screens, one sheet of paper."""

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.a11y.looking import wrong_with
from tests.e2e.pages import follow, tab_to
from tests.e2e.signed_in import SignedIn, sign_in
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser
# Name of the test → who comes in, and where.
DOORS = {
    "all doors": ("bibliotheque", "/portes/"),
    "all doors, invited": ("invitation", "/portes/"),
    "front desk": ("accueil", "/accueil/"),
    "prescriber": ("sociale", "/prescrire/"),
    "mediator": ("conseillere", "/pro/"),
    "mediator, volunteer": ("benevole", "/pro/"),
    "library": ("numerique", "/bibliotheque/"),
    "territory": ("elue", "/territoire/"),
    "contributor": ("demande", "/concertation/"),
    "closed door": ("demande", "/territoire/"),
    "my roles": ("bibliotheque", "/compte/roles/"),
    "my roles, invited": ("invitation", "/compte/roles/"),
    "my roles, asking": ("demande", "/compte/roles/"),
    "ask for a role, where": ("demande", "/compte/roles/demander/?q=mediatheque"),
    "ask for a role over a territory": ("demande", "/compte/roles/demander/territoire/"),
    "team": ("numerique", "team"),
    "roles over territories": ("coordination", "/coordination/roles/"),
    "delete the account": ("demande", "/compte/supprimer/"),
}


@dataclass(frozen=True)
class House:
    """The served demonstration with its people."""

    people: SignedIn

    def opened(self, browser: Browser, name: str, *, width: int = 360, **options: Any) -> Page:
        """Return the page of a door, as who comes in sees it."""
        who, path = DOORS[name]
        return self.people.opened(browser, path, by=who, width=width, **options)


@pytest.fixture(scope="module")
def house(demo_site: DemoSite) -> House:
    """Invent the people and sign them in, once."""
    return House(sign_in(demo_site, "door_pages"))


@pytest.mark.parametrize("name", DOORS)
def test_nothing_is_wrong_with_what_is_behind_the_doors(browser: Browser, house: House, name: str) -> None:
    status = 403 if name == "closed door" else 200

    assert wrong_with(house.opened(browser, name, status=status), thorough=True) == {}


def test_a_territory_prints_on_one_sheet(browser: Browser, house: House) -> None:
    page = house.opened(browser, "territory", width=1280)
    sheet = page.pdf(prefer_css_page_size=True)

    assert sheet.count(b"/Type /Page\n") + sheet.count(b"/Type /Page ") == 1
    page.context.close()


def test_without_javascript_and_with_the_keyboard_one_goes_from_door_to_door_and_searches(
    browser: Browser, house: House
) -> None:
    page = house.opened(browser, "all doors", java_script_enabled=False)

    tab_to(page, page.get_by_role("link", name="Guichet"))
    follow(page, lambda: page.keyboard.press("Enter"))
    tab_to(page, page.get_by_role("navigation", name="Vos portes").get_by_role("link", name="Orienter"))
    follow(page, lambda: page.keyboard.press("Enter"))
    tab_to(page, page.get_by_label("Son besoin, avec ses mots"))
    page.keyboard.type("scanner mes photos")
    tab_to(page, page.get_by_label("Où ?"))
    page.keyboard.type("Craon")
    follow(page, lambda: page.keyboard.press("Enter"))

    assert page.get_by_role("link", name="Médiathèque Le Seuil").count() == 1
    page.context.close()
