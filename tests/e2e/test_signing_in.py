"""Signing in with a real browser: without JavaScript, with a passkey, on a shared computer; every page through axe."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page

from tests.a11y.looking import faults
from tests.e2e.pages import complaints_of, follow, opened, tab_to
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser

MAIL = "awa@palier.example"


def at_localhost(site: DemoSite) -> str:
    """Keys are bound to a name: browsers refuse them on an address made of numbers."""
    return site.url.replace("127.0.0.1", "localhost")


def code_for(site: DemoSite, email: str) -> str:
    """Return the code of the last mail to `email`, read where the site keeps its mails until they leave."""
    with closing(sqlite3.connect(site.database)) as connection:
        rows = connection.execute(
            'SELECT message FROM post_office_email WHERE "to" = ? ORDER BY id DESC LIMIT 1', [email]
        ).fetchall()
    found = re.search(r"Votre code : (\d{6})", rows[0][0])
    assert found is not None, rows
    return found[1]


def sign_up(page: Page, site: DemoSite, *, email: str, shared: bool = False) -> None:
    """Do the whole way from the footer of the first page."""
    follow(page, lambda: page.get_by_role("link", name="Se connecter").click())
    follow(page, lambda: page.get_by_role("link", name="Créer un compte").click())
    page.get_by_label("Votre nom").fill("Awa D.")
    page.get_by_label("Votre adresse électronique").fill(email)
    if shared:
        page.get_by_label("D’autres personnes utilisent cet appareil").check()
    follow(page, lambda: page.get_by_role("button", name="Créer mon compte").click())
    type_code(page, site, email=email)


def type_code(page: Page, site: DemoSite, *, email: str) -> None:
    page.get_by_label("Le code reçu par courriel").fill(code_for(site, email))
    follow(page, lambda: page.get_by_role("button", name="Valider le code").click())


def test_without_javascript_one_creates_an_account_leaves_and_comes_back_by_a_code(
    browser: Browser, demo_site: DemoSite
) -> None:
    page = opened(browser, demo_site.url, java_script_enabled=False)
    email = "without.javascript@palier.example"

    sign_up(page, demo_site, email=email)
    follow(page, lambda: page.get_by_role("link", name="Mon compte").click())
    first = page.locator("h1").inner_text()
    follow(page, lambda: page.get_by_role("button", name="Se déconnecter").click())
    cookies = {cookie["name"] for cookie in page.context.cookies()}  # type: ignore[typeddict-item]
    page.goto(f"{demo_site.url}/compte/")
    page.get_by_label("Votre adresse électronique").fill(email)
    follow(page, lambda: page.get_by_role("button", name="Recevoir un code").click())
    type_code(page, demo_site, email=email)

    assert (first, page.url) == ("Mon compte", f"{demo_site.url}/compte/")
    assert cookies <= {"palier_csrf"}
    assert page.get_by_role("button", name="Utiliser une clé d’accès").count() == 0
    page.context.close()


def test_the_way_in_is_done_with_the_keyboard_alone(browser: Browser, demo_site: DemoSite) -> None:
    page = opened(browser, f"{demo_site.url}/inscription/")
    email = "keyboard@palier.example"

    for label, value in (("Votre nom", "Awa D."), ("Votre adresse électronique", email)):
        tab_to(page, page.get_by_label(label))
        page.keyboard.type(value)
    follow(page, lambda: page.keyboard.press("Enter"))
    tab_to(page, page.get_by_label("Le code reçu par courriel"))
    page.keyboard.type(code_for(demo_site, email))
    follow(page, lambda: page.keyboard.press("Enter"))

    assert page.get_by_role("button", name="Se déconnecter").is_visible()
    page.context.close()


def test_a_passkey_is_added_renamed_used_to_sign_in_and_removed(
    browser: Browser, demo_site: DemoSite
) -> None:
    page = opened(browser, at_localhost(demo_site), width=1280)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_up(page, demo_site, email="passkey@palier.example")
    page.goto(f"{at_localhost(demo_site)}/compte/")

    follow(page, lambda: page.get_by_role("link", name="Ajouter une clé d’accès").click())
    page.get_by_label("Nom de cette clé").fill("mon téléphone")
    follow(page, lambda: page.get_by_role("button", name="Créer la clé sur cet appareil").click())
    added = page.locator("#cles h3").all_inner_texts()
    follow(page, lambda: page.get_by_role("link", name="Renommer mon téléphone").click())
    page.get_by_label("Nom de cette clé").fill("téléphone du bureau")
    follow(page, lambda: page.get_by_role("button", name="Enregistrer le nom").click())
    renamed = page.locator("#cles h3").all_inner_texts()
    follow(page, lambda: page.get_by_role("button", name="Se déconnecter").click())

    page.goto(f"{at_localhost(demo_site)}/connexion/?next=/compte/%3Fcle")
    with page.expect_navigation(url="**/compte/?cle"):
        page.get_by_role("button", name="Utiliser une clé d’accès").click()
    used = page.locator("#cles .soft").first.inner_text()
    follow(page, lambda: page.get_by_role("link", name="Retirer téléphone du bureau").click())
    follow(page, lambda: page.get_by_role("button", name="Retirer cette clé").click())
    left = page.locator("#cles").inner_text()
    follow(page, lambda: page.get_by_role("button", name="Se déconnecter").click())
    page.goto(f"{at_localhost(demo_site)}/connexion/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    with page.expect_navigation():
        pass

    assert (added, renamed) == (["mon téléphone"], ["téléphone du bureau"])
    assert "utilisée le" in used
    assert "Vous n’en avez pas encore." in left
    assert "Cette clé n’a pas été reconnue" in page.locator("main").inner_text()
    assert complaints_of(page) == []
    page.context.close()


def test_on_a_shared_computer_the_large_button_is_on_every_page_and_the_back_button_shows_nothing(
    browser: Browser, demo_site: DemoSite
) -> None:
    page = opened(browser, demo_site.url)
    sign_up(page, demo_site, email="shared@palier.example", shared=True)

    page.goto(f"{demo_site.url}/a-propos/")
    button = page.get_by_role("button", name="Terminer")
    box = button.bounding_box()
    page.goto(f"{demo_site.url}/compte/")
    follow(page, button.click)
    page.go_back()

    assert box is not None
    assert box["height"] >= 44
    assert page.url.startswith(f"{demo_site.url}/connexion/")
    assert "shared@palier.example" not in page.content()
    page.context.close()


def test_on_a_shared_computer_nothing_private_stays_on_the_screen_when_nobody_touches_it(
    browser: Browser, demo_site: DemoSite
) -> None:
    page = opened(browser, demo_site.url)
    sign_up(page, demo_site, email="left.alone@palier.example", shared=True)
    page.clock.install()
    page.goto(f"{demo_site.url}/compte/")
    shown = "left.alone@palier.example" in page.content()

    page.clock.fast_forward("14:00")
    page.keyboard.press("Tab")
    page.clock.fast_forward("14:00")
    stayed = page.url
    follow(page, lambda: page.clock.fast_forward("02:00"))

    assert (shown, stayed) == (True, f"{demo_site.url}/compte/")
    assert "left.alone@palier.example" not in page.content()
    page.context.close()


@pytest.mark.requirement("R004-057")
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_the_pages_of_signing_in_and_of_the_account(
    browser: Browser, demo_site: DemoSite, width: int
) -> None:
    page = opened(browser, demo_site.url, width=width)
    found: dict[str, object] = {}

    def look(name: str) -> None:
        wide = page.evaluate("document.documentElement.scrollWidth")
        if problems := [*faults(page), *([("overflow", wide)] if wide > width else [])]:
            found[name] = problems

    email = f"axe{width}@palier.example"
    page.goto(f"{demo_site.url}/connexion/?fin=inactivite")
    look("sign-in")
    page.goto(f"{demo_site.url}/inscription/")
    look("sign-up")
    page.goto(demo_site.url)
    follow(page, lambda: page.get_by_role("link", name="Se connecter").click())
    page.get_by_label("Votre adresse électronique").fill(f"nobody{width}@palier.example")
    follow(page, lambda: page.get_by_role("button", name="Recevoir un code").click())
    look("code")
    for _ in range(5):
        page.get_by_label("Le code reçu par courriel").fill("000000")
        follow(page, lambda: page.get_by_role("button", name="Valider le code").click())
        if page.get_by_label("Le code reçu par courriel").count():
            look("wrong code")
    look("spent code")
    page.goto(demo_site.url)
    sign_up(page, demo_site, email=email, shared=True)
    for name, path in {
        "account": "/compte/",
        "add a key": "/compte/cles/ajouter/",
        "leave": "/deconnexion/",
        "home, signed in": "/",
        "Arabic home, signed in": "/ar/",
    }.items():
        page.goto(f"{demo_site.url}{path}")
        look(name)

    assert found == {}
    assert complaints_of(page) == []
    page.context.close()
