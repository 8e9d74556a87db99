"""Short texts for the press and municipal magazines: an event or a programme, never longer than asked, no sentence cut.

Facts come in the order in which a reader needs them; those that would not fit are left out.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from palier.agenda.enums import RegistrationMode, SessionStatus
from palier.agenda.models import Session
from palier.agenda.queries import sheet_of
from palier.agenda.queries.agenda_pages import Agenda
from palier.core.plurals import counted
from palier.core.text import fold
from palier.directory.hours import format_time
from palier.outreach import wording
from palier.outreach.sessions import sessions_of_month
from palier.printing.typography import typeset

LENGTHS = (300, 600)
MOST_READ = 60
ELLIPSIS = "…"


def length_asked(text: str) -> int:
    """Return the length limit that an address asks for, in characters; the shortest for anything else."""
    return int(text) if text in [str(length) for length in LENGTHS] else LENGTHS[0]


def press_text_of(session: Session, *, length: int, now: datetime) -> str:
    """Return an event in `length` characters at most, ready to be published."""
    on = timezone.localdate(now, session.zone)
    where = wording.where_said(session)
    place = ", ".join([where["name"], *where["lines"]])
    when = f"{wording.day_said(session, on=on)}, {_spoken(wording.hours_said(session))}"
    title = session.title if not session.theme else f"{session.title} : {session.theme}"
    if session.status == SessionStatus.CANCELLED:
        return _fit([f"{title}, {when} : annulé.", f"{place}."], length)
    call = wording.call_of(session)
    phone = f"Tél. {call['text']}" if call else ""
    is_needed = session.registration_mode == RegistrationMode.REQUIRED
    how = "Sur inscription." if is_needed else "Entrée libre."
    sheet = sheet_of(session)
    more = session.description or (sheet.summary if sheet else "")
    sentences = [
        f"{title}, {when}.",
        f"{place}.",
        f"{phone}." if phone else "",
        how,
        *(f"{line}." for line in wording.who_may_come(session)),
        f"{wording.short_address(wording.session_url(session))}.",
    ]
    return _fit(sentences, length, then=_sentences(more))


def press_text_of_month(agenda: Agenda, *, month: date, length: int, now: datetime) -> str:
    """Return the programme of a month in `length` characters at most: dates that fit, then where to read the others."""
    found = sessions_of_month(agenda.condition, month=month, now=now, at_most=MOST_READ)
    held = [one for one in found.sessions if one.status != SessionStatus.CANCELLED]
    head = f"{agenda.name}, programme {wording.of_month(month)}"
    if not held:
        return _fit([f"{head}.", "Aucune date annoncée."], length)
    call = wording.call_of(held[0]) if agenda.place is not None else None
    phone = f"Tél. {call['text']}. " if call else ""
    url = wording.short_address(f"{settings.SITE_URL}/agenda/{agenda.reference}/")
    tail = f"{phone}{url}."
    lines = [_short(one, agenda=agenda) for one in held]
    kept = list(lines)
    # From the longest list to the shortest: the first that fits is the right one.
    while kept:
        missing = len(lines) - len(kept) + found.left_out
        more = f"Et {counted(missing, 'autre date')}. " if missing else ""
        text = typeset(f"{head} : {' ; '.join(kept)}. {more}{tail}")
        if len(text) <= length:
            return text
        kept.pop()
    return _fit([f"{head}.", tail], length)


def _short(session: Session, *, agenda: Agenda) -> str:
    """« mar. 1er déc., 14 h : Café numérique (Craon) »."""
    local = session.starts_at.astimezone(session.zone)
    day = wording.day_said(session, on=local.date())
    hour = format_time(local.time())
    where = wording.where_said(session)
    place = where["name"] if where["commune"] in where["name"] else f"{where['name']}, {where['commune']}"
    there = "" if agenda.place is not None else f" ({place.rstrip(', ')})"
    return f"{day}, {hour} : {session.title}{there}"


def _spoken(hours: str) -> str:
    """« 14 h – 16 h » → « de 14 h à 16 h »."""
    start, dash, end = hours.partition(f"{wording.NBSP}–{wording.NBSP}")
    return f"de {start} à {end}" if dash else hours


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[.!?…])\s+", " ".join(text.split())) if part.strip()]


def _fit(facts: Sequence[str], length: int, *, then: Sequence[str] = ()) -> str:
    """Return the facts that fit, then the sentences of `then` up to the first that does not.

    The first fact is shortened at a word if it is longer than the whole by itself.
    """
    text = ""
    for fact in facts:
        longer = typeset(f"{text} {fact}".strip())
        if fact and fold(fact) not in fold(text) and len(longer) <= length:
            text = longer
    for sentence in then:
        longer = typeset(f"{text} {sentence}".strip())
        if len(longer) > length:
            break
        text = longer
    if fold(facts[0]) in fold(text):
        return text
    first = typeset(facts[0])[: length - len(ELLIPSIS)]
    return first.rsplit(" ", 1)[0].rstrip(" ,;:") + ELLIPSIS
