"""The search index, read: which places could answer, with what is needed to rank them and nothing more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import F, FloatField, Q, QuerySet, Value
from django.db.models.functions import Cast

from palier.core.geo import Point, bounding_box, haversine_km
from palier.core.search import Match
from palier.directory.hours import HoursContext
from palier.directory.index import places_index
from palier.directory.models import SearchDoc

FIELDS = (
    "place_id",
    "lat",
    "lon",
    "facets",
    "services",
    "hours",
    "time_zone",
    "departement_code",
    "verified_on",
)


@dataclass(frozen=True, slots=True)
class CandidateService:
    """One service of a candidate: facet tokens, and helper’s hours as OSM text, closures included."""

    service_id: int
    tokens: frozenset[str]
    helper_hours: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A published place of the index. `distance_km` is None without a point to start from."""

    place_id: int
    point: Point | None
    distance_km: float | None
    tokens: frozenset[str]
    services: tuple[CandidateService, ...]
    hours: str
    context: HoursContext
    verified_on: date | None


def candidates_near(center: Point, *, radius_km: float, match: Match, limit: int) -> list[Candidate]:
    """Return at most `limit` places that answer `match` within `radius_km`, nearest first. One query.

    Places without coordinates are left out. The box leaves few rows, so words and facets are looked for in the
    rows themselves: at 20,000 places, five times faster than crossing the whole full-text answer with the box.
    """
    # Flat distance orders like the true one at this scale and lets the database cut early.
    k = haversine_km(center, Point(center.lat, center.lon + 0.01)) / haversine_km(
        center, Point(center.lat + 0.01, center.lon)
    )
    d_lat, d_lon = F("lat") - Value(center.lat), (F("lon") - Value(center.lon)) * Value(k)
    rows = (
        holding(match)
        .filter(**bounding_box(center, radius_km))
        .annotate(flat2=Cast(d_lat * d_lat + d_lon * d_lon, FloatField()))
        .order_by("flat2", "pk")
        .values_list(*FIELDS)[:limit]
    )
    found = [candidate_of(row, center) for row in rows]
    found.sort(key=lambda c: (c.distance_km or 0.0, c.place_id))
    return [c for c in found if c.distance_km is not None and c.distance_km <= radius_km]


def candidates_by_words(match: Match, *, limit: int) -> list[Candidate]:
    """Return at most `limit` places that answer `match`, best first, wherever they are. Two queries."""
    ids = places_index.search(match, limit=limit)
    rows = {row[0]: row for row in SearchDoc.objects.filter(pk__in=ids).values_list(*FIELDS)}
    return [candidate_of(rows[pk], None) for pk in ids if pk in rows]


def holding(match: Match) -> QuerySet[SearchDoc]:
    """Return the documents that answer `match`, said with LIKE: every token stands between two spaces in its column."""
    docs = SearchDoc.objects.all()
    for group in match.groups:
        either = Q()
        for phrase in group:
            either |= Q(*(_has_word(stem) for stem in phrase))
        docs = docs.filter(either)
    for facets in match.facets_all:
        docs = docs.filter(_any(Q(facets__contains=f" {token} ") for token in facets))
    return docs


def _has_word(stem: str) -> Q:
    return _any(Q(**{f"{column}__contains": f" {stem} "}) for column in places_index.columns)


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def candidate_of(row: tuple, center: Point | None) -> Candidate:  # type: ignore[type-arg]
    """Return the candidate of one row of FIELDS, with its distance to `center`."""
    place_id, lat, lon, tokens, services, hours, time_zone, departement_code, verified_on = row
    point = None if lat is None else Point(lat, lon)
    return Candidate(
        place_id=place_id,
        point=point,
        distance_km=haversine_km(center, point) if center and point else None,
        tokens=frozenset(tokens.split()),
        services=tuple(
            CandidateService(pk, frozenset(t.split()), helper_hours) for pk, t, helper_hours in services
        ),
        hours=hours,
        context=HoursContext(time_zone, departement_code),
        verified_on=verified_on,
    )
