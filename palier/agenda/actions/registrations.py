"""Registering people for a session, and taking them off it. One request has one code; pressed twice, it is one."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max

from palier.accounts.models import User
from palier.agenda.actions import seats, telling
from palier.agenda.enums import (
    RegistrationChannel,
    RegistrationMode,
    RegistrationStatus,
    SessionStatus,
)
from palier.agenda.models import CODE_LENGTH, PEOPLE_MAX, Attendee, Registration, Session
from palier.agenda.queries.delays import is_open
from palier.agenda.queries.registrations import ALIVE
from palier.core.ids import ALPHABET
from palier.directory.validators import parse_phone

NAME_LENGTH = 60
_MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


class RegistrationNotNeeded(Exception):
    """The entry is free: one comes without registering."""


class RegistrationClosed(Exception):
    """The session has begun or is over, is cancelled, or is not published."""


class TooYoung(Exception):
    """Somebody has not the age that the session asks for, as they said themselves."""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One way to write to somebody, or none. `phone`: E.164."""

    email: str = ""
    phone: str = ""

    @property
    def takes_texts(self) -> bool:
        """Whether the telephone is a mobile: in France by its first digit, new ranges and fictional ones included."""
        if not self.phone:
            return False
        is_french_mobile = self.phone.startswith(("+336", "+337"))
        return is_french_mobile or phonenumbers.number_type(phonenumbers.parse(self.phone)) in _MOBILE


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody asks for. An unnamed person is ""; `is_old_enough` is what they declare, of everybody."""

    first_names: tuple[str, ...]
    contact: Contact = Contact()
    wants_sms: bool = False
    audience_id: int | None = None
    minors_agreed: bool | None = None
    is_old_enough: bool = True


def read_contact(typed: str) -> Contact:
    """Read one telephone or one mail address, or nothing. Raises ValidationError with what to write instead."""
    typed = typed.strip()
    if not typed:
        return Contact()
    if "@" in typed:
        try:
            validate_email(typed)
        except ValidationError:
            raise ValidationError(
                "Cette adresse n’est pas complète : écrivez aussi ce qui suit le signe @.", code="contact"
            ) from None
        return Contact(email=typed)
    number = parse_phone(typed)
    if number is None:
        raise ValidationError(
            "Écrivez un téléphone (« 06 39 98 00 10 ») ou un courriel, ou laissez vide.", code="contact"
        )
    return Contact(phone=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


@transaction.atomic
def register(
    *,
    session_id: int,
    asked: Asked,
    form_key: UUID,
    channel: RegistrationChannel,
    by: User | None,
    now: datetime,
) -> Registration:
    """Register people together: they all have a seat, or they all wait, in the order in which the database took them.

    `form_key` is that of the form: sent twice, it answers with the same registration. `by`: the member of the team who
    writes it down, who may do it after the closing too. Whoever left a mail or a mobile is written to.
    Raises RegistrationNotNeeded, RegistrationClosed, TooYoung, ValidationError if nobody or too many are named.
    """
    session = seats.hold_row(session_id)
    known = Registration.objects.filter(session=session, form_key=form_key).first()
    if known is not None:
        return known
    _check(session, asked, by_team=by is not None, now=now)
    people = len(asked.first_names)
    taken = seats.take_seats(session_id=session.pk, people=people, now=now, audience_id=asked.audience_id)
    registration = Registration(
        session=session,
        form_key=form_key,
        channel=channel,
        status=RegistrationStatus.WAITING if taken is None else RegistrationStatus.CONFIRMED,
        seats_from_hold=0 if taken is None else taken.from_hold,
        registered_by=by,
        created_at=now,
    )
    _write(registration, asked)
    if now < session.ends_at:
        telling.tell_registration(registration=registration, now=now)
    return registration


@transaction.atomic
def register_lines(
    *, session_id: int, lines: Sequence[Asked], form_key: UUID, by: User, now: datetime
) -> list[Registration]:
    """Write down a list that came on paper, in its order: all of it or nothing, and once however often it is sent.

    Raises as `register`.
    """
    return [
        register(
            session_id=session_id,
            asked=asked,
            form_key=uuid5(form_key, str(number)),
            channel=RegistrationChannel.PAPER,
            by=by,
            now=now,
        )
        for number, asked in enumerate(lines)
    ]


@transaction.atomic
def cancel(*, registration: Registration, by: User | None, now: datetime) -> bool:
    """Take people off a session, or decline a seat that was offered; their seats go to those who wait.

    Those who are there already keep their seat. False, and nothing changed, if it was cancelled already or the session
    is over.
    """
    session = seats.hold_row(registration.session_id)
    alive = Registration.objects.filter(pk=registration.pk, status__in=ALIVE)
    if now >= session.ends_at or not alive.update(
        status=RegistrationStatus.CANCELLED, cancelled_at=now, answer_by=None
    ):
        return False
    telling.drop_calls(registration=registration, outcome="Inscription annulée", by=by, now=now)
    seats.give_seats_back(registration=registration, now=now)
    return True


def _check(session: Session, asked: Asked, *, by_team: bool, now: datetime) -> None:
    if session.registration_mode == RegistrationMode.FREE:
        raise RegistrationNotNeeded
    if session.status != SessionStatus.PUBLISHED or not (by_team or is_open(session, now=now)):
        raise RegistrationClosed
    if not asked.is_old_enough and session.minimum_age is not None:
        raise TooYoung
    if not 1 <= len(asked.first_names) <= PEOPLE_MAX:
        raise ValidationError(f"Une inscription compte de 1 à {PEOPLE_MAX} personnes.", code="people")
    if any(len(name) > NAME_LENGTH for name in asked.first_names):
        raise ValidationError(f"Un prénom compte {NAME_LENGTH} lettres au plus.", code="people")


def _write(registration: Registration, asked: Asked) -> None:
    """Write a registration at the end of the order of its session, with its people."""
    session = registration.session
    last = Registration.objects.filter(session=session).aggregate(last=Max("queue_rank"))["last"] or 0
    registration.queue_rank = last + 1
    registration.code = _new_code()
    registration.people_count = len(asked.first_names)
    registration.email, registration.phone = asked.contact.email, asked.contact.phone
    registration.wants_sms = asked.wants_sms and asked.contact.takes_texts
    registration.audience_id = asked.audience_id
    registration.minors_agreed = asked.minors_agreed
    registration.save()
    has_seat = registration.status == RegistrationStatus.CONFIRMED
    Attendee.objects.bulk_create(
        Attendee(session=session, registration=registration, first_name=name, has_seat=has_seat)
        for name in asked.first_names
    )


def _new_code() -> str:
    """Return a code that no registration has; the constraint refuses the one chance in a billion of two at once."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        if not Registration.objects.filter(code=code).exists():
            return code
