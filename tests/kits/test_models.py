"""What the tables of equipment refuse, whoever writes to them."""

from datetime import timedelta
from typing import Any

import pytest

from palier.kits.models import (
    EquipmentCheck,
    EquipmentCheckLine,
    EquipmentItem,
    KitLine,
    KitTemplate,
    KitTemplateItem,
    Lack,
    Reservation,
    ReservedSlot,
)
from tests.directory.refusals import refused
from tests.factories.directory import NOW, StructureFactory
from tests.factories.kits import a_kit, a_thing, reserved

pytestmark = pytest.mark.django_db


def a_check(**values: Any) -> EquipmentCheck:
    thing = values.pop("thing", None) or a_thing()
    return EquipmentCheck.objects.create(
        **{"thing": thing, "moment": "INVENTORY", "checked_at": NOW, **values}
    )


def test_a_thing_has_a_name_and_its_number_is_its_own_in_its_structure() -> None:
    owner = StructureFactory()
    a_thing(owner=owner, inventory_number="P-12")

    assert refused(lambda: EquipmentItem.objects.create(owner=owner, label="", created_at=NOW))
    assert refused(
        lambda: EquipmentItem.objects.create(
            owner=owner, label="Autre", inventory_number="P-12", created_at=NOW
        )
    )
    a_thing(inventory_number="P-12")
    a_thing(owner=owner)
    a_thing(owner=owner)


def test_a_line_of_a_case_is_named_counted_and_one_thing_of_the_inventory_counts_as_one() -> None:
    kit = a_kit()

    assert refused(lambda: KitLine.objects.create(kit=kit, label=""))
    assert refused(lambda: KitLine.objects.create(kit=kit, label="Câble", quantity=0))
    assert refused(lambda: KitLine.objects.create(kit=kit, label="Câble", quantity=100))
    assert refused(lambda: KitLine.objects.create(kit=kit, label="Câble", quantity=2, item=a_thing()))


def test_a_thing_is_in_one_case_at_most_and_a_planned_thing_once() -> None:
    one, other, thing = a_kit(template="toolbox"), a_kit(), a_thing()
    KitLine.objects.create(kit=one, label="Vidéoprojecteur", item=thing)
    planned = KitTemplateItem.objects.get(code="usb-stick")

    assert refused(lambda: KitLine.objects.create(kit=other, label="Vidéoprojecteur", item=thing))
    assert refused(lambda: KitLine.objects.create(kit=one, label="Clé", template_item=planned))
    KitLine.objects.create(kit=one, label="Câble")
    KitLine.objects.create(kit=one, label="Câble")


def test_a_template_holds_each_thing_once_and_at_least_one_of_it() -> None:
    template = KitTemplate.objects.create(code="valise", label="Valise")
    KitTemplateItem.objects.create(template=template, code="souris", label="Souris")

    assert refused(lambda: KitTemplateItem.objects.create(template=template, code="souris", label="Souris"))
    assert refused(
        lambda: KitTemplateItem.objects.create(template=template, code="clé", label="Clé", quantity=0)
    )


def test_a_reservation_ends_after_its_start_and_each_of_its_states_is_dated() -> None:
    reservation = reserved(a_thing())

    def write(**values: Any) -> bool:
        return refused(lambda: Reservation.objects.filter(pk=reservation.pk).update(**values))

    assert write(ends_at=reservation.starts_at)
    assert write(status="OUT")
    assert write(status="RETURNED", out_at=NOW)
    assert write(back_at=NOW)
    assert write(status="CANCELLED")
    assert write(status="REFUSED")
    assert write(ended_at=NOW)
    assert not write(status="RETURNED", out_at=NOW, back_at=NOW)


def test_one_thing_is_out_with_one_reservation_at_most() -> None:
    thing = a_thing()
    first, second = reserved(thing), reserved(thing, starts_at=NOW + timedelta(days=3))
    Reservation.objects.filter(pk=first.pk).update(status="OUT", out_at=NOW)

    assert refused(lambda: Reservation.objects.filter(pk=second.pk).update(status="OUT", out_at=NOW))


def test_one_thing_is_kept_once_in_a_half_hour_whoever_writes_it() -> None:
    thing = a_thing()
    reservation = reserved(thing)
    slot = ReservedSlot.objects.first()
    assert slot is not None

    assert refused(lambda: ReservedSlot.objects.create(reservation=reservation, thing=thing, slot=slot.slot))
    ReservedSlot.objects.create(reservation=reservation, thing=a_thing(), slot=slot.slot)


def test_a_count_is_in_order_and_belongs_to_a_reservation_unless_it_is_the_inventory() -> None:
    reservation = reserved(a_thing())
    check = a_check()

    def line(**values: int) -> bool:
        return refused(lambda: EquipmentCheckLine.objects.create(check_of=check, label="Câble", **values))

    assert line(expected=1, present=2)
    assert line(expected=2, present=1, damaged=2)
    assert refused(lambda: a_check(reservation=reservation))
    assert refused(lambda: a_check(moment="OUT"))
    a_check(moment="OUT", reservation=reservation)
    assert refused(lambda: a_check(moment="OUT", reservation=reservation))


def test_something_missing_is_followed_once_and_settled_on_a_date() -> None:
    kit = a_kit(template="toolbox")
    line, check = kit.lines.first(), a_check(thing=kit.case)
    told: dict[str, Any] = {
        "thing": kit.case, "kind": "MISSING", "label": "Clé", "noticed_in": check, "noticed_at": NOW,
    }  # fmt: skip
    Lack.objects.create(**told, line=line)
    Lack.objects.create(**told)

    assert refused(lambda: Lack.objects.create(**told, line=line))
    assert refused(lambda: Lack.objects.create(**told))
    assert refused(lambda: Lack.objects.create(**{**told, "kind": "DAMAGED"}, count=0))
    assert refused(lambda: Lack.objects.filter(line=line).update(state="FOUND"))
    assert refused(lambda: Lack.objects.filter(line=line).update(settled_at=NOW))
    Lack.objects.filter(line=line).update(state="FOUND", settled_at=NOW)
    Lack.objects.create(**told, line=line)
