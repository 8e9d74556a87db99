"""Holding a session on a telephone of 360 px: somebody arrives in the middle; nobody knows the answer."""

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.pages import follow
from tests.e2e.signed_in import SignedIn, sign_in
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(demo_site: DemoSite) -> SignedIn:
    """A café and a workshop that began forty minutes ago."""
    return sign_in(demo_site, "desk_pages")


def press(page: Page, name: str) -> None:
    follow(page, lambda: page.get_by_role("button", name=name).first.click())


def counted(page: Page) -> int:
    return int(page.locator(".tally .count").inner_text())


@pytest.mark.requirement("S08", "R003-042")
def test_somebody_arrives_in_the_middle_of_a_cafe_and_of_a_workshop(browser: Browser, desk: SignedIn) -> None:
    cafe = desk.opened(browser, "desk", java_script_enabled=False)
    before = counted(cafe)
    press(cafe, "1 personne arrive")

    assert counted(cafe) == before + 1
    assert "Porte ouverte : on peut arriver au milieu." in cafe.inner_text("main")

    workshop = desk.opened(browser, "desk of a workshop", java_script_enabled=False)
    press(workshop, "1 personne arrive")
    asked = workshop.locator("[role=alert]").inner_text()
    assert "La séance a commencé il y a " in asked
    assert "mieux vaut proposer une autre date" in asked
    assert counted(workshop) == 0
    press(workshop, "Accueillir quand même")
    assert counted(workshop) == 1


def test_with_javascript_a_press_counts_once_without_leaving_the_page_nor_the_button(
    browser: Browser, desk: SignedIn
) -> None:
    page = desk.opened(browser, "desk")
    before = counted(page)
    page.evaluate("() => { window.sameDocument = true; }")

    arrives = page.get_by_role("button", name="1 personne arrive")
    arrives.focus()
    page.keyboard.press("Enter")
    page.get_by_text("1 personne de plus.", exact=True).wait_for()

    assert counted(page) == before + 1
    assert page.evaluate("window.sameDocument") is True
    assert "1 personne de plus." in page.locator("#annonce").inner_text()
    assert arrives.evaluate("button => button === document.activeElement")


@pytest.mark.requirement("S10", "R003-038", "R003-047")
def test_nobody_knows_the_answer(browser: Browser, desk: SignedIn) -> None:
    page = desk.opened(browser, "board", java_script_enabled=False)
    for question in ("Comment bloquer un numéro ?", "Que devient mon compte après moi ?"):
        page.get_by_label("La question, avec ses mots").fill(question)
        press(page, "Ajouter la question")
    card = page.locator(".question", has_text="Comment bloquer un numéro ?")
    assert "ouverte" in card.inner_text()

    card.get_by_text("Chercher ensemble").click()
    card.get_by_label("Ce que vous tapez dans le moteur de recherche").fill("bloquer numéro indésirable")
    press(page, "Noter la recherche")
    card = page.locator(".question", has_text="Comment bloquer un numéro ?")
    assert "cherchée ensemble" in card.inner_text()

    card.get_by_text("Noter une réponse").click()
    card.get_by_label("La réponse").fill("Dans les réglages du téléphone, ou au 33700.")
    card.get_by_label("Qui l’a trouvée").select_option("INTERNET")
    card.get_by_label("Adresse de la source").fill("https://www.33700.example/")
    follow(page, card.get_by_role("button", name="Garder cette réponse").click)
    card = page.locator(".question", has_text="Comment bloquer un numéro ?")
    assert "répondue" in card.inner_text()
    assert "recherche « bloquer numéro indésirable »" in card.inner_text()
    assert (
        card.get_by_role("link", name="33700.example").get_attribute("href") == "https://www.33700.example/"
    )

    later = page.locator(".question", has_text="Que devient mon compte après moi ?")
    follow(page, later.get_by_role("button", name="Plus tard").click)
    later = page.locator(".question", has_text="Que devient mon compte après moi ?")
    assert "remise à plus tard" in later.inner_text()

    wall = desk.opened(browser, "wall", java_script_enabled=False, width=1280)
    assert "Dans les réglages du téléphone" in wall.inner_text("main")
    sizes = wall.locator("h2").evaluate_all("all => all.map((e) => parseFloat(getComputedStyle(e).fontSize))")
    assert min(sizes) >= 32


def test_two_questions_pass_from_hand_to_hand_without_a_cookie(browser: Browser, desk: SignedIn) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    for _person in range(2):
        page.goto(desk.site.url + desk.paths["two questions"])
        page.get_by_label("oui").first.check()
        page.wait_for_timeout(2500)  # a form sent at once is a robot’s
        press(page, "Donner ma réponse")
        assert "Merci" in page.inner_text("h1")

    assert context.cookies() == []
