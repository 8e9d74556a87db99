"""Alice keeps equipment here, Bob elsewhere, Charlie has a bare account: what each sees and may do."""

import pytest

from palier.accounts.models import User
from palier.directory.queries.standing import standing_of
from palier.kits import permissions
from palier.kits.models import EquipmentItem
from tests.cast import TODAY, at, over, person
from tests.factories.directory import StructureFactory, a_place, commune
from tests.factories.kits import a_shared_thing, a_thing, reserved

pytestmark = pytest.mark.django_db


def people() -> tuple[User, User, User]:
    return person("Alice"), person("Bob"), person("Charlie")


def answers(ask: str, of: object) -> list[bool]:
    return [getattr(permissions, ask)(standing_of(user, on=TODAY), of) for user in people()]


def seen(user: User, condition: str) -> set[str]:
    q = getattr(permissions, condition)(standing_of(user, on=TODAY))
    return {thing.label for thing in EquipmentItem.objects.filter(q)}


def test_each_keeps_their_own_sees_what_is_shared_and_a_bare_account_sees_nothing() -> None:
    here, elsewhere = StructureFactory(), StructureFactory()
    at(here, person("Alice"), "librarian")
    at(elsewhere, person("Bob"), "librarian")
    own, shared = a_thing("Gardé", owner=here), a_shared_thing("Partagé", owner=here)

    assert [answers("may_keep", thing) for thing in (own, shared)] == [[True, False, False]] * 2
    assert [seen(user, "kept_by") for user in people()] == [{"Gardé", "Partagé"}, set(), set()]
    assert [seen(user, "seen_by") for user in people()] == [{"Gardé", "Partagé"}, {"Partagé"}, set()]
    assert answers("may_reserve_for", here) == [True, False, False]


def test_a_role_in_one_place_keeps_what_is_in_that_place() -> None:
    owner = StructureFactory()
    one, two = a_place("Un", owner=owner), a_place("Deux", owner=owner)
    at(owner, person("Alice"), "librarian", place=one)
    at(owner, person("Bob"), "librarian", place=two)
    here, nowhere = a_thing("Ici", owner=owner, place=one), a_thing("Nulle part", owner=owner)

    assert answers("may_keep", here) == [True, False, False]
    assert answers("may_keep", nowhere) == [False, False, False]
    assert [seen(user, "kept_by") for user in people()] == [{"Ici"}, set(), set()]
    assert [seen(user, "seen_by") for user in people()] == [{"Ici", "Nulle part"}] * 2 + [set()]
    kept = permissions.structures_kept(standing_of(person("Alice"), on=TODAY))
    assert list(kept) == [owner]


def test_volunteers_reserve_and_count_for_their_structure_and_do_not_keep_its_inventory() -> None:
    owner = StructureFactory()
    at(owner, person("Alice"), "volunteer")
    at(owner, person("Bob"), "front_desk_agent")
    loan = reserved(a_thing(owner=owner))

    assert answers("may_keep", loan.thing) == [False, False, False]
    assert answers("may_reserve_for", owner) == [True, False, False]
    assert answers("may_check", loan) == [True, False, False]
    assert answers("may_cancel", loan) == [True, False, False]


def test_a_coordinator_keeps_the_equipment_of_the_territory() -> None:
    owner = StructureFactory(commune=commune("53084"))
    over("departement:53", person("Alice"), "coordinator")
    over("departement:49", person("Bob"), "coordinator")
    thing = a_thing(owner=owner)

    assert answers("may_keep", thing) == [True, False, False]
    assert answers("may_reserve_for", owner) == [True, False, False]
    assert [seen(user, "kept_by") for user in people()] == [{thing.label}, set(), set()]


def test_those_who_lend_and_those_who_borrow_open_a_reservation_and_only_the_owner_counts() -> None:
    owner, borrower = StructureFactory(), StructureFactory()
    at(owner, person("Alice"), "librarian")
    at(borrower, person("Bob"), "librarian")
    loan = reserved(a_shared_thing(owner=owner), structure=borrower)

    assert answers("may_see_reservation", loan) == [True, True, False]
    assert answers("may_cancel", loan) == [True, True, False]
    assert answers("may_check", loan) == [True, False, False]
    for_bob = permissions.structures_reserving(standing_of(person("Bob"), on=TODAY))
    assert list(for_bob) == [borrower]
