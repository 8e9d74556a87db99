"""The pages of coordination and of requests to appear: axe, small screens, targets, headings, keyboard, no script."""

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
NAMES = [
    "door", "one territory", "records to verify", "communes without place", "communes without ccas", "requests",
    "request", "request followed", "request to complete", "campaigns", "campaign", "structures", "structure",
    "key actors", "mandates", "needs", "need", "opinions", "opinion", "my part",
    "guides to prepare", "guide to freeze", "guide frozen", "guides", "guide", "structures of the guide",
    "guide for everybody", "structures for everybody",
    "pairs", "one pair", "pairs put aside", "pairs joined", "provenance",
]  # fmt: skip
_SESSION = {"expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}


@dataclass(frozen=True)
class Desk:
    """The served demonstration as a coordinator sees it: the cookie of the session, and a path per page."""

    site: DemoSite
    cookie: dict[str, str]
    paths: dict[str, str]

    def opened(self, browser: Browser, name: str, *, width: int = 360, **options: Any) -> Page:
        """Return a page, signed in."""
        cookie = {**self.cookie, "domain": "127.0.0.1", "path": "/"} | _SESSION
        state: Any = {"cookies": [cookie], "origins": []}
        return opened(browser, self.site.url + self.paths[name], width=width, storage_state=state, **options)


@pytest.fixture(scope="module")
def desk(demo_site: DemoSite) -> Desk:
    """Sign a coordinator in and put something in each list, once."""
    command = [sys.executable, "-m", "tests.e2e.coordination_pages"]
    done = subprocess.run(
        command, cwd=ROOT, env=demo_site.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answer = json.loads(done.stdout.splitlines()[-1])
    assert sorted(answer["paths"]) == sorted(NAMES)
    return Desk(demo_site, answer["cookie"], answer["paths"])


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_on_the_pages_of_coordination(browser: Browser, desk: Desk, name: str) -> None:
    page = desk.opened(browser, name)
    found = {"360 light": faults(page)}
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1280, "height": 800})
    found["1280 dark"] = faults(page, CONTRAST)

    assert {k: v for k, v in found.items() if v} == {}
    assert complaints_of(page) == []


@pytest.mark.parametrize("name", NAMES)
def test_pages_of_coordination_lose_nothing_on_a_small_screen_and_their_headings_make_an_outline(
    browser: Browser, desk: Desk, name: str
) -> None:
    page = desk.opened(browser, name, width=320)
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


def test_a_line_of_a_campaign_is_marked_with_the_keyboard_alone_and_without_script(
    browser: Browser, desk: Desk
) -> None:
    page = desk.opened(browser, "campaign", java_script_enabled=False)
    button = page.get_by_role("button", name="Contactée : La Poste")
    button.focus()
    follow(page, lambda: page.keyboard.press("Enter"))

    assert "Contactée le" in page.locator("article", has_text="La Poste").first.inner_text()


def test_each_figure_of_the_door_is_reached_with_the_keyboard_and_leads_to_a_page(
    browser: Browser, desk: Desk
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
