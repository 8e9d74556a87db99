"""The inventory of a structure, and what others share."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from palier.core.db.functions import distance_km
from palier.core.geo import Point
from palier.core.text import fold
from palier.directory.models import Place, Structure
from palier.kits.enums import EquipmentKind, ReservationStatus, SharingRule
from palier.kits.models import EquipmentItem, Kit, KitLine, KitTemplate, Reservation
from palier.kits.queries.slots import usable


def items(condition: Q | None = None) -> QuerySet[EquipmentItem]:
    """Return the things of the inventory that meet a condition, by name, with owner, place and case."""
    found = EquipmentItem.objects.filter(condition or Q(), retired_at=None)
    return found.select_related("owner", "place__commune", "kit__template", "kit_line__kit__case")


def item_by_public_id(public_id: str) -> EquipmentItem | None:
    """Return one thing, retired ones included, or None."""
    found = EquipmentItem.objects.filter(public_id=public_id)
    return found.select_related(
        "owner__commune__departement", "place__commune__departement", "kit__template", "kit_line__kit__case"
    ).first()


def kit_of(thing: EquipmentItem) -> Kit | None:
    """Return the contents of a case; None for a thing without contents."""
    return Kit.objects.filter(case=thing).select_related("case__owner", "template").first()


def matching(found: QuerySet[EquipmentItem], *, words: str = "", kind: str = "") -> QuerySet[EquipmentItem]:
    """Keep the things whose name, nature or number holds every word, accents aside; of one kind if it is given."""
    for word in fold(words).split():
        found = found.filter(search_text__contains=word)
    return found.filter(kind=kind) if kind in EquipmentKind.values else found


def shared_with(
    structure_ids: list[int], *, near: Point | None, within_km: float | None = None
) -> QuerySet[EquipmentItem]:
    """Return what other structures share and can be lent, nearest first.

    Each row gains `distance_km` (kilometres as the crow flies, from its place or the seat of its owner; None if
    unknown) when `near` is given; `within_km` then leaves the others out. What is in a case goes with its case.
    """
    found = usable(items(~Q(sharing=SharingRule.OWN))).exclude(owner__in=structure_ids)
    found = found.filter(kit_line=None).annotate(
        at_lat=Coalesce("place__lat", "place__commune__lat", "owner__commune__lat"),
        at_lon=Coalesce("place__lon", "place__commune__lon", "owner__commune__lon"),
    )
    if near is None:
        return found.order_by("search_text", "pk")
    placed = found.annotate(distance_km=distance_km(near, lat="at_lat", lon="at_lon"))
    if within_km is not None:
        placed = placed.filter(distance_km__lte=within_km)
    return placed.order_by(F("distance_km").asc(nulls_last=True), "search_text", "pk")


def loose_items(owner: Structure) -> QuerySet[EquipmentItem]:
    """Return the things of a structure that may go in a case: in no case, and not a case."""
    return EquipmentItem.objects.filter(owner=owner, retired_at=None, kit=None, kit_line=None)


def places_for(owner: Structure) -> QuerySet[Place]:
    """Return the places where a structure may keep its things."""
    return Place.objects.filter(Q(owner=owner) | Q(carrier=owner) | Q(operator=owner)).distinct()


def lines_of_kit(kit: Kit) -> QuerySet[KitLine]:
    """Return what a case must hold, in its order, with the things of the inventory."""
    return kit.lines.select_related("item", "kit__case")


def kit_line(kit: Kit, pk: int) -> KitLine | None:
    """Return one line of a case, or None."""
    return lines_of_kit(kit).filter(pk=pk).first()


def templates() -> QuerySet[KitTemplate]:
    """Return the standard cases, with what each holds."""
    return KitTemplate.objects.prefetch_related("items")


def point_of(structure: Structure) -> Point | None:
    """Return where a structure is: the middle of its commune; None if unknown."""
    commune = structure.commune
    if commune is None or commune.lat is None or commune.lon is None:
        return None
    return Point(commune.lat, commune.lon)


def first_point(structure_ids: list[int]) -> Point | None:
    """Return where the first of these structures is whose commune is known."""
    rows = Structure.objects.filter(pk__in=structure_ids).select_related("commune").order_by("pk")
    return next((point for row in rows if (point := point_of(row)) is not None), None)


def is_seen(thing: EquipmentItem, condition: Q) -> bool:
    """Tell whether a thing meets a condition on things."""
    return EquipmentItem.objects.filter(condition, pk=thing.pk).exists()


def kept_structure(kept: QuerySet[Structure], public_id: str) -> Structure | None:
    """Return one of these structures, or None."""
    return kept.filter(public_id=public_id).first()


def now_out(found: QuerySet[EquipmentItem]) -> QuerySet[EquipmentItem]:
    """Add `is_out` to each row: somebody has it, or has the case it is in."""
    out = Reservation.objects.filter(status=ReservationStatus.OUT)
    with_it = out.filter(Q(thing=OuterRef("pk")) | Q(thing__kit__lines__item=OuterRef("pk")))
    return found.annotate(is_out=Exists(with_it))
