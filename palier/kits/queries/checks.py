"""What must be there, what was counted, what is missing."""

from dataclasses import dataclass

from django.db.models import QuerySet

from palier.kits.enums import LackState
from palier.kits.models import EquipmentItem, Kit, KitLine, KitTemplateItem, Lack

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
