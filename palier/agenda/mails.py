"""What people registered for a session are written: mails, with the session as iCalendar, and text messages."""

from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from django.conf import settings

from palier.agenda import wording
from palier.agenda.enums import CallBackReason, RegistrationStatus
from palier.agenda.ical import session_calendar
from palier.agenda.models import Registration, Session
from palier.agenda.queries.delays import moment_line
from palier.agenda.queries.registrations import show_code
from palier.core import mails
from palier.core.plurals import counted

_TITLE_IN_TEXT = 60


@dataclass(frozen=True)
class Message:
    """One thing to say to whoever registered: as a mail (a template) or as a text message."""

    registration: Registration
    template: str
    text: str
    has_calendar: bool = True

    def send_mail(self) -> None:
        """Write it as a mail to the address that was left."""
        calendar = _calendar(self.registration.session) if self.has_calendar else ""
        mails.send(
            to=self.registration.email,
            template=self.template,
            context=_context(self.registration),
            calendar=calendar,
        )


def registered(registration: Registration) -> Message:
    """Say that people are registered, or that they wait and for what."""
    if registration.status == RegistrationStatus.WAITING:
        text = f"Liste d’attente : {_session(registration)}. Nous vous écrirons si une place se libère. "
        template = "agenda/mails/waiting.txt"
    else:
        text = f"Inscription confirmée ({_people(registration)}) : {_session(registration)}. "
        template = "agenda/mails/registered.txt"
    is_waiting = registration.status == RegistrationStatus.WAITING
    return Message(registration, template, text + _how_to_cancel(registration), has_calendar=not is_waiting)


def offered(registration: Registration) -> Message:
    """Say that seats came free, and until when they are kept."""
    text = (
        f"Une place s’est libérée ({_people(registration)}) : {_session(registration)}. "
        f"{_how_to_answer(registration)}"
    )
    return Message(registration, "agenda/mails/offered.txt", text, has_calendar=False)


def changed(registration: Registration, reason: CallBackReason) -> Message:
    """Say that a session is cancelled, or has another date or place; a seat offered is still to be answered."""
    has_calendar = registration.status == RegistrationStatus.CONFIRMED
    if reason == CallBackReason.CANCELLED:
        text = f"Séance annulée : {_session(registration)}. {registration.session.cancelled_reason}".strip()
        text = shorten(text, 400, placeholder="…")
        return Message(registration, "agenda/mails/cancelled.txt", text, has_calendar=has_calendar)
    answer = _how_to_answer(registration)
    what_to_do = f"Une place vous y est proposée. {answer}" if answer else _how_to_cancel(registration)
    text = f"La séance a changé : {_session(registration)}. {what_to_do}"
    return Message(registration, "agenda/mails/moved.txt", text, has_calendar=has_calendar)


def reminder(registration: Registration) -> Message:
    """Remind people of their session, and how to give the seat back."""
    text = f"Rappel : {_session(registration)}. {_how_to_cancel(registration)}"
    return Message(registration, "agenda/mails/reminder.txt", text)


def page_of(registration: Registration) -> str:
    """The address where the registration is read, accepted or cancelled."""
    return f"{settings.SITE_URL}/mon-inscription/{registration.code}/"


def _calendar(session: Session) -> str:
    return session_calendar(session, site_url=settings.SITE_URL, for_registered=True).decode()


def _session(registration: Registration) -> str:
    session = registration.session
    title = shorten(session.title, _TITLE_IN_TEXT, placeholder="…")
    place = shorten(wording.place_line(session), _TITLE_IN_TEXT, placeholder="…")
    return f"{title}, {wording.when_line(session)}, {place}"


def _people(registration: Registration) -> str:
    return counted(registration.people_count, "personne")


def _how_to_answer(registration: Registration) -> str:
    """Until when a seat that is offered is kept; "" without one."""
    deadline = registration.answer_by
    if deadline is None:
        return ""
    return f"Répondez avant {moment_line(deadline, registration.session)} : {page_of(registration)}"


def _how_to_cancel(registration: Registration) -> str:
    return f"Code {show_code(registration.code)}. Empêché ? {page_of(registration)}"


def _context(registration: Registration) -> dict[str, Any]:
    session = registration.session
    deadline = registration.answer_by
    return {
        "session": session,
        "when": wording.when_line(session),
        "clock": wording.clock_line(session),
        "place": wording.place_line(session),
        "address": wording.address_lines(session),
        "arrival": wording.arrival_line(session),
        "people": _people(registration),
        "is_waiting": registration.status == RegistrationStatus.WAITING,
        "code": show_code(registration.code),
        "page_url": page_of(registration),
        "session_url": f"{settings.SITE_URL}/seances/{session.public_id}/",
        "answer_by": moment_line(deadline, session) if deadline else "",
        "phone": settings.SITE_CONTACT_PHONE,
    }
