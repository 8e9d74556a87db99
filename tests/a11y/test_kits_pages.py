"""The pages of equipment and of preparation: axe, small screens, targets, headings, keyboard, paper, without script."""

import pytest
from playwright.sync_api import Browser

from tests.a11y.looking import wrong_with
from tests.e2e.pages import follow
from tests.e2e.signed_in import SignedIn, sign_in
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser
NAMES = [
    "home", "home, filtered", "shared", "lacks", "add", "add a case", "thing", "edit", "case", "contents", "reserve",
    "inventory", "reservation asked", "reservation late", "reservation over", "reservation kept", "out", "back",
    "preparation", "preparation, changed", "preparation, cancelled",
]  # fmt: skip


@pytest.fixture(scope="module")
def store(demo_site: DemoSite) -> SignedIn:
    """Equipment, cases and reservations in every state."""
    found = sign_in(demo_site, "kits_pages")
    assert sorted(found.paths) == sorted(NAMES)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wrong_with_the_pages_of_equipment(browser: Browser, store: SignedIn, name: str) -> None:
    assert wrong_with(store.opened(browser, name)) == {}


@pytest.mark.parametrize("has_script", [True, False])
def test_a_line_is_ticked_in_one_gesture_with_the_keyboard_with_and_without_script(
    browser: Browser, store: SignedIn, has_script: bool
) -> None:
    page = store.opened(browser, "preparation", java_script_enabled=has_script)
    button = page.get_by_role("button", name="Des rallonges").first
    was = button.get_attribute("aria-pressed")
    button.focus()
    if has_script:
        page.keyboard.press("Enter")
    else:
        follow(page, lambda: page.keyboard.press("Enter"))
    now = "true" if was == "false" else "false"
    page.locator(f".tick[aria-pressed={now}]", has_text="Des rallonges").wait_for()

    assert page.get_by_role("heading", level=1).inner_text() == "Préparer la séance"
    assert page.locator("#liste").count() == 1


def test_the_list_prints_with_its_boxes_and_without_its_forms(browser: Browser, store: SignedIn) -> None:
    page = store.opened(browser, "preparation", width=1280)
    page.emulate_media(media="print")

    assert page.locator(".tick .mark").first.is_visible()
    assert "Du café, du thé et des petits gâteaux" in page.locator("main").inner_text()
    for hidden in (
        "Ajouter à la liste",
        "Réserver pour cette séance",
        "Noter une précision, retirer une ligne",
    ):
        assert not page.get_by_text(hidden).first.is_visible()


def test_a_case_is_counted_when_it_leaves_without_script(browser: Browser, store: SignedIn) -> None:
    page = store.opened(browser, "out", java_script_enabled=False)
    page.get_by_label("Routeur 4G avec sa carte SIM", exact=True).select_option("missing")
    follow(page, lambda: page.get_by_role("button", name="Enregistrer le compte").click())

    assert "le matériel est sorti" in page.locator("main").inner_text()
    assert "Routeur 4G avec sa carte SIM : 0 sur 1" in page.locator("main").inner_text()
