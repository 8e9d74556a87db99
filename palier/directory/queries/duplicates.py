"""Pairs of records that may be one place: the queue, one pair side by side, what was said and joined."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from palier.accounts.models import User
from palier.core.geo import haversine_km
from palier.directory.editable import FIELDS, RecordKind, names_of, places_to_read, read_place, say_value
from palier.directory.editable.reading import read_contacts
from palier.directory.enums import PlaceStatus, QuestionStatus, Visibility
from palier.directory.models import PairDecision, PairQuestion, Place, PlaceJoin
from palier.directory.queries.perimeters import Perimeter

NAMES = (
    "name", "other_names", "types", "address", "address_extra", "postal_code", "commune", "siret", "contacts",
    "opening_hours", "description", "labels", "owner", "status",
)  # fmt: skip
_FULL = ("first__commune__departement__region", "first__commune__epci", "second__commune__departement__region",
         "second__commune__epci")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One field of two records, in French."""

    label: str
    left: str
    right: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """Two records side by side; `distance_m` is None if one has no point; `sources`: the lists that describe each."""

    lines: list[Line]
    distance_m: int | None = None
    sources: tuple[list[str], list[str]] = field(default_factory=lambda: ([], []))
    services: tuple[list[str], list[str]] = field(default_factory=lambda: ([], []))


def pair_questions(
    perimeter: Perimeter, status: QuestionStatus = QuestionStatus.OPEN
) -> QuerySet[PairQuestion]:
    """The questions about two places of a perimeter, the likeliest first; a closed record is asked about no more."""
    within = perimeter.condition("first__commune") & perimeter.condition("second__commune")
    return (
        PairQuestion.objects.filter(within, status=status)
        .exclude(Q(first__status=PlaceStatus.CLOSED) | Q(second__status=PlaceStatus.CLOSED))
        .select_related("first__commune", "second__commune")
        .defer("first__commune__outline", "second__commune__outline")
        .order_by("-score_bits", "pk")
    )


def count_pair_questions(perimeter: Perimeter) -> int:
    """How many pairs wait in a perimeter."""
    return pair_questions(perimeter).count()


def neighbour_of(question: PairQuestion, perimeter: Perimeter, *, back: bool) -> int | None:
    """Return the id of the open question after this one in the queue, or before it; None at an end."""
    score, pk = question.score_bits, question.pk
    after = Q(score_bits__lt=score) | Q(score_bits=score, pk__gt=pk)
    before = Q(score_bits__gt=score) | Q(score_bits=score, pk__lt=pk)
    rows = pair_questions(perimeter).filter(before if back else after)
    found = (rows.reverse() if back else rows).values_list("pk", flat=True).first()
    return None if found is None else int(found)


def question_by_pk(pk: int) -> PairQuestion | None:
    """Return one question with the territories of its places."""
    return PairQuestion.objects.select_related(*_FULL).filter(pk=pk).first()


def decision_by_pk(pk: int) -> PairDecision | None:
    """Return what somebody said of two places, with the territories of both."""
    return PairDecision.objects.select_related("join", *_FULL).filter(pk=pk).first()


def join_by_pk(pk: int) -> PlaceJoin | None:
    """Return one join with the territories of both places."""
    names = [name.replace("first", "kept").replace("second", "joined") for name in _FULL]
    return PlaceJoin.objects.select_related(*names).filter(pk=pk).first()


def decisions_of(user: User, *, limit: int) -> list[PairDecision]:
    """Return the last things that somebody said of pairs, latest first."""
    rows = PairDecision.objects.filter(by=user).select_related("first", "second")
    return list(rows.order_by("-decided_at", "-pk")[:limit])


def automatic_joins(perimeter: Perimeter) -> QuerySet[PlaceJoin]:
    """The joins that nobody asked for, in a perimeter, latest first."""
    within = perimeter.condition("kept__commune") & perimeter.condition("joined__commune")
    rows = PlaceJoin.objects.filter(within, is_automatic=True, undone_at=None)
    return rows.select_related("kept", "joined").order_by("-joined_at", "-pk")


def joins_of(place: Place) -> list[PlaceJoin]:
    """Return the joins that made a record what it is, latest first."""
    rows = PlaceJoin.objects.filter(kept=place, undone_at=None).select_related("joined")
    return list(rows.order_by("-joined_at", "-pk"))


def compare_places(first: Place, second: Place, *, levels: Mapping[int, frozenset[Visibility]]) -> Compared:
    """Return two records side by side, without what the reader may not see. Constant number of queries.

    `levels`: what may be seen of each place, by id.
    """
    rows = (
        places_to_read().prefetch_related("services", "source_records__source").in_bulk([first.pk, second.pk])
    )
    places = rows[first.pk], rows[second.pk]
    read = [_readable(place, levels[place.pk]) for place in places]
    fields = FIELDS[RecordKind.PLACE]
    names = names_of((fields[name], one[name]) for one in read for name in NAMES)
    said = [{name: say_value(fields[name], one[name], names=names) for name in NAMES} for one in read]
    left, right = said
    lines = [
        Line(fields[name].label, left[name], right[name], left[name] != right[name])
        for name in NAMES
        if read[0][name] or read[1][name]
    ]
    points = [place.point for place in places]
    metres = None if None in points else round(haversine_km(*points) * 1000)  # type: ignore[arg-type]
    return Compared(lines, metres, _pair(_sources(place) for place in places),
                    _pair(_services(place) for place in places))  # fmt: skip


def _readable(place: Place, levels: frozenset[Visibility]) -> dict[str, Any]:
    contacts = read_contacts(row for row in place.contacts.all() if row.visibility in levels)
    return read_place(place) | {"contacts": contacts, "description": place.text_for("description", levels)}


def _sources(place: Place) -> list[str]:
    return sorted({record.source.name for record in place.source_records.all()})


def _services(place: Place) -> list[str]:
    return sorted({service.name for service in place.services.all()})


def _pair(lists: Iterable[list[str]]) -> tuple[list[str], list[str]]:
    left, right = lists
    return left, right
