"""The first screens behind the doors: what each shows of what exists, to whom, at what cost."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.accounts.enums import RoleStatus
from palier.directory import actions
from palier.directory.enums import ContactKind, LegalForm, PlaceKind, ReportStatus, Visibility
from palier.directory.models import CorrectionProposal, Draft, Place, Structure
from tests.cast import at, over, person
from tests.factories.directory import ALWAYS, NEVER, StructureFactory, a_need, a_place, a_service, commune
from tests.web.reading import names_of, said_by

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=500)


def a_structure(name: str = "Réseau de lecture") -> Structure:
    structure: Structure = StructureFactory(name=name)
    return structure


def a_library(structure: Structure, name: str = "Médiathèque du Pré", **fields: Any) -> Place:
    return a_place(name, kinds=[PlaceKind.LIBRARY], owner=structure, **fields)


def as_(client: Client, name: str) -> Client:
    client.force_login(person(name))
    return client


# --- Front desk -------------------------------------------------------------------------------------------


def test_the_desk_asks_the_need_the_commune_and_what_gets_in_the_way_on_one_screen(client: Client) -> None:
    structure = a_structure()
    a_library(structure)
    at(structure, person("Alice"), "front_desk_agent")

    page = as_(client, "Alice").get("/accueil/")

    assert page.text.count('<form class="ask line" action="/chercher/" role="search">') == 1
    names = ("q", "ou", "presence", "ouvert", "sans-rdv", "gratuit", "domicile", "public", "langue")
    assert [name for name in names if f'name="{name}"' not in page.text] == []
    assert 'value="Craon (53400)"' in page.text
    assert 'href="/je-suis-bloque/"' in page.text


def test_what_the_desk_sends_is_what_the_search_page_understands(client: Client) -> None:
    structure, need = a_structure(), a_need("impots", "Mes impôts", "impots")
    a_service(a_library(structure, opening_hours=ALWAYS), need)
    a_service(a_place("Lieu fermé", opening_hours=NEVER), need)
    at(structure, person("Alice"), "front_desk_agent")

    sent = {"q": "impots", "ou": "Craon (53400)", "ouvert": "on", "public": "", "langue": ""}
    page = as_(client, "Alice").get("/chercher/", sent)

    assert names_of(page) == ["Médiathèque du Pré"]


def test_the_desk_sees_the_places_of_its_own_structure_now_and_no_others(client: Client) -> None:
    structure = a_structure()
    place = a_library(structure, opening_hours=ALWAYS)
    a_service(place, a_need(), helper_hours=ALWAYS, helper_name="Samira, médiatrice")
    a_place("Lieu du voisin", owner=a_structure("Voisin"))
    at(structure, person("Alice"), "front_desk_agent")

    said = said_by(as_(client, "Alice").get("/accueil/"))

    assert "Médiathèque du Pré quelqu’un est là" in said
    assert "Samira, médiatrice" in said  # reserved to professionals: she has not agreed that all read it
    assert "Lieu du voisin" not in said


# --- Prescriber -------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-006")
def test_a_prescriber_finds_libraries_without_asking_for_them(client: Client) -> None:
    need = a_need("impots", "Mes impôts", "impots")
    a_service(a_library(a_structure()), need)
    at(a_structure("Passerelle emploi"), person("Alice"), "social_worker")

    page = as_(client, "Alice").get("/prescrire/")
    found = client.get("/chercher/", {"q": "impots", "ou": "Craon"})

    assert 'action="/chercher/"' in page.text
    assert names_of(found) == ["Médiathèque du Pré"]


def test_a_prescriber_reads_on_place_pages_the_contacts_that_the_public_does_not(client: Client) -> None:
    place = a_library(a_structure())
    actions.add_contact(
        of=place, kind=ContactKind.PHONE, value="02 61 91 00 42", visibility=Visibility.PROFESSIONAL
    )
    at(a_structure("Passerelle emploi"), person("Alice"), "social_worker")
    path = f"/lieux/{place.public_id}-{place.slug}/"

    seen = {name: "02 61 91 00 42" in said_by(as_(client, name).get(path)) for name in ("Alice", "Charlie")}

    assert seen == {"Alice": True, "Charlie": False}


# --- Mediator ---------------------------------------------------------------------------------------------


def test_a_mediator_sees_their_places_with_one_gesture_each_and_what_to_verify(client: Client) -> None:
    structure = a_structure()
    fresh, old = a_library(structure), a_library(structure, "Médiathèque du Bois")
    actions.verify_place(place=fresh, by_label="Alice", now=timezone.now())
    actions.verify_place(place=old, by_label="Alice", now=LONG_AGO)
    at(structure, person("Alice"), "librarian")
    Draft.objects.create(user=person("Alice"), key="place:x", typed={}, saved_at=timezone.now())

    page = as_(client, "Alice").get("/pro/")

    assert f'href="/fiches/lieux/{fresh.public_id}/gestes/"' in page.text
    to_verify = page.text.split('id="a-verifier"')[1].split("</section>")[0]
    assert ("Médiathèque du Bois" in to_verify, "Médiathèque du Pré" in to_verify) == (True, False)
    assert "Toutes mes fiches, 1 brouillon" in said_by(page)


def test_a_volunteer_has_the_gestures_and_not_the_form_of_the_record(client: Client) -> None:
    structure = a_structure()
    place = a_library(structure)
    at(structure, person("Alice"), "librarian")
    at(structure, person("Bob"), "volunteer", supervisor=person("Alice"))

    links = {}
    for name in ("Alice", "Bob"):
        page = as_(client, name).get("/pro/").text
        links[name] = [f'href="/fiches/lieux/{place.public_id}/{end}"' in page for end in ("gestes/", "")]

    assert links == {"Alice": [True, True], "Bob": [True, False]}


def test_a_role_in_one_place_shows_that_place_only(client: Client) -> None:
    structure = a_structure()
    place = a_library(structure)
    a_library(structure, "Médiathèque du Bois")
    at(structure, person("Alice"), "librarian", place=place)

    said = said_by(as_(client, "Alice").get("/pro/"))

    assert ("Médiathèque du Pré" in said, "Médiathèque du Bois" in said) == (True, False)


def test_places_where_somebody_is_come_first(client: Client) -> None:
    structure = a_structure()
    a_library(structure, "A fermée", opening_hours=NEVER)
    a_library(structure, "B ouverte", opening_hours=ALWAYS)
    a_service(a_library(structure, "C avec quelqu’un"), a_need(), helper_hours=ALWAYS)
    at(structure, person("Alice"), "librarian")

    said = said_by(as_(client, "Alice").get("/pro/"))

    order = sorted(("A fermée", "B ouverte", "C avec quelqu’un"), key=said.index)
    assert order == ["C avec quelqu’un", "B ouverte", "A fermée"]


# --- Library ----------------------------------------------------------------------------------------------


def test_a_library_shows_who_helps_and_when_and_its_team_to_those_who_lead_it(client: Client) -> None:
    structure = a_structure()
    place = a_library(structure, opening_hours=ALWAYS)
    a_service(place, a_need(), name="Atelier", helper_hours="Tu 14:00-17:00")
    a_place("Bureau", owner=structure)
    at(structure, person("Alice"), "digital_lead")
    at(structure, person("Bob"), "librarian")
    team = f'href="/structures/{structure.public_id}/equipe/"'

    pages = {name: as_(client, name).get("/bibliotheque/") for name in ("Alice", "Bob")}

    assert "Atelier" in said_by(pages["Bob"])
    assert "mardi : 14 h – 17 h" in said_by(pages["Bob"])
    assert "Bureau" not in said_by(pages["Alice"])
    assert [team in page.text for page in pages.values()] == [True, False]


@pytest.mark.parametrize(("count", "folded"), [(5, 0), (6, 6)])
def test_many_libraries_are_folded_under_their_names(client: Client, count: int, folded: int) -> None:
    structure = a_structure()
    for number in range(count):
        a_library(structure, f"Médiathèque {number}", opening_hours=ALWAYS)
    at(structure, person("Alice"), "digital_lead")

    page = as_(client, "Alice").get("/bibliotheque/")

    named = [f"Médiathèque {number}" for number in range(count)]
    assert page.text.count('<details class="panel">') == folded
    assert [name for name in named if f"Voir la page publique : {name}" not in said_by(page)] == []
    assert ("6 fiches" in said_by(page)) == bool(folded)


def test_corrections_that_wait_are_counted_for_those_who_decide(client: Client) -> None:
    structure = a_structure()
    place = a_library(structure)
    other = a_library(a_structure("Voisin"), "Médiathèque du voisin")
    for one in (place, other):
        actions.report_error(place=one, message="Le numéro est faux.", contact="", now=timezone.now())
    at(structure, person("Alice"), "digital_lead")
    at(structure, person("Bob"), "librarian")

    said = {name: said_by(as_(client, name).get("/bibliotheque/")) for name in ("Alice", "Bob")}

    assert "1 correction attend votre réponse" in said["Alice"]
    assert "lire la correction proposée" in said["Alice"]
    assert "attend votre réponse" not in said["Bob"]


# --- Territory --------------------------------------------------------------------------------------------


@pytest.fixture
def mayenne() -> None:
    """Craon: a verified open library that helps, an old closed place. Laval, Château-Gontier: nothing."""
    need = a_need()
    library = a_library(a_structure(), opening_hours=ALWAYS)
    a_service(library, need, helper_hours=ALWAYS)
    actions.verify_place(place=library, by_label="Alice", now=timezone.now())
    old = a_place("Vieux lieu", opening_hours=NEVER)
    actions.verify_place(place=old, by_label="Alice", now=LONG_AGO)
    a_place("Lieu d’Angers", insee_code="49007", opening_hours=ALWAYS)
    StructureFactory(name="CCAS", legal_form=LegalForm.CCAS, commune=commune("53130"))
    commune("53062")


@pytest.mark.usefixtures("mayenne")
def test_a_territory_is_said_in_sentences_that_bear_their_date(client: Client) -> None:
    over("departement:53", person("Alice"), "elected_official")

    page = as_(client, "Alice").get("/territoire/")

    said = said_by(page)
    facts = [
        "2 lieux sont publiés, pour 3 communes.",
        "1 lieu dit en quoi une personne y aide : 1 service en tout.",
        "1 lieu est une bibliothèque.",
        "1 lieu est ouvert (2 lieux disent leurs horaires).",
        "quelqu’un aide le public dans 1 lieu.",
        "1 fiche a été vérifiée par une personne depuis le",
        "soit 50 %.",
        "il y a 2 communes où aucun lieu n’est publié : Laval et Château-Gontier-sur-Mayenne.",
        "il y a 2 communes dont le CCAS ou le CIAS n’est pas dans le répertoire : "
        "Château-Gontier-sur-Mayenne et Craon.",
    ]
    assert [fact for fact in facts if fact not in said] == []
    sentences = page.text.split("<h3>", 1)[1].split("</main>")[0].split("<li>")[1:]
    assert len(sentences) == 9
    assert [s for s in sentences if str(timezone.localdate().year) not in s] == []


@pytest.mark.usefixtures("mayenne")
def test_a_territory_that_one_does_not_hold_is_not_shown(client: Client) -> None:
    over("departement:53", person("Alice"), "elected_official")
    over(
        "departement:49", person("Bob"), "elected_official", status=RoleStatus.ENDED, ends_on=date(2026, 2, 1)
    )
    over("commune:53084", person("Bob"), "elected_official")

    alice = said_by(as_(client, "Alice").get("/territoire/?territoire=departement:49"))
    bob = said_by(as_(client, "Bob").get("/territoire/?territoire=departement:53"))

    assert "2 lieux sont publiés, pour 3 communes" in alice
    assert "2 lieux sont publiés, pour 1 commune" in bob
    assert "le CCAS ou le CIAS de la commune n’est pas dans le répertoire" in bob
    assert "Angers" not in alice + bob


# --- Contributor ------------------------------------------------------------------------------------------


def test_one_reads_what_became_of_what_one_proposed_and_nothing_of_others(client: Client) -> None:
    place = a_place()
    for name, message in (("Charlie", "L’escalier n’a pas de rampe."), ("Bob", "Le téléphone est faux.")):
        CorrectionProposal.objects.create(
            place=place,
            message=message,
            by=person(name),
            status=ReportStatus.REFUSED,
            answer="Nous avons vérifié sur place.",
            decided_at=timezone.now(),
            created_at=timezone.now(),
        )

    said = said_by(as_(client, "Charlie").get("/concertation/"))

    assert "L’escalier n’a pas de rampe." in said
    assert "refusé" in said
    assert "Nous avons vérifié sur place." in said
    assert "Le téléphone est faux." not in said


# --- What it costs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [("/accueil/", 17), ("/pro/", 15), ("/bibliotheque/", 17), ("/territoire/", 18), ("/concertation/", 7)],
)
def test_a_first_screen_costs_the_same_with_one_place_and_with_three(
    client: Client, django_assert_num_queries: Any, path: str, queries: int, count: int
) -> None:
    structure, need = a_structure(), a_need()
    for number in range(count):
        place = a_library(structure, f"Médiathèque {number}", opening_hours=ALWAYS)
        a_service(place, need, helper_hours=ALWAYS)
        actions.verify_place(place=place, by_label="Alice", now=LONG_AGO)
        actions.add_closure(
            place=place, starts_on=date(2026, 1, 1), ends_on=date(2099, 1, 1), now=timezone.now()
        )
        CorrectionProposal.objects.create(
            place=place, message="Faux.", by=person("Alice"), created_at=timezone.now()
        )
    at(structure, person("Alice"), "digital_lead")
    over("departement:53", person("Alice"), "elected_official")
    as_(client, "Alice")

    with django_assert_num_queries(queries):
        client.get(path)
