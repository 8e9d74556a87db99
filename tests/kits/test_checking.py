"""What leaves and comes back is counted; what is missing is reported, attributed and followed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from palier.kits import actions
from palier.kits.actions import Counted
from palier.kits.models import EquipmentCheck, EquipmentItem, Lack, Reservation
from palier.kits.queries.checks import absent_from_kit, expected_lines, open_lacks
from tests.cast import person
from tests.factories.directory import NOW, StructureFactory
from tests.factories.kits import TOMORROW, a_kit, a_shared_thing, a_thing, all_there, reserved

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TOOLBOX = [
    "Clé USB (USB 3)", "Câble USB imprimante", "Câble USB mini", "Câble USB micro", "Câble USB Apple",
    "Câble USB type C", "Câble HDMI", "Câble micro HDMI", "Câble VGA", "Câble jack 3,5 mm",
    "Lecteur de carte mémoire", "Carte mémoire SD", "Carte mémoire microSD", "Secteur USB",
    "Casque avec micro", "Disque dur",
]  # fmt: skip


def out(reservation: Reservation, **missing: Counted) -> EquipmentCheck:
    counts = all_there(reservation.thing, **missing)
    return actions.check_out(reservation=reservation, counts=counts, by=None, now=TOMORROW)


def back(reservation: Reservation, **missing: Counted) -> EquipmentCheck:
    counts = all_there(reservation.thing, **missing)
    return actions.check_in(reservation=reservation, counts=counts, by=None, now=TOMORROW + HOUR)


@pytest.mark.requirement("R003-048")
def test_the_toolbox_holds_exactly_its_items_and_is_inventoried_against_them() -> None:
    kit = a_kit(template="toolbox")
    counts = all_there(kit.case, **{"Câble VGA": Counted(0), "Disque dur": Counted(1, 1, "Il claque.")})

    check = actions.take_inventory(thing=kit.case, counts=counts, by=person("Alice"), now=NOW)

    assert [line.label for line in kit.lines.all()] == TOOLBOX
    assert [(line.label, line.expected) for line in check.lines.all()] == [(label, 1) for label in TOOLBOX]
    assert [(lack.label, lack.kind, lack.note) for lack in open_lacks()] == [
        ("Câble VGA", "MISSING", ""),
        ("Disque dur", "DAMAGED", "Il claque."),
    ]
    assert check.checked_by == person("Alice")


def test_a_case_says_what_its_template_plans_and_it_no_longer_lists() -> None:
    kit = a_kit(template="toolbox")
    actions.remove_line(line=kit.lines.get(label="Câble VGA"), now=NOW)
    actions.add_line(kit=kit, label="Souris", quantity=2)

    assert [planned.label for planned in absent_from_kit(kit)] == ["Câble VGA"]
    assert [line.label for line in expected_lines(kit.case)][-1] == "Souris"
    assert list(absent_from_kit(a_kit())) == []


@pytest.mark.requirement("R002-040")
def test_a_case_leaves_and_comes_back_counted_against_its_template_and_what_is_missing_is_followed() -> None:
    kit = a_kit("Valise nomade", template="mobile-case", sharing="FREELY")
    ccas = StructureFactory(name="CCAS inventé")
    loan = reserved(kit.case, structure=ccas)

    out(loan, Souris=Counted(3))
    back(loan, **{"Souris": Counted(3), "Ordinateur portable": Counted(3), "Tablette": Counted(4, 1)})

    assert (loan.status, loan.out_at, loan.back_at) == ("RETURNED", TOMORROW, TOMORROW + HOUR)
    assert [check.moment for check in loan.checks.order_by("pk")] == ["OUT", "BACK"]
    followed = {(lack.label, lack.kind, lack.count, lack.noticed_in.moment) for lack in open_lacks()}
    # The mouse was missing before it left: it is not put on those who borrowed.
    assert followed == {
        ("Souris", "MISSING", 1, "OUT"),
        ("Ordinateur portable", "MISSING", 1, "BACK"),
        ("Tablette", "DAMAGED", 1, "BACK"),
    }
    borrower = open_lacks().get(label="Ordinateur portable").noticed_in.reservation
    assert borrower is not None
    assert borrower.structure == ccas


def test_what_is_missing_is_followed_once_counted_again_and_closed_when_it_is_found() -> None:
    kit = a_kit(template="mobile-case")
    for present in (3, 2, 3, 4):
        counts = all_there(kit.case, Souris=Counted(present))
        check = actions.take_inventory(thing=kit.case, counts=counts, by=None, now=NOW)
        last = (Lack.objects.get().count, Lack.objects.get().state)
        if present == 2:
            assert (last, Lack.objects.get().noticed_in) == ((2, "OPEN"), check)

    lack = Lack.objects.get()
    assert (lack.state, lack.settled_note, lack.settled_at) == ("FOUND", "Constaté à l’inventaire.", NOW)


def test_what_is_missing_is_settled_by_somebody_with_a_word_once() -> None:
    kit = a_kit(template="toolbox")
    actions.take_inventory(
        thing=kit.case, counts=all_there(kit.case, **{"Câble VGA": Counted(0)}), by=None, now=NOW
    )
    lack = open_lacks().get()

    actions.settle_lack(lack=lack, state="REPLACED", note="Acheté.", by=person("Alice"), now=NOW)
    actions.settle_lack(lack=lack, state="GIVEN_UP", note="Trop tard.", by=person("Bob"), now=NOW)

    assert (lack.state, lack.settled_note, lack.settled_by) == ("REPLACED", "Acheté.", person("Alice"))
    with pytest.raises(ValueError):
        actions.settle_lack(lack=lack, state="OPEN", note="", by=None, now=NOW)


def test_a_thing_that_does_not_come_back_or_comes_back_broken_is_not_lent_until_it_is_mended() -> None:
    thing = a_thing()
    loan = reserved(thing)
    out(loan)
    back(loan, **{thing.label: Counted(1, 1)})
    thing.refresh_from_db()
    assert thing.condition == "DAMAGED"
    later = TOMORROW + timedelta(days=1)
    with pytest.raises(actions.NotLendable):
        reserved(thing, starts_at=later)

    actions.settle_lack(lack=open_lacks().get(), state="REPAIRED", note="", by=None, now=NOW)
    thing.refresh_from_db()

    assert thing.condition == "GOOD"
    assert reserved(thing, starts_at=later).status == "CONFIRMED"


def test_a_thing_of_the_inventory_missing_from_its_case_is_said_on_itself() -> None:
    owner = StructureFactory()
    kit, laptop = a_kit(owner=owner), a_thing("Portable 3", owner=owner, condition="WORN")
    actions.put_in_kit(kit=kit, item=laptop, now=NOW)
    actions.take_inventory(thing=kit.case, counts=all_there(kit.case), by=None, now=NOW)
    assert EquipmentItem.objects.get(pk=laptop.pk).condition == "WORN"

    actions.take_inventory(
        thing=kit.case, counts=all_there(kit.case, **{"Portable 3": Counted(0)}), by=None, now=NOW
    )
    assert EquipmentItem.objects.get(pk=laptop.pk).condition == "MISSING"

    actions.take_inventory(thing=kit.case, counts=all_there(kit.case), by=None, now=NOW)
    assert EquipmentItem.objects.get(pk=laptop.pk).condition == "GOOD"


@pytest.mark.parametrize("counted", [Counted(2), Counted(0, 1), Counted(-1)])
def test_counts_that_make_no_sense_are_refused_and_nothing_leaves(counted: Counted) -> None:
    thing = a_thing()
    loan = reserved(thing)

    with pytest.raises(ValidationError, match="entre 0 et 1"):
        out(loan, **{thing.label: counted})

    loan.refresh_from_db()
    assert loan.status == "CONFIRMED"


def test_a_line_that_nobody_counted_is_refused() -> None:
    with pytest.raises(ValidationError, match="Dites combien il y en a"):
        actions.take_inventory(thing=a_kit(template="toolbox").case, counts={}, by=None, now=NOW)


def test_what_leaves_early_takes_the_hours_before_and_not_those_of_another() -> None:
    thing = a_shared_thing()
    loan = reserved(thing, starts_at=TOMORROW + 4 * HOUR)
    out(loan)
    assert loan.starts_at == TOMORROW
    with pytest.raises(actions.AlreadyReserved):
        reserved(thing, starts_at=TOMORROW + HOUR)

    other = a_shared_thing("Autre")
    before = reserved(other, starts_at=TOMORROW + HOUR)
    late = reserved(other, structure=StructureFactory(), starts_at=TOMORROW + 4 * HOUR)
    with pytest.raises(actions.AlreadyReserved) as caught:
        out(late)

    late.refresh_from_db()
    assert (caught.value.by, late.status, late.starts_at) == (before, "CONFIRMED", TOMORROW + 4 * HOUR)


def test_a_thing_that_others_have_not_given_back_does_not_leave_nor_does_its_case() -> None:
    owner = StructureFactory()
    kit, laptop = a_kit(owner=owner), a_thing("Portable", owner=owner)
    actions.put_in_kit(kit=kit, item=laptop, now=NOW)
    loan = reserved(laptop, starts_at=NOW, hours=1)
    actions.check_out(reservation=loan, counts=all_there(laptop), by=None, now=NOW)
    of_case = reserved(kit.case)

    with pytest.raises(actions.StillOut) as caught:
        out(of_case)

    assert caught.value.by == loan


@pytest.mark.parametrize("state", ["REQUESTED", "CANCELLED", "OUT", "over"])
def test_only_what_is_confirmed_and_not_over_leaves(state: str) -> None:
    thing = a_thing(sharing="ON_AGREEMENT")
    loan = reserved(thing, structure=StructureFactory() if state == "REQUESTED" else None)
    if state == "CANCELLED":
        actions.cancel_reservation(reservation=loan, now=NOW)
    if state == "OUT":
        out(loan)
    now = TOMORROW + timedelta(days=3) if state == "over" else TOMORROW

    with pytest.raises(actions.ReservationMovedOn):
        actions.check_out(reservation=loan, counts=all_there(thing), by=None, now=now)


def test_what_is_followed_of_a_thing_is_closed_wherever_it_is_found_on_itself_or_in_its_case() -> None:
    owner = StructureFactory()
    kit, laptop = a_kit(owner=owner), a_thing("Portable 3", owner=owner)
    actions.take_inventory(thing=laptop, counts={"thing": Counted(0)}, by=None, now=NOW)
    actions.put_in_kit(kit=kit, item=laptop, now=NOW)
    assert open_lacks().get().thing == laptop

    actions.take_inventory(thing=kit.case, counts=all_there(kit.case), by=None, now=NOW)
    assert not open_lacks().exists()

    lost = all_there(kit.case, **{"Portable 3": Counted(0)})
    actions.take_inventory(thing=kit.case, counts=lost, by=None, now=NOW)
    assert open_lacks().get().thing == kit.case
    actions.take_inventory(thing=laptop, counts=all_there(laptop), by=None, now=NOW)
    assert not open_lacks().exists()
    assert EquipmentItem.objects.get(pk=laptop.pk).condition == "GOOD"


def test_a_thing_is_not_mended_while_something_else_is_followed_of_it_in_its_case() -> None:
    owner = StructureFactory()
    kit, laptop = a_kit(owner=owner), a_thing("Portable 3", owner=owner)
    broken = {"thing": Counted(1, damaged=1)}
    actions.take_inventory(thing=laptop, counts=broken, by=None, now=NOW)
    own = open_lacks().get()
    actions.put_in_kit(kit=kit, item=laptop, now=NOW)
    lost = all_there(kit.case, **{"Portable 3": Counted(0)})
    actions.take_inventory(thing=kit.case, counts=lost, by=None, now=NOW)

    actions.settle_lack(lack=own, state="REPAIRED", note="", by=None, now=NOW)

    assert EquipmentItem.objects.get(pk=laptop.pk).condition == "MISSING"
