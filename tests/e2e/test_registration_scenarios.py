"""S06 and S07 in the browser, on a telephone, without JavaScript: the eleventh person, and the nine-year-old."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.pages import follow
from tests.e2e.signed_in import SignedIn, sign_in
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{3} [0-9A-HJKMNP-TV-Z]{3}")


@pytest.fixture(scope="module")
def library(demo_site: DemoSite) -> SignedIn:
    """Register the people, once."""
    return sign_in(demo_site, "registration_pages")


def send(page: Page, button: str) -> None:
    """Press a button once two seconds have passed: a form sent sooner is a robot’s."""
    page.wait_for_timeout(2200)
    follow(page, lambda: page.get_by_role("button", name=button).first.click())


@pytest.mark.requirement("S06")
def test_s06_the_eleventh_person_waits_or_reads_the_next_date_and_the_team_gives_a_seat_with_a_reason(
    browser: Browser, library: SignedIn
) -> None:
    page = library.opened(browser, "full session", by="", java_script_enabled=False)
    said = page.locator("main").inner_text()
    assert "C’est complet : liste d’attente" in said.replace("\u00a0", " ")
    assert page.locator(".dates a[href='/seances/s06cafe2/']").is_visible()

    page.get_by_role("radio", name="Oui").check()
    page.get_by_label("Votre prénom").fill("Jeanne")
    send(page, "M’inscrire sur la liste d’attente")

    assert "Vous êtes sur la liste d’attente" in page.locator("main").inner_text()
    code = CODE.search(page.locator("main").inner_text())
    assert code is not None

    team = library.opened(browser, "full list", java_script_enabled=False)
    jeanne = team.locator("article", has_text="Jeanne")
    jeanne.get_by_text("Donner une place").first.click()
    jeanne.get_by_label("Pourquoi une place de plus").fill("Elle est venue en car, il reste une chaise")
    follow(team, lambda: jeanne.get_by_role("button", name="Donner une place").click())
    assert "Elle est venue en car, il reste une chaise (Lison)" in team.locator("main").inner_text()

    page.goto(f"{library.site.url}/mon-inscription/")
    page.get_by_label("Votre code").fill(code.group())
    send(page, "Ouvrir mon inscription")
    assert "Inscription confirmée" in page.locator("main").inner_text()
    assert page.context.cookies() == []


@pytest.mark.requirement("S07")
def test_s07_a_nine_year_old_reads_a_kind_explanation_and_another_activity(
    browser: Browser, library: SignedIn
) -> None:
    page = library.opened(browser, "full session", by="", java_script_enabled=False)
    assert "Avez-vous au moins 10 ans" in page.locator("main").inner_text()

    page.get_by_role("radio", name="Non").check()
    page.get_by_label("Votre prénom").fill("Tom")
    send(page, "M’inscrire sur la liste d’attente")

    said = page.locator("main").inner_text().replace("\u00a0", " ")
    assert "Merci de votre envie de venir" in said
    assert "prévu à partir de 10 ans" in said
    assert "Rien n’a été enregistré" in said
    follow(page, lambda: page.get_by_role("link", name="Histoires et tablettes").click())
    assert page.url.endswith("/seances/s07hist1/")
