"""The lists shipped with the product: needs in people’s words, audiences, supports, labels."""

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from palier.core.text import fold, stems
from palier.directory import actions, queries
from palier.directory.facets import NEED, token
from palier.directory.models import (
    Audience,
    Need,
    NeedMapping,
    NeedSynonym,
    Scheme,
    SpecialSupport,
)

ON = date(2026, 11, 24)
NATIONAL_SERVICES = [
    "Aide aux démarches administratives",
    "Maîtrise des outils numériques du quotidien",
    "Insertion professionnelle via le numérique",
    "Utilisation sécurisée du numérique",
    "Parentalité et éducation avec le numérique",
    "Loisirs et créations numériques",
    "Compréhension du monde numérique",
    "Accès internet et matériel informatique",
    "Acquisition de matériel informatique à prix solidaire",
]


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _lists(module_database: None) -> None:
    """The lists as shipped, loaded once: these tests only read."""
    actions.load_codelists(on=ON)


def our_needs() -> list[Need]:
    return list(Need.objects.filter(framework__code="besoins").select_related("parent"))


# --- The framework of needs -----------------------------------------------------------------------------------


@pytest.mark.requirement("R001-003")
def test_every_code_has_one_label_that_no_other_has() -> None:
    labels = Counter(fold(need.label) for need in our_needs())

    assert [label for label, count in labels.items() if count > 1] == []


def test_no_words_lead_to_two_needs_once_accents_and_endings_are_left_aside() -> None:
    said: dict[frozenset[str], set[str]] = defaultdict(set)
    for need in our_needs():
        said[frozenset(stems(need.label))].add(need.code)
    for synonym in NeedSynonym.objects.select_related("need"):
        said[frozenset(stems(synonym.text))].add(synonym.need.code)

    assert {words: codes for words, codes in said.items() if len(codes) > 1 or not words} == {}


def test_every_need_is_said_in_the_national_services_unless_we_do_not_do_it() -> None:
    mapped = set(NeedMapping.objects.values_list("need__code", flat=True))

    assert {n.code for n in our_needs() if n.code not in mapped} == {
        n.code for n in our_needs() if not n.is_in_scope
    }


def test_the_national_services_have_their_exact_labels() -> None:
    national = Need.objects.filter(framework__code="services-nationaux", framework__version="1.0.2")

    assert list(national.values_list("label", flat=True)) == NATIONAL_SERVICES


def test_every_national_service_is_reached_by_a_need() -> None:
    assert set(NeedMapping.objects.values_list("target__label", flat=True)) == set(NATIONAL_SERVICES)


@pytest.mark.requirement("R000-030")
def test_the_framework_has_two_levels_with_words_for_each_need() -> None:
    needs = our_needs()
    without_words = [n.code for n in needs if not n.synonyms.exists()]

    assert {n.parent.parent_id for n in needs if n.parent} == {None}
    assert without_words == []


def test_codes_stay_different_when_written_as_facets() -> None:
    tokens = Counter(token(NEED, need.code) for need in our_needs())

    assert max(tokens.values()) == 1


def test_the_first_page_offers_six_needs_in_order() -> None:
    assert [need.label for need in queries.home_needs()] == [
        "Faire une démarche (impôts, carte grise, retraite…)",
        "Ma boîte mail",
        "Me servir d’un téléphone ou d’une tablette",
        "Apprendre l’ordinateur",
        "Reconnaître une arnaque",
        "Un ordinateur en accès libre",
    ]


def test_every_pictogram_exists() -> None:
    sheet = Path(__file__).parents[2] / "palier" / "web" / "templates" / "ui" / "icons.svg"
    icons = {need.icon for need in our_needs()}

    assert {icon for icon in icons if f'id="{icon}"' not in sheet.read_text()} == set()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param("numériser mes photos", "numeriser-photos", marks=pytest.mark.requirement("R000-030")),
        pytest.param("surfer", "naviguer-internet", marks=pytest.mark.requirement("R000-030")),
        ("je voudrais scanner mes vieilles photos", "numeriser-photos"),
        ("carte grise", "carte-grise-permis"),
        ("créer une boîte mail", "boite-mail"),
        ("boite mel", "boite-mail"),
        ("je n’arrive plus à lire mes mails", "boite-mail"),
        ("ameli", "assurance-maladie"),
        ("doctolib", "rendez-vous-medical"),
        ("mot de passe oublié", "mots-de-passe"),
        ("Pronote", "suivre-ecole"),
        ("whatsapp avec ma fille", "messagerie-instantanee"),
        ("imprimer une attestation", "imprimer"),
        pytest.param("écrivain public", "ecrivain-public", marks=pytest.mark.requirement("R001-029")),
        pytest.param("accès aux droits", "acces-aux-droits", marks=pytest.mark.requirement("R004-010")),
        pytest.param("prise en main", "appareils", marks=pytest.mark.requirement("R004-010")),
        pytest.param("communiquer", "communiquer", marks=pytest.mark.requirement("R004-010")),
        pytest.param("recherche d’emploi", "recherche-emploi", marks=pytest.mark.requirement("R004-028")),
        pytest.param(
            "boîte mail professionnelle", "mail-professionnel", marks=pytest.mark.requirement("R004-028")
        ),
        pytest.param("faire un CV", "cv", marks=pytest.mark.requirement("R004-028")),
        pytest.param(
            "bulletin de pension", "bulletins-de-pension", marks=pytest.mark.requirement("R004-033")
        ),
        pytest.param("payer en ligne", "payer-en-ligne", marks=pytest.mark.requirement("R004-033")),
        pytest.param("les impôts", "impots", marks=pytest.mark.requirement("R004-033")),
    ],
)
def test_words_of_people_lead_to_a_need(words: str, code: str) -> None:
    found = queries.understand(words).need

    assert found is not None
    assert (found.code, found.is_in_scope) == (code, True)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("réparer mon ordinateur", "reparer-ordinateur"),
        ("mon ordi est cassé", "reparer-ordinateur"),
        ("téléphone cassé", "reparer-telephone"),
        ("récupérer mes données", "donnees-perdues"),
        ("panne d’internet", "panne-internet"),
    ],
)
@pytest.mark.requirement("S09")
def test_what_we_do_not_do_is_understood_and_says_who_can(words: str, code: str) -> None:
    found = queries.understand(words).need

    assert found is not None
    assert (found.code, found.is_in_scope) == (code, False)
    assert len(found.out_of_scope_text) > 80


# --- The other lists ------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-166", "R004-207")
def test_audiences_name_those_that_the_field_meets() -> None:
    wanted = {
        *("seniors", "adultes", "jeunes-adultes", "parents", "allophones"),
        *("demandeurs-emploi", "reconversion", "micro-entreprises"),
    }

    assert wanted <= set(Audience.objects.values_list("code", flat=True))


def test_audiences_and_supports_have_the_exact_national_labels() -> None:
    audiences = set(Audience.objects.exclude(national_label="").values_list("national_label", flat=True))
    supports = set(SpecialSupport.objects.values_list("national_label", flat=True))

    assert audiences == {"Jeunes", "Étudiants", "Familles et/ou enfants", "Seniors", "Femmes"}
    assert supports == {
        *("Surdité", "Handicaps moteurs", "Handicaps mentaux", "Illettrisme", "Déficience visuelle"),
        *("Langues étrangères (anglais)", "Langues étrangères (autres)"),
    }


def test_schemes_have_the_exact_national_labels() -> None:
    national = Scheme.objects.exclude(national_label="").values_list("national_label", flat=True)

    assert set(national) == {
        *(
            "Aidants Connect",
            "Bibliothèques numérique de référence",
            "Certification PIX",
            "Conseillers numériques",
        ),
        *("Emmaüs Connect", "France Services", "Grande école du numérique", "La Croix Rouge"),
        *("Point d'accès numérique CAF", "Promeneurs du net", "Relais numérique (Emmaüs Connect)"),
        *("Formé à « Mon Espace Santé »", "Formé à « DUPLEX » (illettrisme)", "Étapes numériques (La Poste)"),
        *(
            "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
            "Collectif ressources et acteurs réemploi (Normandie)",
        ),
        *(
            "Fabriques de Territoire",
            "Les Éclaireurs du numérique (Drôme)",
            "Mes Papiers (Métropole de Lyon)",
        ),
        *("ORDI 3.0", "SUD LABS (PACA)"),
    }


@pytest.mark.requirement("R001-033")
def test_the_main_schemes_say_who_may_have_them_how_and_whom_to_ask() -> None:
    told = Scheme.objects.exclude(eligible="").exclude(how_to_activate="").exclude(contact="")

    assert {"france-services", "aidants-connect", "conseiller-numerique", "adulte-relais"} <= set(
        told.values_list("code", flat=True)
    )
    assert told.count() >= 6
    assert set(Scheme.objects.values_list("scope", flat=True)) == {"NATIONAL", "LOCAL"}


@pytest.mark.requirement("R002-033")
def test_france_services_is_known_by_its_former_names() -> None:
    names = set(Scheme.objects.get(code="france-services").aliases.values_list("name", flat=True))

    assert {"MSAP", "Maison de services au public", "Maison France Connect"} <= names
