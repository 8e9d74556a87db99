"""What is printed and sent, in a browser: axe, small screens, the keyboard; two logos from a telephone."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.a11y.looking import wrong_with
from tests.e2e.pages import follow, tab_to
from tests.e2e.signed_in import SignedIn, sign_in
from tests.outreach.paperwork import png
from tests.plugins.demo_site import DemoSite
from tests.printing.pdf import facts_of, needs_poppler, text_of
from tests.web.posters.test_posters import pictures_in

pytestmark = pytest.mark.browser
NAMES = ["session", "staff café", "place", "no logo yet", "logo"]


@pytest.fixture(scope="module")
def desk(demo_site: DemoSite) -> SignedIn:
    """Sign a librarian in, with a session of two hosts, once."""
    found = sign_in(demo_site, "posters_pages")
    assert sorted(found.paths) == sorted(NAMES)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wrong_with_the_screens_of_what_is_printed(
    browser: Browser, desk: SignedIn, name: str
) -> None:
    assert wrong_with(desk.opened(browser, name)) == {}


@needs_poppler
@pytest.mark.requirement("S27")
def test_two_hosts_deposit_their_logos_from_a_telephone_and_both_are_on_one_a4_poster(
    browser: Browser, desk: SignedIn, tmp_path: Path
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


def test_the_poster_is_sent_to_relays_with_the_keyboard_alone(browser: Browser, desk: SignedIn) -> None:
    page = desk.opened(browser, "session", width=1280)
    tab_to(page, page.get_by_role("button", name="Envoyer l’affiche aux relais"), at_most=200)

    follow(page, lambda: page.keyboard.press("Enter"))

    assert "affiche envoyée le" in page.get_by_role("listitem").filter(has_text="Centre social").inner_text()
