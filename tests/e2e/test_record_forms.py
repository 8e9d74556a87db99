"""A librarian on a phone: a place, its hours, a service; what is typed kept; gestures, with and without scripts."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.a11y.looking import WIDTH, faults
from tests.e2e.pages import complaints_of, follow, opened, tab_to
from tests.e2e.signed_in import SignedIn, sign_in
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser
both = pytest.mark.parametrize("with_scripts", [True, False], ids=["with scripts", "without scripts"])


@pytest.fixture(scope="module")
def office(demo_site: DemoSite) -> SignedIn:
    return sign_in(demo_site, "records_pages")


@both
def test_a_librarian_on_a_small_phone_creates_a_place_with_hours_and_a_service(
    browser: Browser, office: SignedIn, with_scripts: bool
) -> None:
    # Two names that nobody takes for one: a place that may exist already is asked about first.
    name = "Bibliothèque du Pont" if with_scripts else "Atelier Numérique des Saules"
    page = office.opened(browser, "records", java_script_enabled=with_scripts)

    follow(page, lambda: page.get_by_role("link", name="Ajouter un lieu").click())
    page.get_by_label("Nom", exact=True).fill(name)
    page.get_by_label("Commune", exact=True).fill("Craon")
    page.get_by_label("Adresse (facultatif)").or_(page.get_by_label("Adresse", exact=True)).fill(
        "3 rue du Pont"
    )
    page.get_by_label("Numéro, adresse ou lien").first.fill("02 61 91 00 07")
    page.locator("#id_needs summary").first.click()
    page.locator("#id_needs details").first.locator("label.choice").nth(1).click()
    page.get_by_text("Dire les heures d’ouverture maintenant").click()
    page.get_by_label("Ou collez vos horaires, tels que vous les écrivez").fill("mardi et jeudi 14h-18h")
    follow(page, lambda: page.get_by_role("button", name="Lire ces horaires").click())
    expect(page.get_by_text("Vérifiez ce que nous avons compris")).to_be_visible()
    expect(page.get_by_label("Jeudi, de", exact=True)).to_have_value("14:00")
    page.get_by_label("Même chose que jeudi").check()
    follow(page, lambda: page.get_by_role("button", name="Enregistrer", exact=True).click())

    assert page.locator("h1").inner_text() == name
    assert "publié" in page.locator("main").inner_text()
    follow(page, lambda: page.get_by_role("link", name="Ajouter un service").click())
    page.get_by_label("Nom", exact=True).fill("Atelier du mardi")
    page.locator("#id_needs summary").nth(1).click()
    page.locator("#id_needs details").nth(1).locator("label.choice").nth(1).click()
    page.get_by_label("Mardi, de", exact=True).fill("15:00")
    page.get_by_label("Mardi, à", exact=True).fill("17:00")
    follow(page, lambda: page.get_by_role("button", name="Enregistrer", exact=True).click())

    follow(page, lambda: page.get_by_role("link", name="La page que voit le public").click())
    said = re.sub(r"\s+", " ", page.locator("main").inner_text())
    assert "Atelier du mardi" in said
    assert "02 61 91 00 07" in said
    assert "14 h – 18 h" in said.replace("\u2060", "")
    assert page.evaluate(WIDTH) == 360
    assert complaints_of(page) == []


def test_what_is_typed_is_kept_by_itself_and_offered_on_another_device(
    browser: Browser, office: SignedIn
) -> None:
    page = office.opened(browser, "edit place")

    page.get_by_label("Présentation (facultatif)").fill("Un lieu calme, au fond de la cour")
    expect(page.locator("[data-palier-kept]")).to_contain_text("Brouillon gardé", timeout=20_000)
    elsewhere = office.opened(browser, "edit place", width=1280)
    follow(elsewhere, lambda: elsewhere.get_by_role("link", name="Reprendre mon brouillon").click())

    expect(elsewhere.get_by_label("Présentation (facultatif)")).to_have_value(
        "Un lieu calme, au fond de la cour"
    )
    assert faults(elsewhere) == []


@both
def test_complet_and_closed_take_one_press_and_one_confirmation_and_one_press_undoes_them(
    browser: Browser, office: SignedIn, with_scripts: bool
) -> None:
    page = office.opened(browser, "gestures", java_script_enabled=with_scripts)

    follow(page, lambda: page.get_by_role("button", name="Il y a de nouveau des places").click())
    page.locator("summary", has_text="Complet").click()
    follow(page, lambda: page.get_by_role("button", name="Dire que c’est complet").click())
    page.locator("summary", has_text="L’aidant est absent").click()
    follow(page, lambda: page.get_by_role("button", name="Dire l’absence").click())
    count = page.get_by_role("button", name="Annuler").count()
    follow(page, lambda: page.get_by_role("button", name="Annuler").first.click())

    assert page.get_by_role("button", name="Annuler").count() == count - 1
    expect(page.get_by_role("button", name="Il y a de nouveau des places")).to_be_visible()


def test_a_refused_form_says_what_to_correct_beside_its_input_and_axe_finds_nothing(
    browser: Browser, office: SignedIn
) -> None:
    page = office.opened(browser, "new place")

    tab_to(page, page.get_by_label("Nom", exact=True))
    page.keyboard.type("Le Seuil")
    tab_to(page, page.get_by_role("button", name="Enregistrer", exact=True))
    follow(page, lambda: page.keyboard.press("Enter"))

    expect(page.get_by_role("alert").first).to_contain_text("À corriger")
    follow_link = page.get_by_role("alert").get_by_role("link", name="Adresse", exact=True)
    follow_link.click()
    expect(page.get_by_label("Adresse", exact=True)).to_be_in_viewport()
    assert page.get_by_label("Nom", exact=True).input_value() == "Le Seuil"
    assert faults(page) == []


def test_without_an_account_records_lead_to_signing_in(browser: Browser, office: SignedIn) -> None:
    page = opened(browser, office.site.url + "/fiches/")

    assert "/connexion/" in page.url
