"""iCalendar files read into lines: recurrences spread out within bounds, exceptions and moves applied. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from dateutil.rrule import rruleset, rrulestr
from icalendar import Calendar

from palier.agenda.imports.found import MOST_ROWS, Found
from palier.directory.imports.reading import UnreadableFile

ALL_DAY = "L’événement dure toute la journée : une séance a une heure de début et de fin."
NO_END = timedelta(hours=2)  # what an event without an end is taken for
NOT_A_CALENDAR = (
    "Ce fichier n’est pas un calendrier lisible : exportez-le de nouveau au format iCalendar (.ics)."
)


def read_calendar(content: bytes, *, since: date, until: date) -> list[Found]:
    """Return the events of a calendar from `since` to `until`, at most MOST_ROWS, in the order of the file.

    Cancelled occurrences are left out; an event that cannot be read says why. Raises UnreadableFile.
    """
    try:
        calendar = Calendar.from_ical(content)
        events: list[Any] = list(calendar.walk("VEVENT"))
    except (ValueError, IndexError, KeyError, TypeError, AttributeError):
        raise UnreadableFile(NOT_A_CALENDAR) from None
    if not events:
        raise UnreadableFile("Ce calendrier ne contient aucun événement.")
    moved = {
        (str(event.get("UID", "")), _key(event["RECURRENCE-ID"].dt)): event
        for event in events
        if "RECURRENCE-ID" in event
    }
    found: list[Found] = []
    for number, event in enumerate(events, start=1):
        if "RECURRENCE-ID" in event or str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        try:
            found += _read_event(event, number, moved, since=since, until=until)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            found.append(
                Found(number, title=_text(event, "SUMMARY"), refused="Cet événement n’est pas lisible.")
            )
        if len(found) > MOST_ROWS:
            raise UnreadableFile(f"Plus de {MOST_ROWS} séances à venir : exportez une période plus courte.")
    return found


def _read_event(
    event: Any, number: int, moved: dict[tuple[str, str], Any], *, since: date, until: date
) -> Iterator[Found]:
    title = _text(event, "SUMMARY")
    if "DTSTART" not in event:
        yield Found(number, title=title, refused="L’événement n’a pas de date.")
        return
    start = event["DTSTART"].dt
    if not isinstance(start, datetime):
        yield Found(number, title=title, refused=ALL_DAY)
        return
    uid, length = _text(event, "UID"), _length(event, start)
    if "RRULE" not in event and "RDATE" not in event:
        yield _line(event, number, start, length, uid)
        return
    for occurrence in _occurrences(event, start, since=since, until=until):
        other = moved.get((uid, _key(occurrence)))
        key = f"{uid}/{_key(occurrence)}"
        if other is None:
            yield _line(event, number, occurrence, length, key)
        elif str(other.get("STATUS", "")).upper() != "CANCELLED" and isinstance(
            other["DTSTART"].dt, datetime
        ):
            at = other["DTSTART"].dt
            yield replace(
                _line(other, number, at, _length(other, at), key), title=_text(other, "SUMMARY") or title
            )


def _occurrences(event: Any, start: datetime, *, since: date, until: date) -> list[datetime]:
    """Return the occurrences within the bounds, in the zone of the event: the hour stays, summer and winter."""
    zone = start.tzinfo
    wall = start.replace(tzinfo=None)
    days = rruleset()
    for rule in _listed(event, "RRULE"):
        text = rule.to_ical().decode()
        text = ";".join(part for part in text.split(";") if not part.startswith("UNTIL"))
        last = _last_of(rule, zone, until)
        bounded = text if "COUNT" in text else f"{text};UNTIL={last:%Y%m%d}T235959"
        read: Any = rrulestr(bounded, dtstart=wall)
        days.rrule(read)
    for name, add in (("EXDATE", days.exdate), ("RDATE", days.rdate)):
        for group in _listed(event, name):
            for item in group.dts:
                add(_on_the_wall(item.dt, wall, zone))
    if "RRULE" not in event:
        days.rdate(wall)
    after = days.xafter(datetime.combine(since, wall.time()) - timedelta(days=1), inc=True)
    wanted = islice(after, MOST_ROWS + 1)
    return [moment.replace(tzinfo=zone) for moment in wanted if moment.date() <= until]


def _last_of(rule: Any, zone: Any, until: date) -> date:
    said: date | None = rule.get("UNTIL", [None])[0]
    if said is None:
        return until
    if isinstance(said, datetime):
        said = (said.astimezone(zone) if said.tzinfo and zone else said).date()
    return min(said, until)


def _on_the_wall(moment: Any, like: datetime, zone: Any) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, like.time())
    return (moment.astimezone(zone) if moment.tzinfo and zone else moment).replace(tzinfo=None)


def _listed(event: Any, name: str) -> list[Any]:
    value = event.get(name)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _length(event: Any, start: datetime) -> timedelta:
    if "DURATION" in event:
        return timedelta(seconds=event["DURATION"].dt.total_seconds())
    end = event["DTEND"].dt if "DTEND" in event else None
    return end - start if isinstance(end, datetime) else NO_END


def _line(event: Any, number: int, start: datetime, length: timedelta, uid: str) -> Found:
    """Hours are added on the wall: a session of two hours across a change of clock still shows two hours."""
    end = (start.replace(tzinfo=None) + length).replace(tzinfo=start.tzinfo)
    return Found(
        number,
        title=_text(event, "SUMMARY"),
        starts_at=start,
        ends_at=end,
        place=_text(event, "LOCATION"),
        format=" ".join(_categories(event)),
        description=_text(event, "DESCRIPTION"),
        uid=uid or f"{start:%Y%m%dT%H%M}/{_text(event, 'SUMMARY')}",
    )


def _categories(event: Any) -> list[str]:
    return [str(item) for group in _listed(event, "CATEGORIES") for item in getattr(group, "cats", [group])]


def _text(event: Any, name: str) -> str:
    return str(event.get(name, "")).strip()


def _key(moment: Any) -> str:
    """Name an occurrence: its instant when it has a zone, so that a file in UTC names the same one."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return f"{int(moment.timestamp())}"
    return f"{moment:%Y%m%dT%H%M}"
