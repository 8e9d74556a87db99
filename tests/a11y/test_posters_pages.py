"""What is printed and sent, in a browser: axe, small screens, the keyboard; two logos from a telephone."""

import json
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.a11y.test_every_page import CONTRAST, LOST, OUTLINE, TARGETS_TOO_SMALL, WIDTH, faults
from tests.e2e.pages import complaints_of, follow, opened, tab_to
from tests.outreach.paperwork import png
from tests.plugins.demo_site import ROOT, DemoSite
from tests.printing.pdf import facts_of, needs_poppler, text_of
from tests.web.posters.test_posters import pictures_in

pytestmark = pytest.mark.browser
NAMES = ["session", "staff café", "place", "no logo yet", "logo"]
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
        return opened(browser, self.site.url + self.paths[name], width=width, storage_state=state, **options)


@pytest.fixture(scope="module")
def desk(demo_site: DemoSite) -> Desk:
    """Sign a librarian in, with a session of two hosts, once."""
    command = [sys.executable, "-m", "tests.e2e.posters_pages"]
    done = subprocess.run(
        command, cwd=ROOT, env=demo_site.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answer = json.loads(done.stdout.splitlines()[-1])
    assert sorted(answer["paths"]) == sorted(NAMES)
    return Desk(demo_site, answer["cookie"], answer["paths"])


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_on_the_screens_of_what_is_printed(browser: Browser, desk: Desk, name: str) -> None:
    page = desk.opened(browser, name)
    found = {"360 light": faults(page)}
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1280, "height": 800})
    found["1280 dark"] = faults(page, CONTRAST)

    assert {k: v for k, v in found.items() if v} == {}
    assert complaints_of(page) == []


@pytest.mark.parametrize("name", NAMES)
def test_these_screens_lose_nothing_on_a_small_screen_and_their_headings_make_an_outline(
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


@needs_poppler
@pytest.mark.requirement("S27", "R004-102")
def test_two_hosts_deposit_their_logos_from_a_telephone_and_both_are_on_one_a4_poster(
    browser: Browser, desk: Desk, tmp_path: Path
) -> None:
    """Without JavaScript, from the screen of the session and back."""
    given = {"Mairie des Lilas": png(61, 20), "CCAS des Lilas": png(23, 30, (20, 60, 140))}
    for structure, data in given.items():
        page = desk.opened(browser, "session", java_script_enabled=False)
        deposit = page.get_by_role("link", name=f"Déposer le logo de {structure}")
        follow(page, deposit.click)
        file: Any = {"name": "photo.png", "mimeType": "image/png", "buffer": data}
        page.get_by_label("Le fichier du logo").set_input_files(file)
        follow(page, page.get_by_role("button", name="Enregistrer ce logo").click)
        assert page.get_by_role("img", name=structure).is_visible()

    page = desk.opened(browser, "session", java_script_enabled=False)
    address = page.get_by_role("link", name="Affiche A4 (PDF)").get_attribute("href")
    pdf = page.request.get(f"{desk.site.url}{address}").body()

    said = " ".join(text_of(pdf, tmp_path).split())
    assert pictures_in(pdf, tmp_path) == [("61", "20"), ("23", "30")]
    assert (facts_of(pdf, tmp_path)["Pages"], facts_of(pdf, tmp_path)["Page size"][-4:]) == ("1", "(A4)")
    assert "Proposé ensemble par Mairie des Lilas CCAS des Lilas" in said


def test_the_poster_is_sent_to_relays_with_the_keyboard_alone(browser: Browser, desk: Desk) -> None:
    page = desk.opened(browser, "session", width=1280)
    tab_to(page, page.get_by_role("button", name="Envoyer l’affiche aux relais"), at_most=200)

    follow(page, lambda: page.keyboard.press("Enter"))

    assert "affiche envoyée le" in page.get_by_role("listitem").filter(has_text="Centre social").inner_text()
