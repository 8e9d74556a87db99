"""iCalendar files read into lines: recurrences spread out within bounds, exceptions and moves applied. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice, takewhile
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Calendar

from palier.agenda.imports.found import MOST_ROWS, Found
from palier.directory.imports.reading import UnreadableFile

ALL_DAY = "L’événement dure toute la journée : une séance a une heure de début et de fin."
RHYTHM = "Ce rythme n’est pas compris : une séance revient chaque jour, semaine, mois ou année."
NO_END = timedelta(hours=2)  # what an event without an end is taken for
NOT_A_CALENDAR = (
    "Ce fichier n’est pas un calendrier lisible : exportez-le de nouveau au format iCalendar (.ics)."
)
TOO_LONG = "Ce calendrier répète trop d’événements depuis trop longtemps : exportez une période plus courte."
NEVER = "« {} » se répète des jours qui n’existent pas : corrigez ce rythme, puis exportez de nouveau."
# Rules are spread out in a request: only what calendars write, and a few seconds at most for the whole file.
_ANY_RULE = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH"}
_PARTS = {
    "DAILY": _ANY_RULE,
    "WEEKLY": _ANY_RULE,
    "MONTHLY": _ANY_RULE | {"BYMONTHDAY", "BYSETPOS"},
    "YEARLY": _ANY_RULE | {"BYMONTHDAY", "BYSETPOS"},
}
MOST_STEPS = 200_000  # days of daily rules, weeks of others; about 15 µs each


@dataclass(slots=True)
class _Reading:
    """What is wanted of a file, and what it has cost so far. `moved`: by UID, by occurrence, the event that says it."""

    since: date
    until: date
    moved: dict[str, dict[str, Any]]
    steps: int = 0

    def is_wanted(self, moment: Any) -> bool:
        return isinstance(moment, datetime) and self.since <= moment.date() <= self.until

    def spend(self, steps: int) -> None:
        self.steps += max(steps, 0)
        if self.steps > MOST_STEPS:
            raise UnreadableFile(TOO_LONG)


def read_calendar(content: bytes, *, since: date, until: date) -> list[Found]:
    """Return the events of a calendar from `since` to `until`, at most MOST_ROWS, in the order of the file.

    Cancelled occurrences are left out; an event that cannot be read says why. Raises UnreadableFile, also for rules
    that would take too long.
    """
    try:
        calendar = Calendar.from_ical(content)
        events: list[Any] = list(calendar.walk("VEVENT"))
    except (ValueError, IndexError, KeyError, TypeError, AttributeError):
        raise UnreadableFile(NOT_A_CALENDAR) from None
    if not events:
        raise UnreadableFile("Ce calendrier ne contient aucun événement.")
    reading = _Reading(since - timedelta(days=1), until, {})  # a day more: clocks differ by place
    for event in events:
        if "RECURRENCE-ID" in event:
            own = reading.moved.setdefault(_text(event, "UID"), {})
            own[_key(event["RECURRENCE-ID"].dt)] = event
    found: list[Found] = []
    for number, event in enumerate(events, start=1):
        if "RECURRENCE-ID" in event or _is_cancelled(event):
            continue
        try:
            found += _read_event(event, number, reading)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            found.append(
                Found(number, title=_text(event, "SUMMARY"), refused="Cet événement n’est pas lisible.")
            )
        if len(found) > MOST_ROWS:
            raise UnreadableFile(f"Plus de {MOST_ROWS} séances à venir : exportez une période plus courte.")
    return found


def _read_event(event: Any, number: int, reading: _Reading) -> list[Found]:
    title = _text(event, "SUMMARY")
    if "DTSTART" not in event:
        return [Found(number, title=title, refused="L’événement n’a pas de date.")]
    start = event["DTSTART"].dt
    if not isinstance(start, datetime):
        return [Found(number, title=title, refused=ALL_DAY)]
    uid, length = _text(event, "UID"), _length(event, start)
    if "RRULE" not in event and "RDATE" not in event:
        return [_line(event, number, start, length, uid)]
    if not all(_is_understood(rule) for rule in _listed(event, "RRULE")):
        return [Found(number, title=title, refused=RHYTHM)]
    moved = reading.moved.get(uid, {})
    found = [
        _line(event, number, occurrence, length, f"{uid}/{_key(occurrence)}")
        for occurrence in _occurrences(event, start, reading)
        if _key(occurrence) not in moved
    ]
    for key, other in moved.items():
        at = other["DTSTART"].dt
        if reading.is_wanted(at) and not _is_cancelled(other):
            line = _line(other, number, at, _length(other, at), f"{uid}/{key}")
            found.append(replace(line, title=line.title or title))
    return sorted(found, key=lambda line: f"{line.starts_at:%Y%m%d%H%M}")


def _is_cancelled(event: Any) -> bool:
    return _text(event, "STATUS").upper() == "CANCELLED"


def _is_understood(rule: Any) -> bool:
    (frequency,), (interval,) = rule.get("FREQ", [""]), rule.get("INTERVAL", [1])
    return set(rule) <= _PARTS.get(frequency.upper(), set()) and interval >= 1


def _occurrences(event: Any, start: datetime, reading: _Reading) -> list[datetime]:
    """Return the occurrences within the bounds, in the zone of the event: the hour stays, summer and winter."""
    zone, wall = start.tzinfo, start.replace(tzinfo=None)
    rules = _listed(event, "RRULE")
    days = set() if rules else {wall}
    for rule in rules:
        days |= _spread(rule, wall, last=_last_of(rule, zone, reading.until), reading=reading, event=event)
    for group in _listed(event, "RDATE"):
        days |= {_on_the_wall(item.dt, wall, zone) for item in group.dts}
    for group in _listed(event, "EXDATE"):
        days -= {_on_the_wall(item.dt, wall, zone) for item in group.dts}
    return [moment.replace(tzinfo=zone) for moment in sorted(days) if reading.is_wanted(moment)]


def _spread(rule: Any, wall: datetime, *, last: date, reading: _Reading, event: Any) -> set[datetime]:
    """Return the moments of a rule until `last`; none for a rule that was over before what is wanted."""
    if last < reading.since:
        return set()
    reading.spend((last - wall.date()).days // (1 if rule["FREQ"][0].upper() == "DAILY" else 7))
    text = ";".join(
        part for part in rule.to_ical().decode().split(";") if not part.startswith(("UNTIL", "COUNT"))
    )
    moments: Any = rrulestr(text, dtstart=wall)
    if next(iter(moments), None) is None:  # it was looked for until the year 9999: once is enough
        raise UnreadableFile(NEVER.format(_text(event, "SUMMARY")[:80]))
    (count,) = rule.get("COUNT", [None])
    return set(takewhile(lambda moment: moment.date() <= last, islice(moments, count)))


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
