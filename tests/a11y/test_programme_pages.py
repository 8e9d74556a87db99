"""The pages of those who plan: axe, small screens, headings; a missing café made on a telephone without script."""

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
from tests.e2e.programme_pages import PARTS
from tests.plugins.demo_site import ROOT, DemoSite

pytestmark = pytest.mark.browser
PAGES = [
    "programme", "formats", "new café", "new talk", "propose", "session", "proposed", *PARTS,
    "series list", "new series", "series", "networks", "grid", "network", "texts", "text",
    "templates", "template", "new template", "import", "library",
]  # fmt: skip
OPEN_ALL = "() => document.querySelectorAll('details').forEach((e) => { e.open = true; })"


@dataclass(frozen=True)
class Planner:
    """The demonstration, the cookie of who plans there, the path of each page by its name."""

    site: DemoSite
    cookie: dict[str, str]
    paths: dict[str, str]

    def opened(self, browser: Browser, name: str, *, width: int = 360, **options: Any) -> Page:
        """Return a page, signed in."""
        kind = {"domain": "127.0.0.1", "path": "/", "expires": -1, "httpOnly": True, "secure": False}
        state = {"cookies": [{**self.cookie, **kind, "sameSite": "Lax"}], "origins": []}
        return opened(browser, self.site.url + self.paths[name], width=width, storage_state=state, **options)


@pytest.fixture(scope="module")
def planner(demo_site: DemoSite) -> Planner:
    """Plan the sessions, once for each served demonstration."""
    command = [sys.executable, "-m", "tests.e2e.programme_pages"]
    done = subprocess.run(
        command, cwd=ROOT, env=demo_site.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout.splitlines()[-1])
    return Planner(demo_site, said["cookie"], said["paths"])


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_the_pages_of_the_programme(
    browser: Browser, planner: Planner, name: str
) -> None:
    page = planner.opened(browser, name)
    page.evaluate(OPEN_ALL)
    found = {"360 light": faults(page)}
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1280, "height": 800})
    found["1280 dark"] = faults(page, CONTRAST)

    assert {k: v for k, v in found.items() if v} == {}
    assert complaints_of(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_the_programme_loses_nothing_on_a_small_screen_and_its_headings_make_an_outline(
    browser: Browser, planner: Planner, name: str
) -> None:
    page = planner.opened(browser, name, width=320)
    page.evaluate(OPEN_ALL)
    lost: list[str] = page.evaluate(LOST, 320)
    levels = page.evaluate(OUTLINE)
    widths = {320: page.evaluate(WIDTH)}
    page.set_viewport_size({"width": 360, "height": 800})
    widths[360] = page.evaluate(WIDTH)
    small = page.evaluate(TARGETS_TOO_SMALL)

    assert (lost, widths, small) == ([], {320: 320, 360: 360}, [])
    assert (levels[0], levels.count(1)) == (1, 1)
    assert [b for a, b in pairwise(levels) if b > a + 1] == []


@pytest.mark.requirement("S11")
def test_a_missing_cafe_is_seen_made_and_published_on_a_telephone_without_script(
    browser: Browser, planner: Planner
) -> None:
    page = planner.opened(browser, "grid", java_script_enabled=False)
    before = page.get_by_text("rien de publié", exact=True).count()
    assert page.get_by_role("heading", name="Il manque une séance").is_visible()

    page.get_by_role("button", name="Créer la séance").last.click()
    page.get_by_role("button", name="Publier la séance").click()

    assert page.get_by_text("La séance est publiée.").is_visible()
    page.goto(planner.site.url + planner.paths["grid"])
    assert page.get_by_text("rien de publié", exact=True).count() == before - 1
