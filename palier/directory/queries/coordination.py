"""What a coordinator has to look at: one figure per list, and the lists. Nothing here is counted twice."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from palier.accounts.enums import Profile
from palier.accounts.models import TerritorialRole
from palier.accounts.queries import in_force
from palier.directory.enums import (
    InclusionStatus,
    LegalForm,
    PlaceKind,
    PlaceStatus,
    ReportStatus,
)
from palier.directory.models import (
    CorrectionProposal,
    InclusionRequest,
    Place,
    PlaceType,
    Structure,
    Verification,
)
from palier.directory.queries.perimeters import Perimeter, territories_meeting
from palier.territory.models import Commune

PUBLISHED = Q(status=PlaceStatus.PUBLISHED)


class RecordList(StrEnum):
    """The lists of records of a perimeter; the values are those of the addresses."""

    TO_VERIFY = "a-verifier"
    STALE = "perimees"
    WAITING = "premieres-publications"
    CREATED = "creees"
    VERIFIED = "verifiees"


@dataclass(frozen=True, slots=True)
class Delays:
    """A record verified (never: put online) before `verify_before` is to verify.

    Verified before `stale_before`, it shows « à vérifier » to everybody.
    """

    verify_before: date
    stale_before: date


@dataclass(frozen=True, slots=True)
class MonthOfRecords:
    """What was done in one month; `month` is its first day."""

    month: date
    created: int
    verified: int


def condition_of(which: RecordList, *, delays: Delays, month: date | None = None) -> Q:
    """Return the places of a list. CREATED and VERIFIED are those of a month, or of always."""
    if which == RecordList.TO_VERIFY:
        never = Q(verified_on=None, published_at__date__lt=delays.verify_before)
        return PUBLISHED & (never | Q(verified_on__lt=delays.verify_before))
    if which == RecordList.STALE:
        return PUBLISHED & Q(verified_on__lt=delays.stale_before)
    if which == RecordList.WAITING:
        return Q(status=PlaceStatus.WAITING)
    if which == RecordList.CREATED:
        return ~Q(status=PlaceStatus.DRAFT) & _in_month("created_at", month)
    done = Verification.objects.filter(_in_month("verified_at", month), place=OuterRef("pk"))
    return Q(Exists(done))


def records_of(
    which: RecordList, *, within: Perimeter, delays: Delays, month: date | None = None
) -> QuerySet[Place]:
    """The places of a list, those verified longest ago first, never verified before them."""
    rows = Place.objects.filter(within.condition(), condition_of(which, delays=delays, month=month))
    return (
        rows.select_related("commune__departement", "owner")
        .defer("commune__outline")
        .order_by(F("verified_on").asc(nulls_first=True), "search_text", "pk")
    )


def count_records(*, within: Perimeter, waiting_within: Perimeter, delays: Delays) -> dict[RecordList, int]:
    """Return how many records are in the three lists of things to do. One query."""
    counts = Place.objects.filter(within.condition() | waiting_within.condition()).aggregate(
        **{
            which.name: Count("pk", filter=condition_of(which, delays=delays) & within.condition())
            for which in (RecordList.TO_VERIFY, RecordList.STALE)
        },
        WAITING=Count("pk", filter=Q(status=PlaceStatus.WAITING) & waiting_within.condition()),
    )
    return {RecordList[name]: count for name, count in counts.items()}


def count_waiting_proposals(within: Perimeter) -> int:
    """Return how many corrections proposed wait for an answer."""
    waiting = CorrectionProposal.objects.filter(status=ReportStatus.NEW)
    return waiting.filter(within.condition("place__commune")).count()


def count_waiting_requests(within: Perimeter) -> int:
    """Return how many requests to appear wait for an answer."""
    return InclusionRequest.objects.filter(within.condition(), status=InclusionStatus.NEW).count()


def communes_without_place(within: Perimeter) -> QuerySet[Commune]:
    """The communes where nothing is published, the most populated first. Outlines are deferred."""
    there = Place.objects.filter(PUBLISHED, commune=OuterRef("pk"))
    return _communes(within).filter(~Exists(there))


def communes_without_ccas(within: Perimeter) -> QuerySet[Commune]:
    """The communes whose social action centre is not in the directory, the most populated first.

    A CCAS is a structure of that form or a published place of that type, in the commune; a CIAS serves the whole
    intercommunalité where it is seated.
    """
    ccas = Structure.objects.filter(legal_form=LegalForm.CCAS, commune=OuterRef("pk"))
    cias = Structure.objects.filter(legal_form=LegalForm.CIAS, commune__epci=OuterRef("epci"))
    place = PlaceType.objects.filter(
        kind=PlaceKind.CCAS, place__status=PlaceStatus.PUBLISHED, place__commune=OuterRef("pk")
    )
    return _communes(within).filter(~Exists(ccas), ~Exists(cias), ~Exists(place))


def months_of_records(within: Perimeter, *, until: date, count: int = 12) -> list[MonthOfRecords]:
    """Return how many records were created and verified in each of the last `count` months, last one first.

    A record verified twice in a month counts once. Two queries.
    """
    months = [_month_before(until.replace(day=1), back) for back in range(count)]
    created = Place.objects.filter(within.condition(), ~Q(status=PlaceStatus.DRAFT))
    verified = Verification.objects.filter(within.condition("place__commune"))
    by_created = _by_month(created, "created_at", "pk", since=months[-1])
    by_verified = _by_month(verified, "verified_at", "place", since=months[-1])
    return [MonthOfRecords(m, by_created.get(m, 0), by_verified.get(m, 0)) for m in months]


def coordinators_of(within: Perimeter, *, on: date) -> list[TerritorialRole]:
    """Return who coordinates a territory that shares a commune with the perimeter. Two queries."""
    meeting = territories_meeting(within)
    return [role for role in _coordinators(on) if meeting is None or role.territory in meeting]


def coordinator_role(pk: int, *, on: date) -> TerritorialRole | None:
    """Return one role of coordination in force on that day, with who holds it."""
    return _coordinators(on).filter(pk=pk).first()


def _coordinators(on: date) -> QuerySet[TerritorialRole]:
    rows = TerritorialRole.objects.filter(in_force(on), role__profile=Profile.COORDINATOR)
    return rows.select_related("user", "role").order_by("territory", "pk")


def _communes(within: Perimeter) -> QuerySet[Commune]:
    rows = Commune.objects.filter(within.condition("")).select_related("departement", "epci")
    return rows.defer("outline").order_by(F("population").desc(nulls_last=True), "pk")


def _in_month(field: str, month: date | None) -> Q:
    if month is None:
        return Q()
    return Q(**{f"{field}__year": month.year, f"{field}__month": month.month})


def _month_before(month: date, back: int) -> date:
    years, months = divmod(month.year * 12 + month.month - 1 - back, 12)
    return date(years, months + 1, 1)


def _by_month(
    rows: QuerySet[Place] | QuerySet[Verification], field: str, of: str, *, since: date
) -> dict[date, int]:
    counted = (
        rows.filter(**{f"{field}__date__gte": since})
        .annotate(month=TruncMonth(field))
        .order_by()
        .values_list("month")
        .annotate(count=Count(of, distinct=True))
    )
    return {_day(month): count for month, count in counted}


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
