"""From words to needs, and the directory as the public may read it."""

from datetime import timedelta
from typing import Any

import pytest

from palier.core.search import Match
from palier.directory import actions, queries
from palier.directory.enums import ContactKind, Modality, PlaceKind, Visibility
from palier.directory.models import Need, NeedMapping, Place, Service
from tests.factories.directory import (
    ALWAYS,
    NOW,
    AudienceFactory,
    FrameworkFactory,
    NeedFactory,
    PlaceFactory,
    SchemeFactory,
    StructureFactory,
    a_need,
    a_place,
    a_service,
    commune,
)

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


@pytest.fixture
def framework() -> dict[str, Need]:
    """A small framework: three families, their needs, and the words people use."""
    photos = a_need("loisirs", "Loisirs et mémoire")
    internet = a_need("appareils", "Mes appareils")
    mail = a_need("communiquer", "Communiquer")
    repair = a_need(
        "depannage", "Réparer un appareil", "réparer", is_in_scope=False, out_of_scope_text="Un réparateur."
    )
    return {
        need.code: need
        for need in (
            photos,
            internet,
            mail,
            repair,
            a_need("numeriser-photos", "Numériser mes photos", "numériser mes photos", parent=photos),
            a_need("naviguer-internet", "Naviguer sur internet", "surfer", parent=internet),
            a_need("boite-mail", "Ma boîte mail", "créer une boîte mail", parent=mail),
            a_need("carte-grise", "Carte grise, permis", "carte grise"),
            a_need(
                "reparer-ordinateur",
                "Réparer mon ordinateur",
                "réparer mon ordinateur",
                parent=repair,
                is_in_scope=False,
                out_of_scope_text="Aucun lieu d’aide ne répare.",
            ),
        )
    }


# --- Understanding --------------------------------------------------------------------------------------------


@pytest.mark.requirement("R000-030")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("numériser mes photos", "numeriser-photos"),
        ("numeriser mes photos", "numeriser-photos"),
        ("NUMÉRISER MES PHOTOS", "numeriser-photos"),
        ("je voudrais numériser mes vieilles photos de famille", "numeriser-photos"),
        ("surfer", "naviguer-internet"),
        ("pour surfer sur le web", "naviguer-internet"),
        ("ma carte grise", "carte-grise"),
        ("cartes grises", "carte-grise"),
        ("créer une boîte mail", "boite-mail"),
        ("creer une boite email", "boite-mail"),
        ("Ma boîte mail", "boite-mail"),
        ("réparer mon ordinateur", "reparer-ordinateur"),
    ],
)
def test_peoples_words_lead_to_a_need(framework: dict[str, Need], words: str, code: str) -> None:
    assert queries.understand(words).need == framework[code]


@pytest.mark.parametrize(
    "words", ["", "   ", "!!!", "le la les", "médiathèque", "\x00", "🙂", "a" * 500, "photos"]
)
def test_words_that_say_no_need_are_only_words(framework: dict[str, Need], words: str) -> None:
    assert queries.understand(words).need is None


def test_the_longest_phrase_wins(framework: dict[str, Need]) -> None:
    assert queries.understand("réparer").need == framework["depannage"]
    assert queries.understand("réparer mon ordinateur portable").need == framework["reparer-ordinateur"]


def test_words_of_a_former_version_lead_nowhere() -> None:
    a_need("vieux", "Minitel", "minitel", framework=FrameworkFactory(version="0.9", is_current=False))

    assert queries.understand("minitel").need is None
    assert queries.need_by_code("vieux") is None


def test_a_misspelt_word_is_corrected_from_the_words_of_the_index(framework: dict[str, Need]) -> None:
    actions.refresh_words()

    understood = queries.understand("numerisser mes phottos")

    assert understood.corrected == "numeriser mes photos"
    assert understood.need == framework["numeriser-photos"]


def test_a_right_word_is_not_corrected(framework: dict[str, Need]) -> None:
    a_place("Médiathèque des Ursulines")
    actions.refresh_words()

    assert queries.understand("ursulines").corrected == ""
    assert queries.understand("ursuline").corrected == ""


def test_an_operators_synonym_works_at_once(framework: dict[str, Need]) -> None:
    actions.add_synonym(need=framework["boite-mail"], text="ma bal", on=TODAY)
    actions.add_synonym(need=framework["boite-mail"], text="Ma BAL", on=TODAY)

    assert queries.understand("ma bal").need == framework["boite-mail"]
    assert framework["boite-mail"].synonyms.filter(folded_text="ma bal").count() == 1


@pytest.mark.requirement("R000-030")
def test_the_framework_has_two_levels_in_order(framework: dict[str, Need]) -> None:
    tree = {family.code: [n.code for n in family.children.all()] for family in queries.current_needs()}

    assert tree == {
        "loisirs": ["numeriser-photos"],
        "appareils": ["naviguer-internet"],
        "communiquer": ["boite-mail"],
        "depannage": ["reparer-ordinateur"],
        "carte-grise": [],
    }


def test_a_need_is_mapped_to_the_national_service_it_stands_for(framework: dict[str, Need]) -> None:
    national = NeedFactory(framework=FrameworkFactory(code="services-nationaux"), label="Loisirs nationaux")
    NeedMapping.objects.create(need=framework["numeriser-photos"], target=national)

    assert [m.target for m in framework["numeriser-photos"].mappings.all()] == [national]
    assert queries.need_by_code(national.code) is None


def test_the_choices_of_the_search_are_those_of_the_lists(django_assert_num_queries: Any) -> None:
    AudienceFactory(code="seniors", label="Seniors", position=2)
    AudienceFactory(code="jeunes", label="Jeunes", position=1)
    SchemeFactory()

    with django_assert_num_queries(4):
        choices = queries.codelist_choices()

    assert choices["audience"] == [("jeunes", "Jeunes"), ("seniors", "Seniors")]
    assert choices["label"] == [("france-services", "France services")]
    assert [code for code, _ in choices["modality"]] == [
        "on-site",
        "individual",
        "workshop",
        "self-service",
        "home",
        "phone",
        "remote",
        "mobile",
    ]


# --- Published places -----------------------------------------------------------------------------------------


def test_only_published_places_are_read() -> None:
    shown = a_place()
    PlaceFactory()
    gone = a_place("Fermée")
    actions.close_place(place=gone, now=NOW)

    assert list(queries.published_places()) == [shown]
    assert queries.place_detail(gone.public_id, on=TODAY) is None
    assert list(queries.place_cards([shown.pk, gone.pk], on=TODAY)) == [shown.pk]


def test_a_draft_or_ended_service_is_not_shown() -> None:
    place, need = a_place(), a_need()
    shown = a_service(place, need)
    actions.add_service(place=place, name="Brouillon", needs=[need])
    ended = a_service(place, need, name="Finie")
    actions.update_service(service=ended, now=NOW, ends_on=TODAY - timedelta(days=1))

    detail = queries.place_detail(place.public_id, on=TODAY)

    assert detail is not None
    assert detail.shown_services == [shown]
    assert queries.place_cards([place.pk], on=TODAY)[place.pk].shown_services == [shown]


def test_places_of_a_commune_come_with_services_first_then_by_name_accents_aside() -> None:
    ecole, zoo, abri = a_place("École"), a_place("Zoo"), a_place("Abri")
    a_service(zoo, a_need())
    a_place("À Laval", insee_code="53130")

    assert queries.places_of_commune(commune("53084"), on=TODAY) == [zoo.pk, abri.pk, ecole.pk]


def test_the_town_hall_is_the_one_of_the_commune() -> None:
    hall = a_place("Mairie de Craon", kinds=[PlaceKind.TOWN_HALL])
    a_place("Mairie de Laval", insee_code="53130", kinds=[PlaceKind.TOWN_HALL])

    assert queries.town_hall_of(commune("53084")) == hall
    assert queries.town_hall_of(commune("49007")) is None


# --- Help that comes to the person ----------------------------------------------------------------------------


@pytest.fixture
def visits() -> Service:
    """Home visits from Laval over the whole of Mayenne."""
    place = a_place("Association d’aide", insee_code="53130")
    service = a_service(place, a_need(), name="Visites", modalities=(Modality.HOME,))
    actions.cover(service=service, departements=[commune("53130").departement])
    return service


@pytest.mark.parametrize("modality", [Modality.HOME, Modality.MOBILE, Modality.PHONE, Modality.REMOTE])
def test_help_that_comes_is_found_from_every_commune_it_covers(modality: Modality) -> None:
    service = a_service(a_place(insee_code="53130"), a_need(), modalities=(modality,))
    actions.cover(service=service, communes=[commune("53084")])

    assert queries.other_ways(commune("53084"), need=None, on=TODAY) == [service]
    assert queries.other_ways(commune("49007"), need=None, on=TODAY) == []


def test_help_on_site_only_is_no_other_way() -> None:
    service = a_service(a_place(), a_need(), modalities=(Modality.ON_SITE,))
    actions.cover(service=service, communes=[commune("53084")])

    assert queries.other_ways(commune("53084"), need=None, on=TODAY) == []


def test_the_most_local_help_comes_first(visits: Service) -> None:
    local = a_service(a_place(), Need.objects.get(), name="Samira", modalities=(Modality.HOME,))
    actions.cover(service=local, communes=[commune("53084")])

    assert queries.other_ways(commune("53084"), need=None, on=TODAY) == [local, visits]


def test_other_ways_answer_the_need_its_family_or_what_is_below_it() -> None:
    family = a_need("communiquer", "Communiquer")
    mail = a_need("boite-mail", "Ma boîte mail", parent=family)
    other = a_need("impots", "Mes impôts")
    place, craon = a_place(), commune("53084")
    by_family = a_service(place, family, name="Famille", modalities=(Modality.HOME,))
    by_need = a_service(place, mail, name="Mail", modalities=(Modality.PHONE,))
    by_other = a_service(place, other, name="Impôts", modalities=(Modality.HOME,))
    for service in (by_family, by_need, by_other):
        actions.cover(service=service, communes=[craon])

    assert queries.other_ways(craon, need=mail, on=TODAY) == [by_family, by_need]
    assert queries.other_ways(craon, need=family, on=TODAY) == [by_family, by_need]
    assert queries.other_ways(craon, need=other, on=TODAY) == [by_other]


def test_a_way_of_a_place_that_is_withdrawn_is_withdrawn(visits: Service) -> None:
    actions.unpublish_place(place=visits.place, now=NOW)

    assert queries.other_ways(commune("53084"), need=None, on=TODAY) == []


@pytest.mark.requirement("R004-177")
def test_a_way_never_carries_a_contact_reserved_to_professionals(visits: Service) -> None:
    structure = StructureFactory()
    actions.update_place(place=visits.place, now=NOW, operator=structure)
    for owner in (structure, visits.place, visits):
        for level in (Visibility.PROFESSIONAL, Visibility.COORDINATOR):
            actions.add_contact(of=owner, kind=ContactKind.PHONE, value="06 39 98 00 01", visibility=level)

    (way,) = queries.other_ways(commune("53084"), need=None, on=TODAY)

    assert way.place.operator is not None
    seen = [*way.contacts.all(), *way.place.contacts.all(), *way.place.operator.contacts.all()]
    assert seen == []


# --- Candidates -----------------------------------------------------------------------------------------------


def test_a_place_without_coordinates_is_found_at_the_centre_of_its_commune() -> None:
    lost: Place = a_place("Sans coordonnées", point=None)
    craon = commune("53084")

    (candidate,) = queries.candidates_near(craon.point, radius_km=1, match=Match(), limit=10)

    assert (candidate.place_id, candidate.point) == (lost.pk, craon.point)


def test_hours_of_a_candidate_are_read_in_its_own_time_zone() -> None:
    a_place("Médiathèque", insee_code="97411", opening_hours=ALWAYS)

    (candidate,) = queries.candidates_near(commune("97411").point, radius_km=1, match=Match(), limit=10)

    assert candidate.context.time_zone == "Indian/Reunion"
    assert candidate.context.departement_code == "974"
