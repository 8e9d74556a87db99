"""The inventory of a structure: its things, its cases and what they hold."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from palier.directory.models import Place, Structure
from palier.kits.actions.reserving import hold_thing, lock_contents, take_slots
from palier.kits.enums import KEEPING, EquipmentKind, LackState
from palier.kits.models import EquipmentItem, Kit, KitLine, KitTemplate, Lack, Reservation, ReservedSlot

# What a form may say of a thing.
FIELDS = ("kind", "label", "inventory_number", "place", "where", "condition", "note", "sharing")
FIRST_OF_A_CASE = 10
IN_A_CASE = "Ce matériel est déjà dans une valise."


class StillReserved(Exception):
    """Somebody has the thing, or counts on it: it cannot leave the inventory. `by` is the next reservation."""

    def __init__(self, by: Reservation) -> None:
        super().__init__()
        self.by = by


@transaction.atomic
def add_item(
    *, owner: Structure, values: Mapping[str, Any], now: datetime, is_demo: bool = False
) -> EquipmentItem:
    """Write a thing in the inventory of a structure. Raises ValidationError({field: [sentences]})."""
    item = EquipmentItem(owner=owner, created_at=now, is_demo=is_demo)
    return _write(item, values)


@transaction.atomic
def edit_item(*, item: EquipmentItem, values: Mapping[str, Any]) -> EquipmentItem:
    """Change what is said of a thing. Raises ValidationError({field: [sentences]})."""
    return _write(item, values)


@transaction.atomic
def retire_item(*, item: EquipmentItem, now: datetime) -> None:
    """Take a thing out of the inventory and out of its case; a case leaves its things. Raises StillReserved."""
    lock_contents(item)
    hold_thing(item)
    keeping = Q(slots__thing=item, status__in=KEEPING, ends_at__gt=now) | Q(thing=item, status="OUT")
    held = Reservation.objects.filter(keeping).select_related("structure").order_by("starts_at").first()
    if held is not None:
        raise StillReserved(held)
    for line in KitLine.objects.filter(Q(item=item) | Q(kit__case=item, item__isnull=False)):
        remove_line(line=line, now=now)
    EquipmentItem.objects.filter(pk=item.pk, retired_at=None).update(retired_at=now)
    item.refresh_from_db()


@transaction.atomic
def create_kit(
    *,
    owner: Structure,
    template: KitTemplate | None,
    values: Mapping[str, Any],
    now: datetime,
    is_demo: bool = False,
) -> Kit:
    """Write a case, with the contents of its template if it has one. Raises ValidationError({field: [sentences]})."""
    case = add_item(owner=owner, values={**values, "kind": EquipmentKind.CASE}, now=now, is_demo=is_demo)
    kit = Kit.objects.create(case=case, template=template)
    if template is not None:
        KitLine.objects.bulk_create(
            KitLine(
                kit=kit,
                template_item=planned,
                label=planned.label,
                quantity=planned.quantity,
                position=planned.position,
            )
            for planned in template.items.all()
        )
    return kit


@transaction.atomic
def add_line(*, kit: Kit, label: str, quantity: int = 1) -> KitLine:
    """Add small pieces to the contents of a case, at its end. Raises ValidationError({field: [sentences]})."""
    lock_contents(kit.case)
    line = KitLine(kit=kit, label=label.strip(), quantity=quantity, position=_end_of(kit))
    line.full_clean()
    line.save()
    return line


@transaction.atomic
def change_line(*, line: KitLine, quantity: int) -> None:
    """Say how many pieces a case must hold. Raises ValidationError({field: [sentences]})."""
    line.quantity = quantity
    line.full_clean()
    line.save(update_fields=["quantity"])


@transaction.atomic
def put_in_kit(*, kit: Kit, item: EquipmentItem, now: datetime) -> KitLine:
    """Put a thing of the inventory in a case: it is then reserved with it.

    It takes what is left of the reservations of the case upon itself. Raises AlreadyReserved if one of them falls while
    somebody else has the thing, ValidationError if it is in a case, is one, or belongs to another structure.
    """
    _check_fits(kit, item)
    lock_contents(kit.case)
    try:
        with transaction.atomic():
            line = KitLine.objects.create(kit=kit, item=item, label=item.label, position=_end_of(kit))
    except IntegrityError:  # a colleague has just put it in another case
        raise ValidationError({"item": [IN_A_CASE]}) from None
    coming = Reservation.objects.filter(thing=kit.case, status__in=KEEPING, ends_at__gt=now)
    for reservation in coming.order_by("starts_at"):
        take_slots(reservation, thing_ids=[item.pk], since=now)
    return line


@transaction.atomic
def remove_line(*, line: KitLine, now: datetime) -> None:
    """Take something out of the contents of a case; what was missing of it is no longer followed."""
    lock_contents(line.kit.case)
    Lack.objects.filter(line=line, state=LackState.OPEN).update(
        state=LackState.GIVEN_UP, settled_at=now, settled_note="Retiré du contenu de la valise."
    )
    if line.item_id is not None:
        ReservedSlot.objects.filter(thing=line.item_id, reservation__thing=line.kit.case_id).delete()
    line.delete()


def _write(item: EquipmentItem, values: Mapping[str, Any]) -> EquipmentItem:
    for name in FIELDS:
        if name in values:
            setattr(item, name, values[name])
    _check_place(item.place, item.owner)
    item.full_clean(exclude=["search_text"])
    item.save()
    return item


def _check_place(place: Place | None, owner: Structure) -> None:
    if place is not None and owner.pk not in (place.owner_id, place.carrier_id, place.operator_id):
        raise ValidationError({"place": ["Choisissez un lieu de cette structure."]})


def _check_fits(kit: Kit, item: EquipmentItem) -> None:
    sentence = ""
    if item.owner_id != kit.case.owner_id:
        sentence = "Ce matériel est à une autre structure."
    elif item.retired_at is not None:
        sentence = "Ce matériel n’est plus à l’inventaire."
    elif Kit.objects.filter(case=item).exists():
        sentence = "Une valise ne va pas dans une valise."
    elif KitLine.objects.filter(item=item).exists():
        sentence = IN_A_CASE
    if sentence:
        raise ValidationError({"item": [sentence]})


def _end_of(kit: Kit) -> int:
    last: int | None = kit.lines.aggregate(last=Max("position"))["last"]
    return FIRST_OF_A_CASE if last is None else last + 1
