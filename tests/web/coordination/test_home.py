"""`/coordination/`: figures of a perimeter, each with its list; who may open it; what it costs."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.directory.actions import inclusion, verify_place
from palier.directory.actions.campaigns import add_lines, create_campaign
from palier.directory.enums import LegalForm, PlaceKind, PlaceStatus
from palier.directory.models import CorrectionProposal, Place
from palier.feedback.models import Feedback
from tests.cast import over, person
from tests.factories.directory import PARIS, PlaceFactory, StructureFactory, a_place, commune
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db

HOME = "/coordination/"
MAYENNE = "departement:53"


@pytest.fixture
def alice(client: Client) -> Client:
    """Alice coordinates the Mayenne."""
    over(MAYENNE, person("Alice"), "coordinator")
    client.force_login(person("Alice"))
    return client


def figures(page: Any) -> dict[str, int]:
    """Return the figures of the page by their label, and check that each one is a link."""
    found = re.findall(r'<li><a href="[^"]+">([^<]+) : <b>(\d+)</b></a></li>', page.text)
    return {label.replace("\u00a0", " "): int(count) for label, count in found}


def links(page: Any) -> dict[str, str]:
    found = re.findall(r'<li><a href="([^"]+)">([^<]+) : <b>\d+</b></a></li>', page.text)
    return {label.replace("\u00a0", " "): url.replace("&amp;", "&") for url, label in found}


def days_ago(count: int) -> datetime:
    return timezone.now() - timedelta(days=count)


def test_only_who_coordinates_opens_the_door(client: Client) -> None:
    over(MAYENNE, person("Alice"), "coordinator")
    over(MAYENNE, person("Bob"), "elected_official")

    seen = {}
    for name in ("Alice", "Bob", "Charlie"):
        client.force_login(person(name))
        seen[name] = client.get(HOME).status_code
    client.logout()

    assert seen == {"Alice": 200, "Bob": 403, "Charlie": 403}
    assert client.get(HOME).status_code == 302


def test_each_figure_counts_its_list_in_the_perimeter_only(alice: Client) -> None:
    old, fresh = a_place("Vieux lieu"), a_place("Lieu vérifié")
    verify_place(place=old, by_label="la mairie", now=days_ago(500))
    verify_place(place=fresh, by_label="la mairie", now=days_ago(3))
    PlaceFactory(name="Nouveau lieu", status=PlaceStatus.WAITING)
    elsewhere = a_place("Lieu d’Angers", insee_code="49007")
    verify_place(place=elsewhere, by_label="la mairie", now=days_ago(500))
    CorrectionProposal.objects.create(place=old, message="Le téléphone a changé.", created_at=days_ago(1))
    CorrectionProposal.objects.create(place=elsewhere, message="Fermé.", created_at=days_ago(1))
    commune("53130")
    asked = {"name": "X", "contact_kind": "PHONE", "contact_value": "02 61 91 00 10", "service_text": "Aide"}
    inclusion.ask_inclusion(values={**asked, "commune": commune("53130")}, now=days_ago(1))
    Feedback.objects.create(page="/", message="Merci", created_at=days_ago(1))

    page = alice.get(HOME)

    assert figures(page) == {
        "Fiches à vérifier": 1,
        "dont fiches « à vérifier » pour le public": 1,
        "Corrections proposées": 1,
        "Fiches qui parlent peut-être du même lieu": 0,
        "Demandes d’inscription": 1,
        "Premières publications à relire": 1,
        "Avis sans réponse": 1,
        "Lettres à imprimer": 0,
        "Communes sans aucun lieu": 1,
        "Communes dont le CCAS ou CIAS manque": 2,
    }


def test_each_figure_of_records_leads_to_a_list_of_as_many(alice: Client) -> None:
    verify_place(place=a_place("Vieux lieu"), by_label="la mairie", now=days_ago(500))
    PlaceFactory(name="Nouveau lieu", status=PlaceStatus.WAITING)
    verify_place(place=a_place("Lieu d’Angers", insee_code="49007"), by_label="x", now=days_ago(500))
    addresses = links(alice.get(HOME))

    said = {
        label: said_by(alice.get(addresses[label]))
        for label in (
            "Fiches à vérifier",
            "Premières publications à relire",
            "Communes dont le CCAS ou CIAS manque",
        )
    }

    assert "1 fiche" in said["Fiches à vérifier"]
    assert "Vieux lieu" in said["Fiches à vérifier"]
    assert "Nouveau lieu" in said["Premières publications à relire"]
    assert "1 commune" in said["Communes dont le CCAS ou CIAS manque"]
    assert all("Angers" not in text for text in said.values())


def test_a_commune_without_place_is_listed_with_its_map(alice: Client) -> None:
    a_place("Médiathèque", insee_code="53084")
    commune("53130")
    commune("49007")

    page = alice.get("/coordination/communes/sans-lieu/")

    said = said_by(page)
    assert ("Laval (53)" in said, "Craon" in said, "Angers" in said) == (True, False, False)
    assert '"name": "Laval"' in page.text.replace("&quot;", '"')


@pytest.mark.parametrize("what", ["structure", "place", "cias"])
def test_a_commune_whose_social_centre_is_known_is_not_missing(alice: Client, what: str) -> None:
    craon = commune("53084")
    if what == "structure":
        StructureFactory(legal_form=LegalForm.CCAS, commune=craon)
    elif what == "place":
        a_place("CCAS de Craon", kinds=[PlaceKind.CCAS])
    else:
        from tests.factories.territory import EpciFactory

        epci = EpciFactory()
        laval = commune("53130")
        for town in (craon, laval):
            town.epci = epci
            town.save()
        StructureFactory(legal_form=LegalForm.CIAS, commune=laval)

    said = said_by(alice.get("/coordination/communes/sans-ccas/"))

    assert "Craon" not in said


@pytest.mark.requirement("R004-124")
def test_records_created_and_verified_are_counted_month_by_month_and_lead_to_their_list(
    alice: Client,
) -> None:
    place = a_place("Vérifié en mars")
    Place.objects.filter(pk=place.pk).update(created_at=datetime(2020, 1, 15, tzinfo=PARIS))
    this_month = timezone.localdate().replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    when = datetime(last_month.year, last_month.month, 10, 12, tzinfo=PARIS)
    verify_place(place=place, by_label="la mairie", now=when)
    verify_place(place=place, by_label="la mairie", now=when + timedelta(days=1))
    a_place("Créé ce mois")
    a_place("Angers, ce mois", insee_code="49007")

    page = alice.get(HOME)

    assert f'href="/coordination/fiches/creees/?mois={this_month:%Y-%m}">1<' in page.text
    assert f'href="/coordination/fiches/verifiees/?mois={last_month:%Y-%m}">1<' in page.text
    created = said_by(alice.get(f"/coordination/fiches/creees/?mois={this_month:%Y-%m}"))
    verified = said_by(alice.get(f"/coordination/fiches/verifiees/?mois={last_month:%Y-%m}"))
    assert ("Créé ce mois" in created, "Vérifié en mars" in created) == (True, False)
    assert ("Vérifié en mars" in verified, "Créé ce mois" in verified) == (True, False)


@pytest.mark.parametrize(
    "path",
    [
        "fiches/inconnue/",
        "fiches/creees/?mois=2026-13",
        "fiches/creees/?mois=9999-12",
        "?territoire=departement:00",
    ],
)
def test_an_address_that_means_nothing_is_not_found(alice: Client, path: str) -> None:
    assert alice.get(HOME + path).status_code == 404


def test_a_territory_is_chosen_among_those_held_and_no_other(alice: Client) -> None:
    over("departement:49", person("Alice"), "coordinator")
    a_place("Lieu de Craon")
    a_place("Lieu d’Angers", insee_code="49007")
    commune("97411")
    list_of = HOME + "fiches/creees/"

    both, one = said_by(alice.get(list_of)), said_by(alice.get(f"{list_of}?territoire=departement:49"))

    assert ("Craon" in both, "Angers" in both) == (True, True)
    assert ("Craon" in one, "Angers" in one) == (False, True)
    assert "Tous mes territoires" in said_by(alice.get(HOME))
    assert alice.get(f"{HOME}?territoire=departement:974").status_code == 403


def test_who_coordinates_here_and_contributes_there_answers_requests_here_only(alice: Client) -> None:
    over("departement:49", person("Alice"), "contributor")
    asked = {"name": "X", "contact_kind": "PHONE", "contact_value": "02 61 91 00 10", "service_text": "Aide"}
    inclusion.ask_inclusion(values={**asked, "commune": commune("53084")}, now=days_ago(1))
    inclusion.ask_inclusion(values={**asked, "commune": commune("49007")}, now=days_ago(1))

    assert figures(alice.get(HOME))["Demandes d’inscription"] == 1
    assert figures(alice.get(f"{HOME}?territoire=departement:49"))["Demandes d’inscription"] == 0


@pytest.mark.requirement("R004-133")
def test_several_coordinators_of_a_territory_say_what_each_looks_after(alice: Client) -> None:
    commune("53084")
    commune("49007")
    mine = person("Alice").territorial_roles.get()
    over("commune:53084", person("Dora"), "coordinator", perimeter_note="Les France Services")
    hers = over(MAYENNE, person("Emma"), "coordinator", perimeter_note="Les centres sociaux")
    over("departement:49", person("Bob"), "coordinator", perimeter_note="Le Maine-et-Loire")

    alice.post(f"{HOME}mon-role/{mine.pk}/", {"note": "Les bibliothèques du Nord"})
    said = said_by(alice.get(HOME))

    for part in ("Les bibliothèques du Nord", "Les France Services", "Les centres sociaux"):
        assert part in said
    assert "Le Maine-et-Loire" not in said
    assert alice.post(f"{HOME}mon-role/{hers.pk}/", {"note": "Volé"}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_much_there_is(
    alice: Client, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        place = a_place(f"Lieu {number}")
        CorrectionProposal.objects.create(place=place, message="Faux.", created_at=days_ago(1))
        over(MAYENNE, person(f"Personne {number}".replace(" ", "")), "coordinator")
        campaign = create_campaign(
            name=f"Campagne {number}", territory=MAYENNE, by=person("Alice"), starts_on=date(2026, 1, 1)
        )
        add_lines(campaign=campaign, text="Une\nDeux")

    with django_assert_num_queries(19):
        alice.get(HOME)
