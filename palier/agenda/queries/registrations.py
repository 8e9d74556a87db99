"""Who is registered: found by code, listed for the desk, and whom to telephone."""

from datetime import datetime

import phonenumbers
from django.db.models import F, Prefetch, Q, QuerySet

from palier.agenda.enums import CallBackReason, RegistrationStatus
from palier.agenda.models import (
    CODE_LENGTH,
    Attendee,
    CallBack,
    Registration,
    SeatHold,
    SeatOverride,
    Session,
)
from palier.core import sms
from palier.core.ids import ALPHABET

# People write what they see: Crockford’s alphabet has none of these, so they can only mean the digits.
_READ_AS = str.maketrans("oil", "011")
WITH_A_SEAT = (RegistrationStatus.CONFIRMED, RegistrationStatus.OFFERED)
ALIVE = (*WITH_A_SEAT, RegistrationStatus.WAITING)


def read_code(typed: str) -> str:
    """Return the code that somebody typed, as it is stored; "" if it cannot be one."""
    code = "".join(c for c in typed.lower() if c.isalnum()).translate(_READ_AS)
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else ""


def show_code(code: str) -> str:
    """« K7M 3QX »: as it is printed and read aloud."""
    return f"{code[:3]} {code[3:]}".upper()


def registration_by_code(code: str) -> Registration | None:
    """Return the registration of a code as it was typed, with its session, or None."""
    found = Registration.objects.filter(code=read_code(code), forgotten_at=None)
    rows = found.select_related("session__place__commune", "session__commune", "session__format")
    return rows.prefetch_related("people").first()


def will_be_written_to(registration: Registration) -> bool:
    """Tell whether a mail or a text message reaches who registered; if not, the team calls or tells them there."""
    return bool(registration.email) or (registration.wants_sms and bool(registration.phone) and sms.is_on())


def waiting_before(registration: Registration) -> int:
    """How many registrations are before this one on the waiting list."""
    waiting = Registration.objects.filter(session=registration.session_id, status=RegistrationStatus.WAITING)
    first = Q(queue_rank__lt=registration.queue_rank)
    return waiting.filter(first | Q(queue_rank=registration.queue_rank, pk__lt=registration.pk)).count()


def waiting_count(session: Session) -> int:
    """How many registrations are on the waiting list of a session."""
    return Registration.objects.filter(session=session, status=RegistrationStatus.WAITING).count()


def registrations_of(session: Session) -> list[Registration]:
    """Return every registration of a session in the order of arrival, with its people and what it declared."""
    rows = session.registrations.select_related("audience").order_by("queue_rank", "pk")
    return list(rows.prefetch_related(Prefetch("people", queryset=Attendee.objects.order_by("pk"))))


def holds_of(session: Session) -> list[SeatHold]:
    """Return the seats kept for an audience and not given back yet, the soonest date first."""
    return list(session.holds.filter(released_at=None).select_related("audience").order_by("until_at", "pk"))


def overrides_of(session: Session) -> list[SeatOverride]:
    """Return the seats that the team added, with who and why, oldest first."""
    return list(session.overrides.select_related("by").order_by("at", "pk"))


def registration_of(session: Session, pk: int) -> Registration | None:
    """Return a registration of this session and of no other, or None."""
    return Registration.objects.filter(session=session, pk=pk).select_related("session").first()


def hold_of(session: Session, pk: int) -> SeatHold | None:
    """Return a hold of this session and of no other, or None."""
    return session.holds.filter(pk=pk).first()


def call_to_make(pk: int) -> CallBack | None:
    """Return somebody to call, with the registration and its session, or None."""
    rows = CallBack.objects.select_related(
        "registration__session__place__commune", "registration__session__commune"
    )
    return rows.filter(pk=pk).first()


def calls_to_make(sessions: Q, *, now: datetime) -> QuerySet[CallBack]:
    """Return whom to telephone for sessions that satisfy a condition and are not over, the soonest session first.

    `sessions`: a condition on Session. An offer that was answered, or has lapsed, needs no call any more.
    """
    within = Session.objects.filter(sessions, ends_at__gt=now)
    rows = CallBack.objects.filter(
        registration__session__in=within.values("pk"), done_at=None, registration__status__in=ALIVE
    )
    rows = rows.exclude(
        ~Q(registration__status=RegistrationStatus.OFFERED), reason=CallBackReason.SEAT_OFFERED
    )
    rows = rows.select_related("registration__session__place__commune", "registration__session__commune")
    return rows.prefetch_related("registration__people").order_by(
        "registration__session__starts_at",
        F("registration__answer_by").asc(nulls_last=True),
        "asked_at",
        "pk",
    )


def calls_to_make_for(session: Session, *, now: datetime) -> list[CallBack]:
    """Return whom to telephone for one session."""
    return list(calls_to_make(Q(pk=session.pk), now=now))


def phone_display(e164: str) -> str:
    """« 06 39 98 00 10 » for a French number, else the international form; "" for nothing."""
    if not e164:
        return ""
    number = phonenumbers.parse(e164, "FR")
    is_french = number.country_code == 33
    shape = (
        phonenumbers.PhoneNumberFormat.NATIONAL if is_french else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, shape)
