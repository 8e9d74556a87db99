"""Telling people who registered: by mail or text message if they left one, else by a call that the team makes.

Every message is a row, written in the transaction under way: what is undone was never said, and nothing is said twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet, prefetch_related_objects

from palier.accounts.models import User
from palier.agenda import mails
from palier.agenda.enums import CallBackReason, RegistrationStatus, SessionStatus
from palier.agenda.models import CallBack, Registration, Session
from palier.agenda.queries.delays import is_daytime, next_daytime
from palier.agenda.queries.registrations import ALIVE
from palier.core import sms
from palier.core.jobs import each_apart

REMIND_BEFORE = timedelta(days=2)
# Somebody who registered that recently has the confirmation under their eyes.
FRESH = timedelta(days=1)
# What is said nearer to the start finds people on their way.
ON_THE_WAY = timedelta(hours=1)
# What each message reads of the session.
_READ = ("format", "commune", "place__commune", "place__contacts")
REPLACED = "Remplacé par un appel plus récent"


@dataclass(frozen=True)
class Told:
    """How many registrations were written to, and how many must be called or told at the desk."""

    reached: int
    to_call: int


@transaction.atomic
def tell_registered(
    *, session: Session, reason: CallBackReason, now: datetime, was_at: datetime | None = None
) -> Told:
    """Tell everybody registered, offered or waiting that the session has moved or is cancelled.

    `was_at`: the start that they know, if it is another now. Call it in the transaction that changes the session, with
    its new revision: each call writes to everybody. Those whom neither mail nor text message reaches are to be called;
    calls not made yet about an older change are dropped. A seat offered stays so when the session moves, and so does
    its call.
    """
    concerned = list(
        session.registrations.filter(status__in=ALIVE, forgotten_at=None).order_by("queue_rank", "pk")
    )
    older = CallBack.objects.filter(registration__session=session, done_at=None)
    if reason == CallBackReason.MOVED:
        older = older.exclude(reason=CallBackReason.SEAT_OFFERED)
    older.update(done_at=now, outcome=REPLACED)
    prefetch_related_objects([session], *_READ)
    reached = 0
    for registration in concerned:
        registration.session = session
        reached += _tell(mails.changed(registration, reason), reason=reason, now=now, was_at=was_at)
    return Told(reached=reached, to_call=len(concerned) - reached)


def tell_registration(*, registration: Registration, now: datetime) -> bool:
    """Confirm a registration, or a place on the waiting list; False if no mail nor text message reaches them."""
    return _tell(mails.registered(registration), reason=None, now=now)


def tell_offer(*, registration: Registration, now: datetime) -> bool:
    """Tell somebody of the waiting list that a seat is kept for them; False if they are to be called."""
    return _tell(mails.offered(registration), reason=CallBackReason.SEAT_OFFERED, now=now)


def remind(*, now: datetime) -> int:
    """Remind people two days before, by day and once. Returns how many.

    May be interrupted and run again, or by two processes; each session commits by itself. Those who left a telephone
    alone are to be called; those who left nothing have their paper. Raises SomeFailed once the others are done.
    """
    sessions = Session.objects.filter(pk__in=_to_remind(now).values("session")).order_by("starts_at", "pk")
    by_day = [session for session in sessions if is_daytime(now, session)]
    return each_apart(by_day, lambda session: _remind(session, now=now))


def _to_remind(now: datetime) -> QuerySet[Registration]:
    return Registration.objects.filter(
        status=RegistrationStatus.CONFIRMED,
        reminded_at=None,
        forgotten_at=None,
        created_at__lte=now - FRESH,
        session__status=SessionStatus.PUBLISHED,
        session__starts_at__gt=now,
        session__starts_at__lte=now + REMIND_BEFORE,
    )


@transaction.atomic
def _remind(session: Session, *, now: datetime) -> int:
    """Remind those of one session, read anew: whoever cancels or moves it, or gives a seat up, came before or waits."""
    row = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    rows = list(_to_remind(now).filter(session=row).order_by("pk"))
    Registration.objects.filter(pk__in=[registration.pk for registration in rows]).update(reminded_at=now)
    prefetch_related_objects([row], *_READ)
    for registration in rows:
        registration.session = row
        reason = CallBackReason.REMINDER if registration.phone else None
        _tell(mails.reminder(registration), reason=reason, now=now)
    return len(rows)


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


def _tell(
    message: mails.Message, *, reason: CallBackReason | None, now: datetime, was_at: datetime | None = None
) -> bool:
    """Write one message; without a way to write, ask for a call if there is a reason to. True if it is written."""
    registration = message.registration
    if registration.phone and registration.wants_sms and sms.is_on():
        at = _when_read(registration.session, now=now, was_at=was_at)
        sms.send(to=registration.phone, text=message.text, now=now, not_before=at)
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


def _when_read(session: Session, *, now: datetime, was_at: datetime | None) -> datetime:
    """Return when a text message may leave: by day, unless the morning would find people on their way."""
    morning = next_daytime(now, session)
    start = min(session.starts_at, was_at or session.starts_at)
    return morning if morning <= start - ON_THE_WAY else now
