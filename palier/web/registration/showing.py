"""Registrations and calls in words, for the team."""

from collections.abc import Iterable
from dataclasses import dataclass

from palier.agenda import wording
from palier.agenda.enums import CallBackReason
from palier.agenda.models import CallBack, Registration, Session
from palier.agenda.queries.delays import moment_line
from palier.agenda.queries.registrations import phone_display, show_code
from palier.core.plurals import counted

UNNAMED = "sans prénom"


@dataclass(frozen=True)
class Row:
    """One registration of the list. `phone`: as it is read; `answer_by`: in words, or ""."""

    registration: Registration
    names: str
    code: str
    phone: str
    answer_by: str


@dataclass(frozen=True)
class CallRow:
    """Somebody to call: who, at what number, about what, what to say."""

    call: CallBack
    names: str
    code: str
    phone: str
    session_line: str
    to_say: str
    is_offer: bool


def row_of(registration: Registration, session: Session) -> Row:
    """One line of the list of a session."""
    deadline = registration.answer_by
    return Row(
        registration=registration,
        names=names_of(registration),
        code=show_code(registration.code),
        phone=phone_display(registration.phone),
        answer_by=moment_line(deadline, session) if deadline else "",
    )


def call_rows(calls: Iterable[CallBack]) -> list[CallRow]:
    """The lines of a list of calls."""
    return [_call_row(call) for call in calls]


def _call_row(call: CallBack) -> CallRow:
    registration = call.registration
    session = registration.session
    return CallRow(
        call=call,
        names=names_of(registration),
        code=show_code(registration.code),
        phone=phone_display(registration.phone),
        session_line=f"{session.title}, {wording.when_line(session)}, {wording.place_line(session)}",
        to_say=_to_say(call, session),
        is_offer=call.reason == CallBackReason.SEAT_OFFERED,
    )


def _to_say(call: CallBack, session: Session) -> str:
    deadline = call.registration.answer_by
    if call.reason == CallBackReason.SEAT_OFFERED:
        until = f", gardée jusqu’au {moment_line(deadline, session)}" if deadline else ""
        return f"Une place s’est libérée{until}."
    if call.reason == CallBackReason.CANCELLED:
        why = f" : {session.cancelled_reason}" if session.cancelled_reason else ""
        return f"La séance est annulée{why}."
    if call.reason == CallBackReason.MOVED:
        return "La séance a changé de date, d’heure ou de lieu : la voici."
    return "Rappel de la séance."


def names_of(registration: Registration) -> str:
    """« Jeanne, Léo », « Jeanne et 2 autres », « sans prénom »."""
    named = [person.first_name for person in registration.people.all() if person.first_name]
    unnamed = registration.people_count - len(named)
    if not named:
        return UNNAMED if unnamed == 1 else f"{unnamed} personnes {UNNAMED}"
    others = f" et {counted(unnamed, 'autre')}" if unnamed else ""
    return ", ".join(named) + others
