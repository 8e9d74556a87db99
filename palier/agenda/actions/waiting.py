"""Seats offered to the waiting list: taken, declined, lapsed; or given by the team, with a reason when it is full."""

from datetime import datetime

from django.db import transaction

from palier.accounts.models import User
from palier.agenda.actions import seats, telling
from palier.agenda.enums import Attendance, RegistrationStatus, SessionStatus
from palier.agenda.models import Attendee, Registration, Session
from palier.core.jobs import each_apart


class NotWaiting(Exception):
    """The registration does not wait any more, or there is no seat to give: the session is cancelled or over."""


@transaction.atomic
def accept_offer(*, registration: Registration, by: User | None, now: datetime) -> bool:
    """Keep the seats that were offered; a late answer counts as long as nobody else was offered them.

    False if they are not offered any more, or the session is cancelled or over. Safe to run twice: True if they were
    kept already.
    """
    session = seats.hold_row(registration.session_id)
    offered = Registration.objects.filter(pk=registration.pk, status=RegistrationStatus.OFFERED)
    if not _is_to_come(session, now=now) or not offered.update(
        status=RegistrationStatus.CONFIRMED, answer_by=None
    ):
        return Registration.objects.filter(pk=registration.pk, status=RegistrationStatus.CONFIRMED).exists()
    telling.drop_calls(registration=registration, outcome="A dit oui", by=by, now=now)
    row = Registration.objects.select_related("session").get(pk=registration.pk)
    telling.tell_registration(registration=row, now=now)
    return True


def lapse_offers(*, now: datetime) -> int:
    """Pass on the seats of those who did not answer in time. Returns how many. May be interrupted and run again."""
    late = Registration.objects.filter(status=RegistrationStatus.OFFERED, answer_by__lte=now)
    sessions = Session.objects.filter(pk__in=late.values("session")).order_by("pk")
    return each_apart(sessions, lambda session: seats.lapse_due(session=session, now=now))


@transaction.atomic
def give_seat(*, registration: Registration, reason: str, by: User | None, now: datetime) -> Registration:
    """Give seats to somebody who waits: free ones if there are, else seats added beyond the capacity with a reason.

    Those that come to them at this very moment are kept. Raises NotWaiting, seats.OverrideRefused without a reason when
    the session is full.
    """
    session = seats.pass_on_due(session_id=registration.session_id, now=now)
    row = Registration.objects.select_related("session").get(pk=registration.pk)
    if row.status == RegistrationStatus.OFFERED and accept_offer(registration=row, by=by, now=now):
        return Registration.objects.get(pk=row.pk)
    if row.status != RegistrationStatus.WAITING or not _is_to_come(session, now=now):
        raise NotWaiting
    people = row.people_count
    taken = seats.take_seats(session_id=session.pk, people=people, now=now, audience_id=row.audience_id)
    if taken is None:
        missing = people - (seats.hold_row(session.pk).seats_left or 0)
        seats.add_seats(session=session, seats=missing, reason=reason, by=by, now=now)
        taken = seats.take_seats(session_id=session.pk, people=people, now=now)
    if taken is None:
        raise seats.OverrideRefused("Les places ajoutées n’ont pas suffi : rouvrez la liste et recommencez.")
    row.status, row.seats_from_hold = RegistrationStatus.CONFIRMED, taken.from_hold
    row.save(update_fields=["status", "seats_from_hold"])
    Attendee.objects.filter(registration=row, attendance=Attendance.EXPECTED).update(has_seat=True)
    telling.tell_registration(registration=row, now=now)
    return row


def _is_to_come(session: Session, *, now: datetime) -> bool:
    return session.status == SessionStatus.PUBLISHED and now < session.ends_at
