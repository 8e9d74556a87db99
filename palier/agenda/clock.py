"""The clock of a place: a day and an hour on its wall, as an instant. Pure: no Django, nothing read."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from palier.directory.hours import format_time


def instant_of(on: date, *, at: time, zone: ZoneInfo) -> datetime:
    """Return the instant at which a clock of `zone` shows that hour, in UTC.

    An hour that comes twice (winter time) is the first one; an hour that does not come (summer time) is the one that
    the clock shows instead, an hour later. `clock_remark` says both.
    """
    return datetime.combine(on, at, tzinfo=zone).astimezone(UTC)


def end_of(on: date, *, start: time, end: time, zone: ZoneInfo) -> datetime:
    """Return the instant at which something that starts that day ends; an end before the start is the next day’s."""
    return instant_of(on if end > start else on + timedelta(days=1), at=end, zone=zone)


def clock_remark(on: date, *, at: time, zone: ZoneInfo) -> str:
    """Say that the clocks change at that hour, and which one was taken; "" on any other day."""
    first = datetime.combine(on, at, tzinfo=zone)
    shown = first.astimezone(UTC).astimezone(zone)
    if shown.replace(tzinfo=None) != first.replace(tzinfo=None):
        return (
            f"Ce jour-là les horloges avancent : {format_time(at)} n’existe pas. "
            f"La séance est notée à {format_time(shown.time())}."
        )
    if first.replace(fold=1).utcoffset() != first.utcoffset():
        return (
            f"Ce jour-là les horloges reculent : {format_time(at)} vient deux fois. "
            "La séance est notée à la première."
        )
    return ""
