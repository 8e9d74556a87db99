"""School holidays of metropolitan France by zone, as dates, and those dates said again in words. Pure: no clock.

Source: the calendar of the ministry of education, shipped with `vacances-scolaires-france`. Corsica and the
overseas territories have calendars of their own, which it does not hold: they have no zone here.
"""

from datetime import date, timedelta
from functools import lru_cache
from itertools import takewhile

from vacances_scolaires_france import SchoolHolidayDates  # type: ignore[import-untyped]

from palier.directory.hours.rules import date_range, rule_parts, split_rules, validate_osm_hours

ZONES = ("A", "B", "C")
# School years written at once: the one of the day, and the next if it is known.
YEARS_WRITTEN = 2
_FIRST_OF_SEPTEMBER = (9, 1)


def school_year_of(on: date) -> int:
    """Return the calendar year in which the school year of that day began; it changes on the first of September."""
    return on.year if (on.month, on.day) >= _FIRST_OF_SEPTEMBER else on.year - 1


def school_holidays(zone: str, on: date) -> tuple[tuple[date, date], ...]:
    """Return the school holidays of `zone` to write on that day, first and last day included.

    Those of the school year of `on` and of the next one, whole: the answer is the same from a first of
    September to the next, so that reading a text again in between changes nothing. A year that the calendar does
    not know to its end is left out; an unknown zone, or a first year that is not known, gives none.
    """
    if zone not in ZONES:
        return ()
    first = school_year_of(on)
    known = takewhile(lambda year: _is_known(zone, year), range(first, first + YEARS_WRITTEN))
    return tuple(period for year in known for period in _of_school_year(zone, year))


def said_school_holidays(dates: str) -> tuple[str, date] | None:
    """Return the zone and the last day of the holidays that a date selector writes, or None if it is another one."""
    return _written().get(dates)


def school_holidays_in(hours: str) -> tuple[str, date] | None:
    """Return the zone and the last day of the school holidays that normalised `hours` write as dates, if any."""
    for rule in split_rules(hours):
        parts = rule_parts(rule.text)
        said = said_school_holidays(parts.dates) if parts else None
        if said:
            return said
    return None


@lru_cache(maxsize=1)
def _days() -> dict[str, tuple[date, ...]]:
    calendar = SchoolHolidayDates()
    return {
        zone: tuple(sorted(day for day in calendar.data if calendar.is_holiday_for_zone(day, zone)))
        for zone in ZONES
    }


@lru_cache(maxsize=1)
def _periods() -> dict[str, tuple[tuple[date, date], ...]]:
    found: dict[str, tuple[tuple[date, date], ...]] = {}
    for zone, days in _days().items():
        periods: list[tuple[date, date]] = []
        for day in days:
            if periods and day - periods[-1][1] == timedelta(days=1):
                periods[-1] = (periods[-1][0], day)
            else:
                periods.append((day, day))
        found[zone] = tuple(periods)
    return found


def _of_school_year(zone: str, year: int) -> tuple[tuple[date, date], ...]:
    start, end = date(year, *_FIRST_OF_SEPTEMBER), date(year + 1, *_FIRST_OF_SEPTEMBER)
    return tuple(period for period in _periods()[zone] if start <= period[0] < end)


def _is_known(zone: str, year: int) -> bool:
    """A school year is known when its autumn and the summer that ends it are both in the calendar."""
    periods = _of_school_year(zone, year)
    return bool(periods) and periods[0][0].year == year and periods[-1][1].month in (8, 9)


@lru_cache(maxsize=1)
def _written() -> dict[str, tuple[str, date]]:
    """Every date selector that `school_holidays` can lead to, as the evaluating library spells it."""
    found: dict[str, tuple[str, date]] = {}
    for zone, days in _days().items():
        for year in range(days[0].year, days[-1].year + 1):
            periods = school_holidays(zone, date(year, *_FIRST_OF_SEPTEMBER))
            if periods:
                dates = ",".join(date_range(start, end) for start, end in periods)
                found[validate_osm_hours(f"{dates} off").removesuffix(" off")] = (zone, periods[-1][1])
    return found
