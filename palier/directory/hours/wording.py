"""The rules of an OSM text, said in French line by line. Pure.

What cannot be said in French is quoted as it is written, between « », never dropped.
"""

import re
from dataclasses import dataclass, replace
from datetime import time

from palier.directory.hours.french import (
    MONTH_NAMES,
    NBSP,
    WEEKDAY_NAMES,
    day_of_month,
    format_range,
    format_time,
    listed,
)
from palier.directory.hours.rules import (
    MONTHS,
    WEEKDAYS,
    InvalidHours,
    Rule,
    RuleParts,
    rule_parts,
    split_rules,
    validate_osm_hours,
)
from palier.directory.hours.schools import said_school_holidays

_ORDINALS = {1: "premier", 2: "deuxième", 3: "troisième", 4: "quatrième", 5: "cinquième"}
_ORDINALS |= {-1: "dernier", -2: "avant-dernier"}
_ODD_WEEKS = re.compile(r"week 01-(?:51|53)/2")
_EVEN_WEEKS = re.compile(r"week 02-(?:52|53)/2")
_DATE = re.compile(r"(?:(?P<year>\d{4}) )?(?P<month>[A-Z][a-z]{2})(?: (?P<day>\d\d))?")
_NTH = re.compile(r"(?P<day>[A-Z][a-z])\[(?P<numbers>[-\d,]+)\]")
_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_OPEN_END = re.compile(r"(\d\d):(\d\d)\+")


class _Unsayable(Exception):
    """This selector has no French wording here."""


@dataclass(frozen=True, slots=True)
class _Days:
    """Weekdays as numbers (Monday is 0), nth weekdays as French words, holidays as French words."""

    plain: tuple[int, ...]
    nth: tuple[str, ...]
    holidays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    rule: Rule
    parts: RuleParts | None
    days: _Days | None
    narrows: bool  # replaces, on its days, hours said on an earlier line

    @property
    def is_plain(self) -> bool:
        """Tell whether the rule counts every week of the year."""
        return bool(
            self.parts and self.days and not (self.parts.dates or self.parts.weeks or self.parts.always)
        )


def describe_hours(hours: str) -> list[str]:
    """Say the rules of `hours` in French, one line per rule, in their order.

    Days that a later rule replaces are taken out of the earlier line, so that each line is true by itself.
    Text that is not valid comes back whole between « »; empty hours give no line.
    """
    try:
        rules = split_rules(validate_osm_hours(hours))
    except InvalidHours:
        return [f"«{NBSP}{hours.strip()}{NBSP}»"]
    lines: list[_Line] = []
    for rule in rules:
        line = _line(rule)
        if rule.separator == ";":
            lines, line = _replaced(lines, line)
        lines.append(line)
    return [_say(line) for line in lines]


def _line(rule: Rule) -> _Line:
    parts = rule_parts(rule.text)
    days: _Days | None = None
    if parts:
        try:
            days = _read_days(parts.days)
        except _Unsayable:
            parts = None
    return _Line(rule, parts, days, narrows=False)


def _replaced(earlier: list[_Line], line: _Line) -> tuple[list[_Line], _Line]:
    """A rule after « ; » replaces whole days of the rules before it: take them out where that can be said."""
    if line.days is None or line.parts is None or (line.parts.modifier == "off" and line.parts.times):
        return earlier, line
    mine = set(line.days.plain) or (set() if line.days.nth or line.days.holidays else set(range(7)))
    kept: list[_Line] = []
    narrows = False
    for other in earlier:
        if not other.is_plain or other.days is None or not other.parts:
            kept.append(other)
        elif line.is_plain and mine and not other.days.nth:
            plain = other.days.plain or (() if other.days.holidays else tuple(range(7)))
            left = tuple(day for day in plain if day not in mine)
            if left or other.days.holidays:
                kept.append(replace(other, days=replace(other.days, plain=left)))
        else:
            kept.append(other)
            narrows = narrows or line.parts.modifier != "off" != other.parts.modifier
    return kept, replace(line, narrows=narrows)


def _say(line: _Line) -> str:
    quoted = f"«{NBSP}{line.rule.text}{NBSP}»"
    if line.parts is None or line.days is None:
        return quoted
    try:
        return _sentence(line, line.parts, line.days)
    except _Unsayable:
        return quoted


def _sentence(line: _Line, parts: RuleParts, days: _Days) -> str:
    times = listed([_say_span(span) for span in parts.times.split(",")]) if parts.times else ""
    comment = f" ({parts.comment})" if parts.comment else ""
    only = " seulement" if line.narrows else ""
    fallback = "sinon, " if line.rule.separator == "||" else ""
    if parts.modifier == "off":
        closed = ["fermé", *_dates(parts), _say_days(days, closed=True)]
        if said_school_holidays(parts.dates):
            closed = ["fermé", _say_days(days, closed=True), *_dates(parts)]
        hours = f", {times}" if times else ""
        return fallback + " ".join(filter(None, closed)) + hours + comment
    when = ", ".join(filter(None, [*_dates(parts), _say_days(days, closed=False)]))
    if parts.modifier == "unknown":
        what = ", ".join(filter(None, [when, times]))
        meaning = parts.comment or "horaires non précisés"
        return fallback + (f"{what}{NBSP}: {meaning}" if what else meaning) + only
    if not when and not times:
        return f"{fallback}24{NBSP}h sur{NBSP}24, 7{NBSP}jours sur{NBSP}7{comment}"
    said = f"{when or 'tous les jours'}{NBSP}: {times or 'toute la journée'}"
    return fallback + said + only + comment


def _read_days(text: str) -> _Days:
    plain: set[int] = set()
    nth: list[str] = []
    holidays: list[str] = []
    if " " in text:
        raise _Unsayable
    for item in re.split(r",(?![^\[]*\])", text) if text else []:
        found = _NTH.fullmatch(item)
        if item in ("PH", "SH"):
            holidays.append("les jours fériés" if item == "PH" else "pendant les vacances scolaires")
        elif found:
            nth.append(_say_nth(found["day"], found["numbers"]))
        else:
            first, _, last = item.partition("-")
            start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
            plain.update((start + i) % 7 for i in range((end - start) % 7 + 1))
    return _Days(tuple(sorted(plain)), tuple(nth), tuple(holidays))


def _say_nth(day: str, numbers: str) -> str:
    name = WEEKDAY_NAMES[WEEKDAYS.index(day)]
    try:
        words = [_ORDINALS[int(number)] for number in numbers.split(",")]
    except (KeyError, ValueError):
        raise _Unsayable from None
    if len(words) == 1:
        return f"le {words[0]} {name} du mois"
    return f"les {listed(words)} {name}s du mois"


def _say_days(days: _Days, *, closed: bool) -> str:
    said: list[str] = []
    for run in _runs(days.plain):
        names = [WEEKDAY_NAMES[day] for day in run]
        if len(names) >= 3:
            said.append(f"du {names[0]} au {names[-1]}")
        else:
            said += [f"le {name}" if closed else name for name in names]
    if len(days.plain) == 7:
        said = ["tous les jours"]
    return listed([*said, *days.nth, *days.holidays])


def _runs(days: tuple[int, ...]) -> list[list[int]]:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _dates(parts: RuleParts) -> list[str]:
    said = [_say_all_dates(parts.dates)] if parts.dates else []
    if parts.weeks:
        said.append(_say_weeks(parts.weeks))
    return said


def _say_all_dates(dates: str) -> str:
    school = said_school_holidays(dates)
    if school:
        zone, last = school
        until = f"{day_of_month(last.day)} {MONTH_NAMES[last.month - 1]} {last.year}"
        return f"pendant les vacances scolaires (zone{NBSP}{zone}, jusqu’au {until})"
    return listed([_say_dates(item) for item in dates.split(",")])


def _say_weeks(weeks: str) -> str:
    if _ODD_WEEKS.fullmatch(weeks):
        return "semaines impaires"
    if _EVEN_WEEKS.fullmatch(weeks):
        return "semaines paires"
    numbers = weeks.removeprefix("week ")
    if "/" in numbers:
        raise _Unsayable
    said = [" à ".join(str(int(n)) for n in item.split("-")) for item in numbers.split(",")]
    return ("semaine " if numbers.isdigit() else "semaines ") + listed(said)


def _say_dates(text: str) -> str:
    first, _, last = text.partition("-")
    if re.fullmatch(r"\d{4}", first) and re.fullmatch(r"(\d{4})?", last):
        if last == "9999":
            return f"à partir de {first}"
        return f"de {first} à {last}" if last else f"en {first}"
    start, end = _read_date(first), _read_date(last) if last else None
    if end is None:
        day = f"le {day_of_month(int(start['day']))}" if start["day"] else "en"
        return " ".join(filter(None, [day, start["month"], start["year"]]))
    if not start["day"]:
        of_year = end["year"] or start["year"]
        return f"{_from(start['month'])} à {end['month']}" + (f" {of_year}" if of_year else "")
    shown = [day_of_month(int(start["day"]))]
    if (start["month"], start["year"]) != (end["month"], end["year"]):
        shown.append(start["month"])
    if start["year"] != end["year"]:
        shown.append(start["year"])
    until = " ".join(filter(None, [day_of_month(int(end["day"])), end["month"], end["year"]]))
    return f"du {' '.join(filter(None, shown))} au {until}"


def _read_date(text: str) -> dict[str, str]:
    found = _DATE.fullmatch(text)
    if not found or found["month"] not in MONTHS:
        raise _Unsayable
    month = MONTH_NAMES[MONTHS.index(found["month"])]
    return {"year": found["year"] or "", "month": month, "day": found["day"] or ""}


def _from(month: str) -> str:
    return f"d’{month}" if month[0] in "ao" else f"de {month}"


def _say_span(span: str) -> str:
    found = _SPAN.fullmatch(span)
    if found:
        start_hour, start_minute, end_hour, end_minute = (int(number) for number in found.groups())
        return format_range(time(start_hour % 24, start_minute), time(end_hour % 24, end_minute))
    open_end = _OPEN_END.fullmatch(span)
    if open_end:
        return f"à partir de {format_time(time(int(open_end[1]) % 24, int(open_end[2])))}"
    raise _Unsayable
