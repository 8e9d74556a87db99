"""Moving or cancelling a session that has taken place is refused; moving one settles what was kept for its old day."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage

from palier.agenda.actions import attendance, programme, registrations, seats, telling
from palier.agenda.enums import FormatKind, RegistrationStatus
from palier.agenda.models import Registration, Session
from tests.agenda.people import full_session, registered
from tests.agenda.test_seats import an_audience
from tests.factories.agenda import a_session
from tests.factories.directory import NOW

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def _moved(session: Session, by: timedelta, *, now: datetime = NOW) -> Session:
    row = Session.objects.get(pk=session.pk)
    return programme.move_session(
        session=row,
        starts_at=row.starts_at + by,
        ends_at=row.ends_at + by,
        where={},
        now=now,
        revision=row.revision,
    )


def test_a_session_that_has_taken_place_is_neither_moved_nor_cancelled(
    mailoutbox: list[EmailMessage],
) -> None:
    session = a_session()
    registered(session, contact="jeanne@exemple.example")
    mailoutbox.clear()

    for moment in (session.ends_at, session.ends_at + 5 * DAY):
        with pytest.raises(programme.SessionOver):
            programme.cancel_session(session=session, reason="Une erreur", now=moment)
        with pytest.raises(programme.SessionOver):
            _moved(session, DAY, now=moment)

    assert (Session.objects.get().status, mailoutbox) == ("PUBLISHED", [])


def test_a_session_under_way_is_still_cancelled_and_a_forgotten_draft_still_moved() -> None:
    session, draft = a_session(), a_session(published=False)

    cancelled = programme.cancel_session(
        session=session, reason="Panne de courant", now=session.starts_at + HOUR
    )
    moved = _moved(draft, 30 * DAY, now=draft.ends_at + DAY)

    assert (cancelled.status, moved.starts_at) == ("CANCELLED", draft.starts_at + 30 * DAY)


def test_who_was_reminded_of_the_old_day_is_reminded_of_the_new_one(mailoutbox: list[EmailMessage]) -> None:
    session = a_session(FormatKind.DISCOVERY, starts_at=NOW.replace(hour=10) + 2 * DAY)
    registered(session, contact="jeanne@exemple.example", now=NOW - 3 * DAY)
    noon = NOW.replace(hour=11) + DAY
    assert telling.remind(now=noon) == 1

    later = _moved(session, 21 * DAY, now=noon)

    assert telling.remind(now=noon) == 0
    assert telling.remind(now=later.starts_at - DAY) == 1


def test_who_is_told_that_an_hour_changes_is_not_reminded_again_at_once() -> None:
    session = a_session(FormatKind.DISCOVERY, starts_at=NOW.replace(hour=10) + 2 * DAY)
    registered(session, contact="jeanne@exemple.example", now=NOW - 3 * DAY)
    noon = NOW.replace(hour=11) + DAY
    telling.remind(now=noon)

    _moved(session, HOUR, now=noon)

    assert telling.remind(now=noon) == 0


def test_a_seat_offered_is_to_be_answered_before_the_new_start() -> None:
    session, seated = full_session()
    waits = registered(session, "Bo")
    thirty_hours_before = session.starts_at - 30 * HOUR
    registrations.cancel(registration=seated, by=None, now=thirty_hours_before)

    moved = _moved(session, -29 * HOUR, now=thirty_hours_before)

    offered = Registration.objects.get(pk=waits.pk)
    assert (offered.status, offered.answer_by) == (RegistrationStatus.OFFERED, moved.starts_at)


def test_seats_kept_for_an_audience_are_everybodys_once_a_session_moved_earlier_has_begun() -> None:
    session = a_session(FormatKind.DIGITAL_CAFE, capacity_max=2)
    seats.hold_seats(session=session, audience=an_audience(), seats=2, until_at=session.ends_at, now=NOW)

    moved = _moved(session, -2 * DAY)
    attendance.walk_in(session=moved, form_key=uuid4(), now=moved.starts_at + HOUR / 4)

    assert Session.objects.get().seats_taken == 1
