"""Reserving: nobody has what another has; owners agree or refuse; what is given up is free."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Q

from palier.kits import actions
from palier.kits.actions.reserving import Wanted
from palier.kits.models import EquipmentItem, Reservation, ReservedSlot
from palier.kits.queries.reservations import (
    coming_for,
    coming_of,
    is_late,
    out_now,
    past_of,
    waiting_for_answer,
)
from palier.kits.queries.slots import free_during, slots_of
from tests.factories.agenda import a_session
from tests.factories.directory import NOW, StructureFactory
from tests.factories.kits import TOMORROW, a_kit, a_shared_thing, a_thing, all_there, reserved

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def free() -> set[str]:
    found = free_during(EquipmentItem.objects.all(), starts_at=TOMORROW, ends_at=TOMORROW + HOUR)
    return {thing.label for thing in found}


def test_a_while_touches_the_half_hours_that_it_begins() -> None:
    at_ten = TOMORROW.replace(hour=10, minute=0)

    def count(start: int, end: int) -> int:
        return len(slots_of(at_ten + timedelta(minutes=start), at_ten + timedelta(minutes=end)))

    assert [count(0, 30), count(0, 31), count(29, 31), count(10, 20), count(0, 120)] == [1, 2, 2, 1, 4]


@pytest.mark.requirement("R003-050")
def test_a_thing_is_reserved_for_a_session_and_the_second_reservation_is_refused() -> None:
    session = a_session()
    tablets = a_thing("Lot de tablettes", owner=session.organiser)
    first = actions.reserve(
        wanted=Wanted.for_session(session, thing=tablets, before_min=30), by=None, now=NOW
    )
    other = a_session(organiser=session.organiser, place=session.place)

    with pytest.raises(actions.AlreadyReserved) as caught:
        actions.reserve(wanted=Wanted.for_session(other, thing=tablets), by=None, now=NOW)

    assert caught.value.by == first
    assert (first.status, first.session) == ("CONFIRMED", session)
    assert (first.starts_at, first.ends_at) == (session.starts_at - timedelta(minutes=30), session.ends_at)
    assert list(Reservation.objects.all()) == [first]


@pytest.mark.parametrize(
    ("shift_hours", "is_free"),
    [(-2, True), (-1.5, False), (0, False), (0.25, False), (1.75, False), (2, True)],
)
def test_whiles_that_touch_follow_each_other_and_those_that_overlap_are_refused(
    shift_hours: float, is_free: bool
) -> None:
    thing = a_shared_thing()
    reserved(thing)
    other = {"starts_at": TOMORROW + timedelta(hours=shift_hours), "structure": StructureFactory()}

    if is_free:
        reserved(thing, **other)
    else:
        with pytest.raises(actions.AlreadyReserved):
            reserved(thing, **other)

    assert Reservation.objects.count() == 1 + is_free


def test_the_same_wish_sent_twice_is_kept_once() -> None:
    thing = a_thing()

    assert reserved(thing) == reserved(thing)
    assert Reservation.objects.count() == 1


def test_a_reserved_case_keeps_what_it_holds_and_a_reserved_thing_keeps_its_case() -> None:
    owner = StructureFactory()
    kit, laptop, mouse = a_kit("Valise", owner=owner), a_thing("Portable", owner=owner), a_thing("Souris")
    actions.put_in_kit(kit=kit, item=laptop, now=NOW)
    of_case = reserved(kit.case)
    later = TOMORROW + timedelta(days=1)
    reserved(laptop, starts_at=later)

    with pytest.raises(actions.AlreadyReserved) as of_item:
        reserved(laptop, structure=owner, hours=1)
    with pytest.raises(actions.AlreadyReserved) as of_kit:
        reserved(kit.case, starts_at=later)

    assert (of_item.value.by, of_kit.value.by and of_kit.value.by.thing) == (of_case, laptop)
    assert free() == {mouse.label}


def test_what_is_put_in_a_case_takes_its_reservations_and_what_is_taken_out_leaves_them() -> None:
    owner = StructureFactory()
    kit, laptop = a_kit(owner=owner), a_thing("Portable", owner=owner)
    reserved(kit.case)
    line = actions.put_in_kit(kit=kit, item=laptop, now=NOW)

    with pytest.raises(actions.AlreadyReserved):
        reserved(laptop)

    actions.remove_line(line=line, now=NOW)
    assert reserved(laptop).thing == laptop


def test_a_thing_that_others_have_does_not_go_in_a_case_reserved_for_that_time() -> None:
    owner = StructureFactory()
    kit, laptop = a_kit(owner=owner), a_thing("Portable", owner=owner)
    reserved(kit.case)
    mine = reserved(laptop)

    with pytest.raises(actions.AlreadyReserved) as caught:
        actions.put_in_kit(kit=kit, item=laptop, now=NOW)

    assert caught.value.by == mine
    assert kit.lines.count() == 0


@pytest.mark.requirement("R001-045")
@pytest.mark.parametrize("is_kit", [False, True])
@pytest.mark.parametrize(
    ("sharing", "status"), [("ON_AGREEMENT", "REQUESTED"), ("FREELY", "CONFIRMED"), ("OWN", None)]
)
def test_another_sector_reserves_what_is_shared_at_once_or_with_the_agreement_of_its_owner(
    sharing: str, status: str | None, is_kit: bool
) -> None:
    ccas = StructureFactory(name="Un autre secteur")
    thing = a_kit(sharing=sharing).case if is_kit else a_thing("Jeu de cartes", sharing=sharing)

    if status is None:
        with pytest.raises(actions.NotShared):
            reserved(thing, structure=ccas)
    else:
        assert reserved(thing, structure=ccas).status == status
    assert reserved(thing, starts_at=TOMORROW + timedelta(days=1)).status == "CONFIRMED"


def test_a_request_keeps_the_thing_until_it_is_answered_and_a_refusal_says_why_and_frees_it() -> None:
    thing, ccas = a_thing(sharing="ON_AGREEMENT"), StructureFactory()
    request = reserved(thing, structure=ccas)
    with pytest.raises(actions.AlreadyReserved):
        reserved(thing)

    with pytest.raises(ValidationError, match="Dites pourquoi"):
        actions.refuse_reservation(reservation=request, by=None, now=NOW, answer=" ")
    actions.refuse_reservation(reservation=request, by=None, now=NOW, answer="En réparation.")

    assert (request.status, request.answer_text, request.ended_at) == ("REFUSED", "En réparation.", NOW)
    assert reserved(thing).status == "CONFIRMED"


def test_a_request_is_answered_once() -> None:
    request = reserved(a_thing(sharing="ON_AGREEMENT"), structure=StructureFactory())
    actions.accept_reservation(reservation=request, by=None, now=NOW, answer="Avec plaisir.")

    with pytest.raises(actions.ReservationMovedOn):
        actions.refuse_reservation(reservation=request, by=None, now=NOW, answer="Non.")

    assert (request.status, request.answer_text) == ("CONFIRMED", "Avec plaisir.")


def test_a_reservation_given_up_frees_the_thing_and_one_that_has_left_is_not_given_up() -> None:
    thing = a_thing()
    first = reserved(thing)
    actions.cancel_reservation(reservation=first, now=NOW)
    second = reserved(thing)
    actions.check_out(reservation=second, counts=all_there(thing), by=None, now=TOMORROW)

    with pytest.raises(actions.ReservationMovedOn):
        actions.cancel_reservation(reservation=second, now=NOW)

    assert (first.status, second.status) == ("CANCELLED", "OUT")


@pytest.mark.parametrize("condition", ["DAMAGED", "MISSING"])
def test_what_is_damaged_or_missing_is_not_lent(condition: str) -> None:
    thing = a_thing(condition=condition)

    with pytest.raises(actions.NotLendable):
        reserved(thing)
    assert free() == set()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"hours": 0}, "La fin doit venir après le début."),
        ({"starts_at": NOW - 3 * HOUR}, "Ce moment est déjà passé."),
        ({"hours": 32 * 24}, "Une réservation dure 31 jours au plus."),
    ],
)
def test_hours_that_make_no_sense_are_refused_with_a_sentence(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        reserved(a_thing(), **values)

    assert caught.value.message_dict == {"ends_at": [sentence]}
    assert ReservedSlot.objects.count() == 0


def test_a_thing_leaves_the_inventory_when_nobody_counts_on_it() -> None:
    thing = a_thing()
    coming = reserved(thing)
    with pytest.raises(actions.StillReserved) as caught:
        actions.retire_item(item=thing, now=NOW)
    assert caught.value.by == coming

    actions.cancel_reservation(reservation=coming, now=NOW)
    actions.retire_item(item=thing, now=NOW)

    assert thing.retired_at == NOW
    with pytest.raises(actions.NotLendable):
        reserved(thing)


def test_pages_list_what_waits_what_is_out_what_comes_and_what_is_over() -> None:
    owner, ccas = StructureFactory(), StructureFactory()
    thing = a_thing(owner=owner, sharing="ON_AGREEMENT")
    asked = reserved(thing, structure=ccas, starts_at=TOMORROW + timedelta(days=2))
    out = reserved(thing)
    actions.check_out(reservation=out, counts=all_there(thing), by=None, now=TOMORROW)
    condition = Q(owner=owner)

    assert list(waiting_for_answer(condition)) == [asked]
    assert list(out_now(condition)) == [out]
    assert list(coming_of(thing, now=NOW)) == [out, asked]
    assert list(coming_for([ccas.pk], now=NOW)) == [asked]
    assert not is_late(out, now=TOMORROW)
    assert is_late(out, now=TOMORROW + 3 * HOUR)
    actions.check_in(reservation=out, counts=all_there(thing), by=None, now=TOMORROW + HOUR)
    assert list(past_of(thing, now=TOMORROW + HOUR)) == [out]


def test_what_comes_back_early_is_free_again_from_that_half_hour() -> None:
    thing = a_shared_thing()
    loan = reserved(thing, hours=8)
    actions.check_out(reservation=loan, counts=all_there(thing), by=None, now=TOMORROW)
    actions.check_in(reservation=loan, counts=all_there(thing), by=None, now=TOMORROW + HOUR)

    assert reserved(thing, starts_at=TOMORROW + HOUR).status == "CONFIRMED"


def test_a_thing_that_left_the_inventory_meanwhile_is_not_reserved_from_a_page_shown_before() -> None:
    thing = a_thing()
    shown = EquipmentItem.objects.get(pk=thing.pk)
    actions.retire_item(item=thing, now=NOW)

    with pytest.raises(actions.NotLendable):
        reserved(shown)


def test_a_thing_goes_in_a_case_whatever_it_was_lent_for_before() -> None:
    owner = StructureFactory()
    kit, laptop = a_kit(owner=owner), a_thing("Portable", owner=owner)
    reserved(laptop, hours=1)
    long = reserved(kit.case, hours=8)

    actions.put_in_kit(kit=kit, item=laptop, now=TOMORROW + 2 * HOUR)

    left = slots_of(TOMORROW + 2 * HOUR, long.ends_at)
    kept = ReservedSlot.objects.filter(reservation=long, thing=laptop).order_by("slot")
    assert list(kept.values_list("slot", flat=True)) == list(left)
