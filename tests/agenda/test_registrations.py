"""Registering, cancelling, waiting and answering: who has a seat, who waits, who is told how."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.test import override_settings

from palier.agenda.actions import registrations as actions
from palier.agenda.actions import seats, waiting
from palier.agenda.actions.registrations import Asked, read_contact
from palier.agenda.enums import FormatKind, RegistrationChannel, RegistrationMode
from palier.agenda.models import Attendee, CallBack, Registration, SeatOverride, Session
from palier.agenda.queries import registrations as queries
from palier.core.models import TextMessage
from tests.cast import person
from tests.factories.agenda import a_session, a_shipped_format
from tests.factories.directory import NOW, AudienceFactory

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WITH_SMS = override_settings(SMS_SENDER="tests.core.text_sender.keep")


def register(
    session: Session,
    *first_names: str,
    contact: str = "",
    form_key: UUID | None = None,
    channel: RegistrationChannel = RegistrationChannel.ONLINE,
    by: Any = None,
    now: datetime = NOW,
    **asked: Any,
) -> Registration:
    return actions.register(
        session_id=session.pk,
        asked=Asked(first_names=first_names or ("Jeanne",), contact=read_contact(contact), **asked),
        form_key=form_key or uuid4(),
        channel=channel,
        by=by,
        now=now,
    )


def status(registration: Registration) -> str:
    return Registration.objects.get(pk=registration.pk).status


def seats_of(session: Session) -> int:
    return Session.objects.get(pk=session.pk).seats_taken


def full_session(**values: Any) -> tuple[Session, Registration]:
    """Return a session of two seats, taken by one registration."""
    session = a_session(FormatKind.DISCOVERY, capacity_max=2, **values)
    return session, register(session, "Paul", "Ana")


# --- Registering ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_relatives_register_at_once_with_one_contact_and_one_code() -> None:
    session = a_session(capacity_max=10)

    made = register(session, "Jeanne", "Marie", "", contact="jeanne@exemple.example")

    assert (made.status, made.people_count, made.email, made.phone) == (
        "CONFIRMED",
        3,
        "jeanne@exemple.example",
        "",
    )
    rows = Attendee.objects.filter(registration=made).values_list("first_name", "has_seat", "attendance")
    assert list(rows) == [("Jeanne", True, "EXPECTED"), ("Marie", True, "EXPECTED"), ("", True, "EXPECTED")]
    assert seats_of(session) == 3
    assert queries.registration_by_code(queries.show_code(made.code)) == made


@pytest.mark.django_db
@pytest.mark.requirement("R003-019")
def test_the_eleventh_person_of_a_cafe_waits() -> None:
    session = a_session(format=a_shipped_format())
    for _ in range(10):
        register(session)

    eleventh, twelfth = register(session), register(session)

    assert (session.capacity_max, seats_of(session)) == (10, 10)
    assert (eleventh.status, twelfth.status) == ("WAITING", "WAITING")
    assert (queries.waiting_before(eleventh), queries.waiting_before(twelfth)) == (0, 1)


@pytest.mark.django_db
@pytest.mark.requirement("R004-197")
def test_registration_goes_beyond_the_preferred_capacity_up_to_the_maximum() -> None:
    session = a_session(FormatKind.THEMATIC, capacity_preferred=10, capacity_max=15)

    statuses = [register(session).status for _ in range(16)]

    assert statuses == ["CONFIRMED"] * 15 + ["WAITING"]


@pytest.mark.django_db
def test_a_form_sent_twice_registers_once(mailoutbox: list[EmailMessage]) -> None:
    session, key = a_session(), uuid4()

    first = register(session, "Jeanne", form_key=key, contact="jeanne@exemple.example")
    again = register(session, "Jeanne", form_key=key, contact="jeanne@exemple.example")

    assert first == again
    assert (Registration.objects.count(), Attendee.objects.count(), len(mailoutbox)) == (1, 1, 1)
    assert seats_of(session) == 1


@pytest.mark.django_db
def test_one_does_not_register_where_the_entry_is_free() -> None:
    with pytest.raises(actions.RegistrationNotNeeded):
        register(a_session(FormatKind.EVENT, registration_mode=RegistrationMode.FREE))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "after_start", "is_open"),
    [
        (FormatKind.DIGITAL_CAFE, -HOUR, True),
        (FormatKind.DIGITAL_CAFE, HOUR, True),
        (FormatKind.DIGITAL_CAFE, 2 * HOUR, False),
        (FormatKind.DISCOVERY, -HOUR, True),
        (FormatKind.DISCOVERY, timedelta(), False),
    ],
)
def test_registration_closes_at_the_start_and_for_an_open_door_at_the_end(
    kind: FormatKind, after_start: timedelta, is_open: bool
) -> None:
    session = a_session(kind)

    if is_open:
        assert register(session, now=session.starts_at + after_start).status == "CONFIRMED"
    else:
        with pytest.raises(actions.RegistrationClosed):
            register(session, now=session.starts_at + after_start)


@pytest.mark.django_db
def test_nobody_registers_for_a_draft_nor_for_a_cancelled_session() -> None:
    draft, cancelled = a_session(published=False), a_session()
    Session.objects.filter(pk=cancelled.pk).update(status="CANCELLED", cancelled_at=NOW)

    for session in (draft, cancelled):
        with pytest.raises(actions.RegistrationClosed):
            register(session)


@pytest.mark.django_db
def test_the_team_copies_a_paper_list_after_the_session_and_nobody_is_written_to(
    mailoutbox: list[EmailMessage],
) -> None:
    session = a_session()

    made = register(
        session,
        contact="jeanne@exemple.example",
        channel=RegistrationChannel.PAPER,
        by=person("Alice"),
        now=session.ends_at + DAY,
    )

    assert (made.status, made.registered_by, mailoutbox) == ("CONFIRMED", person("Alice"), [])


@pytest.mark.django_db
@pytest.mark.requirement("R003-017")
def test_a_younger_person_is_refused_and_no_birth_date_is_kept() -> None:
    session = a_session()

    with pytest.raises(actions.TooYoung):
        register(session, is_old_enough=False)

    assert (session.minimum_age, Registration.objects.count(), seats_of(session)) == (10, 0, 0)
    kept = {field.name for model in (Registration, Attendee) for field in model._meta.get_fields()}
    assert not {name for name in kept if "birth" in name or "age" in name.split("_")}


@pytest.mark.django_db
@pytest.mark.parametrize("first_names", [(), ("Jeanne",) * 7, ("J" * 61,)])
def test_a_registration_names_one_to_six_people(first_names: tuple[str, ...]) -> None:
    session = a_session()

    with pytest.raises(ValidationError):
        actions.register(
            session_id=session.pk,
            asked=Asked(first_names=first_names),
            form_key=uuid4(),
            channel=RegistrationChannel.ONLINE,
            by=None,
            now=NOW,
        )

    assert seats_of(session) == 0


@pytest.mark.parametrize(
    ("typed", "email", "phone"),
    [
        ("", "", ""),
        (" jeanne@exemple.example ", "jeanne@exemple.example", ""),
        ("06 39 98 00 10", "", "+33639980010"),
        ("02.61.91.00.10", "", "+33261910010"),
    ],
)
def test_one_contact_is_a_mail_a_telephone_or_nothing(typed: str, email: str, phone: str) -> None:
    contact = read_contact(typed)

    assert (contact.email, contact.phone) == (email, phone)


@pytest.mark.parametrize("typed", ["jeanne@", "12", "demain"])
def test_a_contact_that_reaches_nobody_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        read_contact(typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("K7M 3QX", "k7m3qx"), ("k7m-3qx", "k7m3qx"), ("OIL abc", "011abc"), ("k7m3q", ""), ("k7m3qu", "")],
)
def test_a_code_is_read_as_people_write_it(typed: str, code: str) -> None:
    assert queries.read_code(typed) == code


# --- Cancelling and waiting -------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.requirement("R004-196")
def test_a_seat_given_back_is_offered_to_the_first_who_waits_who_says_yes() -> None:
    session, paul = full_session()
    first, second = register(session, "Inès"), register(session, "Omar")

    assert actions.cancel(registration=paul, by=None, now=NOW)

    assert [status(row) for row in (paul, first, second)] == ["CANCELLED", "OFFERED", "OFFERED"]
    assert seats_of(session) == 2
    assert waiting.accept_offer(registration=first, by=None, now=NOW)
    assert waiting.accept_offer(registration=first, by=None, now=NOW)
    assert status(first) == "CONFIRMED"


@pytest.mark.django_db
def test_a_registration_is_cancelled_once() -> None:
    session, paul = full_session()

    assert actions.cancel(registration=paul, by=None, now=NOW)
    assert not actions.cancel(registration=paul, by=None, now=NOW)

    assert seats_of(session) == 0


@pytest.mark.django_db
def test_somebody_who_waits_and_gives_up_frees_no_seat() -> None:
    session, _paul = full_session()
    ines = register(session, "Inès")

    actions.cancel(registration=ines, by=None, now=NOW)

    assert (status(ines), seats_of(session)) == ("CANCELLED", 2)


@pytest.mark.django_db
def test_who_is_there_already_keeps_a_seat_when_the_others_of_the_registration_do_not_come() -> None:
    session = a_session(capacity_max=2)
    paul = register(session, "Paul", "Ana")
    Attendee.objects.filter(first_name="Paul").update(attendance="PRESENT", arrived_at=session.starts_at)

    actions.cancel(registration=paul, by=None, now=session.starts_at + HOUR)

    assert seats_of(session) == 1


@pytest.mark.django_db
def test_an_offer_without_an_answer_passes_to_the_next() -> None:
    session, paul = full_session()
    first, second = register(session, "Inès", "Léa"), register(session, "Omar", "Zoé")
    actions.cancel(registration=paul, by=None, now=NOW)
    deadline = Registration.objects.get(pk=first.pk).answer_by
    assert deadline == NOW + DAY

    assert waiting.lapse_offers(now=deadline - HOUR) == 0
    assert waiting.lapse_offers(now=deadline) == 1
    assert waiting.lapse_offers(now=deadline) == 0

    assert [status(first), status(second)] == ["LAPSED", "OFFERED"]
    assert not waiting.accept_offer(registration=first, by=None, now=deadline)
    assert seats_of(session) == 2


@pytest.mark.django_db
def test_a_late_yes_counts_while_nobody_else_was_offered_the_seat() -> None:
    session, paul = full_session()
    ines = register(session, "Inès")
    actions.cancel(registration=paul, by=None, now=NOW)

    assert waiting.accept_offer(registration=ines, by=None, now=NOW + 3 * DAY)

    assert waiting.lapse_offers(now=NOW + 3 * DAY) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("offered_at", "hours", "deadline"),
    [
        # Craon, in winter: UTC + 1.
        (datetime(2026, 11, 24, 9, tzinfo=UTC), 24, datetime(2026, 11, 25, 9, tzinfo=UTC)),
        (datetime(2026, 11, 24, 9, tzinfo=UTC), 12, datetime(2026, 11, 25, 8, tzinfo=UTC)),
        (datetime(2026, 11, 24, 22, tzinfo=UTC), 2, datetime(2026, 11, 25, 10, tzinfo=UTC)),
        (datetime(2026, 11, 30, 20, tzinfo=UTC), 24, datetime(2026, 12, 1, 9, tzinfo=UTC)),
    ],
    ids=["the-next-day", "not-at-night", "nobody-reads-at-night", "never-after-the-start"],
)
def test_an_answer_is_awaited_by_day_and_before_the_start(
    offered_at: datetime, hours: int, deadline: datetime
) -> None:
    session, paul = full_session(answer_hours=hours)
    ines = register(session, "Inès", "Léa")

    actions.cancel(registration=paul, by=None, now=offered_at)

    assert Registration.objects.get(pk=ines.pk).answer_by == deadline


@pytest.mark.django_db
def test_somebody_of_an_audience_takes_a_seat_kept_for_it_and_gives_it_back() -> None:
    session, seniors = a_session(FormatKind.DISCOVERY, capacity_max=2), AudienceFactory()
    seats.hold_seats(session=session, audience=seniors, seats=1, until_at=NOW + DAY, now=NOW)
    paul, ines = register(session, "Paul"), register(session, "Inès")
    omar = register(session, "Omar", audience_id=seniors.pk)

    assert [status(row) for row in (paul, ines, omar)] == ["CONFIRMED", "WAITING", "CONFIRMED"]

    actions.cancel(registration=omar, by=None, now=NOW)
    session.refresh_from_db()
    assert (status(ines), session.seats_taken, session.held_seats) == ("WAITING", 1, 1)
    seats.release_lapsed_holds(now=NOW + DAY)
    assert status(ines) == "OFFERED"


@pytest.mark.django_db
def test_the_team_gives_a_seat_beyond_the_capacity_with_a_reason_that_is_kept() -> None:
    session, _paul = full_session()
    ines, alice = register(session, "Inès", contact="ines@exemple.example"), person("Alice")

    with pytest.raises(seats.OverrideRefused):
        waiting.give_seat(registration=ines, reason="  ", by=alice, now=NOW)
    assert (status(ines), seats_of(session)) == ("WAITING", 2)

    waiting.give_seat(registration=ines, reason="Elle vient en car", by=alice, now=NOW)

    assert (status(ines), seats_of(session)) == ("CONFIRMED", 3)
    rows = SeatOverride.objects.values_list("session", "seats", "reason", "by")
    assert list(rows) == [(session.pk, 1, "Elle vient en car", alice.pk)]
    with pytest.raises(waiting.NotWaiting):
        waiting.give_seat(registration=ines, reason="Encore", by=alice, now=NOW)


@pytest.mark.django_db
def test_the_team_adds_only_the_seats_that_miss() -> None:
    session = a_session(FormatKind.DISCOVERY, capacity_max=3)
    register(session, "Paul", "Ana")
    family = register(session, "Inès", "Léa")

    waiting.give_seat(registration=family, reason="Une famille", by=person("Alice"), now=NOW)

    session.refresh_from_db()
    assert (session.seats_taken, session.overbooked_seats, session.seats_left) == (4, 1, 0)


# --- Who is told, and how ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_offer_is_written_to_who_left_a_mail_and_called_to_who_did_not(
    mailoutbox: list[EmailMessage],
) -> None:
    session, paul = full_session()
    register(session, "Inès", contact="ines@exemple.example")
    omar = register(session, "Omar", contact="06 39 98 00 10", wants_sms=True)
    mailoutbox.clear()

    actions.cancel(registration=paul, by=None, now=NOW)

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
    register(session, "Omar", contact="06 39 98 00 10", wants_sms=True, now=NOW)
    TextMessage.objects.all().delete()

    actions.cancel(registration=paul, by=None, now=night)

    text = TextMessage.objects.get()
    assert (text.phone, text.due_at) == ("+33639980010", datetime(2026, 11, 25, 8, tzinfo=UTC))
    assert (CallBack.objects.count(), text.text.startswith("Une place s’est libérée (1 personne)")) == (
        0,
        True,
    )


@pytest.mark.django_db
@WITH_SMS
def test_a_landline_is_never_sent_a_text_message() -> None:
    made = register(a_session(), contact="02 61 91 00 10", wants_sms=True)

    assert (made.wants_sms, TextMessage.objects.count()) == (False, 0)


@pytest.mark.django_db
def test_the_confirmation_holds_the_code_and_the_calendar_of_the_session(
    mailoutbox: list[EmailMessage],
) -> None:
    made = register(a_session(), contact="jeanne@exemple.example")

    (mail,) = mailoutbox
    assert mail.to == ["jeanne@exemple.example"]
    assert queries.show_code(made.code) in mail.body
    assert f"/mon-inscription/{made.code}/" in mail.body
    ((name, text, kind),) = mail.attachments
    assert (name, kind, text.startswith("BEGIN:VCALENDAR")) == ("seance.ics", "text/calendar", True)


@pytest.mark.django_db
def test_who_waits_is_told_so_without_a_calendar(mailoutbox: list[EmailMessage]) -> None:
    session, _paul = full_session()

    register(session, contact="jeanne@exemple.example")

    (mail,) = mailoutbox
    assert (mail.subject.startswith("Liste d’attente"), mail.attachments) == (True, [])


@pytest.mark.django_db
def test_a_call_about_an_offer_is_closed_by_the_answer() -> None:
    session, paul = full_session()
    ines = register(session, "Inès", "Léa", contact="02 61 91 00 10")
    actions.cancel(registration=paul, by=None, now=NOW)

    waiting.accept_offer(registration=ines, by=person("Alice"), now=NOW + HOUR)

    call = CallBack.objects.get()
    assert (call.done_by, call.outcome, call.done_at) == (person("Alice"), "A dit oui", NOW + HOUR)
