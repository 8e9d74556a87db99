"""One territory in figures, for those who decide: what is there, what is open, what is kept true, what is missing.

Small numbers are about places, never about people: nothing needs to be hidden.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from palier.directory.documents import published_services
from palier.directory.enums import PlaceKind, PlaceStatus
from palier.directory.hours import HoursContext, state_at
from palier.directory.models import ExceptionalClosure, Place, PlaceType
from palier.directory.models.places import hours_with_closures
from palier.directory.presence import helpers_there
from palier.directory.queries.coordination import communes_without_ccas, communes_without_place
from palier.directory.queries.perimeters import Perimeter
from palier.territory.models import Commune
from palier.territory.territories import Territory

NAMED_AT_MOST = 15


@dataclass(frozen=True, slots=True)
class Missing:
    """Communes that lack something: how many, and their names, most populated first, if they are few."""

    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TerritoryFigures:
    """What is known of a territory at a moment. `with_hours`: places whose opening hours are written.

    `verified_since`: published places that somebody verified on or after that day.
    """

    territory: Territory
    at: datetime
    verified_since_day: date
    communes: int
    places: int
    with_service: int
    libraries: int
    services: int
    with_hours: int
    open_now: int
    helped_now: int
    verified_since: int
    without_place: Missing
    without_service: Missing
    without_ccas: Missing


def territory_figures(territory: Territory, *, now: datetime, verified_since: date) -> TerritoryFigures:
    """Return the figures of a territory. A constant number of queries; the hours are read one place at a time."""
    within = Perimeter(frozenset([territory.reference]))
    services = published_services(on=now.date())
    there = Place.objects.filter(within.condition(), status=PlaceStatus.PUBLISHED)
    counts = there.aggregate(
        places=Count("pk"),
        with_service=Count("pk", filter=Exists(services.filter(place=OuterRef("pk")))),
        libraries=Count("pk", filter=_is_library()),
        verified=Count("pk", filter=Q(verified_on__gte=verified_since)),
    )
    with_hours, open_now = _open_at(within, now)
    communes = Commune.objects.filter(within.condition(""))
    helped = services.filter(place__status=PlaceStatus.PUBLISHED, place__commune=OuterRef("pk"))
    return TerritoryFigures(
        territory=territory,
        at=now,
        verified_since_day=verified_since,
        communes=communes.count(),
        places=counts["places"],
        with_service=counts["with_service"],
        libraries=counts["libraries"],
        services=services.filter(place__in=there.values("pk")).count(),
        with_hours=with_hours,
        open_now=open_now,
        helped_now=len(helpers_there(there.values_list("pk", flat=True), now)),
        verified_since=counts["verified"],
        without_place=_missing(communes_without_place(within).values_list("name", flat=True)),
        without_service=_missing(
            communes.filter(~Exists(helped)).order_by("-population", "pk").values_list("name", flat=True)
        ),
        without_ccas=_missing(communes_without_ccas(within).values_list("name", flat=True)),
    )


def departements_with_places() -> list[str]:
    """Return the references of the départements where something is published: for those who see everywhere."""
    codes = (
        Place.objects.filter(status=PlaceStatus.PUBLISHED)
        .order_by()
        .values_list("commune__departement__code")
    )
    return [f"departement:{code}" for (code,) in codes.distinct().order_by("commune__departement__code")]


def _is_library() -> Exists:
    return Exists(PlaceType.objects.filter(kind=PlaceKind.LIBRARY, place=OuterRef("pk")))


def _missing(names: Iterable[str]) -> Missing:
    found = list(names)
    return Missing(len(found), tuple(found) if len(found) < NAMED_AT_MOST else ())


def _open_at(within: Perimeter, now: datetime) -> tuple[int, int]:
    """Return how many places say their hours, and how many of them are open. Two queries."""
    closures = ExceptionalClosure.objects.filter(service=None, ends_on__gte=now.date())
    rows = (
        Place.objects.filter(within.condition(), status=PlaceStatus.PUBLISHED)
        .exclude(opening_hours="")
        .select_related("commune__departement")
        .only("opening_hours", "commune__departement__code", "commune__departement__time_zone")
        .prefetch_related(Prefetch("closures", closures))
    )
    told = opened = 0
    for place in rows:
        departement = place.commune.departement
        hours = hours_with_closures(place.opening_hours, list(place.closures.all()))
        context = HoursContext(departement.time_zone, departement.code)
        told += 1
        opened += bool(state_at(hours, context, now).is_open)
    return told, opened
