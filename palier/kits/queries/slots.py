"""Half-hours: which ones a while covers, and what is free during it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from palier.kits.enums import KEEPING
from palier.kits.models import SLOT_MINUTES, EquipmentItem, Reservation, ReservedSlot

_SLOT_SECONDS = SLOT_MINUTES * 60


def slots_of(starts_at: datetime, ends_at: datetime) -> range:
    """Return the half-hours that a while touches, begun ones included: 10 h 10 – 10 h 40 is two of them."""
    first = int(starts_at.timestamp()) // _SLOT_SECONDS
    return range(first, -(-int(ends_at.timestamp()) // _SLOT_SECONDS))


def things_inside(case: EquipmentItem) -> list[int]:
    """Return the ids of the things of the inventory that a case holds; none for a thing without contents."""
    inside = EquipmentItem.objects.filter(kit_line__kit__case=case)
    return list(inside.order_by("pk").values_list("pk", flat=True))


def free_during(
    things: QuerySet[EquipmentItem], *, starts_at: datetime, ends_at: datetime
) -> QuerySet[EquipmentItem]:
    """Keep the usable things that nobody has during the while; a case is taken when part of its contents is."""
    slots = slots_of(starts_at, ends_at)
    taken = ReservedSlot.objects.filter(slot__gte=slots.start, slot__lt=slots.stop)
    itself = taken.filter(thing=OuterRef("pk"))
    inside = taken.filter(thing__kit_line__kit__case=OuterRef("pk"))
    return usable(things).filter(~Exists(itself), ~Exists(inside))


def usable(things: QuerySet[EquipmentItem]) -> QuerySet[EquipmentItem]:
    """Keep the things that can be lent: in the inventory, neither damaged nor missing."""
    return things.filter(retired_at=None, condition__in=("GOOD", "WORN"))


def in_the_way(
    *, thing_ids: Iterable[int], starts_at: datetime, ends_at: datetime, but: Reservation | None = None
) -> Reservation | None:
    """Return the first reservation, another than `but`, that holds one of these things at a moment of the while."""
    slots = slots_of(starts_at, ends_at)
    holding = Q(slots__thing__in=list(thing_ids), slots__slot__gte=slots.start, slots__slot__lt=slots.stop)
    found = Reservation.objects.filter(holding, status__in=KEEPING)
    if but is not None:
        found = found.exclude(pk=but.pk)
    return found.select_related("structure", "thing").order_by("starts_at", "pk").distinct().first()
