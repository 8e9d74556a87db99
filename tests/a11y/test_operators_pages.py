"""The pages of imports, which only operators see: axe, small screens, targets, headings, the keyboard alone."""

import json
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.a11y.test_every_page import CONTRAST, LOST, OUTLINE, TARGETS_TOO_SMALL, WIDTH, faults
from tests.e2e.pages import complaints_of, follow, opened, tab_to
from tests.plugins.demo_site import ROOT, DemoSite

pytestmark = pytest.mark.browser
STATES = ["list", "tried", "imported", "stopped", "gone", "waiting", "advancing"]


@dataclass(frozen=True)
class Office:
    """The served demonstration as an operator sees it: the cookie of the session, and a path per state."""

    site: DemoSite
    cookie: dict[str, str]
    paths: dict[str, str]

    def opened(self, browser: Browser, name: str, *, width: int = 360, **options: Any) -> Page:
        """Return the page of a state, signed in."""
        state: Any = {
            "cookies": [{**self.cookie, "domain": "127.0.0.1", "path": "/"} | _SESSION],
            "origins": [],
        }
        return opened(browser, self.site.url + self.paths[name], width=width, storage_state=state, **options)


_SESSION = {"expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}


@pytest.fixture(scope="module")
def office(demo_site: DemoSite) -> Office:
    """Sign an operator in and put files down, once."""
    command = [sys.executable, "-m", "tests.e2e.operator_pages"]
    done = subprocess.run(
        command, cwd=ROOT, env=demo_site.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answer = json.loads(done.stdout.splitlines()[-1])
    return Office(demo_site, answer["cookie"], answer["paths"])


@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_on_the_pages_of_imports(browser: Browser, office: Office, name: str) -> None:
    page = office.opened(browser, name)
    found = {"360 light": faults(page)}
    page.emulate_media(color_scheme="dark")
    found["360 dark"] = faults(page, CONTRAST)
    page.set_viewport_size({"width": 1280, "height": 800})
    found["1280 dark"] = faults(page, CONTRAST)
    page.emulate_media(color_scheme="light")
    found["1280 light"] = faults(page)

    assert {k: v for k, v in found.items() if v} == {}
    assert complaints_of(page) == []


@pytest.mark.parametrize("name", STATES)
def test_pages_of_imports_lose_nothing_on_a_small_screen_and_their_headings_make_an_outline(
    browser: Browser, office: Office, name: str
) -> None:
    page = office.opened(browser, name, width=320)
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


def test_a_refused_file_is_said_beside_its_field(browser: Browser, office: Office) -> None:
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
    browser: Browser, office: Office, tmp_path: Path, with_scripts: bool
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
    browser: Browser, office: Office, name: str, role: Any, target: str
) -> None:
    page = office.opened(browser, name)

    tab_to(page, page.get_by_role(role, name=target, exact=True))
