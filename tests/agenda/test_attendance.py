"""The desk: walk-ins, people expected, absent or gone, and the seat of each."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from palier.agenda.actions import attendance, seats
from palier.agenda.enums import Attendance, FormatKind, RegistrationChannel, RegistrationStatus
from palier.agenda.models import Attendee, Registration, Session
from palier.agenda.queries.desk import desk_of, next_dates
from tests.cast import person
from tests.factories.agenda import a_session
from tests.factories.directory import NOW

pytestmark = pytest.mark.django_db
START = NOW + timedelta(days=7)


def during(minutes: int) -> datetime:
    """A moment of the session, that many minutes after its start."""
    return START + timedelta(minutes=minutes)


def walk_in(session: Session, people: int = 1, *, minutes: int = 5, **options: Any) -> list[Attendee]:
    return attendance.walk_in(
        session=session, people=people, form_key=uuid4(), now=during(minutes), **options
    )


def registered(session: Session, *names: str, waiting: bool = False) -> list[Attendee]:
    """People of one registration, with seats unless they wait, as registering writes them."""
    if not waiting:
        assert seats.take_seats(session_id=session.pk, people=len(names), now=NOW) is not None
    registration = Registration.objects.create(
        session=session,
        code=uuid4().hex[:6],
        form_key=uuid4(),
        status=RegistrationStatus.WAITING if waiting else RegistrationStatus.CONFIRMED,
        channel=RegistrationChannel.DESK,
        people_count=len(names),
        created_at=NOW,
    )
    return [
        Attendee.objects.create(
            session=session, registration=registration, first_name=name, has_seat=not waiting
        )
        for name in names
    ]


def mark(person_: Attendee, to: Attendance, *, minutes: int = 5, **options: Any) -> None:
    attendance.mark_attendance(attendee=person_, attendance=to, now=during(minutes), **options)


def taken(session: Session) -> int:
    session.refresh_from_db()
    return session.seats_taken


@pytest.mark.requirement("R003-042", "S08")
def test_a_walk_in_forty_minutes_after_the_start_of_a_cafe_is_counted_and_has_a_seat() -> None:
    session = a_session()

    (came,) = walk_in(session, minutes=40)

    assert (came.attendance, came.arrived_at, came.has_seat) == ("PRESENT", during(40), True)
    assert (taken(session), desk_of(session).here) == (1, 1)


@pytest.mark.requirement("S08")
def test_on_a_discovery_workshop_the_same_needs_a_confirming_gesture_and_is_late() -> None:
    session = a_session(FormatKind.DISCOVERY)

    with pytest.raises(attendance.ComesTooLate) as refused:
        walk_in(session, minutes=40)

    assert (refused.value.minutes, taken(session), session.attendees.count()) == (40, 0, 0)
    (came,) = walk_in(session, minutes=40, although_late=True)
    assert (came.attendance, taken(session)) == ("LATE", 1)


def test_a_few_minutes_after_the_start_nobody_is_late() -> None:
    (came,) = walk_in(a_session(FormatKind.DISCOVERY), minutes=10)

    assert came.attendance == "PRESENT"


@pytest.mark.requirement("R003-019")
def test_the_eleventh_at_once_is_refused_and_counted_nowhere() -> None:
    session = a_session()
    walk_in(session, 5)
    walk_in(session, 5)

    with pytest.raises(attendance.NoSeatLeft) as refused:
        walk_in(session)

    assert (refused.value.missing, taken(session), session.attendees.count()) == (1, 10, 10)


def test_the_team_may_add_the_eleventh_with_a_reason_that_is_kept_with_who_gave_it() -> None:
    session = a_session()
    walk_in(session, 5)
    walk_in(session, 4)

    walk_in(session, 3, reason="Une maman et ses enfants", by=person("Alice"))

    (override,) = session.overrides.all()
    assert (override.seats, override.reason, override.by) == (2, "Une maman et ses enfants", person("Alice"))
    assert (taken(session), session.overbooked_seats, session.attendees.count()) == (12, 2, 12)


def test_somebody_who_leaves_frees_a_seat_pays_back_an_added_one_first_and_still_came() -> None:
    session = a_session()
    walk_in(session, 5)
    walk_in(session, 5)
    (last,) = walk_in(session, reason="Elle vient de loin")

    mark(last, Attendance.LEFT, minutes=60)

    desk = desk_of(session)
    assert (taken(session), session.overbooked_seats, desk.here, desk.came) == (10, 0, 10, 11)
    assert last.left_at == during(60)


def test_a_double_press_counts_once() -> None:
    session = a_session()
    key = uuid4()

    for _press in range(2):
        attendance.walk_in(session=session, people=2, form_key=key, now=during(5))

    assert (session.attendees.count(), taken(session)) == (2, 2)


def test_leaving_pressed_twice_frees_one_seat() -> None:
    session = a_session()
    walk_in(session, 2)
    first = session.attendees.order_by("pk")[0]

    for _press in range(2):
        mark(Attendee.objects.get(pk=first.pk), Attendance.LEFT)

    assert taken(session) == 1


def test_an_absent_person_frees_the_seat_which_somebody_at_the_door_takes() -> None:
    session = a_session(capacity_max=1)
    (alba,) = registered(session, "Alba")

    with pytest.raises(attendance.NoSeatLeft):
        walk_in(session)
    mark(alba, Attendance.ABSENT)
    walk_in(session)

    assert (taken(session), alba.has_seat) == (1, False)


def test_a_person_said_absent_by_mistake_takes_a_seat_again_if_there_is_one() -> None:
    session = a_session(capacity_max=1)
    (alba,) = registered(session, "Alba")
    mark(alba, Attendance.ABSENT)
    walk_in(session)

    with pytest.raises(attendance.NoSeatLeft):
        mark(alba, Attendance.LATE)
    mark(alba, Attendance.LATE, reason="Elle était inscrite", by=person("Alice"))

    assert (alba.attendance, alba.has_seat, taken(session)) == ("LATE", True, 2)


def test_present_then_expected_again_is_an_undone_press() -> None:
    session = a_session()
    (alba,) = registered(session, "Alba")

    mark(alba, Attendance.PRESENT)
    mark(alba, Attendance.EXPECTED)

    assert (alba.attendance, alba.arrived_at, alba.has_seat, taken(session)) == ("EXPECTED", None, True, 1)


def test_those_who_have_not_come_are_absent_in_one_press() -> None:
    session = a_session()
    alba, _bob, _chloe = registered(session, "Alba", "Bob", "Chloé")
    mark(alba, Attendance.PRESENT)

    missing = [attendance.mark_missing_absent(session=session, now=during(20)) for _press in range(2)]

    assert (missing, taken(session), desk_of(session).awaited) == ([2, 0], 1, 0)


def test_somebody_counted_by_mistake_is_taken_back_with_the_seat() -> None:
    session = a_session()
    (came,) = walk_in(session)

    for _press in range(2):
        attendance.uncount_walk_in(attendee=came, now=during(6))

    assert (taken(session), session.attendees.count()) == (0, 0)


def test_people_of_the_waiting_list_who_are_at_the_door_come_in_all_or_none() -> None:
    session = a_session(capacity_max=2)
    registered(session, "Alba")
    dora, _emil = registered(session, "Dora", "Emil", waiting=True)
    waiting = dora.registration
    assert waiting is not None

    with pytest.raises(attendance.NoSeatLeft):
        attendance.welcome_waiting(registration=waiting, now=during(5))
    for _press in range(2):
        attendance.welcome_waiting(registration=waiting, now=during(5), reason="Ils ont fait 30 km")

    waiting.refresh_from_db()
    assert (waiting.status, taken(session), session.overbooked_seats) == ("CONFIRMED", 3, 1)
    assert list(waiting.people.values_list("attendance", "has_seat")) == [("PRESENT", True)] * 2


@pytest.mark.parametrize(
    ("of_registration", "to"),
    [(True, Attendance.LEFT), (False, Attendance.ABSENT), (False, Attendance.EXPECTED)],
)
def test_a_gesture_that_means_nothing_is_refused(of_registration: bool, to: Attendance) -> None:
    session = a_session()
    (someone,) = registered(session, "Alba") if of_registration else walk_in(session)

    with pytest.raises(attendance.GestureRefused):
        mark(someone, to)


def test_once_the_session_is_over_people_are_counted_from_the_paper_without_a_seat() -> None:
    session = a_session()
    for _sheet in range(2):
        walk_in(session, 6, minutes=24 * 60)

    desk = desk_of(session)
    assert (desk.came, taken(session)) == (12, 0)
    assert {p.arrived_at for p in desk.walk_ins} == {session.ends_at}


def test_nobody_is_listed_at_a_school_intervention() -> None:
    session = a_session(FormatKind.SCHOOL, school_level="MIDDLE")
    session.format.counts_heads_only = True
    session.format.save()

    with pytest.raises(attendance.CountedInTheReport):
        walk_in(session)


@pytest.mark.parametrize("published", [True, False])
def test_nobody_is_welcomed_at_a_session_that_does_not_take_place(published: bool) -> None:
    session = a_session(published=published)
    if published:
        Session.objects.filter(pk=session.pk).update(status="CANCELLED", cancelled_at=NOW)

    with pytest.raises(attendance.DeskClosed):
        walk_in(session)


@pytest.mark.parametrize("people", [0, 7])
def test_people_are_counted_by_a_handful(people: int) -> None:
    with pytest.raises(attendance.GestureRefused):
        walk_in(a_session(), people)


def test_who_is_turned_away_is_shown_the_next_dates_of_the_place_and_never_those_of_the_staff() -> None:
    session = a_session()
    again = {"place": session.place, "organiser": session.organiser}
    following = a_session(starts_at=START + timedelta(days=30), **again)
    a_session(FormatKind.STAFF_CAFE, starts_at=START + timedelta(days=31), **again)
    a_session(starts_at=START + timedelta(days=32), published=False, **again)

    assert list(next_dates(session, now=during(5))) == [following]


@pytest.mark.parametrize("people", [1, 3])
def test_a_desk_costs_three_queries_however_many_people(django_assert_num_queries: Any, people: int) -> None:
    session = a_session()
    registered(session, *["Alba"] * people)
    for _family in range(people):
        registered(session, "Dora", waiting=True)
    walk_in(session, people)

    with django_assert_num_queries(3):
        desk = desk_of(session)

    assert (len(desk.expected), len(desk.waiting), desk.here) == (people, people, people)


@pytest.mark.parametrize(("minutes", "is_open"), [(-121, False), (-120, True)])
def test_the_desk_opens_two_hours_before_the_start(minutes: int, is_open: bool) -> None:
    session = a_session()

    if is_open:
        walk_in(session, minutes=minutes)
    else:
        with pytest.raises(attendance.DeskClosed):
            walk_in(session, minutes=minutes)

    assert session.attendees.count() == is_open
