"""The pages where owners verify and where corrections are decided: axe, small screens, targets, no JavaScript."""

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
_SESSION = {"expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}


@dataclass(frozen=True)
class Desk:
    """The served demonstration, the cookie of a coordinator, and a path per state."""

    site: DemoSite
    cookie: dict[str, str]
    paths: dict[str, str]

    def opened(self, browser: Browser, name: str, *, width: int = 360, **options: Any) -> Page:
        """Return the page of a state; signed in unless it is for people without an account."""
        cookies = [] if name in PUBLIC else [{**self.cookie, "domain": "127.0.0.1", "path": "/"} | _SESSION]
        state: Any = {"cookies": cookies, "origins": []}
        return opened(browser, self.site.url + self.paths[name], width=width, storage_state=state, **options)


@pytest.fixture(scope="module")
def desk(demo_site: DemoSite) -> Desk:
    """Fill the demonstration with what waits for an answer, once."""
    command = [sys.executable, "-m", "tests.e2e.verification_pages"]
    done = subprocess.run(
        command, cwd=ROOT, env=demo_site.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answer = json.loads(done.stdout.splitlines()[-1])
    return Desk(demo_site, answer["cookie"], answer["paths"])


@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_on_the_pages_of_verification(browser: Browser, desk: Desk, name: str) -> None:
    page = desk.opened(browser, name)
    found = {"360 light": faults(page)}
    page.emulate_media(color_scheme="dark")
    found["360 dark"] = faults(page, CONTRAST)
    page.set_viewport_size({"width": 1280, "height": 800})
    found["1280 dark"] = faults(page, CONTRAST)
    page.emulate_media(color_scheme="light")
    found["1280 light"] = faults(page)

    assert {k: v for k, v in found.items() if v} == {}
    assert complaints_of(page) == []


@pytest.mark.parametrize("name", STATES)
def test_pages_of_verification_lose_nothing_on_a_small_screen(
    browser: Browser, desk: Desk, name: str
) -> None:
    page = desk.opened(browser, name, width=320)
    lost: list[str] = page.evaluate(LOST, 320)
    levels = page.evaluate(OUTLINE)
    widths = {320: page.evaluate(WIDTH)}
    page.set_viewport_size({"width": 360, "height": 800})
    widths[360] = page.evaluate(WIDTH)

    assert (lost, widths) == ([], {320: 320, 360: 360})
    assert page.evaluate(TARGETS_TOO_SMALL) == []
    assert (levels[0], levels.count(1)) == (1, 1)
    assert [b for a, b in pairwise(levels) if b > a + 1] == []


@pytest.mark.parametrize("with_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_owner_corrects_the_hours_from_a_phone_with_the_keyboard_alone(
    browser: Browser, desk: Desk, with_scripts: bool
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
