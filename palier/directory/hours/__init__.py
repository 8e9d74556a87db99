"""Opening hours: French texts read, OSM `opening_hours` checked, evaluated in its place, and said in French.

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
from palier.directory.hours.parsing import ParsedHours, SchoolPeriods, parse_french_hours
from palier.directory.hours.rules import (
    InvalidHours,
    combine,
    on_weeks,
    validate_osm_hours,
    without_school_rules,
)
from palier.directory.hours.schools import school_holidays, school_holidays_in, school_year_of
from palier.directory.hours.states import DayHours, HoursContext, HoursState, is_open_at, state_at, week_table
from palier.directory.hours.times import parse_time_ranges
from palier.directory.hours.wording import describe_hours

__all__ = [
    "DayHours",
    "HoursContext",
    "HoursState",
    "InvalidHours",
    "ParsedHours",
    "SchoolPeriods",
    "combine",
    "describe_hours",
    "describe_state",
    "format_date",
    "format_range",
    "format_ranges",
    "format_time",
    "is_open_at",
    "on_weeks",
    "parse_french_hours",
    "parse_time_ranges",
    "public_holidays",
    "school_holidays",
    "school_holidays_in",
    "school_year_of",
    "state_at",
    "validate_osm_hours",
    "week_table",
    "without_school_rules",
]
