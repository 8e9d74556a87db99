"""How a series comes back: from a plain answer to an RFC 5545 rule, to its days, and back to French words.

Pure: no Django, no clock. Rules count days only; the hour is that of the clock of the place, summer and winter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from dateutil.rrule import rrulestr

from palier.directory.hours.french import WEEKDAY_NAMES, listed

MOST_DAYS = 400
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_RANKED = re.compile(r"(?P<rank>-?\d)(?P<day>MO|TU|WE|TH|FR|SA|SU)")
RANKS = {1: "1er", 2: "2e", 3: "3e", 4: "4e", -1: "dernier"}


class Rhythm(StrEnum):
    """How often a series comes back."""

    MONTHLY = "mois"
    WEEKLY = "semaine"
    FORTNIGHTLY = "quinzaine"
    ONCE = "une-fois"


@dataclass(frozen=True, slots=True)
class Repetition:
    """A plain answer: how often, on which days of the week (Monday is 0), on which of the month (-1: the last)."""

    rhythm: Rhythm
    weekdays: tuple[int, ...]
    ranks: tuple[int, ...] = ()


class UnsaidRepetition(Exception):
    """The answer does not make a rule; the message says what is missing, in French."""


def rule_of(repetition: Repetition) -> str:
    """Return the RFC 5545 rule of an answer, "" for days chosen one by one. Raises UnsaidRepetition."""
    if repetition.rhythm == Rhythm.ONCE:
        return ""
    if not repetition.weekdays or not set(repetition.weekdays) <= set(range(7)):
        raise UnsaidRepetition("Choisissez au moins un jour de la semaine.")
    days = [_CODES[day] for day in sorted(set(repetition.weekdays))]
    if repetition.rhythm == Rhythm.MONTHLY:
        if not repetition.ranks or not set(repetition.ranks) <= set(RANKS):
            raise UnsaidRepetition("Dites lequel du mois : le premier, le deuxième…")
        ranked = [f"{rank}{day}" for rank in _in_order(repetition.ranks) for day in days]
        return f"FREQ=MONTHLY;BYDAY={','.join(ranked)}"
    interval = "INTERVAL=2;" if repetition.rhythm == Rhythm.FORTNIGHTLY else ""
    return f"FREQ=WEEKLY;{interval}BYDAY={','.join(days)}"


def read_rule(rule: str) -> Repetition | None:
    """Return the answer that makes this rule, None for a rule that our form cannot write."""
    parts = dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)
    if not rule:
        return Repetition(Rhythm.ONCE, ())
    days, interval, frequency = parts.pop("BYDAY", ""), parts.pop("INTERVAL", "1"), parts.pop("FREQ", "")
    if parts or not days:
        return None
    if frequency == "MONTHLY" and interval == "1":
        found = [_RANKED.fullmatch(item) for item in days.split(",")]
        ranks = tuple(dict.fromkeys(int(item["rank"]) for item in found if item))
        weekdays = tuple(dict.fromkeys(_CODES.index(item["day"]) for item in found if item))
        said = Repetition(Rhythm.MONTHLY, weekdays, ranks)
        # Only « these weekdays, each on these ranks » is a plain answer.
        is_plain = all(found) and set(ranks) <= set(RANKS) and len(found) == len(ranks) * len(weekdays)
        return said if is_plain else None
    if frequency == "WEEKLY" and interval in ("1", "2") and set(days.split(",")) <= set(_CODES):
        weekdays = tuple(_CODES.index(item) for item in days.split(","))
        return Repetition(Rhythm.FORTNIGHTLY if interval == "2" else Rhythm.WEEKLY, weekdays)
    return None


def say_rule(rule: str) -> str:
    """« chaque 2e samedi du mois », « chaque mardi et jeudi », « un jeudi sur deux », « aux dates choisies »."""
    said = read_rule(rule)
    if said is None:
        return "à un rythme particulier"
    names = listed([WEEKDAY_NAMES[day] for day in said.weekdays])
    match said.rhythm:
        case Rhythm.ONCE:
            return "aux dates choisies"
        case Rhythm.MONTHLY:
            return f"chaque {listed([RANKS[rank] for rank in said.ranks])} {names} du mois"
        case Rhythm.FORTNIGHTLY:
            return f"une semaine sur deux, le {names}" if len(said.weekdays) > 1 else f"un {names} sur deux"
        case _:
            return f"chaque {names}"


def days_of(rule: str, *, starts_on: date, since: date, until: date) -> list[date]:
    """Return the days that a rule gives from `since` to `until`, both included; MOST_DAYS at most.

    « One week in two » counts from the week of `starts_on`. An empty rule gives none.
    """
    if not rule or until < since:
        return []
    bounds = "" if "UNTIL" in rule or "COUNT" in rule else f";UNTIL={until:%Y%m%d}T235959"
    found = rrulestr(f"{rule};WKST=MO{bounds}", dtstart=datetime.combine(starts_on, time()))
    after = found.xafter(datetime.combine(max(since, starts_on), time()), inc=True)
    return [moment.date() for moment in islice(after, MOST_DAYS) if moment.date() <= until]


def months_from(on: date, *, count: int) -> list[date]:
    """Return the first days of `count` months, beginning with that of `on`."""
    months = [on.replace(day=1)]
    while len(months) < count:
        months.append((months[-1] + timedelta(days=31)).replace(day=1))
    return months


def month_end(month: date) -> date:
    """Return the last day of the month of that day."""
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def same_rank_in(month: date, *, like: date) -> date:
    """Return the day of `month` that is the same « 2e samedi » as `like` is of its own; the fifth becomes the last."""
    rank = (like.day - 1) // 7
    first = month.replace(day=1)
    day = first + timedelta(days=(like.weekday() - first.weekday()) % 7 + 7 * rank)
    return day if day.month == first.month else day - timedelta(days=7)


def _in_order(ranks: Sequence[int]) -> list[int]:
    return sorted(set(ranks), key=lambda rank: rank if rank > 0 else 9)
