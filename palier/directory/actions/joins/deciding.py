"""What people say of two records, and the questions put to them. Their word is final, and can be taken back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from palier.directory.actions.editing.recording import Author
from palier.directory.actions.joins.joining import (
    JoinRefused,
    join_places,
    undo_join,
)
from palier.directory.enums import PairAnswer, PlaceStatus, QuestionStatus
from palier.directory.models import Correction, PairDecision, PairQuestion, Place, PlaceJoin, SourceRecord

WAITING = (QuestionStatus.OPEN, QuestionStatus.LATER)
NO_RANK = 10_000  # a place that no list describes


class AlreadyDecided(Exception):
    """Somebody said something else of these two places meanwhile."""

    def __init__(self, decision: PairDecision) -> None:
        super().__init__(decision.answer)
        self.decision = decision


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to put: two places, and why they look alike (see `PairQuestion.evidence`)."""

    places: tuple[int, int]
    score_bits: float
    evidence: Mapping[str, Any]


@transaction.atomic
def decide_pair(
    *, places: tuple[Place, Place], answer: PairAnswer, author: Author, now: datetime
) -> PairDecision:
    """Keep what `author` says of two places, in any order; SAME joins them at once.

    The same answer twice changes nothing. « Je ne sais pas » gives way to any answer; another answer does not:
    take it back first. Raises AlreadyDecided, JoinRefused.
    """
    first, second = _locked_pair(places)
    known = PairDecision.objects.filter(first=first, second=second).first()
    if known is not None and known.answer == answer:
        return known
    if known is not None and known.answer != PairAnswer.LATER:
        raise AlreadyDecided(known)
    question = PairQuestion.objects.filter(first=first, second=second).first()
    join = None
    if answer == PairAnswer.SAME:
        kept, joined = best_first(first, second)
        evidence = question.evidence if question else {}
        join = join_places(kept=kept, joined=joined, author=author, evidence=evidence, now=now)
    decision, _ = PairDecision.objects.update_or_create(
        first=first,
        second=second,
        defaults={
            "answer": answer,
            "by": author.user,
            "by_label": author.label[:200],
            "decided_at": now,
            "evidence": question.evidence if question else {},
            "join": join,
        },
    )
    status = QuestionStatus.LATER if answer == PairAnswer.LATER else QuestionStatus.SETTLED
    PairQuestion.objects.filter(first=first, second=second).update(status=status)
    if join is not None:
        move_questions(join, now=now)
    return decision


@transaction.atomic
def undo_decision(*, decision: PairDecision, author: Author, now: datetime) -> None:
    """Take back what somebody said: what was joined is two again, and the question is asked again.

    Raises JoinNotUndoable. Safe to run twice.
    """
    _locked_pair((decision.first, decision.second))
    stored = PairDecision.objects.filter(pk=decision.pk).select_related("join").first()
    if stored is None:
        return
    if stored.join is not None and stored.join.undone_at is None:
        undo_join(join=stored.join, author=author, now=now)
        bring_questions_back(stored.join)
    PairQuestion.objects.filter(first=stored.first, second=stored.second).update(status=QuestionStatus.OPEN)
    stored.delete()


@transaction.atomic
def part_places(*, join: PlaceJoin, author: Author, now: datetime) -> PairDecision:
    """Undo a join, and keep that these are two places: it is not made again. Raises JoinNotUndoable."""
    undo_join(join=join, author=author, now=now)
    bring_questions_back(join)
    first, second = _locked_pair((join.kept, join.joined))
    decision, _ = PairDecision.objects.update_or_create(
        first=first,
        second=second,
        defaults={
            "answer": PairAnswer.DISTINCT,
            "by": author.user,
            "by_label": author.label[:200],
            "decided_at": now,
            "evidence": join.evidence,
            "join": None,
        },
    )
    PairQuestion.objects.filter(first=first, second=second).update(status=QuestionStatus.SETTLED)
    return decision


@transaction.atomic
def ask_pairs(
    *, asked: Iterable[Asked], among: frozenset[int], now: datetime, only: frozenset[int] | None = None
) -> int:
    """Put these questions and return how many are new. Safe to run twice.

    Questions about two places of `among` that are no longer asked are dropped; with `only`, those that have one of
    these places. What a person said of a pair is not asked again, nor what they put aside.
    """
    wanted: dict[tuple[int, int], Asked] = {(min(one.places), max(one.places)): one for one in asked}
    known = {(row.first_id, row.second_id): row for row in PairQuestion.objects.all()}
    stale = [
        row.pk
        for pair, row in known.items()
        if row.status == QuestionStatus.OPEN
        and pair not in wanted
        and among >= set(pair)
        and (only is None or only & set(pair))
    ]
    PairQuestion.objects.filter(pk__in=stale).update(status=QuestionStatus.DROPPED)
    decided = set(PairDecision.objects.values_list("first_id", "second_id"))
    fresh = []
    for pair, one in wanted.items():
        row = known.get(pair)
        if pair in decided:
            continue
        if row is None:
            fresh.append(_question(pair, one, now))
        elif row.status in (QuestionStatus.OPEN, QuestionStatus.DROPPED):
            row.status, row.score_bits, row.evidence = QuestionStatus.OPEN, one.score_bits, dict(one.evidence)
            row.save()
    PairQuestion.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _question(pair: tuple[int, int], one: Asked, now: datetime) -> PairQuestion:
    return PairQuestion(
        first_id=pair[0],
        second_id=pair[1],
        score_bits=one.score_bits,
        evidence=dict(one.evidence),
        asked_at=now,
    )


def move_questions(join: PlaceJoin, *, now: datetime) -> None:
    """Questions about the closed record are about the kept one from now on, once each."""
    about = Q(first=join.joined) | Q(second=join.joined)
    for row in PairQuestion.objects.filter(about, status__in=WAITING):
        other = row.second_id if row.first_id == join.joined_id else row.first_id
        row.status, row.closed_by = QuestionStatus.DROPPED, join
        row.save(update_fields=["status", "closed_by"])
        first, second = sorted((other, join.kept_id))
        if first != second and not _is_settled(first, second):
            PairQuestion.objects.get_or_create(
                first_id=first,
                second_id=second,
                defaults={
                    "evidence": row.evidence,
                    "score_bits": row.score_bits,
                    "asked_at": now,
                    "opened_by": join,
                },
            )


def bring_questions_back(join: PlaceJoin) -> None:
    """Undo `move_questions`; a question that was answered since stays answered."""
    PairQuestion.objects.filter(opened_by=join, status__in=WAITING).delete()
    closed = PairQuestion.objects.filter(closed_by=join, status=QuestionStatus.DROPPED)
    closed.update(status=QuestionStatus.OPEN, closed_by=None)


def best_first(*places: Place) -> list[Place]:
    """Return the record to keep first: the published one, then held, corrected, of the best source, older."""
    return sorted(places, key=_worth)


def _worth(place: Place) -> tuple[bool, bool, bool, int, int]:
    ranks = SourceRecord.objects.filter(place=place, gone_at=None).order_by("source__rank")
    return (
        place.status != PlaceStatus.PUBLISHED,
        place.owner_id is None,
        not Correction.objects.filter(place=place).exists(),
        ranks.values_list("source__rank", flat=True).first() or NO_RANK,
        place.pk,
    )


def _is_settled(first: int, second: int) -> bool:
    return PairDecision.objects.filter(first_id=first, second_id=second).exists()


def _locked_pair(places: tuple[Place, Place]) -> tuple[Place, Place]:
    """Return the two places as they are now, the smaller id first, locked. Raises JoinRefused for a single one."""
    ids = sorted({place.pk for place in places})
    if len(ids) != 2:
        raise JoinRefused
    first, second = Place.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return first, second
