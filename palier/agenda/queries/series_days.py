"""The days that a series gives, and those it leaves out with their reason."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from palier.agenda.closed_days import closed_reason
from palier.agenda.models import Series
from palier.agenda.recurrence import days_of
from palier.territory.queries import time_zone_of

MONTHS_AHEAD = 4  # how far ahead sessions are made
PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class SeriesDay:
    """A day of the rule; `left_out` says why there is no session, "" when there is one."""

    on: date
    left_out: str = ""


def zone_of(series: Series) -> ZoneInfo:
    """Return the zone in which the hour of a series is read: that of its place, else of Paris."""
    return time_zone_of(series.place.commune) if series.place is not None else PARIS


def all_days(series: Series, *, since: date, until: date) -> list[SeriesDay]:
    """Return every day that the rule gives from `since` to `until`, those left out too. One query."""
    last = min(until, series.ends_on) if series.ends_on is not None else until
    days = days_of(series.recurrence, starts_on=series.starts_on, since=since, until=last)
    if not days:
        return []
    exceptions = dict(series.exceptions.filter(on__range=(days[0], days[-1])).values_list("on", "reason"))
    commune = series.place.commune if series.place is not None else None
    return [
        SeriesDay(on, exceptions[on] or "laissé de côté")
        if on in exceptions
        else SeriesDay(
            on,
            closed_reason(
                on,
                commune=commune,
                public_holidays_too=series.skips_public_holidays,
                school_holidays_too=series.skips_school_holidays,
            ),
        )
        for on in days
    ]


def days_ahead(series: Series, *, since: date, until: date) -> list[SeriesDay]:
    """Return the days on which the series takes place, from `since` to `until`."""
    return [day for day in all_days(series, since=since, until=until) if not day.left_out]
