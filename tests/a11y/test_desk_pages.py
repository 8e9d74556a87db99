"""The pages of a session at its desk: axe, small screens, targets, headings, no script, keyboard."""

import json
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.a11y.test_every_page import CONTRAST, LOST, OUTLINE, TARGETS_TOO_SMALL, WIDTH, faults
from tests.e2e.pages import complaints_of, opened
from tests.plugins.demo_site import ROOT, DemoSite

pytestmark = pytest.mark.browser
NAMES = [
    "sessions to hold", "desk", "desk of a workshop", "desk before", "board", "board that carries", "wall",
    "blank board", "paperboard", "heads", "report", "report written", "two questions, team", "summary",
    "questions of the network", "figures", "ask", "asked", "two questions", "two questions, thanks",
]  # fmt: skip
_SESSION = {"expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}


@dataclass(frozen=True)
class Desk:
    """The served demonstration as a librarian sees it: the cookie of the session, and a path per page."""

    site: DemoSite
    cookie: dict[str, str]
    paths: dict[str, str]

    def opened(self, browser: Browser, name: str, *, width: int = 360, **options: Any) -> Page:
        """Return a page, signed in."""
        cookie = {**self.cookie, "domain": "127.0.0.1", "path": "/"} | _SESSION
        state: Any = {"cookies": [cookie], "origins": []}
        page = opened(browser, self.site.url + self.paths[name], width=width, storage_state=state, **options)
        assert page.url == self.site.url + self.paths[name]  # the page itself, not the door that leads to it
        return page


def sign_in(site: DemoSite) -> Desk:
    """Sign a librarian in on the served demonstration, with sessions that run now."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.desk_pages"],
        cwd=ROOT,
        env=site.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answer = json.loads(done.stdout.splitlines()[-1])
    return Desk(site, answer["cookie"], answer["paths"])


@pytest.fixture(scope="module")
def desk(demo_site: DemoSite) -> Desk:
    """A café and a workshop that began forty minutes ago."""
    found = sign_in(demo_site)
    assert sorted(found.paths) == sorted(NAMES)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_on_the_pages_of_the_desk(browser: Browser, desk: Desk, name: str) -> None:
    page = desk.opened(browser, name)
    found = {"360 light": faults(page)}
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1280, "height": 800})
    found["1280 dark"] = faults(page, CONTRAST)

    assert {k: v for k, v in found.items() if v} == {}
    assert complaints_of(page) == []


@pytest.mark.parametrize("name", NAMES)
def test_pages_of_the_desk_lose_nothing_on_a_small_screen_and_their_headings_make_an_outline(
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
