"""From the first page to a human, with the keyboard alone, with scripts and without."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.pages import GALLERY, PAGES, PHONE, follow, opened, path_of, tab_to
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser

FAR_FROM_EVERYTHING = "53230"  # Saint-Julien-du-Terroux: the demonstration fixes no place around it
both = pytest.mark.parametrize("with_scripts", [True, False], ids=["with scripts", "without scripts"])
MAIN_ACTIONS = """() => [...document.querySelectorAll("main .button:not(.quiet)")]
    .filter((e) => e.checkVisibility()).map((e) => [e.textContent.trim(), e.getBoundingClientRect().bottom])"""


def press(page: Page, key: str) -> None:
    follow(page, lambda: page.keyboard.press(key))


def type_in(page: Page, label: str, text: str) -> None:
    """Reach the field called `label` with Tab and write in it."""
    tab_to(page, field(page, label))
    page.keyboard.type(text)


def field(page: Page, label: str) -> Locator:
    return page.locator("input, textarea").and_(page.get_by_label(label, exact=True))


def first_person(page: Page) -> tuple[str, str, str]:
    """Phone, address and next presence of the first place of the list, as they are read."""
    card = page.locator("main .card").first
    lines = card.locator(".line").all_inner_texts()
    return card.locator("a.phone").inner_text(), lines[-1], lines[0]


@both
@pytest.mark.requirement("R000-024")
def test_from_the_first_page_a_need_and_a_commune_lead_to_a_phone_number_in_one_step(
    browser: Browser, demo_site: DemoSite, with_scripts: bool
) -> None:
    page = opened(browser, demo_site.url, java_script_enabled=with_scripts)

    type_in(page, "Votre besoin, avec vos mots", "scanner mes photos")
    type_in(page, "Où ?", "Craon")
    tab_to(page, page.get_by_role("button", name="Trouver quelqu’un"))
    press(page, "Enter")

    phone, address, when = first_person(page)
    assert PHONE.fullmatch(phone)
    assert "53400 Craon" in address
    assert when.startswith(("Prochaine présence", "Quelqu’un", "Présent"))


@both
@pytest.mark.requirement("R000-024")
def test_a_need_picked_on_the_first_page_and_a_commune_lead_to_a_phone_number_in_two_steps(
    browser: Browser, demo_site: DemoSite, with_scripts: bool
) -> None:
    page = opened(browser, demo_site.url, java_script_enabled=with_scripts)

    tab_to(page, page.get_by_role("link", name="Ma boîte mail").first)
    press(page, "Enter")
    if not field(page, "Où ?").is_visible():
        tab_to(page, page.locator("summary", has_text="Changer la recherche"))
        page.keyboard.press("Enter")
    type_in(page, "Où ?", "53400")
    press(page, "Enter")

    assert PHONE.fullmatch(first_person(page)[0])
    assert "Craon" in page.locator("h1").inner_text()


@both
@pytest.mark.requirement("R000-024")
def test_when_stuck_a_phone_number_is_three_steps_away(
    browser: Browser, demo_site: DemoSite, with_scripts: bool
) -> None:
    page = opened(browser, demo_site.url, java_script_enabled=with_scripts)
    steps = 0

    for target in ("Je suis bloqué", "Ma boîte mail"):
        tab_to(page, page.get_by_role("link", name=target).first)
        press(page, "Enter")
        steps += 1
    type_in(page, "Où ?", "Craon")
    press(page, "Enter")
    steps += 1

    assert steps == 3
    assert PHONE.fullmatch(first_person(page)[0])
    assert page.get_by_text("Étape 3 sur 3").is_visible()


@pytest.mark.requirement("R000-024")
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_main_action_at_most_seen_without_scrolling_on_a_phone(
    browser: Browser, demo_site: DemoSite, name: str
) -> None:
    if name in GALLERY:
        pytest.skip("the gallery shows every button")
    page = opened(browser, demo_site.url + path_of(demo_site, name))
    page.evaluate("document.querySelector('.banner')?.remove()")  # only a demonstration has one

    actions = page.evaluate(MAIN_ACTIONS)

    assert len(actions) <= 1
    assert [a for a, bottom in actions if bottom > page.evaluate("innerHeight")] == []


@both
def test_a_filter_is_a_link_and_says_how_many_places_it_leaves(
    browser: Browser, demo_site: DemoSite, with_scripts: bool
) -> None:
    page = opened(
        browser, f"{demo_site.url}/chercher/?besoin=boite-mail&ou=Laval", java_script_enabled=with_scripts
    )
    chip = page.locator(".filters a", has_text="Sans rendez-vous")
    announced = int(chip.locator(".count").inner_text())

    tab_to(page, chip)
    press(page, "Enter")

    total = int(
        re.match(r"\d+", page.locator("main b", has_text=re.compile(r"^\d+ lieux?$")).inner_text())[0]
    )  # type: ignore[index]
    assert "sans-rdv=1" in page.url
    assert chip.get_attribute("aria-current") is not None
    assert total == announced


@both
def test_an_error_on_a_place_is_reported_without_an_account(
    browser: Browser, demo_site: DemoSite, with_scripts: bool
) -> None:
    text = f"Le téléphone a changé ({with_scripts})."
    page = opened(
        browser, demo_site.url + demo_site.place("Médiathèque Le Seuil"), java_script_enabled=with_scripts
    )

    tab_to(page, page.get_by_role("link", name="Signaler une erreur"))
    press(page, "Enter")
    page.get_by_text("Autre chose", exact=False).first.click()
    type_in(page, "Avec vos mots", text)
    page.wait_for_timeout(2500)  # a form sent in less than two seconds is a robot’s
    tab_to(page, page.get_by_role("button", name="Envoyer"))
    press(page, "Enter")

    assert page.locator("h1").inner_text() == "Merci, c’est noté"
    assert page.url.endswith("/signaler/merci/")
    assert any(text in said for said in stored_messages(demo_site, "directory_correctionproposal"))


@both
def test_an_opinion_is_given_from_any_page_and_kept(
    browser: Browser, demo_site: DemoSite, with_scripts: bool
) -> None:
    text = f"Très clair, merci ({with_scripts})."
    page = opened(browser, f"{demo_site.url}/communes/53084-craon/", java_script_enabled=with_scripts)

    tab_to(page, page.get_by_role("link", name="Je donne mon avis"))
    press(page, "Enter")
    type_in(page, "Votre avis, avec vos mots", text)
    page.wait_for_timeout(2500)
    tab_to(page, page.get_by_role("button", name="Envoyer mon avis"))
    press(page, "Enter")

    assert page.locator("h1").inner_text() == "Merci pour votre avis"
    assert text in stored_messages(demo_site, "feedback_feedback")


def stored_messages(site: DemoSite, table: str) -> set[str]:
    with closing(sqlite3.connect(site.database)) as connection:
        return {row[0] for row in connection.execute(f"SELECT message FROM {table}")}


def test_communes_are_proposed_while_typing_and_one_is_chosen_with_the_keyboard(
    browser: Browser, demo_site: DemoSite
) -> None:
    page = opened(browser, demo_site.url)
    type_in(page, "Où ?", "crao")
    option = page.get_by_role("option", name=re.compile("^Craon "))
    option.wait_for()

    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    chosen = field(page, "Où ?").input_value()
    press(page, "Enter")

    assert chosen.startswith("Craon (")
    assert page.locator("h1").inner_text().endswith("autour de Craon")


def test_around_me_sends_a_position_rounded_to_a_kilometre_and_nothing_finer(
    browser: Browser, demo_site: DemoSite
) -> None:
    position = {"latitude": 47.848765, "longitude": -0.951234}
    page = opened(browser, demo_site.url, permissions=["geolocation"], geolocation=position)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.post_data} {request.headers}"))

    tab_to(page, page.get_by_role("button", name="Autour de moi"))
    press(page, "Enter")
    page.wait_for_load_state("networkidle")

    assert "lat=47.85&lon=-0.95" in page.url
    assert page.locator("main .card").count() >= 1
    assert [line for line in asked if "47.84" in line or "0.951" in line] == []


@pytest.mark.requirement("S09")
def test_a_broken_computer_is_sent_to_those_who_repair_and_never_to_a_digital_adviser(
    browser: Browser, demo_site: DemoSite
) -> None:
    page = opened(browser, demo_site.url)
    type_in(page, "Votre besoin, avec vos mots", "mon ordinateur est en panne")
    type_in(page, "Où ?", "Craon")
    press(page, "Enter")
    cards = page.locator("main .card")
    texts = cards.all_inner_texts()

    assert page.get_by_text("Nous ne le faisons pas, mais d’autres oui").is_visible()
    assert texts
    assert [t for t in texts if not re.search(r"réparateur|recyclerie|repair café", t, re.IGNORECASE)] == []
    assert [t for t in texts if re.search(r"conseiller numérique|café numérique", t, re.IGNORECASE)] == []
    assert cards.locator("a.phone").count() == len(texts)


def test_far_from_everything_help_that_comes_home_is_shown_before_the_places(
    browser: Browser, demo_site: DemoSite
) -> None:
    page = opened(browser, f"{demo_site.url}/chercher/?besoin=boite-mail&ou={FAR_FROM_EVERYTHING}")
    title = page.get_by_role("heading", name="Sans aller loin")
    ways, places = title.bounding_box(), page.locator("main .card").first.bounding_box()
    travel = page.locator("main .card .call b").first.inner_text()

    assert ways
    assert places
    assert ways["y"] < places["y"]
    assert "à domicile" in page.locator(".ways").inner_text()
    assert PHONE.fullmatch(page.locator(".ways a.phone").first.inner_text())
    assert int(travel.split()[0]) > 15  # minutes, estimated
