"""The doors of professionals as the people of the demonstration meet them: axe, small screens, one sheet of paper."""

import json
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.a11y.test_every_page import CONTRAST, LOST, OUTLINE, TARGETS_TOO_SMALL, WIDTH, faults
from tests.e2e.pages import complaints_of, follow, opened, tab_to
from tests.plugins.demo_site import ROOT, DemoSite

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
    """The served demonstration with its people: the cookie of each."""

    site: DemoSite
    cookies: dict[str, dict[str, str]]

    def opened(self, browser: Browser, name: str, *, width: int = 360, **options: Any) -> Page:
        """Return the page of a door, signed in."""
        who, path = DOORS[name]
        path = self.cookies[path]["path"] if path in self.cookies else path
        kind = {"domain": "127.0.0.1", "path": "/", "expires": -1, "httpOnly": True, "secure": False}
        state: Any = {"cookies": [{**self.cookies[who], **kind, "sameSite": "Lax"}], "origins": []}
        return opened(browser, self.site.url + path, width=width, storage_state=state, **options)


@pytest.fixture(scope="module")
def house(demo_site: DemoSite) -> House:
    """Invent the people and sign them in, once."""
    command = [sys.executable, "-m", "tests.e2e.door_pages"]
    environment = demo_site.environment()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return House(demo_site, json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("name", DOORS)
def test_axe_finds_nothing_behind_the_doors(browser: Browser, house: House, name: str) -> None:
    page = house.opened(browser, name)
    found = {"360 light": faults(page)}
    page.emulate_media(color_scheme="dark")
    found["360 dark"] = faults(page, CONTRAST)
    page.set_viewport_size({"width": 1280, "height": 800})
    found["1280 dark"] = faults(page, CONTRAST)
    page.emulate_media(color_scheme="light")
    found["1280 light"] = faults(page)

    assert {k: v for k, v in found.items() if v} == {}
    assert complaints_of(page) == []
    page.context.close()


@pytest.mark.parametrize("name", DOORS)
def test_the_doors_lose_nothing_on_a_small_screen_and_their_headings_make_an_outline(
    browser: Browser, house: House, name: str
) -> None:
    page = house.opened(browser, name, width=320)
    lost: list[str] = page.evaluate(LOST, 320)
    levels = page.evaluate(OUTLINE)
    widths = {320: page.evaluate(WIDTH)}
    page.set_viewport_size({"width": 360, "height": 800})
    widths[360] = page.evaluate(WIDTH)
    small = page.evaluate(TARGETS_TOO_SMALL)

    assert (lost, widths) == ([], {320: 320, 360: 360})
    assert small == []
    assert (levels[0], levels.count(1)) == (1, 1)
    assert [b for a, b in pairwise(levels) if b > a + 1] == []
    page.context.close()


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
