"""Telling people: a change, a cancellation, a reminder; and whom only a call reaches."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.db.models import Q

from palier.agenda.actions import registrations, telling
from palier.agenda.actions.registrations import Asked, read_contact
from palier.agenda.enums import CallBackReason, FormatKind
from palier.agenda.models import CallBack, Registration, Session
from palier.agenda.queries.registrations import calls_to_make, phone_display
from palier.core.models import TextMessage
from tests.agenda.test_registrations import WITH_SMS
from tests.cast import person
from tests.factories.agenda import a_session
from tests.factories.directory import NOW, StructureFactory, a_place

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOVED, CANCELLED = CallBackReason.MOVED, CallBackReason.CANCELLED


def registered(session: Session, name: str, contact: str = "", *, sms: bool = False) -> Registration:
    return registrations.register(
        session_id=session.pk,
        asked=Asked(first_names=(name,), contact=read_contact(contact), wants_sms=sms),
        form_key=uuid4(),
        channel="ONLINE",
        by=None,
        now=NOW,
    )


def to_call(session: Session, *, now: datetime = NOW) -> list[tuple[str, str, str]]:
    """Who is to be called: first name, why, telephone."""
    rows = calls_to_make(Q(pk=session.pk), now=now)
    return [
        (row.registration.people.get().first_name, row.reason, phone_display(row.registration.phone))
        for row in rows
    ]


@pytest.mark.django_db
@WITH_SMS
def test_a_session_moved_tells_everybody_and_lists_whom_it_could_not_reach(
    mailoutbox: list[EmailMessage],
) -> None:
    session = a_session(FormatKind.DISCOVERY, capacity_max=4)
    registered(session, "Inès", "ines@exemple.example")
    registered(session, "Omar", "06 39 98 00 10", sms=True)
    registered(session, "Paul", "02 61 91 00 10")
    registered(session, "Ana")
    registered(session, "Zoé", "zoe@exemple.example")  # waits
    gone = registered(session, "Léa", "lea@exemple.example")
    registrations.cancel(registration=gone, by=None, now=NOW)
    mailoutbox.clear()
    TextMessage.objects.all().delete()
    Session.objects.filter(pk=session.pk).update(
        starts_at=session.starts_at + DAY, ends_at=session.ends_at + DAY, revision=1
    )
    session.refresh_from_db()

    told = telling.tell_registered(session=session, reason=MOVED, now=NOW)

    assert (told.reached, told.to_call) == (3, 2)
    assert {mail.to[0]: "liste d’attente" in mail.body for mail in mailoutbox} == {
        "ines@exemple.example": False,
        "zoe@exemple.example": True,
    }
    assert all("mercredi 2 décembre" in mail.body.replace("\u00a0", " ") for mail in mailoutbox)
    assert all("SEQUENCE:1" in mail.attachments[0][1] for mail in mailoutbox)
    assert TextMessage.objects.get().text.startswith("La séance a changé")
    assert to_call(session) == [("Paul", "MOVED", "02 61 91 00 10"), ("Ana", "MOVED", "")]


@pytest.mark.django_db
def test_a_session_cancelled_crosses_out_the_calendar_and_drops_the_calls_about_its_move(
    mailoutbox: list[EmailMessage],
) -> None:
    session = a_session()
    registered(session, "Inès", "ines@exemple.example")
    registered(session, "Paul", "02 61 91 00 10")
    telling.tell_registered(session=session, reason=MOVED, now=NOW)
    mailoutbox.clear()
    Session.objects.filter(pk=session.pk).update(
        status="CANCELLED", cancelled_at=NOW, cancelled_reason="Inondation", revision=2
    )
    session.refresh_from_db()

    telling.tell_registered(session=session, reason=CANCELLED, now=NOW + HOUR)

    (mail,) = mailoutbox
    assert "Inondation" in mail.body
    assert "STATUS:CANCELLED" in mail.attachments[0][1]
    assert to_call(session) == [("Paul", "CANCELLED", "02 61 91 00 10")]


@pytest.mark.django_db
def test_a_call_is_settled_by_one_gesture_once() -> None:
    session = a_session()
    registered(session, "Paul", "02 61 91 00 10")
    telling.tell_registered(session=session, reason=MOVED, now=NOW)
    call, alice = CallBack.objects.get(), person("Alice")

    assert telling.settle_call_back(call_back=call, outcome=" Viendra ", by=alice, now=NOW + HOUR)
    assert not telling.settle_call_back(call_back=call, outcome="Autre", by=alice, now=NOW + DAY)

    call.refresh_from_db()
    assert (call.outcome, call.done_by, call.done_at) == ("Viendra", alice, NOW + HOUR)
    assert to_call(session) == []


@pytest.mark.django_db
def test_nobody_is_called_about_a_session_that_is_over() -> None:
    session = a_session()
    registered(session, "Paul", "02 61 91 00 10")
    telling.tell_registered(session=session, reason=MOVED, now=NOW)

    assert to_call(session, now=session.ends_at) == []


@pytest.mark.django_db
def test_people_are_reminded_two_days_before_once_and_by_day(mailoutbox: list[EmailMessage]) -> None:
    session = a_session()  # Tuesday 1 December, 10 in the morning
    registered(session, "Inès", "ines@exemple.example")
    registered(session, "Paul", "02 61 91 00 10")
    registered(session, "Ana")
    mailoutbox.clear()

    assert telling.remind(now=session.starts_at - 2 * DAY - HOUR) == 0
    assert telling.remind(now=session.starts_at - 2 * DAY + 12 * HOUR) == 0  # ten in the evening
    assert telling.remind(now=session.starts_at - 2 * DAY) == 3
    assert telling.remind(now=session.starts_at - DAY) == 0

    assert [mail.subject.split(" :")[0] for mail in mailoutbox] == ["Rappel"]
    assert to_call(session) == [("Paul", "REMINDER", "02 61 91 00 10")]


@pytest.mark.django_db
def test_nobody_is_reminded_of_what_they_registered_for_that_day_nor_of_what_is_cancelled(
    mailoutbox: list[EmailMessage],
) -> None:
    soon = a_session(starts_at=NOW + DAY)
    registered(soon, "Inès", "ines@exemple.example")
    cancelled = a_session()
    registered(cancelled, "Omar", "omar@exemple.example")
    Session.objects.filter(pk=cancelled.pk).update(status="CANCELLED", cancelled_at=NOW)
    mailoutbox.clear()

    assert telling.remind(now=NOW + HOUR) == 0
    assert telling.remind(now=cancelled.starts_at - DAY) == 0

    assert mailoutbox == []


@pytest.mark.django_db
def test_hours_are_said_by_the_clock_of_the_session_overseas_and_across_winter_time(
    mailoutbox: list[EmailMessage],
) -> None:
    owner = StructureFactory(name="Médiathèque de Papeete")
    place = a_place("Médiathèque de Papeete", insee_code="98735", owner=owner)
    tahiti = a_session(place=place, starts_at=datetime(2026, 12, 2, 0, tzinfo=UTC))
    registered(tahiti, "Inès", "ines@exemple.example")

    body = mailoutbox[0].body.replace("\u00a0", " ")
    assert "mardi 1er décembre, 14 h – 16 h" in body
    assert "heure de Tahiti" in body
