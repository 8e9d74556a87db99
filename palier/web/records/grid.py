"""Weekly hours as a grid that people fill, to and from OSM. What a grid cannot show is kept beside it. Pure."""

import itertools
import re
from dataclasses import dataclass, field

from palier.directory.hours import InvalidHours, describe_hours, validate_osm_hours
from palier.directory.hours.rules import WEEKDAYS, Rule, join_rules, rule_parts, split_rules

DAY_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
RANGES_A_DAY = 2
_CLOSED_ON_HOLIDAYS = "PH off"
_SPAN = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")
_RUN = re.compile(r"(\w\w)(?:-(\w\w))?")
Span = tuple[str, str]  # « 09:00 », « 12:00 »


@dataclass(frozen=True, slots=True)
class Grid:
    """Seven days of at most two ranges each, whether public holidays are off, and OSM rules that stay beside."""

    days: tuple[tuple[Span, ...], ...] = ((),) * 7
    closed_on_holidays: bool = False
    kept: str = field(default="")

    @property
    def kept_in_french(self) -> list[str]:
        """What stays beside the grid, one line per rule."""
        return describe_hours(self.kept)


def grid_of(osm: str) -> Grid:
    """Return the grid of valid OSM hours: the plain weekly rules that come first, the rest kept as it is.

    A day with more than two ranges, or a rule that adds to what came before in a way a grid has not, keeps all the
    hours beside an empty grid.
    """
    try:
        rules = split_rules(validate_osm_hours(osm))
    except InvalidHours:
        return Grid(kept=osm.strip())
    holidays = bool(rules) and rules[-1].text == _CLOSED_ON_HOLIDAYS and rules[-1].separator in ("", ";")
    if holidays:
        rules = rules[:-1]
    days: list[tuple[Span, ...]] = [()] * 7
    taken = 0
    for rule in rules:
        if not _set_days(days, rule):
            break
        taken += 1
    kept = rules[taken:]
    if any(len(spans) > RANGES_A_DAY or not _in_order(spans) for spans in days):
        days, kept = [()] * 7, rules
    return Grid(tuple(days), holidays, join_rules(kept))


def osm_of(grid: Grid) -> str:
    """Return the OSM hours of a grid, what was kept after it, closed holidays last. Raises InvalidHours."""
    by_spans: dict[tuple[Span, ...], list[int]] = {}
    for number, spans in enumerate(grid.days):
        if spans:
            by_spans.setdefault(spans, []).append(number)
    weekly = [
        f"{_write_days(numbers)} {','.join('-'.join(span) for span in spans)}"
        for spans, numbers in by_spans.items()
    ]
    last = [_CLOSED_ON_HOLIDAYS] if grid.closed_on_holidays and (weekly or grid.kept) else []
    return validate_osm_hours("; ".join(filter(None, [*weekly, grid.kept, *last])))


def same_hours(grid: Grid, osm: str) -> bool:
    """Tell whether a grid says what `osm` says already: then it is left as it was written."""
    return grid_of(osm) == grid


def _set_days(days: list[tuple[Span, ...]], rule: Rule) -> bool:
    """Write one plain rule in `days`; False if it is not one."""
    parts = rule_parts(rule.text)
    is_plain = parts is not None and not (parts.always or parts.dates or parts.weeks or parts.comment)
    if parts is None or not is_plain or rule.separator == "||" or parts.modifier not in ("", "off"):
        return False
    numbers = _read_days(parts.days)
    spans = [_SPAN.fullmatch(text) for text in parts.times.split(",")] if parts.times else []
    closed = parts.modifier == "off" and not parts.times
    if numbers is None or not all(spans) or not (spans or closed):
        return False
    found = tuple((span[1], span[2]) for span in spans if span)
    if parts.modifier == "off" and found:
        return False
    if any(start >= end or end > "23:59" for start, end in found):
        return False
    adds = rule.separator == ","
    for number in numbers:
        days[number] = tuple(sorted({*days[number], *found})) if adds else found
    return True


def _in_order(spans: tuple[Span, ...]) -> bool:
    return all(first[1] <= second[0] for first, second in itertools.pairwise(spans))


def _read_days(text: str) -> list[int] | None:
    if not text:
        return list(range(7))
    numbers: list[int] = []
    for part in text.split(","):
        found = _RUN.fullmatch(part)
        if found is None or found[1] not in WEEKDAYS or (found[2] or found[1]) not in WEEKDAYS:
            return None
        first, last = WEEKDAYS.index(found[1]), WEEKDAYS.index(found[2] or found[1])
        numbers += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return numbers


def _write_days(numbers: list[int]) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(
        WEEKDAYS[run[0]] if len(run) == 1 else f"{WEEKDAYS[run[0]]}-{WEEKDAYS[run[-1]]}" for run in runs
    )
