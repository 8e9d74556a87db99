"""Everybody at once: never one seat too many, one order for those who wait, nothing half done."""

import multiprocessing
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, connections, transaction

from palier.agenda.actions import attendance, programme, registrations, seats, telling, waiting
from palier.agenda.actions.registrations import Asked
from palier.agenda.enums import FormatKind
from palier.agenda.models import Attendee, CallBack, Registration, Session
from tests.factories.agenda import a_session
from tests.factories.directory import NOW, AudienceFactory

pytestmark = pytest.mark.race
DAY = timedelta(days=1)
Threads = Callable[[int, Callable[[int], Any]], list[Any]]
# Eight at a time, as the processes of a small server; each registers twenty-five people in a row.
AT_ONCE, IN_A_ROW = 8, 25


def register(session_id: int, *, people: int = 1, key: UUID | None = None, **asked: Any) -> Registration:
    """Register as the page does: whom SQLite kept waiting for five seconds tries again with the same form."""
    form_key = key or uuid4()
    for last in (False, False, False, True):
        try:
            return registrations.register(
                session_id=session_id,
                asked=Asked(first_names=("",) * people, **asked),
                form_key=form_key,
                channel="ONLINE",
                by=None,
                now=NOW,
            )
        except OperationalError as error:
            if last or "locked" not in str(error):
                raise
    raise AssertionError


def statuses(session: Session) -> list[str]:
    """The states of the registrations in the order of the waiting list."""
    rows = Registration.objects.filter(session=session).order_by("queue_rank", "pk")
    return list(rows.values_list("status", flat=True))


def is_counted_right(session: Session) -> bool:
    """Whether the counters say what the people and the holds say."""
    session.refresh_from_db()
    with_a_seat = Attendee.objects.filter(session=session, has_seat=True).count()
    held = sum(hold.seats_left for hold in session.holds.all())
    return (session.seats_taken, session.held_seats) == (with_a_seat, held)


def test_of_two_hundred_people_for_the_last_ten_seats_ten_have_one_and_the_rest_wait_in_order(
    threads: Threads,
) -> None:
    session = a_session(FormatKind.DISCOVERY, capacity_max=12)
    register(session.pk, people=2)

    threads(AT_ONCE, lambda _n: [register(session.pk) for _ in range(IN_A_ROW)])

    assert statuses(session) == ["CONFIRMED"] * 11 + ["WAITING"] * 190
    ranks = Registration.objects.filter(session=session).values_list("queue_rank", flat=True)
    assert sorted(ranks) == list(range(1, 202))
    assert is_counted_right(session)
    assert session.seats_taken == 12


def test_families_at_once_never_share_a_seat(threads: Threads) -> None:
    session = a_session(FormatKind.DISCOVERY, capacity_max=10)

    threads(20, lambda n: register(session.pk, people=1 + n % 4))

    assert is_counted_right(session)
    assert session.seats_taken <= 10
    taken = Registration.objects.filter(session=session, status="CONFIRMED")
    assert sum(taken.values_list("people_count", flat=True)) == session.seats_taken


def test_a_form_pressed_twenty_times_registers_once(threads: Threads) -> None:
    session, key = a_session(), uuid4()

    made = threads(20, lambda _n: register(session.pk, people=2, key=key))

    assert len({row.pk for row in made}) == 1
    assert (Registration.objects.count(), Attendee.objects.count()) == (1, 2)
    assert is_counted_right(session)


def test_two_cancellations_at_once_promote_two_different_people(threads: Threads) -> None:
    session = a_session(FormatKind.DISCOVERY, capacity_max=5)
    seated = [register(session.pk) for _ in range(5)]
    queue = [register(session.pk) for _ in range(5)]

    done = threads(2, lambda n: registrations.cancel(registration=seated[n], by=None, now=NOW))

    assert done == [True, True]
    rows = [Registration.objects.get(pk=row.pk).status for row in queue]
    assert rows == ["OFFERED", "OFFERED", "WAITING", "WAITING", "WAITING"]
    assert CallBack.objects.count() == 2
    assert is_counted_right(session)


def test_a_registration_cancelled_ten_times_at_once_frees_one_seat(threads: Threads) -> None:
    session = a_session(FormatKind.DISCOVERY, capacity_max=2)
    seated = [register(session.pk), register(session.pk)]
    for _ in range(3):
        register(session.pk)

    done = threads(10, lambda _n: registrations.cancel(registration=seated[0], by=None, now=NOW))

    assert sum(done) == 1
    assert statuses(session) == ["CANCELLED", "CONFIRMED", "OFFERED", "WAITING", "WAITING"]
    assert is_counted_right(session)


def test_an_answer_and_the_lapse_of_the_same_offer_end_in_one_of_the_two(threads: Threads) -> None:
    session = a_session(FormatKind.DISCOVERY, capacity_max=1)
    seated, first, second = (register(session.pk) for _ in range(3))
    registrations.cancel(registration=seated, by=None, now=NOW)
    late = NOW + 2 * DAY

    accepted, lapsed = threads(
        2,
        lambda n: (
            waiting.accept_offer(registration=first, by=None, now=late)
            if n
            else waiting.lapse_offers(now=late)
        ),
    )[::-1]

    rows = [Registration.objects.get(pk=row.pk).status for row in (first, second)]
    assert rows == (["CONFIRMED", "WAITING"] if accepted else ["LAPSED", "OFFERED"])
    assert bool(accepted) != bool(lapsed)
    assert is_counted_right(session)


def test_a_late_answer_and_somebody_at_the_door_share_the_last_seat_in_one_way(threads: Threads) -> None:
    session = a_session(FormatKind.DIGITAL_CAFE, capacity_max=1)
    seated, first = register(session.pk), register(session.pk)
    registrations.cancel(registration=seated, by=None, now=session.starts_at - DAY / 8)
    late = session.starts_at + DAY / 48

    def come(n: int) -> bool:
        if n:
            return waiting.accept_offer(registration=first, by=None, now=late)
        try:
            return bool(attendance.walk_in(session=session, form_key=uuid4(), now=late))
        except attendance.NoSeatLeft:
            return False

    assert sum(threads(2, come)) == 1
    assert is_counted_right(session)
    assert session.seats_taken == 1


def test_an_offer_that_lapses_under_many_at_the_door_is_passed_on_once(threads: Threads) -> None:
    session = a_session(FormatKind.DIGITAL_CAFE, capacity_max=2)
    seated, _offered = register(session.pk, people=2), register(session.pk, people=2)
    registrations.cancel(registration=seated, by=None, now=session.starts_at - DAY / 8)

    def come(_n: int) -> bool:
        try:
            attendance.walk_in(session=session, form_key=uuid4(), now=session.starts_at + DAY / 48)
        except attendance.NoSeatLeft:
            return False
        return True

    assert sum(threads(6, come)) == 2
    assert statuses(session) == ["CANCELLED", "LAPSED"]
    assert is_counted_right(session)


def test_seats_of_an_audience_given_back_at_once_by_many_are_given_back_once(threads: Threads) -> None:
    session = a_session(FormatKind.DISCOVERY, capacity_max=6)
    seats.hold_seats(session=session, audience=AudienceFactory(), seats=4, until_at=NOW + DAY, now=NOW)
    for _ in range(8):
        register(session.pk)

    released = threads(10, lambda _n: seats.release_lapsed_holds(now=NOW + DAY))

    assert sum(released) == 4
    assert statuses(session) == ["CONFIRMED"] * 2 + ["OFFERED"] * 4 + ["WAITING"] * 2
    assert is_counted_right(session)


def test_people_of_the_audience_and_others_at_once_never_take_more_than_there_is(threads: Threads) -> None:
    session, seniors = a_session(FormatKind.DISCOVERY, capacity_max=6), AudienceFactory()
    seats.hold_seats(session=session, audience=seniors, seats=3, until_at=NOW + DAY, now=NOW)

    threads(20, lambda n: register(session.pk, audience_id=seniors.pk if n % 2 else None))

    assert is_counted_right(session)
    assert session.seats_taken + session.held_seats <= 6
    others = Registration.objects.filter(session=session, status="CONFIRMED", audience=None)
    assert others.count() <= 3


def test_a_reminder_is_written_once_whoever_runs_the_job(threads: Threads) -> None:
    session = a_session()
    register(session.pk, contact=registrations.Contact(phone="+33261910010"))

    reminded = threads(10, lambda _n: telling.remind(now=session.starts_at - DAY))

    assert sum(reminded) == 1
    assert CallBack.objects.filter(reason="REMINDER").count() == 1


def test_a_reminder_never_follows_the_cancellation_of_its_session(threads: Threads) -> None:
    session = a_session()
    register(session.pk, contact=registrations.Contact(phone="+33261910010"))
    soon = session.starts_at - DAY

    threads(
        2,
        lambda n: (
            telling.remind(now=soon)
            if n
            else programme.cancel_session(session=session, reason="Inondation", now=soon)
        ),
    )

    told = list(CallBack.objects.order_by("pk").values_list("reason", "done_at"))
    assert told[-1] == ("CANCELLED", None)
    assert told[:-1] in ([], [("REMINDER", soon)])


def test_a_seat_given_by_two_colleagues_at_once_is_added_once(threads: Threads) -> None:
    session = a_session(FormatKind.DISCOVERY, capacity_max=1)
    register(session.pk)
    queued = register(session.pk)

    def give(_n: int) -> bool:
        try:
            waiting.give_seat(registration=queued, reason="Elle vient de loin", by=None, now=NOW)
        except waiting.NotWaiting:
            return False
        return True

    assert sum(threads(5, give)) == 1
    assert is_counted_right(session)
    assert (session.seats_taken, session.overbooked_seats, session.overrides.count()) == (2, 1, 1)


def _killed_before_the_end(gesture: Callable[[], object]) -> None:
    """Do a gesture in a process that is killed before its transaction commits."""

    def child() -> None:
        with transaction.atomic():
            gesture()
            os.kill(os.getpid(), 9)

    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    process.join(30)
    assert process.exitcode == -9


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_process_killed_in_the_middle_leaves_nothing_half_done() -> None:
    session = a_session(FormatKind.DISCOVERY, capacity_max=1)
    seated, queued = register(session.pk), register(session.pk)

    _killed_before_the_end(lambda: registrations.cancel(registration=seated, by=None, now=NOW))
    _killed_before_the_end(lambda: register(session.pk, people=3))

    assert statuses(session) == ["CONFIRMED", "WAITING"]
    assert CallBack.objects.count() == 0
    assert is_counted_right(session)
    assert registrations.cancel(registration=seated, by=None, now=NOW)
    assert Registration.objects.get(pk=queued.pk).status == "OFFERED"
