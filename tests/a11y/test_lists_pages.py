"""The list of records and what is done on many: axe, small screens, targets, headings, without script."""

import json
import subprocess
import sys
from itertools import pairwise

import pytest
from playwright.sync_api import Browser

from tests.a11y.test_every_page import CONTRAST, LOST, OUTLINE, TARGETS_TOO_SMALL, WIDTH, faults
from tests.e2e.keeping import Office, open_office
from tests.e2e.pages import complaints_of
from tests.plugins.demo_site import ROOT, DemoSite

pytestmark = pytest.mark.browser
PAGES = [
    "list",
    "filtered list",
    "empty list",
    "choose a field",
    "choose a value",
    "sheets",
    "work, ready",
    "work, stopped",
]


@pytest.fixture(scope="module")
def office(demo_site: DemoSite) -> Office:
    made = open_office(demo_site)
    command = [sys.executable, "-m", "tests.e2e.lists_pages"]
    done = subprocess.run(
        command, cwd=ROOT, env=demo_site.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    made.paths.update(json.loads(done.stdout.splitlines()[-1]))
    return made


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_the_pages_of_lists(browser: Browser, office: Office, name: str) -> None:
    page = office.opened(browser, name, by="Carole")
    found = {"360 light": faults(page)}
    page.emulate_media(color_scheme="dark")
    found["360 dark"] = faults(page, CONTRAST)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    found["1280 light"] = faults(page)

    assert {k: v for k, v in found.items() if v} == {}
    assert complaints_of(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_lists_lose_nothing_on_a_small_screen_and_their_headings_make_an_outline(
    browser: Browser, office: Office, name: str
) -> None:
    page = office.opened(browser, name, by="Carole", width=320)
    page.evaluate("() => document.querySelectorAll('details').forEach((e) => { e.open = true; })")
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


def test_records_are_ticked_a_field_chosen_and_its_value_given_without_script(
    browser: Browser, office: Office
) -> None:
    page = office.opened(browser, "filtered list", by="Carole", java_script_enabled=False)
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Modifier les fiches cochées").click()
    page.get_by_label("Ce que vous changez").select_option("quartier-prioritaire")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("En quartier prioritaire").last.select_option("oui")
    page.get_by_role("button", name="Voir ce qui changerait").click()

    assert page.get_by_role("heading", level=1).inner_text() == "En quartier prioritaire : oui"
