"""Telling people: a registration, a seat, a change, a cancellation, a reminder; and whom only a call reaches."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db.models import Q

from palier.agenda.actions import programme, registrations, telling, waiting
from palier.agenda.enums import CallBackReason, FormatKind
from palier.agenda.models import CallBack, Session
from palier.agenda.queries.registrations import calls_to_make, phone_display, show_code
from palier.core.models import TextMessage
from tests.agenda.people import WITH_SMS, full_session, registered
from tests.cast import person
from tests.factories.agenda import a_session
from tests.factories.directory import NOW, PARIS, StructureFactory, a_place

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOVED, CANCELLED = CallBackReason.MOVED, CallBackReason.CANCELLED
# Half past eight by the clock of Craon, in winter: UTC + 1.
EVENING = datetime(2026, 11, 27, 19, 30, tzinfo=UTC)


def to_call(session: Session, *, now: datetime = NOW) -> list[tuple[str, str, str]]:
    """Who is to be called: first name, why, telephone."""
    rows = calls_to_make(Q(pk=session.pk), now=now)
    return [
        (row.registration.people.get().first_name, row.reason, phone_display(row.registration.phone))
        for row in rows
    ]


# --- A registration, a seat ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_offer_is_written_to_who_left_a_mail_and_called_to_who_did_not(
    mailoutbox: list[EmailMessage],
) -> None:
    session, paul = full_session()
    registered(session, "Inès", contact="ines@exemple.example")
    omar = registered(session, "Omar", contact="06 39 98 00 10", wants_sms=True)
    mailoutbox.clear()

    registrations.cancel(registration=paul, by=None, now=NOW)

    (mail,) = mailoutbox
    assert mail.to == ["ines@exemple.example"]
    assert "mercredi 25 novembre à 10 h" in str(mail.body).replace("\u00a0", " ")
    assert TextMessage.objects.count() == 0  # the console reaches nobody
    call = CallBack.objects.get()
    assert (call.registration, call.reason, call.done_at) == (omar, "SEAT_OFFERED", None)


@pytest.mark.django_db
@WITH_SMS
def test_a_text_message_waits_for_the_morning() -> None:
    session, paul = full_session()
    night = datetime(2026, 11, 24, 23, tzinfo=UTC)
    registered(session, "Omar", contact="06 39 98 00 10", wants_sms=True)
    TextMessage.objects.all().delete()

    registrations.cancel(registration=paul, by=None, now=night)

    text = TextMessage.objects.get()
    assert (text.phone, text.due_at) == ("+33639980010", datetime(2026, 11, 25, 8, tzinfo=UTC))
    assert (CallBack.objects.count(), text.text.startswith("Une place s’est libérée (1 personne)")) == (
        0,
        True,
    )


@pytest.mark.django_db
@WITH_SMS
def test_a_landline_is_never_sent_a_text_message() -> None:
    made = registered(a_session(), contact="02 61 91 00 10", wants_sms=True)

    assert (made.wants_sms, TextMessage.objects.count()) == (False, 0)


@pytest.mark.django_db
def test_the_confirmation_holds_the_code_and_the_calendar_of_the_session(
    mailoutbox: list[EmailMessage],
) -> None:
    made = registered(a_session(), contact="jeanne@exemple.example")

    (mail,) = mailoutbox
    assert mail.to == ["jeanne@exemple.example"]
    assert show_code(made.code) in mail.body
    assert f"/mon-inscription/{made.code}/" in mail.body
    ((name, text, kind),) = mail.attachments
    assert (name, kind, text.startswith("BEGIN:VCALENDAR")) == ("seance.ics", "text/calendar", True)


@pytest.mark.django_db
def test_who_waits_is_told_so_without_a_calendar(mailoutbox: list[EmailMessage]) -> None:
    session, _paul = full_session()

    registered(session, contact="jeanne@exemple.example")

    (mail,) = mailoutbox
    assert (mail.subject.startswith("Liste d’attente"), mail.attachments) == (True, [])


@pytest.mark.django_db
def test_a_call_about_an_offer_is_closed_by_the_answer() -> None:
    session, paul = full_session()
    ines = registered(session, "Inès", "Léa", contact="02 61 91 00 10")
    registrations.cancel(registration=paul, by=None, now=NOW)

    waiting.accept_offer(registration=ines, by=person("Alice"), now=NOW + HOUR)

    call = CallBack.objects.get()
    assert (call.done_by, call.outcome, call.done_at) == (person("Alice"), "A dit oui", NOW + HOUR)


# --- A session that changes, a session that comes ---------------------------------------------------------------


@pytest.mark.django_db
@WITH_SMS
def test_a_session_moved_tells_everybody_and_lists_whom_it_could_not_reach(
    mailoutbox: list[EmailMessage],
) -> None:
    session = a_session(FormatKind.DISCOVERY, capacity_max=4)
    registered(session, "Inès", contact="ines@exemple.example")
    registered(session, "Omar", contact="06 39 98 00 10", wants_sms=True)
    registered(session, "Paul", contact="02 61 91 00 10")
    registered(session, "Ana")
    registered(session, "Zoé", contact="zoe@exemple.example")  # waits
    gone = registered(session, "Léa", contact="lea@exemple.example")
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
    ines, zoe = sorted(mailoutbox, key=lambda mail: mail.to)
    assert "SEQUENCE:1" in ines.attachments[0][1]
    assert zoe.attachments == []  # who waits has nothing in a calendar yet
    assert TextMessage.objects.get().text.startswith("La séance a changé")
    assert to_call(session) == [("Paul", "MOVED", "02 61 91 00 10"), ("Ana", "MOVED", "")]


@pytest.mark.django_db
def test_a_session_cancelled_crosses_out_the_calendar_and_drops_the_calls_about_its_move(
    mailoutbox: list[EmailMessage],
) -> None:
    session = a_session()
    registered(session, "Inès", contact="ines@exemple.example")
    registered(session, "Paul", contact="02 61 91 00 10")
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
@WITH_SMS
def test_who_is_offered_a_seat_is_told_that_the_session_moved_and_what_to_answer(
    mailoutbox: list[EmailMessage],
) -> None:
    session, paul = full_session()
    ines = registered(session, "Inès", contact="ines@exemple.example")
    registered(session, "Omar", contact="06 39 98 00 10", wants_sms=True)
    registrations.cancel(registration=paul, by=None, now=NOW)
    mailoutbox.clear()
    TextMessage.objects.all().delete()

    programme.move_session(
        session=session,
        starts_at=session.starts_at + DAY,
        ends_at=session.ends_at + DAY,
        where={},
        now=NOW,
        revision=session.revision,
    )

    body = mailoutbox[0].body.replace("\u00a0", " ")
    assert "reste valable" not in body
    assert "elle vous est gardée jusqu’au mercredi 25 novembre à 10 h" in body
    assert f"/mon-inscription/{ines.code}/" in body
    text = TextMessage.objects.get().text.replace("\u00a0", " ")
    assert "Une place vous y est proposée. Répondez avant mercredi 25 novembre à 10 h" in text


@pytest.mark.django_db
def test_the_call_about_an_offer_is_still_to_be_made_when_the_session_moves_not_when_it_is_cancelled() -> (
    None
):
    session, paul = full_session()
    registered(session, "Inès", contact="02 61 91 00 10")
    registrations.cancel(registration=paul, by=None, now=NOW)

    telling.tell_registered(session=session, reason=MOVED, now=NOW)
    assert [why for _who, why, _phone in to_call(session)] == ["SEAT_OFFERED", "MOVED"]

    telling.tell_registered(session=session, reason=CANCELLED, now=NOW)
    assert [why for _who, why, _phone in to_call(session)] == ["CANCELLED"]


@pytest.mark.django_db
@WITH_SMS
@pytest.mark.parametrize(
    ("starts_at", "moves", "leaves_at"),
    [
        (datetime(2026, 11, 28, 7, 30, tzinfo=UTC), False, EVENING),
        (datetime(2026, 11, 28, 8, 30, tzinfo=UTC), False, EVENING),
        (datetime(2026, 11, 28, 9, tzinfo=UTC), False, datetime(2026, 11, 28, 8, tzinfo=UTC)),
        (datetime(2026, 11, 28, 7, 30, tzinfo=UTC), True, EVENING),
    ],
    ids=["begins-before", "on-their-way", "in-time", "would-begin-before-had-it-not-moved"],
)
def test_a_text_message_that_the_morning_would_bring_too_late_leaves_in_the_evening(
    starts_at: datetime, moves: bool, leaves_at: datetime
) -> None:
    session = a_session(starts_at=starts_at)
    registered(session, "Omar", contact="06 39 98 00 10", wants_sms=True)
    TextMessage.objects.all().delete()
    session.refresh_from_db()

    if moves:
        later = {"starts_at": starts_at + 7 * DAY, "ends_at": session.ends_at + 7 * DAY}
        programme.move_session(session=session, **later, where={}, now=EVENING, revision=session.revision)
    else:
        programme.cancel_session(session=session, reason="Inondation", now=EVENING)

    assert TextMessage.objects.get().due_at == leaves_at


@pytest.mark.django_db
@pytest.mark.parametrize("people", [1, 6])
def test_telling_and_reminding_cost_a_few_queries_however_many_people(
    people: int, django_assert_num_queries: Any
) -> None:
    session = a_session(FormatKind.DISCOVERY, capacity_max=20)
    for number in range(people):
        registered(session, contact=f"jeanne{number}@exemple.example")

    session = Session.objects.get(pk=session.pk)
    with django_assert_num_queries(9):
        telling.tell_registered(session=session, reason=MOVED, now=NOW)
    with django_assert_num_queries(11):
        assert telling.remind(now=session.starts_at - DAY) == people


@pytest.mark.django_db
def test_a_call_is_settled_by_one_gesture_once() -> None:
    session = a_session()
    registered(session, "Paul", contact="02 61 91 00 10")
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
    registered(session, "Paul", contact="02 61 91 00 10")
    telling.tell_registered(session=session, reason=MOVED, now=NOW)

    assert to_call(session, now=session.ends_at) == []


@pytest.mark.django_db
def test_people_are_reminded_two_days_before_once_and_by_day(mailoutbox: list[EmailMessage]) -> None:
    session = a_session()  # Tuesday 1 December, 10 in the morning
    registered(session, "Inès", contact="ines@exemple.example")
    registered(session, "Paul", contact="02 61 91 00 10")
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
    registered(soon, "Inès", contact="ines@exemple.example")
    cancelled = a_session()
    registered(cancelled, "Omar", contact="omar@exemple.example")
    Session.objects.filter(pk=cancelled.pk).update(status="CANCELLED", cancelled_at=NOW)
    mailoutbox.clear()

    assert telling.remind(now=NOW + HOUR) == 0
    assert telling.remind(now=cancelled.starts_at - DAY) == 0

    assert mailoutbox == []


@pytest.mark.django_db
def test_hours_are_said_by_the_clock_of_the_session_overseas(mailoutbox: list[EmailMessage]) -> None:
    owner = StructureFactory(name="Médiathèque de Papeete")
    place = a_place("Médiathèque de Papeete", insee_code="98735", owner=owner)
    tahiti = a_session(place=place, starts_at=datetime(2026, 12, 2, 0, tzinfo=UTC))

    registered(tahiti, "Inès", contact="ines@exemple.example")

    body = mailoutbox[0].body.replace("\u00a0", " ")
    assert "mardi 1er décembre, 14 h – 16 h" in body
    assert "heure de Tahiti" in body


@pytest.mark.django_db
def test_a_session_after_the_clocks_change_is_told_at_its_own_hour_to_who_is_still_on_the_other_time(
    mailoutbox: list[EmailMessage],
) -> None:
    # Ten in the morning, the day after winter time begins: the Saturday of the reminder is still on summer time.
    session = a_session(starts_at=datetime(2027, 11, 1, 10, tzinfo=PARIS))
    registered(session, "Inès", contact="ines@exemple.example", now=session.starts_at - 9 * DAY)

    assert telling.remind(now=session.starts_at - 2 * DAY) == 1

    told = [mail.body.replace("\u00a0", " ") for mail in mailoutbox]
    assert ["lundi 1er novembre, 10 h – 12 h" in body for body in told] == [True, True]
