"""What people say of two places: kept once per pair, final, and taken back whole."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from palier.directory.actions import joins
from palier.directory.actions.editing import Author
from palier.directory.enums import PairAnswer, PlaceStatus, QuestionStatus
from palier.directory.models import PairDecision, PairQuestion, Place, PlaceJoin
from tests.cast import person
from tests.directory.joins.conftest import NOW, everything
from tests.factories.directory import StructureFactory, a_place

LATER = NOW + timedelta(days=3)
MAUD = Author("Maud")
EVIDENCE = {"score_bits": 5.0, "lines": [{"sentence": "même téléphone +8"}], "objections": []}


def asked(one: Place, other: Place, score: float = 5.0) -> PairQuestion:
    found = joins.Asked((one.pk, other.pk), score, EVIDENCE)
    joins.ask_pairs(asked=[found], among=frozenset(), now=NOW)
    first, second = sorted((one.pk, other.pk))
    return PairQuestion.objects.get(first_id=first, second_id=second)


def say(one: Place, other: Place, answer: PairAnswer, author: Author = MAUD) -> PairDecision:
    return joins.decide_pair(places=(one, other), answer=answer, author=author, now=LATER)


@pytest.mark.django_db
def test_the_same_place_is_joined_at_once_with_its_evidence_and_taken_back_whole() -> None:
    one, other = a_place("Un"), a_place("Un bis")
    question = asked(one, other)
    before = everything()

    decision = say(other, one, PairAnswer.SAME)

    assert PlaceJoin.objects.get(undone_at=None).evidence == EVIDENCE
    assert Place.objects.get(pk=other.pk).status == PlaceStatus.CLOSED
    joins.undo_decision(decision=decision, author=MAUD, now=LATER)
    joins.undo_decision(decision=decision, author=MAUD, now=LATER)
    question.refresh_from_db()
    assert (everything(), question.status, PairDecision.objects.count()) == (before, QuestionStatus.OPEN, 0)


@pytest.mark.django_db
def test_an_answer_is_kept_once_and_another_one_must_wait_that_it_is_taken_back() -> None:
    one, other = a_place("Un"), a_place("Deux")
    decision = say(one, other, PairAnswer.DISTINCT)

    assert say(other, one, PairAnswer.DISTINCT) == decision
    with pytest.raises(joins.AlreadyDecided) as refusal:
        say(one, other, PairAnswer.SAME)
    assert (refusal.value.decision, PlaceJoin.objects.count()) == (decision, 0)


@pytest.mark.django_db
def test_i_do_not_know_gives_way_to_any_answer() -> None:
    one, other = a_place("Un"), a_place("Deux")
    question = asked(one, other)

    say(one, other, PairAnswer.LATER)
    question.refresh_from_db()
    assert question.status == QuestionStatus.LATER
    say(one, other, PairAnswer.DISTINCT)

    assert PairDecision.objects.get().answer == PairAnswer.DISTINCT


@pytest.mark.django_db
@pytest.mark.parametrize("answer", PairAnswer.values)
def test_what_was_answered_is_not_asked_again(answer: str) -> None:
    one, other = a_place("Un"), a_place("Deux")
    question = asked(one, other)
    say(one, other, PairAnswer(answer))
    question.refresh_from_db()
    status = question.status

    found = joins.Asked((one.pk, other.pk), 9.0, EVIDENCE)
    new = joins.ask_pairs(asked=[found], among=frozenset({one.pk, other.pk}), now=LATER)

    question.refresh_from_db()
    assert (new, question.status, PairQuestion.objects.count()) == (0, status, 1)


@pytest.mark.django_db
def test_questions_about_a_joined_record_follow_it_and_come_back() -> None:
    one, other, third = a_place("Un"), a_place("Un bis"), a_place("Trois")
    asked(one, other)
    asked(other, third)

    decision = say(one, other, PairAnswer.SAME)

    opened = PairQuestion.objects.filter(status=QuestionStatus.OPEN)
    assert [(row.first, row.second) for row in opened] == [(one, third)]
    joins.undo_decision(decision=decision, author=MAUD, now=LATER)
    pairs = {(row.first, row.second) for row in PairQuestion.objects.filter(status=QuestionStatus.OPEN)}
    assert pairs == {(one, other), (other, third)}


@pytest.mark.django_db
def test_the_record_that_somebody_holds_is_the_one_kept() -> None:
    one, other = a_place("Un"), a_place("Un bis")
    other.owner = StructureFactory()
    other.save()

    say(one, other, PairAnswer.SAME)

    assert PlaceJoin.objects.get().kept == other


@pytest.mark.django_db
@pytest.mark.parametrize("model", [PairDecision, PairQuestion])
def test_a_pair_is_in_the_database_once_whatever_its_order(model: Any) -> None:
    one, other = a_place("Un"), a_place("Deux")
    dated = (
        {"asked_at": NOW}
        if model is PairQuestion
        else {"decided_at": NOW, "answer": "LATER", "by_label": "M"}
    )
    model.objects.create(first=one, second=other, **dated)

    for pair in ((one, other), (other, one), (one, one)):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(first=pair[0], second=pair[1], **dated)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken", [{"by_label": ""}, {"itself": True}, {"twice": True}], ids=["nobody", "itself", "twice"]
)
def test_the_database_refuses_a_join_by_nobody_of_one_place_or_made_twice(broken: dict[str, Any]) -> None:
    one, other, third = a_place("Un"), a_place("Deux"), a_place("Trois")
    values = {"joined": other, "joined_at": NOW, "by_label": broken.get("by_label", "Maud")}
    if broken.get("twice"):
        PlaceJoin.objects.create(kept=third, **values)

    with pytest.raises(IntegrityError), transaction.atomic():
        PlaceJoin.objects.create(kept=other if broken.get("itself") else one, **values)


@pytest.mark.race
def test_of_two_people_who_settle_one_pair_at_once_one_is_heard_and_the_other_is_told(threads: Any) -> None:
    one, other = a_place("Un"), a_place("Un bis")
    asked(one, other)
    people = [Author.of(person("Alice")), Author.of(person("Bob"))]
    answers = [PairAnswer.SAME, PairAnswer.DISTINCT]

    def settle(number: int) -> str:
        try:
            return say(one, other, answers[number], people[number]).by_label
        except joins.AlreadyDecided as known:
            return f"après {known.decision.by_label}"

    said = threads(2, settle)

    decision = PairDecision.objects.get()
    winner, loser = ("Alice", "Bob") if decision.answer == PairAnswer.SAME else ("Bob", "Alice")
    assert sorted(said) == sorted([winner, f"après {winner}"])
    assert decision.by_label != loser
    assert PlaceJoin.objects.count() == (1 if winner == "Alice" else 0)


@pytest.mark.race
def test_two_people_who_say_the_same_join_once(threads: Any) -> None:
    one, other = a_place("Un"), a_place("Un bis")

    said = threads(2, lambda number: say(one, other, PairAnswer.SAME).pk)

    assert (len(set(said)), PlaceJoin.objects.count()) == (1, 1)
