"""Seats when something came late: an answer, a job, the end of the session; and one session that cannot be counted."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage

from palier.agenda import jobs
from palier.agenda.actions import attendance, programme, registrations, seats, waiting
from palier.agenda.enums import Attendance, FormatKind
from palier.agenda.models import Attendee, CallBack, Registration, Session
from palier.core.jobs.apart import SomeFailed
from tests.agenda.people import full_session, registered, seats_of, status_of
from tests.factories.agenda import a_session
from tests.factories.directory import NOW, AudienceFactory

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def offered_seat(
    session: Session, seated: Registration, *, contact: str = "", now: datetime = NOW
) -> Registration:
    """Return a registration of two people who are offered the seats that the first gives back."""
    ines = registered(session, "Inès", "Léa", contact=contact)
    registrations.cancel(registration=seated, by=None, now=now)
    return ines


@pytest.mark.django_db
@pytest.mark.parametrize("is_cancelled", [True, False], ids=["cancelled", "over"])
def test_no_seat_of_a_session_that_does_not_take_place_any_more_is_kept_nor_confirmed(
    is_cancelled: bool, mailoutbox: list[EmailMessage]
) -> None:
    session, paul = full_session()
    ines = offered_seat(session, paul, contact="ines@exemple.example")
    omar = registered(session, "Omar", contact="omar@exemple.example")
    if is_cancelled:
        programme.cancel_session(session=session, reason="Travaux", now=NOW)
    later = NOW if is_cancelled else session.ends_at
    mailoutbox.clear()

    assert not waiting.accept_offer(registration=ines, by=None, now=later)
    with pytest.raises(waiting.NotWaiting):
        waiting.give_seat(registration=omar, reason="Elle vient en car", by=None, now=later)

    assert (mailoutbox, status_of(omar)) == ([], "WAITING")


@pytest.mark.django_db
def test_seats_offered_and_not_answered_are_for_those_who_are_there_whatever_the_job_did() -> None:
    session = a_session(FormatKind.DIGITAL_CAFE, capacity_max=2)
    paul = registered(session, "Paul", "Ana")
    ines = offered_seat(session, paul, now=session.starts_at - HOUR)

    came = attendance.walk_in(session=session, form_key=uuid4(), now=session.starts_at + HOUR / 2)

    assert (len(came), status_of(ines), seats_of(session)) == (1, "LAPSED", 1)


@pytest.mark.django_db
def test_a_late_answer_at_the_door_keeps_the_seats_of_the_others_of_the_registration() -> None:
    session = a_session(FormatKind.DIGITAL_CAFE, capacity_max=2)
    paul = registered(session, "Paul", "Ana")
    ines = offered_seat(session, paul, now=session.starts_at - HOUR)
    late = session.starts_at + timedelta(minutes=5)
    first = ines.people.order_by("pk")[0]
    attendance.mark_attendance(attendee=first, attendance=Attendance.ABSENT, now=late)
    attendance.walk_in(session=session, form_key=uuid4(), now=late)

    with pytest.raises(attendance.NoSeatLeft):
        attendance.mark_attendance(attendee=first, attendance=Attendance.PRESENT, now=late)
    attendance.mark_attendance(
        attendee=first, attendance=Attendance.PRESENT, now=late, reason="Une chaise de plus"
    )

    assert status_of(ines) == "CONFIRMED"
    assert set(ines.people.values_list("has_seat", flat=True)) == {True}
    assert seats_of(session) == 3


@pytest.mark.django_db
def test_who_is_given_a_seat_that_comes_to_them_at_that_moment_has_one_and_not_two() -> None:
    session, seniors = a_session(FormatKind.DISCOVERY, capacity_max=4), AudienceFactory()
    seats.hold_seats(session=session, audience=seniors, seats=1, until_at=NOW + DAY, now=NOW)
    registered(session, "Paul", "Ana", "Zoé")
    ines = registered(session, "Inès")

    waiting.give_seat(registration=ines, reason="Elle vient en car", by=None, now=NOW + DAY)

    session.refresh_from_db()
    assert (status_of(ines), session.seats_taken, session.overbooked_seats) == ("CONFIRMED", 4, 0)


@pytest.mark.django_db
def test_who_waits_at_the_door_and_is_offered_a_seat_at_that_moment_sits_on_it() -> None:
    session, seniors = a_session(capacity_max=2), AudienceFactory()
    soon = session.starts_at - HOUR
    seats.hold_seats(session=session, audience=seniors, seats=1, until_at=soon, now=NOW)
    registered(session, "Paul")
    ines = registered(session, "Inès")

    attendance.welcome_waiting(registration=ines, now=soon)

    assert (status_of(ines), seats_of(session)) == ("CONFIRMED", 2)
    assert ines.people.get().attendance == Attendance.PRESENT


@pytest.mark.django_db
@pytest.mark.parametrize("lapses", ["hold", "offer"])
def test_one_session_that_cannot_be_counted_does_not_keep_the_seats_of_the_others(lapses: str) -> None:
    broken, paul = full_session()
    offered_seat(broken, paul)
    whole, ana = full_session()
    ines = offered_seat(whole, ana)
    if lapses == "hold":
        wide, seniors = a_session(capacity_max=9), AudienceFactory()
        seats.hold_seats(session=wide, audience=seniors, seats=3, until_at=NOW + DAY, now=NOW)
        Session.objects.filter(pk=wide.pk).update(held_seats=2)  # less than the hold says
    else:
        Session.objects.filter(pk=broken.pk).update(seats_taken=1)  # less than the people say

    with pytest.raises(SomeFailed):
        jobs.pass_seats_on(NOW + 2 * DAY)

    assert status_of(ines) == "LAPSED"


@pytest.mark.django_db
def test_somebody_present_whose_registration_is_cancelled_may_leave_and_free_the_seat() -> None:
    session = a_session(capacity_max=2)
    paul = registered(session, "Paul", "Ana")
    here, during = paul.people.order_by("pk")[0], session.starts_at + HOUR
    attendance.mark_attendance(attendee=here, attendance=Attendance.PRESENT, now=during)
    registrations.cancel(registration=paul, by=None, now=during)

    attendance.mark_attendance(attendee=here, attendance=Attendance.LEFT, now=during)

    assert Attendee.objects.get(pk=here.pk).left_at == during
    assert seats_of(session) == 0


@pytest.mark.django_db
def test_a_call_about_an_offer_that_lapses_is_closed() -> None:
    session, paul = full_session()
    offered_seat(session, paul)

    waiting.lapse_offers(now=NOW + 2 * DAY)

    assert CallBack.objects.get().outcome == "Sans réponse à temps"
