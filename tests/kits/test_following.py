"""A session that is cancelled or moves: what was reserved for it is freed, follows, or is flagged."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from palier.agenda.actions import programme, proposing
from palier.agenda.models import Session
from palier.agenda.preparation import (
    ReservableThing,
    projector_at,
    register,
    reservable_for,
    reserved_for,
    session_changed,
)
from palier.directory.actions import declare_capability
from palier.directory.enums import Answer, CapabilityKind
from palier.kits import actions
from palier.kits.actions.reserving import Wanted
from palier.kits.models import EquipmentItem, Reservation
from palier.kits.preparation import Keeper
from tests.cast import person
from tests.factories.agenda import a_format, a_session
from tests.factories.directory import NOW, StructureFactory, a_place
from tests.factories.kits import a_kit, a_thing, all_there, reserved

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def for_session(session: Session, thing: EquipmentItem, **margins: int) -> Reservation:
    return actions.reserve(wanted=Wanted.for_session(session, thing=thing, **margins), by=None, now=NOW)


def moved(session: Session, by: timedelta = HOUR, **where: Any) -> Session:
    programme.move_session(
        session=session,
        starts_at=session.starts_at + by,
        ends_at=session.ends_at + by,
        where=where,
        now=NOW,
        revision=session.revision,
    )
    session.refresh_from_db()
    return session


def off(session: Session) -> None:
    programme.cancel_session(session=session, reason="La salle est inondée.", now=NOW)


def refused(session: Session) -> None:
    proposing.answer_proposal(session=session, accepts=False, text="La salle est prise.", now=NOW)


def dropped(session: Session) -> None:
    programme.drop_draft(session=session, now=NOW)


def proposed() -> Session:
    starts_at = NOW + timedelta(days=7)
    return proposing.propose_session(
        format=a_format(),
        place=a_place("Médiathèque", owner=StructureFactory()),
        proposed_by=StructureFactory(),
        starts_at=starts_at,
        ends_at=starts_at + 2 * HOUR,
        values={},
        by=person("Bob"),
        now=NOW,
    )


@pytest.mark.parametrize(
    ("make", "end"),
    [(a_session, off), (proposed, refused), (partial(a_session, published=False), dropped)],
    ids=["cancelled", "refused", "dropped"],
)
def test_a_session_that_does_not_take_place_frees_its_equipment(
    make: Callable[[], Session], end: Callable[[Session], None]
) -> None:
    session = make()
    thing = a_thing(owner=session.organiser)
    reservation = for_session(session, thing)

    end(session)
    reservation.refresh_from_db()

    assert (reservation.status, reservation.ended_at) == ("CANCELLED", NOW)
    assert reservation.remark == "La séance n’a pas lieu : la réservation est annulée."
    assert reserved(thing, starts_at=session.starts_at).status == "CONFIRMED"


def test_a_session_cancelled_frees_once_and_is_left_alone_afterwards() -> None:
    session = a_session()
    reservation = for_session(session, a_thing(owner=session.organiser))
    off(session)

    with pytest.raises(programme.SessionOver):
        off(session)
    session.refresh_from_db()
    session_changed(session, NOW + HOUR)

    reservation.refresh_from_db()
    assert (reservation.status, reservation.ended_at) == ("CANCELLED", NOW)


def test_equipment_that_has_left_for_a_cancelled_session_is_flagged() -> None:
    session = a_session()
    thing = a_thing(owner=session.organiser)
    reservation = for_session(session, thing)
    actions.check_out(reservation=reservation, counts=all_there(thing), by=None, now=NOW)

    off(session)
    reservation.refresh_from_db()

    assert (reservation.status, reservation.remark) == (
        "OUT",
        "La séance n’a pas lieu, et le matériel est sorti : pensez au retour.",
    )


def test_a_reservation_follows_its_session_with_its_margins_and_its_contents() -> None:
    session = a_session()
    kit, laptop = a_kit(owner=session.organiser), a_thing("Portable", owner=session.organiser)
    actions.put_in_kit(kit=kit, item=laptop, now=NOW)
    reservation = for_session(session, kit.case, before_min=30, after_min=60)
    was = session.starts_at

    moved(session, timedelta(days=1))
    reservation.refresh_from_db()

    assert (reservation.starts_at, reservation.ends_at) == (
        session.starts_at - timedelta(minutes=30),
        session.ends_at + HOUR,
    )
    assert (reservation.status, reservation.remark) == (
        "CONFIRMED",
        "La séance a changé d’heure : la réservation l’a suivie.",
    )
    assert reserved(laptop, starts_at=was).status == "CONFIRMED"
    with pytest.raises(actions.AlreadyReserved):
        reserved(laptop, starts_at=session.starts_at)


def test_a_session_that_moves_by_an_hour_does_not_stand_in_its_own_way() -> None:
    session = a_session()
    reservation = for_session(session, a_thing(owner=session.organiser))

    moved(session)
    reservation.refresh_from_db()

    assert (reservation.status, reservation.starts_at) == ("CONFIRMED", session.starts_at)


def test_an_owner_who_wants_to_be_asked_is_asked_again() -> None:
    session = a_session()
    reservation = for_session(session, a_thing(sharing="ON_AGREEMENT"))
    actions.accept_reservation(reservation=reservation, by=None, now=NOW)

    moved(session)
    reservation.refresh_from_db()

    assert reservation.status == "REQUESTED"
    assert reservation.remark == "La séance a changé d’heure : l’accord est redemandé."


def test_a_reservation_that_cannot_follow_is_lost_said_so_and_frees_its_first_hours() -> None:
    session = a_session()
    thing = a_thing("Vidéoprojecteur", owner=session.organiser)
    reservation = for_session(session, thing)
    reserved(thing, starts_at=session.ends_at)
    was = session.starts_at

    moved(session, 2 * HOUR)
    reservation.refresh_from_db()
    [seen] = reserved_for(session)

    assert (reservation.status, reservation.is_lost) == ("CANCELLED", True)
    assert (seen.label, seen.is_lost, seen.state) == ("Vidéoprojecteur", True, "perdu")
    assert seen.remark == (
        "La séance a changé d’heure, et le matériel est déjà pris à ce moment : choisissez-en un autre."
    )
    assert reserved(thing, starts_at=was).status == "CONFIRMED"


def test_what_has_left_does_not_move_and_is_flagged() -> None:
    session = a_session()
    thing = a_thing(owner=session.organiser)
    reservation = for_session(session, thing)
    actions.check_out(reservation=reservation, counts=all_there(thing), by=None, now=NOW)
    planned = reservation.ends_at

    moved(session)
    reservation.refresh_from_db()

    assert (reservation.status, reservation.ends_at) == ("OUT", planned)
    assert "vérifiez la date du retour" in reservation.remark


def test_a_session_that_changes_place_says_where_to_carry_the_equipment_and_one_that_does_not_says_nothing() -> (
    None
):
    session = a_session()
    reservation = for_session(session, a_thing(owner=session.organiser))
    moved(session, timedelta())
    reservation.refresh_from_db()
    assert reservation.remark == ""

    moved(session, timedelta(), place=a_place("Salle des fêtes"))
    reservation.refresh_from_db()

    assert reservation.remark == "La séance a changé de lieu : vérifiez où porter le matériel."
    assert reservation.status == "CONFIRMED"


def test_a_session_is_offered_what_is_free_its_own_first_then_what_is_shared_nearest_first() -> None:
    session = a_session()
    own = a_thing("Le nôtre", owner=session.organiser)
    taken = a_thing("Pris", owner=session.organiser)
    reserved(taken, starts_at=session.starts_at)
    laval = a_place("Laval", insee_code="53130", owner=StructureFactory())
    near = a_place("À côté", owner=StructureFactory())
    far = a_place("Saint-Denis", insee_code="97411", owner=StructureFactory())
    for place in (far, laval, near):
        a_thing(f"De {place.name}", owner=place.owner, place=place, sharing="ON_AGREEMENT")
    a_thing("Pas partagé", owner=near.owner, place=near)

    found = reservable_for(session)

    assert [(thing.label, thing.is_own, thing.needs_agreement) for thing in found] == [
        ("Le nôtre", True, False),
        ("De À côté", False, True),
        ("De Laval", False, True),
    ]
    assert found[0] == ReservableThing(
        code=own.public_id, label="Le nôtre", kind="PROJECTOR", owner=session.organiser.name, is_own=True
    )


@pytest.mark.parametrize("answer", ["YES", "NO", "UNKNOWN"])
def test_the_place_of_a_session_declares_its_projector_or_says_nothing(answer: str) -> None:
    session = a_session()
    assert session.place is not None
    declare_capability(place=session.place, kind=CapabilityKind.PROJECTOR, answer=Answer(answer), now=NOW)

    assert projector_at(session) == answer
    assert projector_at(a_session(place=a_place("Sans rien dire"))) == "UNKNOWN"


def test_two_keepers_of_one_name_are_refused() -> None:
    keeper = Keeper("matériel", lambda _: [], lambda _: [], lambda *_: None)

    with pytest.raises(ValueError, match="matériel"):
        register(keeper)


def test_what_left_early_for_a_session_that_changes_place_is_not_said_to_change_hours() -> None:
    session = a_session()
    thing = a_thing(owner=session.organiser)
    reservation = for_session(session, thing)
    actions.check_out(reservation=reservation, counts=all_there(thing), by=None, now=NOW)

    moved(session, timedelta(), place=a_place("Salle des fêtes"))
    reservation.refresh_from_db()

    assert reservation.remark == "La séance a changé de lieu : vérifiez où porter le matériel."
