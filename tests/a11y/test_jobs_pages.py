"""The pages of jobs and mails: axe, small screens, targets, headings. A real site and a demonstration."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from palier.web.management.commands.serve import web_command
from tests.a11y.looking import LOST, faults, wrong_with
from tests.e2e.pages import follow, opened, tab_to
from tests.e2e.signed_in import SignedIn, said_by
from tests.plugins.demo_site import DemoSite
from tests.plugins.demo_site import _free_port as free_port
from tests.plugins.demo_site import _wait_until_healthy as wait_until_healthy

pytestmark = pytest.mark.browser
PAGES = {"jobs": "/-/travaux/", "mails": "/-/courriels/"}


@pytest.fixture(scope="module")
def office(demo_site: DemoSite) -> Iterator[SignedIn]:
    """Serve the same database as a real site; an operator is signed in."""
    cookie = said_by(demo_site, "jobs_pages")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        web_command(host="127.0.0.1", port=port, workers=1),
        env=demo_site.environment() | {"IS_DEMO_SITE": "0", "SITE_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_healthy(url, server)
        yield SignedIn(replace(demo_site, url=url), {"operator": cookie}, PAGES)
    finally:
        server.terminate()
        server.wait(15)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wrong_with_the_pages_of_jobs_and_mails(
    browser: Browser, office: SignedIn, name: str
) -> None:
    assert wrong_with(office.opened(browser, name)) == {}


def test_a_mail_that_failed_is_tried_again_with_the_keyboard_alone(
    browser: Browser, office: SignedIn
) -> None:
    page = office.opened(browser, "mails")
    button = page.locator("section[aria-labelledby=echec] button")

    tab_to(page, button)
    follow(page, lambda: page.keyboard.press("Enter"))

    assert "Le courriel partira dans la minute." in page.get_by_role("status").first.inner_text()
    assert page.get_by_role("heading", name="En échec\u00a0: 0").is_visible()


def test_the_demonstration_shows_its_mails_to_everybody_and_says_so(
    browser: Browser, office: SignedIn, demo_site: DemoSite
) -> None:
    page = opened(browser, demo_site.url + PAGES["mails"], width=320)

    assert "Votre code est 123456." in page.locator("main").inner_text()
    assert "par tout le monde" in page.locator("main").inner_text()
    assert page.evaluate(LOST, 320) == []
    assert faults(page) == []
    assert page.context.cookies() == []
