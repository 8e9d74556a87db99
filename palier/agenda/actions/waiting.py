"""Seats offered to the waiting list: taken, declined, lapsed; or given by the team, with a reason when it is full."""

from datetime import datetime

from django.db import transaction

from palier.accounts.models import User
from palier.agenda.actions import seats, telling
from palier.agenda.actions.registrations import give_seats_back
from palier.agenda.enums import Attendance, RegistrationStatus
from palier.agenda.models import Attendee, Registration


class NotWaiting(Exception):
    """The registration neither waits nor is offered a seat any more."""


@transaction.atomic
def accept_offer(*, registration: Registration, by: User | None, now: datetime) -> bool:
    """Keep the seats that were offered; a late answer counts as long as nobody else was offered them.

    False if they are not offered any more. Safe to run twice: True if they were kept already.
    """
    seats.hold_row(registration.session_id)
    offered = Registration.objects.filter(pk=registration.pk, status=RegistrationStatus.OFFERED)
    if not offered.update(status=RegistrationStatus.CONFIRMED, answer_by=None):
        return Registration.objects.filter(pk=registration.pk, status=RegistrationStatus.CONFIRMED).exists()
    telling.drop_calls(registration=registration, outcome="A dit oui", by=by, now=now)
    row = Registration.objects.select_related("session").get(pk=registration.pk)
    telling.tell_registration(registration=row, now=now)
    return True


def lapse_offers(*, now: datetime) -> int:
    """Pass on the seats of those who did not answer in time. Returns how many. May be interrupted and run again."""
    late = Registration.objects.filter(status=RegistrationStatus.OFFERED, answer_by__lte=now)
    return sum(_lapse(registration, now=now) for registration in late.order_by("answer_by", "pk"))


@transaction.atomic
def _lapse(registration: Registration, *, now: datetime) -> bool:
    seats.hold_row(registration.session_id)
    late = Registration.objects.filter(
        pk=registration.pk, status=RegistrationStatus.OFFERED, answer_by__lte=now
    )
    if not late.update(status=RegistrationStatus.LAPSED, answer_by=None):
        return False
    telling.drop_calls(registration=registration, outcome="Sans réponse à temps", by=None, now=now)
    give_seats_back(registration=registration, now=now)
    return True


@transaction.atomic
def give_seat(*, registration: Registration, reason: str, by: User | None, now: datetime) -> Registration:
    """Give seats to somebody who waits: free ones if there are, else seats added beyond the capacity with a reason.

    Raises NotWaiting, seats.OverrideRefused without a reason when the session is full.
    """
    session = seats.hold_row(registration.session_id)
    row = Registration.objects.select_related("session").get(pk=registration.pk)
    if row.status != RegistrationStatus.WAITING:
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
