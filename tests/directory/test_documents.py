"""What the search index holds of a place: words folded and stemmed, facets, and nothing that is reserved."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from palier.core.models import Word
from palier.core.text import fold, stem
from palier.directory import actions
from palier.directory.enums import (
    AccessMode,
    Answer,
    CapabilityKind,
    ContactKind,
    GrantStatus,
    PlaceKind,
    Visibility,
)
from palier.directory.models import Need, Place, SchemeAlias, SearchDoc
from tests.factories.directory import (
    NOW,
    AudienceFactory,
    LanguageFactory,
    SchemeFactory,
    SpecialSupportFactory,
    StructureFactory,
    a_need,
    a_place,
    a_service,
)

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


def words_of(place: Place) -> set[str]:
    document = SearchDoc.objects.get(place=place)
    return set(f"{document.name} {document.commune} {document.body}".split())


def facets_of(place: Place) -> list[str]:
    return SearchDoc.objects.get(place=place).facets.split()


def said(text: str) -> set[str]:
    return {stem(word) for word in fold(text).split()}


def test_a_place_is_found_by_its_names_its_commune_and_what_it_offers() -> None:
    place = a_place(
        "Médiathèque des Ursulines",
        other_names="Bibliothèque Jules-Renard",
        kinds=[PlaceKind.LIBRARY],
        activities=["couture"],
    )
    a_service(place, a_need("impots", "Mes impôts", "trésor public"), name="Atelier déclaration")

    words = "mediatheque ursulines jules renard craon 53400 mayenne couture declaration impots tresor"
    assert said(words) <= words_of(place)


@pytest.mark.requirement("R002-033")
def test_a_place_is_found_by_the_former_name_of_its_label() -> None:
    place = a_place()
    label = SchemeFactory()
    SchemeAlias.objects.create(scheme=label, name="MSAP")

    actions.grant_label(place=place, scheme=label, now=NOW)

    assert said("msap") <= words_of(place)


def test_a_label_asked_for_or_lost_is_neither_a_word_nor_a_facet() -> None:
    place, label = a_place(), SchemeFactory()

    actions.grant_label(place=place, scheme=label, now=NOW, status=GrantStatus.REQUESTED)
    actions.grant_label(place=place, scheme=label, now=NOW, status=GrantStatus.LOST)

    assert "labfranceservices" not in facets_of(place)
    assert not said("services") & words_of(place)


def test_facets_say_all_that_filters_ask() -> None:
    family = a_need("demarches", "Démarches")
    place = a_place(kinds=[PlaceKind.LIBRARY])
    actions.declare_capability(place=place, kind=CapabilityKind.COMPUTER, answer=Answer.YES, now=NOW)
    actions.declare_capability(place=place, kind=CapabilityKind.WIFI, answer=Answer.NO, now=NOW)
    actions.grant_label(place=place, scheme=SchemeFactory(), now=NOW)
    a_service(
        place,
        a_need("impots", "Mes impôts", parent=family),
        audiences=[AudienceFactory()],
        special_supports=[SpecialSupportFactory()],
        languages=[LanguageFactory()],
        access_modes=[AccessMode.WALK_IN],
        price="FREE",
    )

    assert facets_of(place) == [
        "typlibrary",
        "capcomputer",
        "labfranceservices",
        "com53084",
        "dep53",
        "neeimpots",
        "famdemarches",
        "audseniors",
        "supillettrisme",
        "lanar",
        "modonsite",
        "accwalkin",
        "prifree",
    ]


def test_what_a_place_no_longer_is_is_no_facet() -> None:
    place = a_place(kinds=[PlaceKind.POST_OFFICE])

    place.types.update(ends_on=TODAY - timedelta(days=1))
    actions.refresh_search_docs(place_ids=[place.pk], on=TODAY)

    assert "typpostoffice" not in facets_of(place)


def test_a_word_without_end_does_not_break_the_index() -> None:
    place = a_place(description="a" * 5000)

    assert "a" * 64 in words_of(place)


def _a_rich_place(number: int, *needs: Need) -> Place:
    """A place with something of all that a document reads."""
    place = a_place(
        f"Lieu {number}", kinds=[PlaceKind.LIBRARY], activities=["couture"], operator=StructureFactory()
    )
    label = SchemeFactory()
    SchemeAlias.objects.get_or_create(scheme=label, name="MSAP")
    actions.grant_label(place=place, scheme=label, now=NOW)
    actions.add_occupant(place=place, structure=StructureFactory(), now=NOW)
    a_service(
        place,
        *needs,
        provider=StructureFactory(),
        partners=[(StructureFactory(), "prête la salle")],
        audiences=[AudienceFactory()],
        languages=[LanguageFactory()],
    )
    return place


@pytest.mark.parametrize("count", [1, 3])
def test_documents_cost_the_same_number_of_queries_for_one_place_and_for_three(count: int) -> None:
    needs = [a_need("impots", "Mes impôts", "trésor public"), a_need("photos", "Mes photos")]
    places = [_a_rich_place(number, *needs) for number in range(count)]

    with CaptureQueriesContext(connection) as queries:
        assert actions.refresh_search_docs(place_ids=[place.pk for place in places], on=TODAY) == count

    reads = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert len(reads) == 21


SECRETS = ("zorglub", "krypton", "mandragore", "salsifis", "rhododendron")


@pytest.mark.requirement("R004-177")
def test_no_reserved_word_enters_the_index_nor_the_suggestions() -> None:
    place = a_place(
        internal_notes="zorglub",
        description="krypton",
        field_visibility={"description": "PROFESSIONAL", "helper_name": "COORDINATOR"},
        operator=StructureFactory(),
    )
    a_service(place, a_need(), helper_name="mandragore")
    actions.add_service(place=place, name="salsifis", needs=[])
    actions.add_contact(
        of=place,
        kind=ContactKind.EMAIL,
        value="rhododendron@lieu.example",
        visibility=Visibility.PROFESSIONAL,
    )

    list(actions.rebuild_search_index(on=TODAY))

    assert not {stem(secret) for secret in SECRETS} & words_of(place)
    assert list(Word.objects.filter(word__in=SECRETS)) == []


def test_public_words_do_enter_the_index_and_the_suggestions() -> None:
    place = a_place(description="zorglub")

    list(actions.rebuild_search_index(on=TODAY))

    assert stem("zorglub") in words_of(place)
    assert [w.word for w in Word.objects.filter(word="zorglub")] == ["zorglub"]
