"""The pages of jobs and mails: axe, small screens, targets, headings. A real site and a demonstration."""

import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from palier.web.management.commands.serve import web_command
from tests.a11y.test_every_page import CONTRAST, LOST, OUTLINE, TARGETS_TOO_SMALL, WIDTH, faults
from tests.e2e.pages import complaints_of, follow, opened, tab_to
from tests.plugins.demo_site import ROOT, DemoSite
from tests.plugins.demo_site import _free_port as free_port
from tests.plugins.demo_site import _wait_until_healthy as wait_until_healthy

pytestmark = pytest.mark.browser
PAGES = {"jobs": "/-/travaux/", "mails": "/-/courriels/"}
Office = tuple[str, dict[str, str]]


@pytest.fixture(scope="module")
def office(demo_site: DemoSite) -> Iterator[Office]:
    """Serve the same database as a real site; give its address and the cookie of an operator."""
    environment = demo_site.environment()
    command = [sys.executable, "-m", "tests.e2e.jobs_pages"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        web_command(host="127.0.0.1", port=port, workers=1),
        env=environment | {"IS_DEMO_SITE": "0", "SITE_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_healthy(url, server)
        yield url, json.loads(done.stdout.splitlines()[-1])
    finally:
        server.terminate()
        server.wait(15)


def signed_in(browser: Browser, office: Office, name: str, *, width: int = 360) -> Page:
    url, cookie = office
    place = {"domain": "127.0.0.1", "path": "/", "expires": -1}
    kind = {"httpOnly": True, "secure": False, "sameSite": "Lax"}
    state: Any = {"cookies": [cookie | place | kind], "origins": []}
    return opened(browser, url + PAGES[name], width=width, storage_state=state)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_the_pages_of_jobs_and_mails(
    browser: Browser, office: Office, name: str
) -> None:
    page = signed_in(browser, office, name)
    found = {"360 light": faults(page)}
    page.emulate_media(color_scheme="dark")
    found["360 dark"] = faults(page, CONTRAST)
    page.set_viewport_size({"width": 1280, "height": 800})
    found["1280 dark"] = faults(page, CONTRAST)
    page.emulate_media(color_scheme="light")
    found["1280 light"] = faults(page)

    assert {k: v for k, v in found.items() if v} == {}
    assert complaints_of(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_jobs_and_mails_lose_nothing_on_a_small_screen_and_their_headings_make_an_outline(
    browser: Browser, office: Office, name: str
) -> None:
    page = signed_in(browser, office, name, width=320)
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


def test_a_mail_that_failed_is_tried_again_with_the_keyboard_alone(browser: Browser, office: Office) -> None:
    page = signed_in(browser, office, "mails")
    button = page.locator("section[aria-labelledby=echec] button")

    tab_to(page, button)
    follow(page, lambda: page.keyboard.press("Enter"))

    assert "Le courriel partira dans la minute." in page.get_by_role("status").first.inner_text()
    assert page.get_by_role("heading", name="En échec\u00a0: 0").is_visible()


def test_the_demonstration_shows_its_mails_to_everybody_and_says_so(
    browser: Browser, office: Office, demo_site: DemoSite
) -> None:
    page = opened(browser, demo_site.url + PAGES["mails"], width=320)

    assert "Votre code est 123456." in page.locator("main").inner_text()
    assert "par tout le monde" in page.locator("main").inner_text()
    assert page.evaluate(LOST, 320) == []
    assert faults(page) == []
    assert page.context.cookies() == []
