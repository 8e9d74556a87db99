"""Registering: who has a seat, who is refused, what is read of what people type."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage

from palier.agenda.actions import registrations as actions
from palier.agenda.actions.registrations import Asked, read_contact
from palier.agenda.enums import FormatKind, RegistrationChannel, RegistrationMode
from palier.agenda.models import Attendee, Registration, Session
from palier.agenda.queries import registrations as queries
from tests.agenda.people import registered, seats_of
from tests.cast import person
from tests.factories.agenda import a_session, a_shipped_format
from tests.factories.directory import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.django_db
def test_relatives_register_at_once_with_one_contact_and_one_code() -> None:
    session = a_session(capacity_max=10)

    made = registered(session, "Jeanne", "Marie", "", contact="jeanne@exemple.example")

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
        registered(session)

    eleventh, twelfth = registered(session), registered(session)

    assert (session.capacity_max, seats_of(session)) == (10, 10)
    assert (eleventh.status, twelfth.status) == ("WAITING", "WAITING")
    assert (queries.waiting_before(eleventh), queries.waiting_before(twelfth)) == (0, 1)


@pytest.mark.django_db
@pytest.mark.requirement("R004-197")
def test_registration_goes_beyond_the_preferred_capacity_up_to_the_maximum() -> None:
    session = a_session(FormatKind.THEMATIC, capacity_preferred=10, capacity_max=15)

    statuses = [registered(session).status for _ in range(16)]

    assert statuses == ["CONFIRMED"] * 15 + ["WAITING"]


@pytest.mark.django_db
def test_a_form_sent_twice_registers_once(mailoutbox: list[EmailMessage]) -> None:
    session, key = a_session(), uuid4()

    first = registered(session, "Jeanne", form_key=key, contact="jeanne@exemple.example")
    again = registered(session, "Jeanne", form_key=key, contact="jeanne@exemple.example")

    assert first == again
    assert (Registration.objects.count(), Attendee.objects.count(), len(mailoutbox)) == (1, 1, 1)
    assert seats_of(session) == 1


@pytest.mark.django_db
def test_one_does_not_register_where_the_entry_is_free() -> None:
    with pytest.raises(actions.RegistrationNotNeeded):
        registered(a_session(FormatKind.EVENT, registration_mode=RegistrationMode.FREE))


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
        assert registered(session, now=session.starts_at + after_start).status == "CONFIRMED"
    else:
        with pytest.raises(actions.RegistrationClosed):
            registered(session, now=session.starts_at + after_start)


@pytest.mark.django_db
def test_nobody_registers_for_a_draft_nor_for_a_cancelled_session() -> None:
    draft, cancelled = a_session(published=False), a_session()
    Session.objects.filter(pk=cancelled.pk).update(status="CANCELLED", cancelled_at=NOW)

    for session in (draft, cancelled):
        with pytest.raises(actions.RegistrationClosed):
            registered(session)


@pytest.mark.django_db
def test_the_team_copies_a_paper_list_after_the_session_and_nobody_is_written_to(
    mailoutbox: list[EmailMessage],
) -> None:
    session = a_session()

    made = registered(
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
        registered(session, is_old_enough=False)

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
