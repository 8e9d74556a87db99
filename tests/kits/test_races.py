"""Many people reserve at the same moment: one has the thing, on both engines."""

from datetime import timedelta
from typing import Any

import pytest

from palier.directory.models import Structure
from palier.kits import actions
from palier.kits.models import EquipmentItem, Reservation, ReservedSlot
from tests.factories.directory import NOW, StructureFactory
from tests.factories.kits import a_kit, a_shared_thing, a_thing, all_there, reserved

PEOPLE = 8


def told(call: Any) -> str:
    try:
        call()
    except (actions.AlreadyReserved, actions.ReservationMovedOn):
        return "late"
    return "done"


@pytest.mark.race
@pytest.mark.requirement("R003-050")
def test_of_many_structures_that_want_a_thing_at_once_one_has_it(threads: Any) -> None:
    thing = a_shared_thing()
    sectors = [StructureFactory().pk for _ in range(PEOPLE)]

    def take(number: int) -> str:
        mine = EquipmentItem.objects.get(pk=thing.pk)
        sector = Structure.objects.get(pk=sectors[number])
        shift = timedelta(minutes=10 * number)  # all overlap, none is the same
        return told(lambda: reserved(mine, structure=sector, starts_at=NOW + timedelta(days=1) + shift))

    results = threads(PEOPLE, take)

    assert sorted(results) == ["done", *["late"] * (PEOPLE - 1)]
    assert Reservation.objects.count() == 1
    assert ReservedSlot.objects.values("reservation").distinct().count() == 1


@pytest.mark.race
def test_a_case_and_what_it_holds_never_go_to_two_people(threads: Any) -> None:
    owner = StructureFactory()
    kit = a_kit(owner=owner)
    inside = [a_thing(f"Portable {number}", owner=owner) for number in range(3)]
    for item in inside:
        actions.put_in_kit(kit=kit, item=item, now=NOW)

    def take(number: int) -> str:
        wanted = kit.case_id if number % 2 else inside[number % 3].pk
        mine = EquipmentItem.objects.select_related("owner").get(pk=wanted)
        shift = timedelta(minutes=number)
        return told(lambda: reserved(mine, starts_at=NOW + timedelta(days=1) + shift))

    threads(PEOPLE, take)

    has_case = Reservation.objects.filter(thing=kit.case_id).count()
    has_part = Reservation.objects.exclude(thing=kit.case_id).count()
    assert (has_case, bool(has_part)) in {(1, False), (0, True)}


@pytest.mark.race
def test_a_thing_put_in_a_case_while_the_case_is_reserved_goes_with_it(threads: Any) -> None:
    owner = StructureFactory()
    kit, laptop = a_kit(owner=owner), a_thing("Portable", owner=owner)

    def both(number: int) -> str:
        if number:
            return told(lambda: actions.put_in_kit(kit=kit, item=laptop, now=NOW))
        return told(lambda: reserved(EquipmentItem.objects.select_related("owner").get(pk=kit.case_id)))

    assert threads(2, both) == ["done", "done"]
    assert ReservedSlot.objects.filter(thing=laptop).count() == 4


@pytest.mark.race
def test_of_two_colleagues_who_answer_a_request_at_once_one_is_told_that_it_came_late(threads: Any) -> None:
    request = reserved(a_thing(sharing="ON_AGREEMENT"), structure=StructureFactory())

    def answer(number: int) -> str:
        mine = Reservation.objects.get(pk=request.pk)
        if number:
            return told(lambda: actions.refuse_reservation(reservation=mine, by=None, now=NOW, answer="Non."))
        return told(lambda: actions.accept_reservation(reservation=mine, by=None, now=NOW))

    assert sorted(threads(2, answer)) == ["done", "late"]
    request.refresh_from_db()
    assert bool(request.slots.count()) == (request.status == "CONFIRMED")


@pytest.mark.race
def test_a_return_written_twice_at_once_is_written_once(threads: Any) -> None:
    thing = a_thing()
    loan = reserved(thing)
    actions.check_out(reservation=loan, counts=all_there(thing), by=None, now=NOW)

    def back(_: int) -> str:
        mine = Reservation.objects.select_related("thing").get(pk=loan.pk)
        return told(lambda: actions.check_in(reservation=mine, counts=all_there(thing), by=None, now=NOW))

    assert sorted(threads(2, back)) == ["done", "late"]
    assert loan.checks.filter(moment="BACK").count() == 1


@pytest.mark.race
def test_a_thing_that_leaves_the_inventory_while_it_is_reserved_stays_or_is_refused(threads: Any) -> None:
    thing = a_thing()

    def act(number: int) -> str:
        mine = EquipmentItem.objects.get(pk=thing.pk)
        try:
            if number:
                reserved(mine)
            else:
                actions.retire_item(item=mine, now=NOW)
        except (actions.NotLendable, actions.StillReserved):
            return "refused"
        return "done"

    assert sorted(threads(2, act)) == ["done", "refused"]
