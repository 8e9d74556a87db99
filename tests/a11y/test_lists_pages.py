"""The list of records and what is done on many: axe, small screens, targets, headings, without script."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from tests.a11y.looking import wrong_with
from tests.e2e.signed_in import SignedIn, said_by, sign_in
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser
PAGES = [
    "list",
    "filtered list",
    "empty list",
    "choose a field",
    "choose a value",
    "sheets",
    "work, ready",
    "work, stopped",
]


@pytest.fixture(scope="module")
def office(demo_site: DemoSite) -> SignedIn:
    paths = said_by(demo_site, "lists_pages")
    assert sorted(paths) == sorted(PAGES)
    return replace(sign_in(demo_site, "records_pages"), paths=paths)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wrong_with_the_pages_of_lists(browser: Browser, office: SignedIn, name: str) -> None:
    assert wrong_with(office.opened(browser, name, by="Carole")) == {}


def test_records_are_ticked_a_field_chosen_and_its_value_given_without_script(
    browser: Browser, office: SignedIn
) -> None:
    page = office.opened(browser, "filtered list", by="Carole", java_script_enabled=False)
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Modifier les fiches cochées").click()
    page.get_by_label("Ce que vous changez").select_option("quartier-prioritaire")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("En quartier prioritaire").last.select_option("oui")
    page.get_by_role("button", name="Voir ce qui changerait").click()

    assert page.get_by_role("heading", level=1).inner_text() == "En quartier prioritaire : oui"
