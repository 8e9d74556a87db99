"""From an invitation to a record that its owner corrected without an account, through every door that shows it."""

import csv
import io
import json
import re
import sqlite3
from contextlib import closing
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.pages import follow, opened
from tests.e2e.signed_in import run_module
from tests.e2e.test_signing_in import type_code
from tests.e2e.true_records import COORDINATOR, LEAD
from tests.plugins.demo_site import DemoSite

pytestmark = pytest.mark.browser
LIBRARIAN, OWNER = "bibliothecaire@palier.example", "lavoir@palier.example"
NAME, OLD, NEW = "Bibliothèque du Vieux Lavoir", "02 61 91 00 41", "02 61 91 00 42"


def step(site: DemoSite, name: str) -> str:
    return run_module(site, "tests.e2e.true_records", name)


def signed_in(browser: Browser, site: DemoSite, email: str) -> Page:
    page = opened(browser, f"{site.url}/connexion/", width=360)
    page.get_by_label("Votre adresse électronique").fill(email)
    follow(page, lambda: page.get_by_role("button", name="Recevoir un code").click())
    type_code(page, site, email=email)
    return page


def last_mail(site: DemoSite, email: str) -> str:
    with closing(sqlite3.connect(site.database)) as connection:
        rows = connection.execute(
            'SELECT message FROM post_office_email WHERE "to" = ? ORDER BY id DESC LIMIT 1', [email]
        ).fetchall()
    return str(rows[0][0])


def read(site: DemoSite, path: str) -> str:
    with urlopen(site.url + path) as answer:
        return re.sub(r"[\u00a0\u202f\u2060]", " ", answer.read().decode())


def invite_a_librarian(browser: Browser, site: DemoSite, structure: str) -> None:
    lead = signed_in(browser, site, LEAD)
    lead.goto(f"{site.url}/structures/{structure}/equipe/")
    lead.get_by_label("Son nom").fill("Nora")
    lead.get_by_label("Son courriel").fill(LIBRARIAN)
    lead.get_by_label("Le rôle").select_option(label="bibliothécaire")
    follow(lead, lambda: lead.get_by_role("button", name="Envoyer l’invitation").click())
    assert LIBRARIAN in lead.locator("body").inner_text()
    lead.context.close()


def create_a_place(browser: Browser, site: DemoSite) -> str:
    page = signed_in(browser, site, LIBRARIAN)
    page.goto(f"{site.url}/compte/roles/")
    follow(page, lambda: page.get_by_role("button", name="Accepter").click())
    page.goto(f"{site.url}/fiches/lieux/nouveau/")
    page.get_by_label("Nom", exact=True).fill(NAME)
    page.get_by_label("Commune", exact=True).fill("Craon")
    page.get_by_label("Adresse (facultatif)").or_(page.get_by_label("Adresse", exact=True)).fill(
        "5 rue du Lavoir"
    )
    page.get_by_label("Numéro, adresse ou lien").first.fill(OLD)
    page.locator("#id_needs summary").first.click()
    page.locator("#id_needs details").first.locator("label.choice").nth(1).click()
    follow(page, lambda: page.get_by_role("button", name="Enregistrer", exact=True).click())
    assert (page.locator("h1").inner_text(), "publié" in page.locator("main").inner_text()) == (NAME, True)
    found = re.search(r"/fiches/lieux/(\w+)/", page.url)
    assert found is not None, page.url
    page.goto(f"{site.url}/fiches/lieux/{found[1]}/modifier/")
    page.get_by_text("Ajouter un contact").first.click()
    page.get_by_label("Moyen", exact=True).nth(1).select_option(label="courriel")
    page.get_by_label("Numéro, adresse ou lien").nth(1).fill(OWNER)
    follow(page, lambda: page.get_by_role("button", name="Enregistrer", exact=True).click())
    page.context.close()
    return found[1]


def verify_it(browser: Browser, site: DemoSite, place: str) -> None:
    page = signed_in(browser, site, COORDINATOR)
    page.goto(f"{site.url}/fiches/lieux/{place}/")
    follow(page, lambda: page.get_by_role("button", name="Tout est juste").first.click())
    page.context.close()
    assert "Vérifiée le" in read(site, f"/lieux/{place}/")


def correct_it_by_mail(browser: Browser, site: DemoSite) -> None:
    found = re.search(r"https?://\S+/verifier/\S+", last_mail(site, OWNER))
    assert found is not None
    page = opened(browser, found[0], width=360, java_script_enabled=False)
    follow(page, lambda: page.get_by_role("link", name="Corriger").first.click())
    page.get_by_label("Téléphone").first.fill(NEW)
    page.wait_for_timeout(2200)  # a form sent at once is a robot’s
    follow(page, lambda: page.get_by_role("button", name="Relire").first.click())
    follow(page, lambda: page.get_by_role("button", name="Enregistrer").first.click())
    page.context.close()


def test_from_an_invitation_to_a_correction_by_mail_every_door_shows_the_same_record(
    browser: Browser, demo_site: DemoSite
) -> None:
    structure = step(demo_site, "people")

    invite_a_librarian(browser, demo_site, structure)
    place = create_a_place(browser, demo_site)
    verify_it(browser, demo_site, place)
    step(demo_site, "seven-months-later")
    correct_it_by_mail(browser, demo_site)

    with urlopen(f"{demo_site.url}/api/v1/places/{place}") as answer:
        phones = [c["value"] for c in json.load(answer)["contacts"] if c["kind"] == "phone"]
    rows = list(csv.DictReader(io.StringIO(read(demo_site, "/donnees/lieux.csv"))))
    exported = [row["telephone"] for row in rows if row["nom"] == NAME]
    page = read(demo_site, f"/lieux/{place}/")
    assert (NEW in page, OLD in page) == (True, False)
    assert NEW in read(demo_site, "/widget/lieux/?ou=Craon")
    assert phones == ["+33261910042"]
    assert exported == ["+33261910042"]
    history = signed_in(browser, demo_site, COORDINATOR)
    history.goto(f"{demo_site.url}/fiches/lieux/{place}/historique/")
    assert "lien de vérification" in history.locator("main").inner_text()
    history.context.close()
