"""The list of records that somebody keeps, filtered and sorted; changes of many records, for their pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.db.models import Count, Exists, F, OrderBy, OuterRef, Q, QuerySet

from palier.accounts.models import User
from palier.core.text import fold
from palier.directory.editable import places_to_read, services_to_read
from palier.directory.enums import BulkOutcome, PlaceStatus, ServiceStatus, Visibility
from palier.directory.models import (
    BulkLine,
    BulkWork,
    ContactChannel,
    Place,
    PlaceType,
    Scheme,
    Service,
    Structure,
)
from palier.territory.territories import condition_within

SORTS: Mapping[str, tuple[str | OrderBy, ...]] = MappingProxyType(
    {
        "nom": ("search_text", "pk"),
        "commune": ("commune__search_text", "search_text", "pk"),
        "verification": (F("verified_on").asc(nulls_first=True), "search_text", "pk"),
        "modification": ("-updated_at", "pk"),
    }
)
STATES = ("a-verifier", "perimees", "incompletes")


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """What to keep of a list; "" keeps all. `territory`: « epci:200033298 »; `state`: one of STATES.

    Without `status`, records closed for good are left out.
    """

    words: str = ""
    territory: str = ""
    kind: str = ""
    status: str = ""
    state: str = ""
    owner: str = ""
    sort: str = "nom"


def filtered_places(
    within: Q, chosen: RecordFilter, *, verify_before: date, stale_before: date
) -> QuerySet[Place]:
    """Places of a perimeter that pass a filter, in its order; a place is listed once.

    To verify: published and last verified (never: put online) before `verify_before`. Stale: verified before
    `stale_before`. Incomplete: no public contact, no hours, no address, no owner, or no service shown.
    """
    rows = Place.objects.filter(within)
    for word in fold(chosen.words).split():
        rows = rows.filter(
            Q(search_text__contains=word)
            | Q(commune__search_text__contains=word)
            | Q(public_id=word)
            | Q(owner__search_text__contains=word)
        )
    if chosen.territory:
        rows = rows.filter(condition_within(chosen.territory, commune="commune"))
    if chosen.kind:
        rows = rows.filter(Exists(PlaceType.objects.filter(place=OuterRef("pk"), kind=chosen.kind)))
    rows = rows.filter(status=chosen.status) if chosen.status else rows.exclude(status=PlaceStatus.CLOSED)
    if chosen.owner:
        rows = rows.filter(owner__public_id=chosen.owner)
    if chosen.state:
        rows = rows.filter(_condition(chosen.state, verify_before, stale_before))
    # A perimeter reaches a place by several ways at once: the identifiers are unique, the join might not be.
    return Place.objects.filter(pk__in=rows.order_by().values("pk")).order_by(*SORTS[chosen.sort])


def _condition(state: str, verify_before: date, stale_before: date) -> Q:
    published = Q(status=PlaceStatus.PUBLISHED)
    if state == "a-verifier":
        never = Q(verified_on=None, published_at__date__lt=verify_before)
        return published & (never | Q(verified_on__lt=verify_before))
    if state == "perimees":
        return published & Q(verified_on__lt=stale_before)
    contacts = ContactChannel.objects.filter(place=OuterRef("pk"), visibility=Visibility.PUBLIC)
    shown = Service.objects.filter(place=OuterRef("pk"), status=ServiceStatus.PUBLISHED)
    silent = Q(opening_hours="", hours_note="")
    return silent | Q(address="") | Q(owner=None) | ~Q(Exists(contacts)) | ~Q(Exists(shown))


def listed(places: QuerySet[Place]) -> QuerySet[Place]:
    """The same places, with what a line of the list shows, in a constant number of queries."""
    return places.select_related("commune", "owner").defer("commune__outline").prefetch_related("types")


def owners_within(within: Q) -> list[tuple[str, str]]:
    """Return (public_id, name) of the structures that own a place of a perimeter, by name."""
    owners = Place.objects.filter(within).exclude(owner=None).values("owner_id")
    rows = Structure.objects.filter(pk__in=owners).order_by("search_text", "pk")
    return list(rows.values_list("public_id", "name"))


def scheme_choices() -> list[tuple[str, str]]:
    """Return (code, name) of the labels, by name."""
    return list(Scheme.objects.order_by("name", "pk").values_list("code", "name"))


def works_of(user: User) -> QuerySet[BulkWork]:
    """The changes of many records that somebody asked for, latest first, with how many records were written."""
    done = Count("lines", filter=Q(lines__outcome=BulkOutcome.DONE))
    return BulkWork.objects.filter(by=user).annotate(done=done)


def work_of(user: User, pk: int) -> BulkWork | None:
    """Return one of them; None for a work of somebody else."""
    return BulkWork.objects.filter(by=user, pk=pk).first()


def counts_of(work: BulkWork) -> dict[str, int]:
    """Return how many records came to each outcome."""
    rows = BulkLine.objects.filter(work=work).order_by().values_list("outcome")
    return dict(rows.annotate(count=Count("pk")))


def lines_of_work(work: BulkWork, *outcomes: BulkOutcome) -> list[BulkLine]:
    """Return the lines that came to these outcomes, in order, their records at hand."""
    rows = BulkLine.objects.filter(work=work, outcome__in=outcomes)
    return list(
        rows.select_related("place__commune", "service").defer("place__commune__outline").order_by("position")
    )


def first_ids(places: QuerySet[Place], *, most: int) -> list[int]:
    """The ids of the first places of a list, in its order."""
    return list(places.values_list("pk", flat=True)[:most])


def ticked(places: QuerySet[Place], public_ids: Sequence[str]) -> QuerySet[Place]:
    """The places of a list that somebody ticked."""
    return places.filter(public_id__in=public_ids)


def places_to_change(place_ids: Sequence[int]) -> QuerySet[Place]:
    """These places, ready to be read whole, in the order of their names."""
    return places_to_read().filter(pk__in=place_ids).order_by("search_text", "pk")


def services_to_change(place_ids: Sequence[int], *, most: int) -> QuerySet[Service]:
    """The services of these places that have not ended, ready to be read whole, in the order of their places."""
    services = services_to_read().filter(place__in=place_ids).exclude(status=ServiceStatus.ENDED)
    return services.order_by("place__search_text", "place_id", "pk")[:most]
