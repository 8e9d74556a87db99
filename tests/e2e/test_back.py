"""« Back » in a browser that keeps pages, as people’s browsers do (Playwright turns that off by itself)."""

import pytest
from playwright.sync_api import sync_playwright

from tests.e2e.pages import follow, opened
from tests.plugins.demo_site import ARGUMENTS, BROWSERS, DemoSite

WHOLE = BROWSERS[-1]  # the one without windows keeps no page
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not WHOLE.exists(), reason="the whole Chromium is not installed"),
]


def test_going_back_finds_the_question_as_it_was_written(demo_site: DemoSite) -> None:
    """The fields are not remembered by the browser (a shared computer); the page itself comes back as it was."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(WHOLE),
            args=ARGUMENTS,
            ignore_default_args=["--disable-back-forward-cache"],
        )
        page = opened(browser, demo_site.url)
        question, where = page.locator("[name=q]"), page.locator("[name=ou]")
        question.fill("scanner mes photos")
        where.fill("Craon")
        follow(page, lambda: where.press("Enter"))
        arrived = page.url

        page.go_back(wait_until="commit")

        assert "/chercher/" in arrived
        assert page.url == f"{demo_site.url}/"
        assert (question.input_value(), where.input_value()) == ("scanner mes photos", "Craon")
        browser.close()
