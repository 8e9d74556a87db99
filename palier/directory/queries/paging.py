"""The search index, read page after page: the order never moves under those who write meanwhile."""

from dataclasses import dataclass

from django.db.models import IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast, Floor

from palier.core.db.functions import distance_km
from palier.core.geo import Point, bounding_box
from palier.core.search import Match
from palier.directory.models import SearchDoc
from palier.directory.queries import candidates
from palier.directory.queries.candidates import Candidate
from palier.territory.territories import Territory


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended: the place, and its distance in whole metres (0 without a centre)."""

    metres: int
    place_id: int


@dataclass(frozen=True, slots=True)
class Area:
    """Where to look: in a territory, around a point, both or neither (everywhere). `radius_km` goes with `center`."""

    territory: Territory | None = None
    center: Point | None = None
    radius_km: float = 0.0


def candidates_after(
    position: Position | None, *, match: Match, area: Area, limit: int
) -> list[tuple[Position, Candidate]]:
    """Return at most `limit` places that answer `match` in `area`, after `position` (None: from the first). One query.

    By distance then identifier around a point, else by identifier. A place without coordinates is looked for at
    the centre of its commune.
    """
    docs = candidates.holding(match)
    if area.territory is not None:
        docs = docs.filter(area.territory.condition("place__commune"))
    docs = _around(docs, area)
    if position is not None:
        further = Q(metres__gt=position.metres) | Q(metres=position.metres, pk__gt=position.place_id)
        docs = docs.filter(further)
    rows = docs.order_by("metres", "pk").values_list(*candidates.FIELDS, "metres")[:limit]
    return [(Position(row[-1], row[0]), candidates.candidate_of(row[:-1], area.center)) for row in rows]


def _around(docs: QuerySet[SearchDoc], area: Area) -> QuerySet[SearchDoc]:
    if area.center is None:
        return docs.annotate(metres=Value(0, output_field=IntegerField()))
    # Whole metres: a fraction sent back by a reader would not always equal the one the database computes.
    metres = Cast(Floor(distance_km(area.center) * Value(1000.0)), IntegerField())
    return docs.filter(**bounding_box(area.center, area.radius_km)).annotate(metres=metres).filter(
        metres__lte=int(area.radius_km * 1000)
    )  # fmt: skip
