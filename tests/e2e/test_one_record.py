"""Two lists that overlap become one record where they speak of one place: joined, asked, taken back, shown alike."""

import csv
import io
import json
import re
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.one_record import COORDINATOR, CRAON, DOUBTS, OF_ANGERS, SURE, write_lists
from tests.e2e.pages import complaints_of, follow
from tests.e2e.signed_in import run_module
from tests.e2e.test_true_records import read, signed_in
from tests.plugins.demo_site import DemoSite
from tests.printing.pdf import needs_poppler, text_of

pytestmark = pytest.mark.browser
PAIRS = "/coordination/doublons/"
NEW = "02 61 91 77 79"
FORTY = 40


def command(site: DemoSite, *words: str) -> str:
    return run_module(site, *words)


def import_both_lists(site: DemoSite, folder: Path) -> str:
    """Import the list of the town, then that of the county, which overlaps it; return what the second import says."""
    said = ""
    for code, file in write_lists(folder, insee_code=CRAON).items():
        said = command(site, "django", "import_places", str(file), "--source", code, "--write")
        command(site, "tests.e2e.one_record", "ranks")
    return said


def press(page: Page, key: str) -> str:
    """Answer by keyboard; return the names of the pair that was shown."""
    asked = page.locator("#paire").inner_text()
    follow(page, lambda: page.keyboard.press(key))
    return asked


def exported(site: DemoSite) -> list[dict[str, str]]:
    rows = csv.DictReader(io.StringIO(read(site, "/donnees/lieux.csv")))
    return [row for row in rows if row["code_insee"] == CRAON]


def the_one_among(rows: list[dict[str, str]], names: tuple[str, str]) -> dict[str, str]:
    (row,) = [row for row in rows if row["nom"] in names]
    return row


def correct_the_phone(page: Page, site: DemoSite, place: str) -> None:
    page.goto(f"{site.url}/fiches/lieux/{place}/modifier/")
    page.get_by_label("Numéro, adresse ou lien").first.fill(NEW)
    follow(page, lambda: page.get_by_role("button", name="Enregistrer", exact=True).click())


def make_the_guide(page: Page, site: DemoSite, *, year: int) -> None:
    page.goto(f"{site.url}/coordination/guide/")
    page.get_by_label("Territoire").select_option(f"commune:{CRAON}")
    page.get_by_label("Année").fill(str(year))
    follow(page, lambda: page.get_by_role("button", name="Commencer cette édition").click())
    page.get_by_label("Faire aussi une édition pour tous").check()
    follow(page, lambda: page.get_by_role("button", name="Figer et imprimer").click())
    assert "Étape 1 sur 4" in page.get_by_role("status").inner_text()
    command(site, "django", "run_tasks", "--batch")
    page.get_by_role("link", name="Télécharger le guide (PDF)").wait_for(timeout=60_000)


@needs_poppler
def test_two_lists_that_overlap_are_joined_settled_and_shown_alike_through_every_door(
    browser: Browser, demo_site: DemoSite, tmp_path: Path
) -> None:
    site = demo_site
    command(site, "tests.e2e.one_record", "coordinators")

    said = import_both_lists(site, tmp_path)
    assert "1 réunion, 3 questions (3 nouvelles)" in said
    assert the_one_among(exported(site), SURE)["nom"] == SURE[0]

    page = signed_in(browser, site, COORDINATOR)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(site.url + PAIRS)
    same, apart, taken_back = press(page, "o"), press(page, "n"), press(page, "o")
    assert page.get_by_text("Aucune paire à trancher").is_visible()
    follow(page, lambda: page.keyboard.press("z"))
    assert page.locator("#paire").inner_text() == taken_back
    named = {names: " et ".join(names) for names in DOUBTS} | {(b, a): f"{b} et {a}" for a, b in DOUBTS}
    joined_names = next(names for names, text in named.items() if text == same)
    rows = exported(site)
    kept = the_one_among(rows, joined_names)
    old = re.sub(r"(\d\d)", r"\1 ", kept["telephone"].replace("+33", "0")).strip()
    for text in (apart, taken_back):
        names = next(names for names, found in named.items() if found == text)
        assert {row["nom"] for row in rows} >= set(names)

    correct_the_phone(page, site, kept["id"])
    make_the_guide(page, site, year=2091)
    pdf = page.request.get(f"{site.url}/guide/commune-53084/2091/public/guide.pdf").body()
    page.goto(f"{site.url}/guide/commune-53084/2091/structures/")
    with urlopen(f"{site.url}/api/v1/places/{kept['id']}") as answer:
        phones = [c["value"] for c in json.load(answer)["contacts"] if c["kind"] == "phone"]
    shown = {
        "guide": re.sub(r"\s+", " ", text_of(pdf, tmp_path)),
        "pages of the guide": re.sub(r"[\u00a0\u202f\u2060]", " ", page.locator("main").inner_text()),
        "page": read(site, f"/lieux/{kept['id']}/"),
    }
    assert {door: (NEW in text, kept["nom"] in text) for door, text in shown.items()} == dict.fromkeys(
        shown, (True, True)
    )
    assert {door: old in text for door, text in shown.items()} == dict.fromkeys(shown, False)
    assert phones == ["+33261917779"]
    assert the_one_among(exported(site), joined_names)["telephone"] == "+33261917779"
    assert complaints_of(page) == []
    page.context.close()


def test_forty_pairs_are_settled_with_the_keyboard_alone(
    browser: Browser, demo_site: DemoSite, record_property: Any
) -> None:
    command(demo_site, "tests.e2e.one_record", "coordinators")
    command(demo_site, "tests.e2e.one_record", "pairs", str(FORTY))
    page = signed_in(browser, demo_site, OF_ANGERS)
    page.goto(demo_site.url + PAIRS)
    assert f"{FORTY} paires à trancher" in page.locator("main").inner_text()

    began = time.perf_counter()
    for number in range(FORTY):
        press(page, "no?"[number % 3])
    seconds = time.perf_counter() - began
    record_property("seconds for forty answers", round(seconds, 1))
    sys.stdout.write(f"{FORTY} answers: {seconds:.1f} s of page turns\n")

    assert page.get_by_text("Aucune paire à trancher").is_visible()
    assert complaints_of(page) == []
    page.context.close()
