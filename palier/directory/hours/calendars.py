"""Public holidays of each part of France, and `PH` rules written as dates. Pure: no Django, no clock."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

import holidays
from opening_hours import OpeningHours

from palier.directory.hours.rules import (
    Rule,
    RuleParts,
    date_range,
    join_rules,
    rule_parts,
    selects,
    split_rules,
)

# Département → the subdivision’s name in the `holidays` package; the others follow the national list.
_SUBDIVISIONS = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    "971": "971",
    "972": "972",
    "973": "973",
    "974": "974",
    "975": "PM",
    "976": "976",
    "977": "BL",
    "978": "MF",
    "984": "TF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
_NAMES = {"Armistice": "Armistice 1918", "Fête de la Victoire": "Victoire 1945"}
_HOLIDAY = re.compile(r"PH(?: ([+-]\d+) days?)?")
_FIRST_YEAR, _LAST_YEAR = 1901, 2200


def public_holidays(departement_code: str, year: int) -> dict[date, str]:
    """Return the public holidays of a département or overseas territory, by day, with their French name.

    An unknown code gets the national list; years outside 1901–2200 get none.
    """
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return {}
    return dict(_public_holidays(_SUBDIVISIONS.get(departement_code), year))


@lru_cache(maxsize=512)
def _public_holidays(subdivision: str | None, year: int) -> dict[date, str]:
    found = holidays.country_holidays("FR", subdiv=subdivision, years=year, language="fr")
    return {day: _NAMES.get(name, name).replace("'", "’") for day, name in sorted(found.items())}


def with_dated_holidays(hours: str, departement_code: str, year: int) -> str:
    """Write each `PH` of normalised `hours` as the dates it stands for.

    Dates go from the year before `year` to the year after. A rule for holidays that never come in those
    years is left out; one we cannot cut stays as it is.
    """
    if "PH" not in hours:
        return hours
    days = _days_around(_SUBDIVISIONS.get(departement_code), year)
    rules: list[Rule] = []
    for rule in split_rules(hours):
        parts = rule_parts(rule.text) if selects(rule.text, "PH") else None
        rules.extend(_dated(rule, parts, days) if parts else [rule])
    return join_rules(rules)


@lru_cache(maxsize=128)
def _days_around(subdivision: str | None, year: int) -> tuple[date, ...]:
    years = [y for y in (year - 1, year, year + 1) if _FIRST_YEAR <= y <= _LAST_YEAR]
    return tuple(sorted(day for y in years for day in _public_holidays(subdivision, y)))


@lru_cache(maxsize=1024)
def _written(days: tuple[date, ...]) -> str:
    return ",".join(date_range(day, day) for day in days)


def _dated(rule: Rule, parts: RuleParts, holidays_: tuple[date, ...]) -> list[Rule]:
    tail = " ".join(
        filter(None, [parts.times, parts.modifier, f'"{parts.comment}"' if parts.comment else ""])
    )
    wide = " ".join(filter(None, [parts.dates, parts.weeks]))
    head, _, only_on = _split_restriction(parts.days)
    kept = [item for item in head if not item.startswith("PH")]
    wanted: set[date] = set()
    for item in head:
        shift = _HOLIDAY.fullmatch(item)
        if shift:
            wanted.update(day + timedelta(days=int(shift.group(1) or 0)) for day in holidays_)
    dates = tuple(sorted(wanted))
    if wide or only_on:
        selector = OpeningHours(" ".join(filter(None, [wide, only_on])))
        dates = tuple(day for day in dates if selector.is_open(datetime(day.year, day.month, day.day, 12)))  # noqa: DTZ001
    rules = []
    if kept:
        text = " ".join(filter(None, [wide, ",".join(kept), tail]))
        rules.append(replace(rule, text=text))
    if dates:
        text = " ".join(filter(None, [_written(dates), tail]))
        rules.append(replace(rule, separator=rule.separator or ";", text=text))
    return rules


def _split_restriction(days: str) -> tuple[list[str], str, str]:
    """« PH -1 day,Mo » → the list; « PH Mo-Fr » → PH, and the days on which alone it counts."""
    restricted = re.fullmatch(r"((?:PH(?: [+-]\d+ days?)?,?)+) ((?:Mo|Tu|We|Th|Fr|Sa|Su)\S*)", days)
    if restricted:
        return restricted.group(1).split(","), " ", restricted.group(2)
    return re.split(r",(?![^\[]*\])", days), "", ""
