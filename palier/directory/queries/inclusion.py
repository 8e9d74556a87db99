"""Reads of the requests to appear: the queue, their counts, what may already exist."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear

from palier.core.text import fold
from palier.directory.enums import InclusionStatus, PlaceStatus
from palier.directory.models import InclusionRequest, Place, Structure
from palier.directory.queries.lookalikes import lookalikes_of


@dataclass(frozen=True, slots=True)
class YearOfRequests:
    """How many requests came in one year, by what became of them."""

    year: int
    counts: dict[InclusionStatus, int]

    @property
    def total(self) -> int:
        """All the requests of the year."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Places whose name looks like it, structures of the same name in the commune: it may be about one of them."""

    places: tuple[Place, ...]
    structures: tuple[Structure, ...]


def inclusion_requests(
    within: Q, *, statuses: Iterable[str] = (), year: int | None = None
) -> QuerySet[InclusionRequest]:
    """The requests of a perimeter, those that wait for an answer first, the oldest first.

    `within` is a condition on `commune`.
    """
    rows = InclusionRequest.objects.filter(within).select_related(
        "commune__departement", "place", "decided_by"
    )
    wanted = list(statuses)
    if wanted:
        rows = rows.filter(status__in=wanted)
    if year is not None:
        rows = rows.filter(created_at__year=year)
    return rows.defer("commune__outline").order_by("created_at", "pk")


def inclusion_by_public_id(public_id: str) -> InclusionRequest | None:
    """Return one request with its commune and its need."""
    rows = InclusionRequest.objects.select_related(
        "commune__departement__region", "commune__epci", "need__framework", "place", "decided_by"
    )
    return rows.filter(public_id=public_id).first()


def inclusions_by_year(within: Q) -> list[YearOfRequests]:
    """Return the counts of the requests by year received and by status, last year first. One query."""
    rows = (
        InclusionRequest.objects.filter(within)
        .annotate(year=ExtractYear("created_at"))
        .order_by()
        .values_list("year", "status")
        .annotate(count=Count("pk"))
    )
    years: dict[int, dict[InclusionStatus, int]] = {}
    for year, status, count in rows:
        years.setdefault(year, dict.fromkeys(InclusionStatus, 0))[InclusionStatus(status)] = count
    return [YearOfRequests(year, years[year]) for year in sorted(years, reverse=True)]


def namesakes_of(request: InclusionRequest) -> Namesakes:
    """Return what already bears this name in the commune, or almost, accents and capitals aside. Three queries."""
    folded = fold(request.name)
    places = lookalikes_of(request.name, request.commune, statuses=tuple(PlaceStatus), limit=10)
    structures = Structure.objects.filter(commune=request.commune)
    same = structures.filter(Q(search_text=folded) | Q(search_text__startswith=f"{folded} "))
    return Namesakes(tuple(places), tuple(same.order_by("pk")[:10]))
