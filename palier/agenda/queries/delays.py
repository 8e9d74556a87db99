"""Until when one may register, and how long a seat that came free is kept for somebody."""

from datetime import date, datetime, time, timedelta

from palier.agenda.models import Session
from palier.directory.hours import format_date, format_time

# Nobody is asked to answer, nor sent a text message, outside these hours of the clock of the session.
MORNING, EVENING = time(9), time(20)


def closes_at(session: Session) -> datetime:
    """Return when registration closes: at the end of an open door, at the start of everything else."""
    return session.ends_at if session.is_open_door else session.starts_at


def end_of_hold(session: Session, *, on: date) -> datetime:
    """Return until when seats are kept for an audience: the end of a day where the session is, or its closing."""
    return min(datetime.combine(on + timedelta(days=1), time(), session.zone), closes_at(session))


def is_open(session: Session, *, now: datetime) -> bool:
    """Tell whether one may still register: published, and not closed yet."""
    return session.status == "PUBLISHED" and now < closes_at(session)


def is_daytime(at: datetime, session: Session) -> bool:
    """Tell whether people may be written to or called then, where the session is."""
    return MORNING <= at.astimezone(session.zone).time() < EVENING


def next_daytime(at: datetime, session: Session) -> datetime:
    """Return `at` if it is daytime where the session is, else the next morning at nine there."""
    if is_daytime(at, session):
        return at
    local = at.astimezone(session.zone)
    day = local.date() + timedelta(days=1 if local.time() >= EVENING else 0)
    return datetime.combine(day, MORNING, tzinfo=session.zone).astimezone(at.tzinfo)


def answer_deadline(session: Session, *, now: datetime) -> datetime | None:
    """Return until when a seat offered now is kept; None once the session has begun: it is for those who are there.

    `Session.answer_hours` are counted from a moment of the day when people read, and end in daytime too; never later
    than the start.
    """
    if now >= session.starts_at:
        return None
    deadline = next_daytime(next_daytime(now, session) + timedelta(hours=session.answer_hours), session)
    return min(deadline, session.starts_at)


def moment_line(at: datetime, session: Session) -> str:
    """« mercredi 25 novembre à 10 h », by the clock of the session."""
    local = at.astimezone(session.zone)
    return f"{format_date(local.date())} à {format_time(local.time())}"
