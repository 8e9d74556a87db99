"""`/coordination/doublons/`: who settles pairs, what they see, the next pair at once, the way back."""

import re
from typing import Any

import pytest
from django.test import Client

from palier.directory.actions import add_contact, joins
from palier.directory.enums import ContactKind, Visibility
from palier.directory.models import PairDecision, PairQuestion, Place, PlaceJoin
from tests.cast import over, person
from tests.factories.directory import NOW, a_place
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db
PAGE = "/coordination/doublons/"
LINES = [
    {"field": "phone", "sentence": "même téléphone +8"},
    {"field": "types", "sentence": "types différents −5"},
]


def asked(one: Place, other: Place, score: float = 5.0) -> PairQuestion:
    evidence = {"score_bits": score, "lines": LINES, "objections": []}
    joins.ask_pairs(asked=[joins.Asked((one.pk, other.pk), score, evidence)], among=frozenset(), now=NOW)
    return PairQuestion.objects.get(first=min(one.pk, other.pk), second=max(one.pk, other.pk))


@pytest.fixture
def pair() -> PairQuestion:
    one = a_place("Médiathèque Jean-Moulin", phone="02 61 91 00 00")
    return asked(one, a_place("Mediatheque J. Moulin", km_north=0.04, address="1 r. du Murier"))


def signed_in(name: str, territory: str = "", role: str = "coordinator") -> Client:
    if territory:
        over(territory, person(name), role)
    client = Client()
    client.force_login(person(name))
    return client


def answer(client: Client, question: PairQuestion, said: str) -> Any:
    return client.post(f"{PAGE}{question.pk}/repondre/", {"answer": said})


def test_only_those_who_look_after_the_territory_of_both_places_settle_a_pair(pair: PairQuestion) -> None:
    alice = signed_in("Alice", "departement:53", "contributor")
    across = asked(pair.first, a_place("Ailleurs", insee_code="49007"))
    refused = {}
    for client, name in ((signed_in("Bob", "departement:49"), "Bob"), (signed_in("Charlie"), "Charlie")):
        refused[name] = [
            client.get(f"{PAGE}{pair.pk}/").status_code,
            answer(client, pair, "SAME").status_code,
        ]
    door = [signed_in(name).get(PAGE).status_code for name in ("Bob", "Charlie")]

    assert refused == {"Bob": [403, 403], "Charlie": [403, 403]}
    assert door == [200, 403]
    assert "Jean-Moulin" not in said_by(signed_in("Bob").get(PAGE))
    assert (answer(alice, across, "DISTINCT").status_code, PairDecision.objects.count()) == (403, 0)
    assert (answer(alice, pair, "SAME").status_code, PlaceJoin.objects.count()) == (302, 1)


def test_taking_back_and_undoing_ask_for_the_same_right(pair: PairQuestion) -> None:
    alice = signed_in("Alice", "departement:53")
    answer(alice, pair, "DISTINCT")
    back = f"{PAGE}reponses/{PairDecision.objects.get().pk}/reprendre/"
    other = joins.join_places(kept=a_place("Gare"), joined=a_place("La gare"), now=NOW)
    part = f"{PAGE}reunies/{other.pk}/defaire/"

    for client in (signed_in("Bob", "departement:49"), signed_in("Charlie")):
        assert [client.post(back).status_code, client.post(part).status_code] == [403, 403]

    assert [alice.post(back).status_code, alice.post(part).status_code] == [302, 302]
    other.refresh_from_db()
    assert other.undone_at is not None
    assert [row.answer for row in PairDecision.objects.all()] == ["DISTINCT"]


def test_a_pair_shows_both_records_what_differs_how_far_and_why(pair: PairQuestion) -> None:
    page = said_by(signed_in("Alice", "departement:53").get(PAGE))

    for words in (
        "Médiathèque Jean-Moulin", "Mediatheque J. Moulin", "même téléphone +8, types différents −5",
        "À 40 m l’un de l’autre", "Adresse diffère", "C’est le même lieu", "Ce sont deux lieux", "Je ne sais pas",
    ):  # fmt: skip
        assert words in page
    assert "Commune diffère" not in page


def test_contacts_kept_for_others_are_not_shown_to_contributors(pair: PairQuestion) -> None:
    add_contact(
        of=pair.first, kind=ContactKind.PHONE, value="06 39 98 00 01", visibility=Visibility.COORDINATOR
    )

    seen = {}
    for role in ("contributor", "coordinator"):
        page = said_by(signed_in(role, "departement:53", role).get(PAGE))
        seen[role] = "639980001" in re.sub(r"\W", "", page)

    assert seen == {"contributor": False, "coordinator": True}


@pytest.mark.parametrize("said", ["SAME", "DISTINCT", "LATER"])
def test_after_an_answer_the_next_pair_comes_at_once_and_the_answer_is_taken_back(
    pair: PairQuestion, said: str
) -> None:
    asked(a_place("Gare"), a_place("La gare"), score=2.0)
    alice = signed_in("Alice", "departement:53")

    page = said_by(alice.post(f"{PAGE}{pair.pk}/repondre/", {"answer": said}, follow=True))

    assert "Gare et La gare" in page
    assert "Vos dernières réponses" in page
    back = f"{PAGE}reponses/{PairDecision.objects.get().pk}/reprendre/"
    assert "tout est comme avant" in said_by(alice.post(back, follow=True))
    assert "déjà reprise" in said_by(alice.post(back, follow=True))
    assert (PairDecision.objects.count(), Place.objects.filter(status="CLOSED").count()) == (0, 0)


def test_somebody_who_answers_after_another_is_told(pair: PairQuestion) -> None:
    alice, dora = signed_in("Alice", "departement:53"), signed_in("Dora", "departement:53")
    answer(alice, pair, "DISTINCT")

    told = said_by(dora.post(f"{PAGE}{pair.pk}/repondre/", {"answer": "SAME"}, follow=True))

    assert "Quelqu’un a déjà répondu (Alice) : ce sont deux lieux." in told
    assert "Cette paire est tranchée" in said_by(dora.get(f"{PAGE}{pair.pk}/"))


def test_pairs_put_aside_and_joins_made_alone_have_their_lists(pair: PairQuestion) -> None:
    alice = signed_in("Alice", "departement:53")
    answer(alice, pair, "LATER")
    joins.join_places(kept=a_place("Gare"), joined=a_place("La gare"), evidence={"lines": LINES}, now=NOW)

    assert "Médiathèque Jean-Moulin et Mediatheque J. Moulin" in said_by(alice.get(f"{PAGE}mises-de-cote/"))
    assert "avec « La gare »" in said_by(alice.get(f"{PAGE}reunies/")).replace("\u00a0", " ")
    assert "Aucune paire à trancher" in said_by(alice.get(PAGE))


def test_an_answer_that_does_not_exist_and_a_pair_that_does_not_are_not_found(pair: PairQuestion) -> None:
    alice = signed_in("Alice", "departement:53")

    assert answer(alice, pair, "MAYBE").status_code == 404
    assert [alice.get(f"{PAGE}999/").status_code, alice.post(f"{PAGE}reunies/999/defaire/").status_code] == [
        404,
        404,
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_pair_costs_the_same_however_many_wait(
    count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        asked(a_place(f"Lieu {number}"), a_place(f"Le lieu {number}"))
    alice = signed_in("Alice", "departement:53")
    alice.get(PAGE)

    with django_assert_num_queries(23):
        alice.get(PAGE)
