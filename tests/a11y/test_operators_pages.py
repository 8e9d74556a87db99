"""The pages of imports, which only operators see: axe, small screens, targets, headings, the keyboard alone."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.a11y.looking import faults, wrong_with
from tests.e2e.pages import follow, tab_to
from tests.e2e.signed_in import SignedIn, sign_in
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser
STATES = ["list", "tried", "imported", "stopped", "gone", "waiting", "advancing"]


@pytest.fixture(scope="module")
def office(demo_site: DemoSite) -> SignedIn:
    """Sign an operator in and put files down, once."""
    found = sign_in(demo_site, "operator_pages")
    assert sorted(found.paths) == sorted(STATES)
    return found


@pytest.mark.parametrize("name", STATES)
def test_nothing_is_wrong_with_the_pages_of_imports(browser: Browser, office: SignedIn, name: str) -> None:
    assert wrong_with(office.opened(browser, name)) == {}


def test_a_refused_file_is_said_beside_its_field(browser: Browser, office: SignedIn) -> None:
    page = office.opened(browser, "list")
    page.locator("form.stack").evaluate("form => { form.noValidate = true; }")

    with page.expect_navigation() as sent:
        page.get_by_role("button", name="Essayer ce fichier").click()

    field = page.get_by_label("Le fichier", exact=True)
    described = field.evaluate(
        "e => e.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent.trim())"
    )
    assert sent.value.status == 422
    assert field.get_attribute("aria-invalid") == "true"
    assert any("obligatoire" in text for text in described)
    assert faults(page) == []


@pytest.mark.parametrize("with_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_file_is_put_down_and_its_progress_seen_with_the_keyboard_alone(
    browser: Browser, office: SignedIn, tmp_path: Path, with_scripts: bool
) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("id,nom\n1,Essai\n")
    page = office.opened(browser, "list", java_script_enabled=with_scripts)

    file = page.get_by_label("Le fichier", exact=True)
    tab_to(page, file)
    file.set_input_files(path)  # the chooser belongs to the system, not to the page
    tab_to(page, page.get_by_label("Le nom de la source"))
    page.keyboard.type("clavier")
    tab_to(page, page.get_by_role("button", name="Essayer ce fichier"))
    follow(page, lambda: page.keyboard.press("Enter"))

    assert page.locator("h1").inner_text() == "liste.csv"
    assert "Vous pouvez fermer cette page" in page.get_by_role("status").inner_text()
    tab_to(page, page.get_by_role("link", name="Voir où cela en est"))


@pytest.mark.parametrize(
    ("name", "role", "target"),
    [
        ("tried", "button", "Importer"),
        ("tried", "button", "Essayer de nouveau"),
        ("gone", "button", "Accepter les lignes disparues et essayer"),
        ("imported", "link", "Télécharger le compte rendu"),
        ("list", "link", "attente : lieux de attente.csv"),
    ],
)
def test_what_can_be_done_on_the_pages_of_imports_is_reached_with_the_keyboard(
    browser: Browser, office: SignedIn, name: str, role: Any, target: str
) -> None:
    page = office.opened(browser, name)

    tab_to(page, page.get_by_role(role, name=target, exact=True))
