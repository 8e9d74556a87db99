"""Sheets for the team: to sign in on paper, to write questions on, and what a place did over a period."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from palier.agenda.enums import RegistrationMode, RegistrationStatus
from palier.agenda.models import Attendee, Session
from palier.agenda.queries.figures import LONGEST_PERIOD, Line, activity_of
from palier.core.plurals import counted
from palier.core.text import fold
from palier.directory.hours import format_time
from palier.directory.models import Place, Structure
from palier.outreach import wording
from palier.outreach.guide.prints import said_day
from palier.outreach.paper import Paper, page_size
from palier.printing import PageSize

WALK_IN_LINES = 8
LINES_ON_A_SHEET = 16
MASKED = "masqué"
_WITH_A_SEAT = (RegistrationStatus.CONFIRMED, RegistrationStatus.OFFERED)


class PeriodRefused(Exception):
    """These two days do not make a period; the message says why, in French."""


def sign_in_sheet(session: Session, *, now: datetime) -> Paper:
    """Return the sheet of a session: first names in alphabetical order, then blank lines for those who walk in.

    First names only: neither a telephone nor a mail address comes on a sheet that goes around the table.
    """
    people = Attendee.objects.filter(session=session, registration__status__in=_WITH_A_SEAT)
    names = sorted(people.values_list("first_name", flat=True), key=lambda name: (not name, fold(name)))
    on = timezone.localdate(now, session.zone)
    is_walk_in = session.registration_mode != RegistrationMode.REQUIRED
    blank = max(WALK_IN_LINES if is_walk_in else WALK_IN_LINES // 2, LINES_ON_A_SHEET - len(names))
    data = {
        **_session_head(session, on=on),
        "names": [name or "(prénom non donné)" for name in names],
        "blank": blank,
        "made_at": format_time(timezone.localtime(now, session.zone).time()),
    }
    return Paper("sign-in", f"presences-{session.public_id}", data)


def blank_board(session: Session, *, size: PageSize, now: datetime) -> Paper:
    """Return the board of questions, empty, to pin up and fill in with a pen: typed afterwards at the desk."""
    head = _session_head(session, on=timezone.localdate(now, session.zone))
    return Paper("board", f"questions-{session.public_id}-{size.value}", {**head, **page_size(size)})


def _session_head(session: Session, *, on: date) -> dict[str, Any]:
    return {
        "heading": session.title,
        "when": f"{wording.day_said(session, on=on)}, {wording.hours_said(session)}",
        "where": wording.where_said(session)["name"],
        "made_on": said_day(on.isoformat()),
        "is_invented": session.is_demo,
    }


# --- What a place did -------------------------------------------------------------------------------------------


def period_asked(starts_on: date | None, ends_on: date | None, *, on: date) -> tuple[date, date]:
    """Return the period that a form asks for, both days included; by default the year up to today.

    Raises PeriodRefused.
    """
    last = ends_on or on
    first = starts_on or last.replace(month=1, day=1)
    if first > last:
        raise PeriodRefused("Le premier jour vient après le dernier : échangez-les.")
    if last - first > LONGEST_PERIOD:
        raise PeriodRefused("Choisissez trois ans au plus.")
    return first, last


def activity_sheet(where: Place | Structure, *, from_on: date, to_on: date, now: datetime) -> Paper:
    """Return what a place or a structure did between two days, included: sessions, people, topics. Small counts masked.

    The figures are those of the page of figures: same rules, same masks.
    """
    found = activity_of(where, from_on=from_on, to_on=to_on)
    data = {
        "name": found.name,
        "period": f"du {said_day(from_on.isoformat())} au {said_day(to_on.isoformat())}",
        "figures": [
            {"value": _said(found.people), "what": "personnes accueillies"},
            _figure(found.sessions, "séance"),
            _figure(found.hours, "heure", "de séance"),
            _figure(found.questions_answered, "question répondue", "ensemble"),
        ],
        "formats": [_row(line) for line in found.formats],
        "topics": [_row(line) for line in found.topics],
        "bands": [{"label": label, "people": _said(count)} for label, count in found.bands.items()],
        "least": settings.SMALL_COUNTS_BELOW,
        "made_on": said_day(timezone.localdate(now).isoformat()),
        "is_invented": bool(where.is_demo),
    }
    name = f"activite-{where.public_id}-{from_on:%Y%m%d}-{to_on:%Y%m%d}"
    return Paper("activity", name, data)


def _figure(count: int, words: str, rest: str = "") -> dict[str, str]:
    value, _space, what = counted(count, words).partition(" ")
    return {"value": value, "what": f"{what} {rest}".strip()}


def _row(line: Line) -> dict[str, Any]:
    return {"label": line.label, "sessions": line.sessions, "people": _said(line.people)}


def _said(count: int | None) -> str:
    """A count in figures; « masqué » when it is too small to be shown, or would tell one that is."""
    return MASKED if count is None else f"{count}"
