"""Write understood pieces of a timetable as one OSM text. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from palier.directory.hours.rules import MONTHS, WEEKDAYS
from palier.directory.hours.times import MIDDAY, Range, write_ranges

APPOINTMENT_COMMENT = "sur rendez-vous"
_DAY_NAMES = (*WEEKDAYS, "PH")
_WEEKS = {"odd": "week 01-53/2", "even": "week 02-52/2", "": ""}


class Contradiction(Exception):
    """Two statements about the same hours do not agree."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Hours of one weekday (Monday is 0, public holidays 7): when in the year, how one comes, which ranges.

    `kind` is "", « appointment », or a comment; no ranges means the whole day is by appointment.
    """

    day: int
    ranges: tuple[Range, ...]
    kind: str = ""
    ordinals: tuple[int, ...] = ()
    parity: str = ""
    dates: str = ""

    @property
    def is_plain(self) -> bool:
        """Tell whether it holds every week, open to all."""
        return not (self.kind or self.ordinals or self.parity or self.dates)

    def may_meet(self, other: "Piece") -> bool:
        """Tell whether both can fall on one day."""
        apart = self.parity and other.parity and self.parity != other.parity
        apart = apart or _months(self.dates).isdisjoint(_months(other.dates))
        apart = apart or bool(
            self.ordinals and other.ordinals and not set(self.ordinals) & set(other.ordinals)
        )
        return self.day == other.day and not apart


def compose(pieces: Iterable[Piece], *, closed_days: Iterable[int], closed_dates: Iterable[str]) -> str:
    """Write pieces as OSM rules: weeks first, then what adds to them, then closings; "" for nothing.

    Dates that differ from the usual weeks replace them (« ; »), other rules add up (« , »).
    Raises Contradiction if ranges of one day overlap without being the same.
    """
    rules: list[str] = []
    said: list[Piece] = []
    for group in _groups(_merged(_distinct(pieces))):
        alike = [other for other in said if not group[0].dates or other.dates == group[0].dates]
        adds_up = any(piece.day == other.day for piece in group for other in alike)
        rules.append((", " if adds_up else "; ") + _rule(group))
        said += group
    closed = sorted(set(closed_days) - {piece.day for piece in said})
    holidays = [day for day in closed if day == len(WEEKDAYS)]
    weekdays = [day for day in closed if day not in holidays]
    if weekdays:
        rules.append(f"; {write_days(weekdays)} off")
    rules += [f"; {dates} off" for dates in dict.fromkeys(closed_dates)]
    if holidays:
        rules.append("; PH off")
    return "".join(rules).removeprefix("; ")


def _distinct(pieces: Iterable[Piece]) -> list[Piece]:
    distinct = list(dict.fromkeys(pieces))
    for i, piece in enumerate(distinct):
        for other in distinct[:i]:
            replaces = bool(piece.dates) != bool(other.dates)  # a period’s own hours
            if not replaces and piece.may_meet(other) and _overlap(piece.ranges, other.ranges):
                raise Contradiction
    return distinct


def _months(dates: str) -> set[int]:
    """Return the months that a date selector touches, all of them when there is none."""
    if not dates:
        return set(range(12))
    months: set[int] = set()
    for item in dates.split(","):
        found = [MONTHS.index(name) for name in re.findall("|".join(MONTHS), item)]
        if not found:
            return set(range(12))
        months.update((found[0] + i) % 12 for i in range((found[-1] - found[0]) % 12 + 1))
    return months


def _overlap(first: tuple[Range, ...], second: tuple[Range, ...]) -> bool:
    if not first or not second:
        return True
    return any(a < d and c < b for a, b in first for c, d in second)


def _merged(pieces: list[Piece]) -> list[Piece]:
    """Put the ranges of one day said in several places together."""
    merged: dict[Piece, tuple[Range, ...]] = {}
    for piece in pieces:
        key = replace(piece, ranges=())
        merged[key] = tuple(sorted({*merged.get(key, ()), *piece.ranges}))
    return [replace(key, ranges=ranges) for key, ranges in merged.items()]


def _groups(pieces: list[Piece]) -> list[list[Piece]]:
    """Gather the days that have the same hours; usual weeks first, then by first day."""
    groups: dict[Piece, list[Piece]] = {}
    for piece in sorted(pieces, key=lambda piece: (piece.day, piece.ordinals)):
        groups.setdefault(replace(piece, day=0), []).append(piece)
    return sorted(
        groups.values(), key=lambda group: (bool(group[0].dates), not group[0].is_plain, group[0].day)
    )


def _rule(group: list[Piece]) -> str:
    first = group[0]
    days = write_days([piece.day for piece in group], ordinals=first.ordinals)
    times = write_ranges(list(first.ranges))
    if first.kind == "appointment":
        times = f'{times} unknown "{APPOINTMENT_COMMENT}"'.strip()
        if not first.ranges and len(group) == 7:
            days = ""
    elif first.kind:
        times = f'{times} "{first.kind}"'
    return " ".join(filter(None, [first.dates, _WEEKS[first.parity], days, times]))


def write_days(days: list[int], *, ordinals: tuple[int, ...] = ()) -> str:
    """« Mo-Fr », « Tu,Th », « Th[2,4] », « Mo-Fr,PH »; runs of three days or more are written as a range."""
    if ordinals:
        return ",".join(f"{_DAY_NAMES[day]}[{','.join(str(n) for n in ordinals)}]" for day in days)
    runs: list[list[int]] = []
    for day in sorted(set(days)):
        if runs and runs[-1][-1] == day - 1 and day < len(WEEKDAYS):
            runs[-1].append(day)
        else:
            runs.append([day])
    names: list[str] = []
    for run in runs:
        ends = [_DAY_NAMES[run[0]], _DAY_NAMES[run[-1]]]
        names += ["-".join(ends)] if len(run) > 2 else [_DAY_NAMES[day] for day in run]
    return ",".join(names)


def without_half(ranges: tuple[Range, ...], half: str) -> tuple[Range, ...] | None:
    """Leave out the morning or the afternoon; None if a range crosses midday, or if nothing changes."""
    if any(start < MIDDAY and end > MIDDAY + 120 for start, end in ranges):
        return None
    kept = tuple(r for r in ranges if (r[0] >= MIDDAY) == (half == "morning"))
    return kept if kept != ranges else None
