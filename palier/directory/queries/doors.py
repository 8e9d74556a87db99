"""What the first screens of professionals read: their places, what waits for them, what they proposed."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from palier.accounts.models import User
from palier.directory.documents import published_services
from palier.directory.enums import PlaceKind, PlaceStatus, ReportStatus
from palier.directory.models import (
    CorrectionProposal,
    ExceptionalClosure,
    Place,
    PlaceType,
    Structure,
)
from palier.directory.queries.standing import AtStructure

_OF_A_STRUCTURE = ("owner", "carrier", "operator")
# What a first screen shows at most: beyond, a list of its own.
SHOWN_AT_MOST = 30


def places_held(held: Iterable[AtStructure]) -> Q:
    """Return the condition on the places of these roles: the one place, or all those of the structure."""
    condition = Q(pk__in=[])
    for role in held:
        if role.place_id is not None:
            condition |= Q(pk=role.place_id)
        else:
            for structure in _OF_A_STRUCTURE:
                condition |= Q(**{f"{structure}_id": role.structure_id})
    return condition


def is_held(place: Place, held: Iterable[AtStructure]) -> bool:
    """Tell whether one of these roles reaches the place: what `places_held` chooses, without asking the database."""
    keepers = {getattr(place, f"{structure}_id") for structure in _OF_A_STRUCTURE}
    return any(
        role.structure_id in keepers if role.place_id is None else role.place_id == place.pk for role in held
    )


def _is_library() -> Exists:
    return Exists(PlaceType.objects.filter(kind=PlaceKind.LIBRARY, place=OuterRef("pk")))


def holds_a_library(held: Iterable[AtStructure]) -> bool:
    """Tell whether one of these roles is at a structure that keeps, carries or runs a library. One query at most."""
    roles = tuple(held)
    if not roles:
        return False
    gone = Q(status=PlaceStatus.CLOSED)
    return Place.objects.filter(places_held(roles), _is_library()).exclude(gone).exists()


def own_places(
    held: Iterable[AtStructure], *, on: date, libraries_only: bool = False, limit: int = SHOWN_AT_MOST
) -> list[Place]:
    """Return the published places of these roles, by name, with their services, types and closures to come.

    At most `limit` of them. Five queries, whatever their number.
    """
    rows = Place.objects.filter(places_held(held), status=PlaceStatus.PUBLISHED)
    if libraries_only:
        rows = rows.filter(_is_library())
    # `on` is a day of Greenwich: in Tahiti the day before may not be over.
    closures = ExceptionalClosure.objects.filter(ends_on__gte=on - timedelta(days=1))
    rows = (
        rows.select_related("commune__departement", "owner")
        .defer("commune__outline")
        .prefetch_related(
            Prefetch("services", published_services(on=on).order_by("pk"), to_attr="shown_services"),
            Prefetch("closures", closures.order_by("starts_on", "pk")),
            "types",
        )
    )
    return list(rows.order_by("search_text", "pk")[:limit])


def count_own_places(held: Iterable[AtStructure], *, libraries_only: bool = False) -> int:
    """Return how many published places these roles hold."""
    rows = Place.objects.filter(places_held(held), status=PlaceStatus.PUBLISHED)
    return (rows.filter(_is_library()) if libraries_only else rows).count()


def places_to_verify(held: Iterable[AtStructure], *, before: date, limit: int = SHOWN_AT_MOST) -> list[Place]:
    """Return the published places of these roles last verified (never: put online) before that day, oldest first."""
    is_old = Q(verified_on__lt=before) | Q(verified_on=None, published_at__date__lt=before)
    rows = Place.objects.filter(places_held(held), is_old, status=PlaceStatus.PUBLISHED)
    rows = rows.select_related("commune").defer("commune__outline")
    return list(rows.order_by("verified_on", "search_text", "pk")[:limit])


def structures_held(held: Iterable[AtStructure]) -> list[Structure]:
    """Return the structures of these roles, by name."""
    ids = {role.structure_id for role in held}
    return list(Structure.objects.filter(pk__in=ids).order_by("search_text", "pk"))


def count_proposals_waiting(held: Iterable[AtStructure]) -> int:
    """Return how many corrections proposed on the places of these roles wait for an answer."""
    places = Place.objects.filter(places_held(held))
    return CorrectionProposal.objects.filter(status=ReportStatus.NEW, place__in=places.values("pk")).count()


def proposals_by(user: User, *, limit: int = SHOWN_AT_MOST) -> QuerySet[CorrectionProposal]:
    """Return what somebody proposed from their account, last one first, with the place it is about."""
    rows = CorrectionProposal.objects.filter(by=user).select_related("place__commune")
    return rows.defer("place__commune__outline").order_by("-created_at", "-pk")[:limit]
