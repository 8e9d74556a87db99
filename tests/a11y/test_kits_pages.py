"""The pages of equipment and of preparation: axe, small screens, targets, headings, keyboard, paper, without script."""

import json
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.a11y.test_every_page import CONTRAST, LOST, OUTLINE, TARGETS_TOO_SMALL, WIDTH, faults
from tests.e2e.pages import complaints_of, follow, opened
from tests.plugins.demo_site import ROOT, DemoSite

pytestmark = pytest.mark.browser
NAMES = [
    "home", "home, filtered", "shared", "lacks", "add", "add a case", "thing", "edit", "case", "contents", "reserve",
    "inventory", "reservation asked", "reservation late", "reservation over", "reservation kept", "out", "back",
    "preparation", "preparation, changed", "preparation, cancelled",
]  # fmt: skip
_SESSION = {"expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}
OPEN_ALL = "() => document.querySelectorAll('details').forEach((e) => { e.open = true; })"


@dataclass(frozen=True)
class Store:
    """The served demonstration as somebody who keeps equipment sees it."""

    site: DemoSite
    cookie: dict[str, str]
    paths: dict[str, str]

    def opened(self, browser: Browser, name: str, *, width: int = 360, **options: Any) -> Page:
        """Return a page, signed in."""
        cookie = {**self.cookie, "domain": "127.0.0.1", "path": "/"} | _SESSION
        state: Any = {"cookies": [cookie], "origins": []}
        page = opened(browser, self.site.url + self.paths[name], width=width, storage_state=state, **options)
        assert page.url == self.site.url + self.paths[name]  # not the page where one signs in
        return page


@pytest.fixture(scope="module")
def store(demo_site: DemoSite) -> Store:
    command = [sys.executable, "-m", "tests.e2e.kits_pages"]
    done = subprocess.run(
        command, cwd=ROOT, env=demo_site.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answer = json.loads(done.stdout.splitlines()[-1])
    assert sorted(answer["paths"]) == sorted(NAMES)
    return Store(demo_site, answer["cookie"], answer["paths"])


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_on_the_pages_of_equipment(browser: Browser, store: Store, name: str) -> None:
    page = store.opened(browser, name)
    page.evaluate(OPEN_ALL)
    found = {"360 light": faults(page)}
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1280, "height": 800})
    found["1280 dark"] = faults(page, CONTRAST)

    assert {k: v for k, v in found.items() if v} == {}
    assert complaints_of(page) == []


@pytest.mark.parametrize("name", NAMES)
def test_pages_of_equipment_lose_nothing_on_a_small_screen_and_their_headings_make_an_outline(
    browser: Browser, store: Store, name: str
) -> None:
    page = store.opened(browser, name, width=320)
    page.evaluate(OPEN_ALL)
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


@pytest.mark.requirement("R003-041")
@pytest.mark.parametrize("has_script", [True, False])
def test_a_line_is_ticked_in_one_gesture_with_the_keyboard_with_and_without_script(
    browser: Browser, store: Store, has_script: bool
) -> None:
    page = store.opened(browser, "preparation", java_script_enabled=has_script)
    button = page.get_by_role("button", name="Des rallonges").first
    was = button.get_attribute("aria-pressed")
    button.focus()
    if has_script:
        page.keyboard.press("Enter")
    else:
        follow(page, lambda: page.keyboard.press("Enter"))
    now = "true" if was == "false" else "false"
    page.locator(f".tick[aria-pressed={now}]", has_text="Des rallonges").wait_for()

    assert page.get_by_role("heading", level=1).inner_text() == "Préparer la séance"
    assert page.locator("#liste").count() == 1


def test_the_list_prints_with_its_boxes_and_without_its_forms(browser: Browser, store: Store) -> None:
    page = store.opened(browser, "preparation", width=1280)
    page.emulate_media(media="print")

    assert page.locator(".tick .mark").first.is_visible()
    assert "Du café, du thé et des petits gâteaux" in page.locator("main").inner_text()
    for hidden in (
        "Ajouter à la liste",
        "Réserver pour cette séance",
        "Noter une précision, retirer une ligne",
    ):
        assert not page.get_by_text(hidden).first.is_visible()


@pytest.mark.requirement("R002-040")
def test_a_case_is_counted_when_it_leaves_without_script(browser: Browser, store: Store) -> None:
    page = store.opened(browser, "out", java_script_enabled=False)
    page.get_by_label("Routeur 4G avec sa carte SIM", exact=True).select_option("missing")
    follow(page, lambda: page.get_by_role("button", name="Enregistrer le compte").click())

    assert "le matériel est sorti" in page.locator("main").inner_text()
    assert "Routeur 4G avec sa carte SIM : 0 sur 1" in page.locator("main").inner_text()
