"""Telling people who registered: by mail or text message if they left one, else by a call that the team makes.

Every message is a row, written in the transaction under way: what is undone was never said, and nothing is said twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from palier.accounts.models import User
from palier.agenda import mails
from palier.agenda.enums import CallBackReason, RegistrationStatus, SessionStatus
from palier.agenda.models import CallBack, Registration, Session
from palier.agenda.queries.delays import is_daytime, next_daytime
from palier.agenda.queries.registrations import ALIVE
from palier.core import sms

REMIND_BEFORE = timedelta(days=2)
# Somebody who registered that recently has the confirmation under their eyes.
FRESH = timedelta(days=1)
REPLACED = "Remplacé par un appel plus récent"


@dataclass(frozen=True)
class Told:
    """How many registrations were written to, and how many must be called or told at the desk."""

    reached: int
    to_call: int


@transaction.atomic
def tell_registered(*, session: Session, reason: CallBackReason, now: datetime) -> Told:
    """Tell everybody registered, offered or waiting that the session has moved or is cancelled.

    Call it in the transaction that changes the session, with its new revision: each call writes to everybody. Those
    whom neither mail nor text message reaches are to be called; calls not made yet about an older change are dropped.
    """
    concerned = list(
        session.registrations.filter(status__in=ALIVE, forgotten_at=None).order_by("queue_rank", "pk")
    )
    older = CallBack.objects.filter(registration__session=session, done_at=None)
    older.update(done_at=now, outcome=REPLACED)
    reached = 0
    for registration in concerned:
        registration.session = session
        reached += _tell(mails.changed(registration, reason), reason=reason, now=now)
    return Told(reached=reached, to_call=len(concerned) - reached)


def tell_registration(*, registration: Registration, now: datetime) -> bool:
    """Confirm a registration, or a place on the waiting list; False if no mail nor text message reaches them."""
    return _tell(mails.registered(registration), reason=None, now=now)


def tell_offer(*, registration: Registration, now: datetime) -> bool:
    """Tell somebody of the waiting list that a seat is kept for them; False if they are to be called."""
    return _tell(mails.offered(registration), reason=CallBackReason.SEAT_OFFERED, now=now)


def remind(*, now: datetime) -> int:
    """Remind people two days before, by day and once: each registration is claimed before anything is written.

    Returns how many. May be interrupted and run again, or by two processes. Those who left a telephone alone are to be
    called; those who left nothing have their paper.
    """
    soon = Registration.objects.filter(
        status=RegistrationStatus.CONFIRMED,
        reminded_at=None,
        forgotten_at=None,
        created_at__lte=now - FRESH,
        session__status=SessionStatus.PUBLISHED,
        session__starts_at__gt=now,
        session__starts_at__lte=now + REMIND_BEFORE,
    )
    rows = soon.select_related("session__place__commune", "session__commune").order_by("pk")
    return sum(
        _remind(registration, now=now) for registration in rows if is_daytime(now, registration.session)
    )


@transaction.atomic
def _remind(registration: Registration, *, now: datetime) -> bool:
    waits = Registration.objects.filter(
        pk=registration.pk, reminded_at=None, status=RegistrationStatus.CONFIRMED
    )
    if not waits.update(reminded_at=now):
        return False
    reason = CallBackReason.REMINDER if registration.phone else None
    _tell(mails.reminder(registration), reason=reason, now=now)
    return True


@transaction.atomic
def settle_call_back(*, call_back: CallBack, outcome: str, by: User | None, now: datetime) -> bool:
    """Write that somebody was called, and what was said. False if it was done already."""
    waits = CallBack.objects.filter(pk=call_back.pk, done_at=None)
    return bool(waits.update(done_at=now, done_by=by, outcome=outcome.strip()[:200]))


def drop_calls(*, registration: Registration, outcome: str, by: User | None, now: datetime) -> None:
    """Close the calls that a registration needs no more."""
    CallBack.objects.filter(registration=registration, done_at=None).update(
        done_at=now, done_by=by, outcome=outcome
    )


def _tell(message: mails.Message, *, reason: CallBackReason | None, now: datetime) -> bool:
    """Write one message; without a way to write, ask for a call if there is a reason to. True if it is written."""
    registration = message.registration
    if registration.phone and registration.wants_sms and sms.is_on():
        morning = next_daytime(now, registration.session)
        sms.send(to=registration.phone, text=message.text, now=now, not_before=morning)
        return True
    if registration.email:
        message.send_mail()
        return True
    if reason is not None:
        CallBack.objects.get_or_create(
            registration=registration,
            reason=reason,
            revision=registration.session.revision,
            defaults={"asked_at": now},
        )
    return False
