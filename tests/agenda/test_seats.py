"""Seats of a session: taken, freed, kept for an audience, added; never one more than there are."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from palier.agenda.actions import seats
from palier.agenda.enums import FormatKind, RegistrationStatus
from palier.agenda.models import Attendee, Registration, SeatHold, Session
from palier.directory.models import Audience
from tests.factories.agenda import a_session
from tests.factories.directory import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CODES = iter(f"{n:06d}" for n in range(100, 99_999))


def an_audience(code: str = "jeunes") -> Audience:
    made, _ = Audience.objects.get_or_create(code=code, defaults={"label": code})
    return made


def waiting(session: Session, *, people: int = 1, audience: Audience | None = None) -> Registration:
    """Return a registration that waits, after those that wait already."""
    rank = Registration.objects.filter(session=session).count() + 1
    made = Registration.objects.create(
        session=session,
        code=next(CODES),
        form_key=uuid4(),
        status=RegistrationStatus.WAITING,
        channel="ONLINE",
        people_count=people,
        audience=audience,
        queue_rank=rank,
        created_at=NOW,
    )
    Attendee.objects.bulk_create([Attendee(session=session, registration=made) for _ in range(people)])
    return made


def counters(session: Session) -> tuple[int, int, int]:
    session.refresh_from_db()
    return session.seats_taken, session.held_seats, session.overbooked_seats


def statuses(*registrations: Registration) -> list[str]:
    return [Registration.objects.get(pk=row.pk).status for row in registrations]


def take(
    session: Session, people: int, *, now: datetime = NOW, audience: Audience | None = None
) -> seats.Taken | None:
    return seats.take_seats(
        session_id=session.pk, people=people, now=now, audience_id=audience.pk if audience else None
    )


@pytest.mark.django_db
def test_seats_are_taken_together_or_not_at_all() -> None:
    session = a_session(capacity_max=10)

    assert take(session, 8) == seats.Taken(people=8, from_hold=0)
    assert take(session, 3) is None
    assert counters(session) == (8, 0, 0)
    assert take(session, 2) == seats.Taken(people=2, from_hold=0)
    assert counters(session) == (10, 0, 0)


@pytest.mark.django_db
def test_a_session_without_a_limit_counts_and_refuses_nobody() -> None:
    session = a_session(FormatKind.EVENT)

    assert take(session, 250) == seats.Taken(people=250, from_hold=0)
    assert counters(session) == (250, 0, 0)


@pytest.mark.django_db
def test_more_seats_are_never_freed_than_are_taken() -> None:
    session = a_session(capacity_max=10)
    take(session, 1)

    with pytest.raises(seats.SeatsNotTaken):
        seats.free_seats(session_id=session.pk, people=2, now=NOW)

    assert counters(session) == (1, 0, 0)


@pytest.mark.django_db
def test_a_freed_seat_is_offered_to_the_first_of_the_waiting_list_that_fits() -> None:
    session = a_session(capacity_max=10)
    take(session, 10)
    family, alone, last = waiting(session, people=3), waiting(session), waiting(session)

    assert seats.free_seats(session_id=session.pk, people=1, now=NOW) == 1

    assert statuses(family, alone, last) == ["WAITING", "OFFERED", "WAITING"]
    assert counters(session) == (10, 0, 0)
    assert [person.has_seat for person in alone.people.all()] == [True]
    assert [person.has_seat for person in family.people.all()] == [False] * 3


@pytest.mark.django_db
def test_a_family_that_waits_is_offered_its_seats_when_all_are_free_together() -> None:
    session = a_session(capacity_max=10)
    take(session, 10)
    family = waiting(session, people=3)

    assert seats.free_seats(session_id=session.pk, people=2, now=NOW) == 0
    assert seats.free_seats(session_id=session.pk, people=1, now=NOW) == 1

    assert statuses(family) == ["OFFERED"]
    assert counters(session) == (10, 0, 0)


@pytest.mark.django_db
def test_no_seat_is_offered_once_the_session_has_begun_nor_when_it_is_cancelled() -> None:
    begun, cancelled = a_session(capacity_max=2), a_session(capacity_max=2)
    for session in (begun, cancelled):
        take(session, 2)
        waiting(session)
    Session.objects.filter(pk=cancelled.pk).update(status="CANCELLED", cancelled_at=NOW)

    assert seats.free_seats(session_id=begun.pk, people=1, now=begun.starts_at) == 0
    assert seats.free_seats(session_id=cancelled.pk, people=1, now=NOW) == 0

    assert counters(begun) == counters(cancelled) == (1, 0, 0)


@pytest.mark.django_db
def test_seats_kept_for_an_audience_are_for_it_alone_until_their_date_then_for_everybody() -> None:
    session, young = a_session(capacity_max=10), an_audience()
    seats.hold_seats(session=session, audience=young, seats=4, until_at=NOW + 2 * DAY, now=NOW)

    assert take(session, 6) == seats.Taken(people=6, from_hold=0)
    assert take(session, 1) is None
    assert take(session, 1, audience=young) == seats.Taken(people=1, from_hold=1)
    assert counters(session) == (7, 3, 0)

    # Nobody ran any job: the date alone frees them.
    assert take(session, 3, now=NOW + 2 * DAY) == seats.Taken(people=3, from_hold=0)
    assert counters(session) == (10, 0, 0)


@pytest.mark.django_db
def test_people_of_an_audience_take_its_seats_first_then_those_of_everybody() -> None:
    session, young = a_session(capacity_max=4), an_audience()
    seats.hold_seats(session=session, audience=young, seats=2, until_at=NOW + DAY, now=NOW)

    assert take(session, 3, audience=young) == seats.Taken(people=3, from_hold=2)
    assert counters(session) == (3, 0, 0)
    assert take(session, 2, audience=young) is None


@pytest.mark.django_db
def test_seats_kept_until_a_date_are_offered_to_those_who_wait_before_a_newcomer() -> None:
    session, young = a_session(capacity_max=2), an_audience()
    seats.hold_seats(session=session, audience=young, seats=1, until_at=NOW + DAY, now=NOW)
    take(session, 1)
    first = waiting(session)

    assert take(session, 1, now=NOW + DAY) is None

    assert statuses(first) == ["OFFERED"]


@pytest.mark.django_db
def test_the_job_gives_back_what_was_kept_until_a_date_that_has_passed() -> None:
    session, young = a_session(capacity_max=3), an_audience()
    hold = seats.hold_seats(session=session, audience=young, seats=2, until_at=NOW + DAY, now=NOW)
    take(session, 1)
    first = waiting(session)

    assert seats.release_lapsed_holds(now=NOW + DAY - HOUR) == 0
    assert seats.release_lapsed_holds(now=NOW + DAY) == 2
    assert seats.release_lapsed_holds(now=NOW + DAY) == 0

    assert statuses(first) == ["OFFERED"]
    assert counters(session) == (2, 0, 0)
    assert SeatHold.objects.get(pk=hold.pk).released_at == NOW + DAY


@pytest.mark.django_db
def test_a_seat_taken_from_those_of_an_audience_goes_back_to_it_while_it_is_kept() -> None:
    session, young = a_session(capacity_max=4), an_audience()
    seats.hold_seats(session=session, audience=young, seats=2, until_at=NOW + DAY, now=NOW)
    take(session, 2, audience=young)
    take(session, 2)
    other, of_them = waiting(session), waiting(session, audience=young)

    seats.free_seats(session_id=session.pk, people=1, now=NOW, audience_id=young.pk, from_hold=1)

    assert statuses(other, of_them) == ["WAITING", "OFFERED"]
    assert counters(session) == (4, 0, 0)

    seats.free_seats(session_id=session.pk, people=1, now=NOW + DAY, audience_id=young.pk, from_hold=1)

    assert statuses(other) == ["OFFERED"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "hours", "count"),
    [
        ({"capacity_max": 10}, 0, 1),
        ({"capacity_max": 10}, 24 * 30, 1),
        ({"capacity_max": 10}, 24, 11),
        ({}, 24, 1),
    ],
    ids=["until-the-past", "after-the-session", "more-than-are-free", "without-a-limit"],
)
def test_seats_are_not_kept(values: dict[str, int], hours: int, count: int) -> None:
    session = a_session(**{"capacity_max": None, **values})

    with pytest.raises(seats.HoldRefused):
        seats.hold_seats(
            session=session, audience=an_audience(), seats=count, until_at=NOW + hours * HOUR, now=NOW
        )

    assert counters(session) == (0, 0, 0)


@pytest.mark.django_db
def test_seats_are_kept_once_for_an_audience_and_may_be_kept_again_once_given_back() -> None:
    session, young = a_session(capacity_max=10), an_audience()
    hold = seats.hold_seats(session=session, audience=young, seats=2, until_at=NOW + DAY, now=NOW)

    with pytest.raises(seats.HoldRefused):
        seats.hold_seats(session=session, audience=young, seats=1, until_at=NOW + DAY, now=NOW)
    assert seats.release_hold(hold=hold, now=NOW) == 2
    assert seats.release_hold(hold=hold, now=NOW) == 0
    seats.hold_seats(session=session, audience=young, seats=3, until_at=NOW + DAY, now=NOW)

    assert counters(session) == (0, 3, 0)


@pytest.mark.django_db
def test_the_team_adds_a_seat_with_a_reason_and_the_next_seat_freed_pays_it_back() -> None:
    session = a_session(capacity_max=2)
    take(session, 2)
    first = waiting(session)

    added = seats.add_seats(session=session, seats=1, reason=" Elle vient de loin ", by=None, now=NOW)

    assert (added.seats, added.reason, added.at) == (1, "Elle vient de loin", NOW)
    assert take(session, 1) == seats.Taken(people=1, from_hold=0)
    assert counters(session) == (3, 0, 1)
    seats.free_seats(session_id=session.pk, people=1, now=NOW)
    assert (counters(session), statuses(first)) == ((2, 0, 0), ["WAITING"])
    seats.free_seats(session_id=session.pk, people=1, now=NOW)
    assert (counters(session), statuses(first)) == ((2, 0, 0), ["OFFERED"])


@pytest.mark.django_db
@pytest.mark.parametrize(("reason", "capacity"), [("  ", 10), ("Elle vient de loin", None)])
def test_no_seat_is_added_without_a_reason_or_without_a_limit(reason: str, capacity: int | None) -> None:
    session = a_session(FormatKind.TALK, capacity_max=capacity)

    with pytest.raises(seats.OverrideRefused):
        seats.add_seats(session=session, seats=1, reason=reason, by=None, now=NOW)

    assert (counters(session), session.overrides.count()) == ((0, 0, 0), 0)


@pytest.mark.django_db
def test_a_session_that_grows_offers_its_new_seats_to_those_who_wait() -> None:
    session = a_session(capacity_max=2)
    take(session, 2)
    first, second, third = waiting(session), waiting(session), waiting(session)
    Session.objects.filter(pk=session.pk).update(capacity_max=4)

    assert seats.offer_free_seats(session_id=session.pk, now=NOW) == 2
    assert seats.offer_free_seats(session_id=session.pk, now=NOW) == 0

    assert statuses(first, second, third) == ["OFFERED", "OFFERED", "WAITING"]


@pytest.mark.django_db
def test_a_session_that_moves_earlier_keeps_no_seat_beyond_its_new_start() -> None:
    session, young = a_session(capacity_max=2), an_audience()
    seats.hold_seats(session=session, audience=young, seats=1, until_at=session.starts_at, now=NOW)
    take(session, 1)
    offered = waiting(session)
    seats.free_seats(session_id=session.pk, people=1, now=NOW)
    Session.objects.filter(pk=session.pk).update(starts_at=NOW + HOUR, ends_at=NOW + 3 * HOUR)

    seats.bring_forward(session=session, now=NOW)

    offered.refresh_from_db()
    assert (offered.status, offered.answer_by) == (RegistrationStatus.OFFERED, NOW + HOUR)
    assert SeatHold.objects.get().until_at == NOW + HOUR
    assert counters(session) == (1, 1, 0)


@pytest.mark.django_db
def test_seats_kept_for_an_audience_are_given_back_when_the_session_moves_to_a_start_that_has_passed() -> (
    None
):
    session = a_session(capacity_max=2)
    seats.hold_seats(session=session, audience=an_audience(), seats=2, until_at=session.starts_at, now=NOW)
    Session.objects.filter(pk=session.pk).update(starts_at=NOW - HOUR, ends_at=NOW + HOUR)

    seats.bring_forward(session=session, now=NOW)

    assert counters(session) == (0, 0, 0)


@pytest.mark.django_db
def test_what_is_kept_until_a_moment_before_the_new_start_stays_as_it_is() -> None:
    session = a_session(capacity_max=2)
    until = session.ends_at
    seats.hold_seats(session=session, audience=an_audience(), seats=2, until_at=until, now=NOW)

    seats.bring_forward(session=session, now=NOW)

    assert SeatHold.objects.get().until_at == until


@pytest.mark.django_db
def test_seats_added_by_the_team_are_counted_first_when_the_session_grows() -> None:
    session = a_session(capacity_max=2)
    seats.add_seats(session=session, seats=2, reason="Un groupe", by=None, now=NOW)
    take(session, 4)
    Session.objects.filter(pk=session.pk).update(capacity_max=4)

    seats.offer_free_seats(session_id=session.pk, now=NOW)

    assert counters(session) == (4, 0, 0)
    assert take(session, 1) is None


@pytest.mark.django_db
def test_seats_added_by_the_team_are_counted_first_when_seats_kept_for_an_audience_come_free() -> None:
    session = a_session(capacity_max=4)
    seats.hold_seats(session=session, audience=an_audience(), seats=2, until_at=NOW + DAY, now=NOW)
    seats.add_seats(session=session, seats=1, reason="Une place de plus", by=None, now=NOW)
    take(session, 3)

    seats.release_lapsed_holds(now=NOW + DAY)

    assert counters(session) == (3, 0, 0)
    assert take(session, 2, now=NOW + DAY) is None
    assert take(session, 1, now=NOW + DAY) is not None


@pytest.mark.django_db
def test_a_session_without_a_limit_any_more_has_no_seat_beyond_it() -> None:
    session = a_session(capacity_max=2)
    seats.add_seats(session=session, seats=2, reason="Un groupe", by=None, now=NOW)
    take(session, 4)
    Session.objects.filter(pk=session.pk).update(capacity_max=None)

    seats.offer_free_seats(session_id=session.pk, now=NOW)

    assert counters(session) == (4, 0, 0)


@pytest.mark.django_db
def test_no_more_seats_come_back_to_an_audience_than_were_taken_of_those_kept_now() -> None:
    session, young = a_session(capacity_max=10), an_audience()
    hold = seats.hold_seats(session=session, audience=young, seats=5, until_at=NOW + DAY, now=NOW)
    take(session, 2, audience=young)
    seats.release_hold(hold=hold, now=NOW)
    seats.hold_seats(session=session, audience=young, seats=1, until_at=NOW + DAY, now=NOW)

    seats.free_seats(session_id=session.pk, people=2, now=NOW, audience_id=young.pk, from_hold=2)

    assert counters(session) == (0, 1, 0)
    assert SeatHold.objects.get().seats_left == 1
