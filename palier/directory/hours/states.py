"""Is it open at this moment, until when, and what a week looks like. Pure: the moment is passed in."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from opening_hours import (  # type: ignore[attr-defined]  # its stub forgets ParserError
    OpeningHours,
    ParserError,
    State,
)

from palier.directory.hours.calendars import public_holidays, with_dated_holidays
from palier.directory.hours.french import WEEKDAY_NAMES
from palier.directory.hours.rules import (
    InvalidHours,
    join_rules,
    rule_parts,
    split_rules,
    validate_osm_hours,
    without_school_rules,
)

HORIZON_DAYS = 400  # how far an opening or a closing is looked for
_ONE_DAY = timedelta(days=1)
_WALK_IN = re.compile(r"\b(?:sans|conseille|possible|souhaite|preference|facultatif)")
_APPOINTMENT = re.compile(r"\b(?:rendez[ -]?vous|rdv|r\.d\.v|appointment)\b")


@dataclass(frozen=True, slots=True)
class HoursContext:
    """Where a place is: its time zone (« Indian/Reunion ») and its département’s INSEE code (« 974 »)."""

    time_zone: str
    departement_code: str


@dataclass(frozen=True, slots=True)
class HoursState:
    """What is known of one moment.

    `is_open` is None when nobody can tell (no hours, invalid hours, « sur rendez-vous »). `until` is the end
    of this state, `next_opening` the start of the opening after it, `next_by_appointment` the start of the
    next hours by appointment if they come before; all aware, in the place’s time zone, None when none comes
    within 400 days. `school_rules` are the rules left out because they depend on school holidays.
    """

    is_open: bool | None
    by_appointment: bool = False
    comment: str = ""
    until: datetime | None = None
    next_opening: datetime | None = None
    next_by_appointment: datetime | None = None
    school_rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DayHours:
    """One day of a timetable; an end at 00:00 is midnight, and 00:00–00:00 the whole day.

    A range that crosses midnight belongs to the day on which it starts. `ranges` are the hours open to all,
    `appointment_ranges` those by appointment; `is_known` is false when nothing is known of that day.
    """

    day: date
    label: str
    ranges: list[tuple[time, time]]
    appointment_ranges: list[tuple[time, time]]
    comment: str
    holiday_name: str
    is_known: bool = True

    @property
    def by_appointment(self) -> bool:
        """Tell whether some of that day’s hours are by appointment."""
        return bool(self.appointment_ranges)


class _Kind(Enum):
    OPEN = "open"
    CLOSED = "closed"
    APPOINTMENT = "appointment"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class _Interval:
    start: datetime
    end: datetime
    kind: _Kind
    comment: str


@dataclass(frozen=True, slots=True)
class _Schedule:
    evaluator: OpeningHours | None
    school_rules: tuple[str, ...]


_NOTHING_KNOWN = HoursState(is_open=None)


def state_at(hours: str, context: HoursContext, at: datetime) -> HoursState:
    """Tell whether a place with these OSM `hours` is open at `at` (aware), in its own time zone.

    Never raises on a text: hours that are empty or invalid, or an unknown time zone, are « unknown ».
    Raises ValueError if `at` is naive.
    """
    if at.tzinfo is None:
        raise ValueError("`at` must be aware")
    zone = _zone(context.time_zone)
    if zone is None or not 1902 <= at.year <= 2199:
        return _NOTHING_KNOWN
    local = at.astimezone(zone).replace(tzinfo=None)
    schedule = _schedule(hours, context.departement_code, local.year)
    if schedule.evaluator is None:
        return replace(_NOTHING_KNOWN, school_rules=schedule.school_rules)
    return _state(schedule, local, zone)


def is_open_at(hours: str, context: HoursContext, at: datetime) -> bool | None:
    """Return `state_at(…).is_open` alone, several times faster: for filters over many places.

    Raises ValueError if `at` is naive.
    """
    if at.tzinfo is None:
        raise ValueError("`at` must be aware")
    zone = _zone(context.time_zone)
    if zone is None or not 1902 <= at.year <= 2199:
        return None
    local = at.astimezone(zone).replace(tzinfo=None)
    evaluator = _schedule(hours, context.departement_code, local.year).evaluator
    if evaluator is None:
        return None
    kind = _kind(*evaluator.state(local))
    return {_Kind.OPEN: True, _Kind.CLOSED: False}.get(kind)


def _state(schedule: _Schedule, local: datetime, zone: ZoneInfo) -> HoursState:
    horizon = local + timedelta(days=HORIZON_DAYS)
    timeline = _intervals(schedule, local, horizon)
    now = next(timeline)
    until: datetime | None = now.end
    next_opening: datetime | None = None
    next_by_appointment: datetime | None = None
    for later in timeline:
        if now.kind is _Kind.OPEN and later.kind is _Kind.OPEN and later.start == until:
            until = later.end  # the same opening, with another comment
            continue
        if later.kind is _Kind.OPEN:
            next_opening = later.start
            break
        if later.kind is now.kind and later.start == until:
            until = later.end
        if later.kind is _Kind.APPOINTMENT and next_by_appointment is None:
            next_by_appointment = later.start
    return HoursState(
        is_open={_Kind.OPEN: True, _Kind.CLOSED: False}.get(now.kind),
        by_appointment=now.kind is _Kind.APPOINTMENT,
        comment=now.comment,
        until=None if until is None or until >= horizon else _aware(until, zone),
        next_opening=_aware(next_opening, zone) if next_opening else None,
        next_by_appointment=_aware(next_by_appointment, zone) if next_by_appointment else None,
        school_rules=schedule.school_rules,
    )


def _aware(local: datetime, zone: ZoneInfo) -> datetime:
    """Put a wall-clock time in its zone; one that the summer change skips becomes the first that exists."""
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def week_table(hours: str, context: HoursContext, week_of: date) -> list[DayHours]:
    """Return the seven days, Monday first, of the week that holds `week_of`; never raises on a text."""
    monday = week_of - timedelta(days=week_of.weekday())
    schedule = _schedule(hours, context.departement_code, week_of.year)
    timeline: list[_Interval] = []
    if schedule.evaluator is not None:
        start = datetime.combine(monday, time()) - _ONE_DAY
        timeline = list(_intervals(schedule, start, start + timedelta(days=9)))
    return [_day_hours(monday + timedelta(days=i), timeline, context.departement_code) for i in range(7)]


def _day_hours(day: date, timeline: list[_Interval], departement_code: str) -> DayHours:
    midnight = datetime.combine(day, time())
    of_day = [x for x in timeline if x.start < midnight + _ONE_DAY and x.end > midnight]
    ranges: dict[_Kind, list[tuple[time, time]]] = {kind: [] for kind in _Kind}
    for interval in of_day:
        if interval.end - interval.start > _ONE_DAY:  # several days on end: cut at midnight
            start, end = max(interval.start, midnight), min(interval.end, midnight + _ONE_DAY)
            ranges[interval.kind].append((start.time(), end.time()))
        elif interval.start >= midnight:
            ranges[interval.kind].append((interval.start.time(), interval.end.time()))
    return DayHours(
        day=day,
        label=WEEKDAY_NAMES[day.weekday()],
        ranges=_joined(ranges[_Kind.OPEN]),
        appointment_ranges=_joined(ranges[_Kind.APPOINTMENT]),
        comment=", ".join(dict.fromkeys(x.comment for x in of_day if x.comment)),
        holiday_name=public_holidays(departement_code, day.year).get(day, ""),
        is_known=any(x.kind is not _Kind.UNKNOWN for x in of_day),
    )


def _joined(ranges: list[tuple[time, time]]) -> list[tuple[time, time]]:
    """Join ranges that differ by their comment only."""
    joined: list[tuple[time, time]] = []
    for start, end in ranges:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def is_by_appointment(comment: str) -> bool:
    """Tell whether a comment asks for an appointment (« avec ou sans rendez-vous » does not)."""
    decomposed = unicodedata.normalize("NFKD", comment.lower())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return bool(_APPOINTMENT.search(plain)) and not _WALK_IN.search(plain)


def _intervals(schedule: _Schedule, start: datetime, end: datetime) -> Iterator[_Interval]:
    """Yield what follows what from `start` to `end`; the library is given naive wall-clock times only.

    (It refuses the hour that the summer change skips when it is given zones.)
    """
    evaluator = schedule.evaluator
    assert evaluator is not None
    last = start
    for begins, ends, state, comment in evaluator.intervals(start, end):
        last = min(ends or end, end)
        yield _Interval(begins, last, _kind(state, comment), comment)
    if last < end:
        yield _Interval(last, end, _Kind.CLOSED, "")


def _kind(state: State, comment: str) -> _Kind:
    if state == State.CLOSED:
        return _Kind.CLOSED
    if comment and is_by_appointment(comment):
        return _Kind.APPOINTMENT
    return _Kind.OPEN if state == State.OPEN else _Kind.UNKNOWN


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=50_000)
def _schedule(hours: str, departement_code: str, year: int) -> _Schedule:
    """Parse `hours` once per year and département; cached because pages ask about hundreds of places."""
    try:
        evaluable, school_rules = without_school_rules(validate_osm_hours(hours))
        dated = with_dated_holidays(_without_bare_rules(evaluable), departement_code, year)
        evaluator = OpeningHours(dated) if dated else None
    except (InvalidHours, ParserError):
        return _Schedule(evaluator=None, school_rules=())
    return _Schedule(evaluator=evaluator, school_rules=tuple(school_rules))


def _without_bare_rules(hours: str) -> str:
    """Give « Mo-Su » to later rules without selectors, after which the library would see no end."""
    rules = split_rules(hours)
    for i, rule in enumerate(rules):
        parts = rule_parts(rule.text)
        if i and parts and not (parts.dates or parts.weeks or parts.days):
            rules[i] = replace(rule, text=f"Mo-Su {rule.text.removeprefix('24/7').strip()}".strip())
    return join_rules(rules)
