"""Pages and PDF of the guide: who may open what; the campaign from its page; sheets."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.directory import actions as directory
from palier.outreach import actions
from palier.outreach.models import GuideEdition
from tests.cast import at, over, person
from tests.factories.directory import NOW, StructureFactory, a_place
from tests.outreach.editions import (
    DESK_PHONE,
    DIRECT_PHONE,
    HELPER,
    MAYENNE,
    NOTE,
    PUBLIC_PHONE,
    an_edition,
    an_offer,
    frozen,
)
from tests.printing.pdf import facts_of, needs_poppler, text_of

pytestmark = pytest.mark.django_db

GUIDE = "/guide/departement-53/2026/"
RESERVED = [GUIDE, f"{GUIDE}structures/", f"{GUIDE}guide.pdf", "/guide/", "/guide/annuaire/departement-53/"]
PUBLIC = [f"{GUIDE}public/", f"{GUIDE}public/structures/", f"{GUIDE}public/guide.pdf"]


def said(response: Any) -> str:
    return str(response.text).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.requirement("R004-177")
@pytest.mark.parametrize("address", RESERVED)
def test_the_guide_is_for_signed_in_professionals_only(client: Client, address: str) -> None:
    an_offer()
    frozen()
    at(StructureFactory(), person("Alice"), "front_desk_agent")
    answers = {"anonymous": client.get(address)}
    for name in ("Alice", "Charlie"):
        client.force_login(person(name))
        answers[name] = client.get(address)

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "anonymous": 302,
        "Alice": 200,
        "Charlie": 403,
    }
    for name in ("anonymous", "Charlie"):
        assert b"%PDF" not in answers[name].content
        assert [w for w in (DIRECT_PHONE, NOTE, HELPER) if w in said(answers[name])] == []
    assert "no-store" in answers["Alice"]["Cache-Control"] or address == "/guide/"


@pytest.mark.requirement("R004-177", "R004-179")
def test_professionals_read_reserved_fields_and_everybody_the_public_edition(client: Client) -> None:
    an_offer()
    frozen()

    public = said(client.get(f"{GUIDE}public/structures/"))
    at(StructureFactory(), person("Alice"), "librarian")
    client.force_login(person("Alice"))
    professional = said(client.get(f"{GUIDE}structures/"))

    assert PUBLIC_PHONE in public
    for reserved in (DIRECT_PHONE, NOTE, HELPER):
        assert (reserved in public, reserved in professional) == (False, True), reserved
    assert DESK_PHONE not in professional


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_edition_opens_only_if_there_is_one(client: Client, address: str) -> None:
    an_offer()
    edition = an_edition()
    waiting = client.get(address).status_code
    actions.freeze_edition(edition=edition, with_public=False, now=timezone.now())
    refused = client.get(address).status_code
    GuideEdition.objects.all().delete()
    frozen()

    assert (waiting, refused, client.get(address).status_code) == (404, 404, 200)


@needs_poppler
def test_the_public_pdf_holds_no_reserved_field(client: Client, tmp_path: Path) -> None:
    an_offer()
    frozen()

    response = client.get(f"{GUIDE}public/guide.pdf")

    assert response["Content-Type"] == "application/pdf"
    text = " ".join(text_of(response.content, tmp_path).split())
    assert PUBLIC_PHONE in text
    assert [word for word in (DIRECT_PHONE, DESK_PHONE, NOTE, HELPER) if word in text] == []


def test_structures_are_found_by_need_and_by_commune(client: Client) -> None:
    an_offer()
    frozen()
    there = f"{GUIDE}public/structures/"

    by_need = said(client.get(there, {"besoin": "Mes impôts"}))
    by_commune = said(client.get(there, {"commune": "53130"}))
    by_nothing = said(client.get(there, {"commune": "49007"}))

    assert ("Réseau des médiathèques" in by_need, "Atelier du Fil" in by_need) == (True, False)
    assert ("Réseau des médiathèques" in by_commune, "Atelier du Fil" in by_commune) == (False, True)
    assert "Rien ne répond à ce choix" in by_nothing


@pytest.mark.requirement("R004-180")
def test_each_edition_shows_how_many_structures_and_how_that_evolved(client: Client) -> None:
    an_offer()
    frozen(2024)
    a_place("Le Phare", owner=StructureFactory(name="Le Phare"))
    frozen(2026)

    page = said(client.get(f"{GUIDE}public/"))

    assert "2024 : 2 structures" in page
    assert "2026 : 3 structures" in page
    assert "1 nouvelle : Le Phare" in page


# --- Coordination -----------------------------------------------------------------------------------------


@pytest.fixture
def alice(client: Client) -> Client:
    """Alice coordinates the Mayenne."""
    an_offer()
    over(MAYENNE, person("Alice"), "coordinator")
    client.force_login(person("Alice"))
    return client


@pytest.mark.requirement("R004-176")
def test_a_guide_is_made_from_its_page_from_the_campaign_to_the_print(alice: Client) -> None:
    here = "/coordination/guide/"
    form = {"title": "Guide du numérique", "territory": MAYENNE, "year": "2026"}
    alice.post(here, form)
    edition = GuideEdition.objects.get()
    one = f"{here}{edition.pk}/"

    asked = said(alice.post(f"{one}interroger/", follow=True))
    proof = alice.get(f"{one}epreuve.pdf")
    done = said(alice.post(f"{one}figer/", {"public": "1"}, follow=True))

    assert "1 par courriel, 1 par lettre" in asked
    assert "0 réponse sur 2" in asked
    assert proof.content.startswith(b"%PDF")
    assert "2 structures, 2 lieux" in done
    assert alice.get(f"{GUIDE}guide.pdf").content.startswith(b"%PDF")
    assert "figée" in said(alice.post(f"{one}figer/", follow=True))
    assert alice.post(here, form).status_code == 422


def test_the_page_says_how_far_printing_is_and_offers_to_go_on_when_the_worker_was_killed(
    alice: Client,
) -> None:
    edition = an_edition()
    actions.start_freezing(edition=edition, with_public=True, now=timezone.now())
    actions.freeze_some(edition_id=edition.pk, now=timezone.now())
    here = f"/coordination/guide/{edition.pk}/"

    working = said(alice.get(here))
    proof = alice.get(f"{here}epreuve.pdf")
    GuideEdition.objects.update(worked_at=timezone.now() - actions.STALLED * 2)
    stalled = said(alice.get(here))
    done = said(alice.post(f"{here}figer/", follow=True))

    assert ("Étape 2 sur 4" in working, "Reprendre" in working) == (True, False)
    assert 'hx-trigger="every 2s"' in working
    assert (proof.status_code, proof["Location"]) == (302, here)
    assert "Reprendre" in stalled
    assert "2 structures, 2 lieux" in done


@pytest.mark.parametrize("address", ["", "epreuve.pdf", "interroger/", "figer/"])
def test_only_the_coordination_of_the_territory_makes_its_guide(client: Client, address: str) -> None:
    an_offer()
    edition = an_edition()
    over("departement:49", person("Bob"), "coordinator")
    over(MAYENNE, person("Dora"), "contributor")
    there = f"/coordination/guide/{edition.pk}/{address}"
    send = client.post if address.endswith("er/") else client.get
    codes = {"anonymous": send(there).status_code}
    for name in ("Bob", "Charlie", "Dora"):
        client.force_login(person(name))
        codes[name] = send(there).status_code

    assert codes == {"anonymous": 302, "Bob": 403, "Charlie": 403, "Dora": 403}
    edition.refresh_from_db()
    assert (edition.is_frozen, edition.asked_at) == (False, None)


# --- Sheets -----------------------------------------------------------------------------------------------


@needs_poppler
def test_the_sheet_of_a_place_is_one_tagged_page_with_public_fields_only(
    client: Client, tmp_path: Path
) -> None:
    _, place = an_offer()
    at(StructureFactory(), person("Alice"), "librarian")
    client.force_login(person("Alice"))

    response = client.get(f"/lieux/{place.public_id}/fiche.pdf")

    text, facts = " ".join(text_of(response.content, tmp_path).split()), facts_of(response.content, tmp_path)
    assert (facts["Pages"], facts["Tagged"], facts["Title"]) == ("1", "yes", "Médiathèque de Craon")
    assert "Aide aux impôts" in text
    assert [word for word in (DIRECT_PHONE, DESK_PHONE, NOTE, HELPER) if word in text] == []


def test_a_place_that_is_not_shown_has_no_sheet(client: Client) -> None:
    _, place = an_offer()
    directory.unpublish_place(place=place, now=NOW)

    assert client.get(f"/lieux/{place.public_id}/fiche.pdf").status_code == 404
    assert client.get("/lieux/aaaaaaaa/fiche.pdf").status_code == 404


@needs_poppler
def test_the_sheets_of_a_filtered_list_are_a_page_per_published_place(alice: Client, tmp_path: Path) -> None:
    response = alice.get("/fiches/liste/fiches.pdf", {"q": "laval"})

    text = " ".join(text_of(response.content, tmp_path).split())
    assert facts_of(response.content, tmp_path)["Pages"] == "2"
    assert ("Atelier du Fil" in text, "Médiathèque de Craon" in text) == (True, False)
    assert alice.get("/fiches/liste/fiches.pdf", {"q": "zzz"}).status_code == 404


def test_sheets_of_a_list_are_for_those_who_keep_records(client: Client) -> None:
    an_offer()
    anonymous = client.get("/fiches/liste/fiches.pdf").status_code
    client.force_login(person("Charlie"))

    assert (anonymous, client.get("/fiches/liste/fiches.pdf").status_code) == (302, 403)
