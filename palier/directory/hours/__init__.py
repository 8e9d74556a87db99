"""Opening hours: OSM `opening_hours` text checked, evaluated in its own place and time, and said in French.

Pure: no Django, no clock. Callers write `from palier.directory import hours` then `hours.state_at(…)`.
"""

from palier.directory.hours.calendars import public_holidays
from palier.directory.hours.french import (
    describe_state,
    format_date,
    format_range,
    format_ranges,
    format_time,
)
from palier.directory.hours.rules import InvalidHours, combine, validate_osm_hours, without_school_rules
from palier.directory.hours.states import DayHours, HoursContext, HoursState, state_at, week_table
from palier.directory.hours.wording import describe_hours

__all__ = [
    "DayHours",
    "HoursContext",
    "HoursState",
    "InvalidHours",
    "combine",
    "describe_hours",
    "describe_state",
    "format_date",
    "format_range",
    "format_ranges",
    "format_time",
    "public_holidays",
    "state_at",
    "validate_osm_hours",
    "week_table",
    "without_school_rules",
]
