"""Sessions as iCalendar (RFC 5545): one for a confirmation, many for a feed that a calendar subscribes to.

The identifier of an event never changes; its SEQUENCE is the revision of the session, so that calendars move or cross
out what they already hold. Nothing depends on the clock: the same sessions give the same bytes.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from palier.agenda import wording
from palier.agenda.enums import SessionStatus
from palier.agenda.models import Session
from palier.directory.enums import ContactKind, Visibility
from palier.directory.models import ContactChannel

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Palier//Agenda//FR"
READ_AGAIN = timedelta(hours=6)


def session_calendar(session: Session, *, site_url: str, for_registered: bool = False) -> bytes:
    """Return the calendar of one session, to join to a confirmation or to download.

    `for_registered`: with the address of the video meeting even when one must register to have it.
    """
    return sessions_calendar([session], name=session.title, site_url=site_url, for_registered=for_registered)


def sessions_calendar(
    sessions: Iterable[Session], *, name: str, site_url: str, for_registered: bool = False
) -> bytes:
    """Return the calendar of `sessions`, in their order, with the clocks that they need.

    Each needs `format`, `commune` and `place` with its `commune` and `contacts` at hand, or reads them.
    """
    sessions = list(sessions)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for zone in dict.fromkeys(session.time_zone for session in sessions):
        calendar.add_component(_clock(zone, *_years(s for s in sessions if s.time_zone == zone)))
    for session in sessions:
        calendar.add_component(_event(session, site_url=site_url, for_registered=for_registered))
    return bytes(calendar.to_ical())


def uid_of(session: Session, *, site_url: str) -> str:
    """Return the identifier of the event: of the session and of the site, whatever becomes of either’s words."""
    return f"{session.public_id}@{urlsplit(site_url).hostname or 'palier'}"


def public_phone(session: Session) -> ContactChannel | None:
    """Return the public telephone of its place, the preferred one first; None without."""
    contacts: Sequence[ContactChannel] = list(session.place.contacts.all()) if session.place else []
    phones = [c for c in contacts if c.kind == ContactKind.PHONE and c.visibility == Visibility.PUBLIC]
    return min(phones, key=lambda c: (not c.is_preferred, c.pk), default=None)


def shows_online_address(session: Session) -> bool:
    """Tell whether anybody may have the address of the video meeting: not when one must register for it."""
    return bool(session.online_url) and session.registration_mode != "REQUIRED"


def _event(session: Session, *, site_url: str, for_registered: bool) -> Event:
    url = f"{site_url}/seances/{session.public_id}/"
    is_cancelled = session.status == SessionStatus.CANCELLED
    event = Event()
    event.add("uid", uid_of(session, site_url=site_url))
    event.add("dtstamp", session.updated_at)
    event.add("last-modified", session.updated_at)
    event.add("created", session.created_at)
    event.add("sequence", session.revision)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("summary", f"Annulé : {session.title}" if is_cancelled else session.title)
    event.add("dtstart", session.starts_at.astimezone(session.zone))
    event.add("dtend", session.ends_at.astimezone(session.zone))
    event.add("location", _location(session))
    event.add("description", _description(session, url=url, for_registered=for_registered))
    event.add("url", url)
    event.add("categories", [session.format.label])
    if session.place is not None and session.place.point is not None:
        event.add("geo", tuple(session.place.point))
    return event


def _location(session: Session) -> str:
    lines = wording.address_lines(session)
    name = [session.place.name] if session.place else []
    return ", ".join([*name, *lines]) or "en ligne"


def _description(session: Session, *, url: str, for_registered: bool) -> str:
    lines = []
    if session.status == SessionStatus.CANCELLED:
        lines.append(f"Séance annulée. {session.cancelled_reason}".strip())
    lines += [session.theme or session.hook_theme, session.description.strip()]
    lines += [f"{wording.entry_line(session)}. {wording.arrival_line(session)}"]
    if session.online_url and (for_registered or shows_online_address(session)):
        lines.append(f"En ligne : {session.online_url}")
    phone = public_phone(session)
    if phone is not None:
        lines.append(f"Téléphone : {phone.display}")
    return "\n".join([*filter(None, lines), url])


def _years(sessions: Iterable[Session]) -> tuple[int, int]:
    years = {moment.year for s in sessions for moment in (s.starts_at, s.ends_at)}
    return min(years) - 1, max(years) + 2


@lru_cache(maxsize=100)
def _clock(zone: str, first_year: int, end_year: int) -> Timezone:
    """The changes of a clock around these years, so that readers need no list of zones of their own."""
    return Timezone.from_tzinfo(
        ZoneInfo(zone), zone, first_date=date(first_year, 1, 1), last_date=date(end_year, 1, 1)
    )
