"""What must be there, what was counted, what is missing."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from palier.kits.enums import LackState
from palier.kits.models import (
    EquipmentCheck,
    EquipmentItem,
    Kit,
    KitLine,
    KitTemplateItem,
    Lack,
    Reservation,
)

ITSELF = "thing"


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """One line to count. `line` is None for a thing without contents; `item` is the thing of the inventory, if any."""

    key: str
    label: str
    expected: int
    line: KitLine | None
    item: EquipmentItem | None
    missing: int = 0
    damaged: int = 0


def expected_lines(thing: EquipmentItem) -> list[ExpectedLine]:
    """Return what to count of a thing: what its case must hold, or itself; with what is known to be missing."""
    kit = Kit.objects.filter(case=thing).first()
    known = {(lack.line_id, lack.kind): lack.count for lack in open_lacks().filter(thing=thing)}
    if kit is None:
        return [
            ExpectedLine(
                ITSELF,
                thing.label,
                1,
                None,
                thing,
                known.get((None, "MISSING"), 0),
                known.get((None, "DAMAGED"), 0),
            )
        ]
    return [
        ExpectedLine(
            str(line.pk),
            line.label,
            line.quantity,
            line,
            line.item,
            known.get((line.pk, "MISSING"), 0),
            known.get((line.pk, "DAMAGED"), 0),
        )
        for line in kit.lines.select_related("item")
    ]


def absent_from_kit(kit: Kit) -> QuerySet[KitTemplateItem]:
    """Return what the template of a case plans and the case no longer lists; nothing for a case of its own."""
    has = kit.lines.filter(template_item__isnull=False).values("template_item")
    return KitTemplateItem.objects.filter(template=kit.template_id).exclude(pk__in=has)


def open_lacks() -> QuerySet[Lack]:
    """Return what is missing or damaged and not settled, oldest first, with its thing and who had it."""
    found = Lack.objects.filter(state=LackState.OPEN).order_by("noticed_at", "pk")
    return found.select_related("thing__owner", "line", "noticed_in__reservation__structure")


def lacks_of(kept: Q) -> QuerySet[Lack]:
    """Return what is missing or damaged among the things of `kept` (a condition on things)."""
    return open_lacks().filter(thing__in=EquipmentItem.objects.filter(kept).values("pk"))


def open_lacks_of(thing: EquipmentItem) -> QuerySet[Lack]:
    """Return what is missing or damaged of one thing."""
    return open_lacks().filter(thing=thing)


def lack_by_pk(pk: int) -> Lack | None:
    """Return one lack, settled or not, with its thing, or None."""
    found = Lack.objects.select_related("thing__owner", "thing__place", "line__item")
    return found.filter(pk=pk).first()


def settled_lacks_of(thing: EquipmentItem) -> QuerySet[Lack]:
    """Return what was missing or damaged of a thing and is settled, latest first."""
    return Lack.objects.filter(thing=thing).exclude(state=LackState.OPEN).order_by("-settled_at", "-pk")


def last_check_of(thing: EquipmentItem) -> EquipmentCheck | None:
    """Return when a thing was counted last, and by whom; None if never."""
    return thing.checks.select_related("checked_by").first()


def checks_of(reservation: Reservation) -> QuerySet[EquipmentCheck]:
    """Return what was counted when a thing left and came back, in that order."""
    return (
        reservation.checks.select_related("checked_by").prefetch_related("lines").order_by("checked_at", "pk")
    )
