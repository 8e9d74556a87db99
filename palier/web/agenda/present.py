"""From sessions to what lists show: cards by day and by month, lines of coming dates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from palier.agenda import wording
from palier.agenda.enums import SessionStatus
from palier.agenda.ical import public_phone
from palier.agenda.models import Session
from palier.agenda.queries.initiatives import Initiative
from palier.agenda.queries.related import FRENCH
from palier.core.plurals import counted
from palier.directory.hours import format_date
from palier.directory.hours.french import MONTH_NAMES
from palier.web.templatetags.ui_values import DatedEvent

FEW_SEATS = 3


@dataclass(frozen=True, kw_only=True)
class SessionCard:
    """What a list shows of a session, already worded. `badges`: (label, tone); `items` are said in a row of dots."""

    title: str
    url: str
    hours: str
    where: str
    phone_display: str
    phone_e164: str
    badges: Sequence[tuple[str, str]]
    items: Sequence[str]


@dataclass(frozen=True)
class DayOfCards:
    """One day of an agenda: « mardi 24 novembre »."""

    label: str
    iso: str
    cards: list[SessionCard]


@dataclass(frozen=True)
class MonthOfDays:
    """One month of an agenda: « novembre 2026 »."""

    label: str
    days: list[DayOfCards]


def session_url(session: Session) -> str:
    """The stable address of a session."""
    return reverse("agenda:session", kwargs={"public_id": session.public_id})


def months_of(sessions: Iterable[Session], *, with_town: bool) -> list[MonthOfDays]:
    """Sessions by month and by day of their own clock, in their order. `with_town`: several communes are shown."""
    days = [
        (
            day,
            DayOfCards(format_date(day), day.isoformat(), [session_card(s, with_town=with_town) for s in on]),
        )
        for day, on in groupby(sessions, key=wording.starts_on)
    ]
    return [
        MonthOfDays(f"{MONTH_NAMES[month - 1]} {year}", [shown for _day, shown in in_month])
        for (year, month), in_month in groupby(days, key=lambda pair: (pair[0].year, pair[0].month))
    ]


def session_card(session: Session, *, with_town: bool = True) -> SessionCard:
    """One row of a list."""
    phone = public_phone(session)
    town = session.commune.name if session.commune and session.place else ""
    where = wording.place_line(session)
    if with_town and town and town not in where:
        where = f"{where}, {town}"
    return SessionCard(
        title=session.title,
        url=session_url(session),
        hours=" ".join(filter(None, [wording.hours_line(session), _clock(session)])),
        where=where,
        phone_display=phone.display if phone else "",
        phone_e164=phone.value if phone else "",
        badges=badges_of(session),
        items=list(_items(session)),
    )


def badges_of(session: Session) -> list[tuple[str, str]]:
    """« annulée », « complet, liste d’attente », « 2 places », « démonstration »."""
    badges = []
    if session.status == SessionStatus.CANCELLED:
        badges.append(("annulée", "refusal"))
    elif session.seats_left == 0:
        badges.append(("complet, liste d’attente", "wait"))
    elif session.seats_left is not None and session.seats_left <= FEW_SEATS:
        badges.append((counted(session.seats_left, "place"), "present"))
    if session.is_demo:
        badges.append(("démonstration", "plain"))
    return badges


def events_of(sessions: Iterable[Session]) -> list[DatedEvent]:
    """Coming dates as lines: title, day, hours, place."""
    return [
        DatedEvent(
            title=f"Annulé : {s.title}" if s.status == SessionStatus.CANCELLED else s.title,
            day=wording.starts_on(s),
            when=f"{format_date(wording.starts_on(s))}, {wording.hours_line(s)} · {_where(s)}",
            url=session_url(s),
        )
        for s in sessions
    ]


def next_line(session: Session) -> str:
    """« Prochaine séance : mardi 24 novembre à 14 h, café numérique »."""
    return f"Prochaine séance : {wording.start_line(session)}, {session.title}"


def initiative_lines(initiatives: Iterable[Initiative]) -> list[tuple[str, str, str, str]]:
    """What is under way: (name, address of the place or "", its name, last activity in words)."""
    return [
        (i.name, f"/lieux/{i.place_id}/" if i.place_id else "", i.where, _activity(i)) for i in initiatives
    ]


def _activity(initiative: Initiative) -> str:
    last = format_date(initiative.last_on, with_year=True) if initiative.last_on else ""
    if initiative.is_service:
        return f"Confirmé le {last}." if last else "Jamais confirmé par une personne."
    parts = [f"Dernière séance : {last}."] if last else []
    if initiative.next_at is not None:
        parts.append(f"Prochaine : {format_date(initiative.next_at.date(), with_year=True)}.")
    return " ".join(parts)


def _where(session: Session) -> str:
    town = session.commune.name if session.commune and session.place else ""
    where = wording.place_line(session)
    return f"{where}, {town}" if town and town not in where else where


def _items(session: Session) -> Iterable[str]:
    if session.format.label.casefold() not in session.title.casefold():
        yield session.format.label
    if session.theme or session.hook_theme:
        yield session.theme or f"pour commencer : {session.hook_theme}"
    if session.level:
        yield f"niveau : {session.get_level_display()}"
    if session.minimum_age:
        yield f"dès {session.minimum_age} ans"
    yield str(session.get_registration_mode_display())
    if session.is_open_door:
        yield "porte ouverte"
    if session.is_open_to_all:
        yield "accessible à tous"
    if session.price_text:
        yield session.price_text
    spoken = [language.label.lower() for language in session.languages.all() if language.code not in FRENCH]
    if spoken:
        yield f"on y parle aussi : {', '.join(spoken)}"


def _clock(session: Session) -> str:
    line = wording.clock_line(session)
    return f"({line})" if line else ""
