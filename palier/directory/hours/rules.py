"""OSM `opening_hours` text: split into rules, written in one way, checked by the evaluating library.

Pure: no Django, no clock. Syntax: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # its stub forgets it

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MAX_LENGTH = 4000  # characters; the longest text we met has 600

_WD = rf"(?:{'|'.join(WEEKDAYS)})"
_MONTH = rf"(?:{'|'.join(MONTHS)})"
_SHIFT = r"(?: [+-]\d+ days?)?"
_HOLIDAY = rf"(?:PH|SH){_SHIFT}"
_DAY = rf"(?:{_WD}-{_WD}|{_WD}\[[-\d,]+\]{_SHIFT}|{_WD}|{_HOLIDAY})"
_DAYS = rf"{_DAY}(?:,{_DAY})*(?: {_DAY}(?:,{_DAY})*)?"
_SUN = r"(?:sunrise|sunset|dawn|dusk)"
_POINT = rf"(?:\d\d:\d\d|{_SUN}|\({_SUN}[+-]\d\d:\d\d\))"
_SPAN = rf"{_POINT}(?:-{_POINT}(?:\+|/\d+(?::\d\d)?)?|\+)"
_PARTS = re.compile(
    rf"(?P<always>24/7)?(?P<dates>.*?) ?(?P<weeks>week [\d,/-]+)? ?(?:(?<![^ ])(?P<days>{_DAYS}))? ?"
    rf"(?:(?<![^ ])(?P<times>{_SPAN}(?:,{_SPAN})*))? ?(?:(?<![^ ])(?P<modifier>off|open|unknown))? ?"
    rf"(?P<comment>\"[^\"]*\")?"
)
_HOLIDAY_THEN_DAYS = re.compile(rf"\b({_HOLIDAY}(?:,{_HOLIDAY})*) +(?={_WD}\b)")
_MARKS = re.compile(r"[;,\"]|\|\|")
_TIME_NEXT = re.compile(r"\s*(?:\d{1,2}:\d\d|\(|sunrise|sunset|dawn|dusk)")
_TIME_SEEN = re.compile(r"\d:\d\d|\b(?:sunrise|sunset|dawn|dusk|off|closed|open|unknown)\b|\"|24/7")
_OUTSIDE_QUOTES = re.compile(r'("[^"]*")')
# How the library writes a rule → how we do, in this order.
_SPELLINGS = (
    (re.compile(r"\bclosed\b"), "off"),
    (re.compile(r"24/7 (?=off|unknown)"), ""),
    (re.compile(r"\bweek(?=\d)"), "week "),
    (re.compile(rf"(?<=\d{{4}})(?={_MONTH})"), " "),
    (re.compile(rf"(?<={_MONTH} )(?=\d(?!\d))"), "0"),
    (re.compile(r"(?<=[PS]H )(?=\d+ day)"), "+"),
    (re.compile(r"(?<=[+-]1 day)s"), ""),
)
_SPACED_SPAN = re.compile(rf"(?<=:\d\d)\s*[-–]\s*(?=\d)|(?<={_WD})\s*[-–]\s*(?={_WD}\b)")


class InvalidHours(ValueError):
    """The text is not valid `opening_hours`; the message is a French sentence for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what separates it from the rule before ("", ";", "," or "||") and its text."""

    separator: str
    text: str


@dataclass(frozen=True, slots=True)
class RuleParts:
    """The selectors of one normalised rule, each as its own text, "" when absent.

    `always` is true for « 24/7 »; `modifier` is "", "off", "open" or "unknown"; `comment` is without quotes.
    """

    always: bool
    dates: str
    weeks: str
    days: str
    times: str
    modifier: str
    comment: str


def split_rules(text: str) -> list[Rule]:
    """Cut `text` at its rule separators, not at commas of lists nor inside quotes; no rule is checked."""
    rules: list[Rule] = []
    separator, start, quoted = "", 0, False
    for mark in _MARKS.finditer(text):
        cut = mark.group(0)
        if cut == '"':
            quoted = not quoted
        elif not quoted and (cut != "," or _separates_rules(text[start : mark.start()], text[mark.end() :])):
            rules.append(Rule(separator, text[start : mark.start()].strip()))
            separator, start = cut, mark.end()
    rules.append(Rule(separator, text[start:].strip()))
    return _first_without_separator([rule for rule in rules if rule.text])


def _separates_rules(before: str, after: str) -> bool:
    """A comma starts a new rule once hours, a state or a comment were given, unless another time follows."""
    return bool(_TIME_SEEN.search(before)) and not _TIME_NEXT.match(after[:20])


def _first_without_separator(rules: list[Rule]) -> list[Rule]:
    return [replace(rules[0], separator=""), *rules[1:]] if rules else []


def join_rules(rules: list[Rule]) -> str:
    """Write rules as one text; the separator of the first one is left out."""
    spaced = {"": "", ";": "; ", ",": ", ", "||": " || "}
    return "".join(spaced[rule.separator if i else ""] + rule.text for i, rule in enumerate(rules))


def validate_osm_hours(text: str) -> str:
    """Return `text` written in our one way (« off », « week 01 », « Jan 02 », one space), "" when blank.

    A rule with a comment and no hours is `unknown`, as the specification has it; the library alone would
    take it as open. « PH Mo-Fr » keeps its meaning (holidays that fall on those days). « PH off » written
    before the weekdays goes last: strictly read, the weekdays would cancel it, and nobody means that.
    Raises InvalidHours if the evaluating library refuses the text, or if it is too long.
    """
    if len(text) > MAX_LENGTH:
        raise InvalidHours(f"Ces horaires sont trop longs : {MAX_LENGTH} caractères au plus.")
    return _normalised(text)


@lru_cache(maxsize=4096)
def _normalised(text: str) -> str:
    rules = [replace(rule, text=_normalise_rule(rule.text)) for rule in split_rules(_tidy(text))]
    joined = join_rules(_holidays_last(rules))
    if joined:
        _check(joined, joined)
    return joined


def _holidays_last(rules: list[Rule]) -> list[Rule]:
    early = any(rule.text == "PH off" for rule in rules[:-1])
    if not early or any(rule.separator == "||" for rule in rules):
        return rules
    others = [rule for rule in rules if rule.text != "PH off"]
    if any(selects(rule.text, "PH") for rule in others):
        return rules
    return [*_first_without_separator(others), Rule(";", "PH off")]


def _tidy(text: str) -> str:
    lines = "; ".join(line for line in text.replace("\t", " ").splitlines() if line.strip())
    parts = _OUTSIDE_QUOTES.split(lines)
    parts[::2] = [re.sub(r" {2,}", " ", _SPACED_SPAN.sub("-", part)) for part in parts[::2]]
    return "".join(parts).strip(" ;")


def _check(text: str, shown: str) -> str:
    try:
        return str(OpeningHours(text))
    except ParserError:
        shown = shown if len(shown) <= 60 else shown[:59] + "…"
        raise InvalidHours(
            f"Nous n’avons pas compris « {shown} ». "
            "Écrivez par exemple : Mo-Fr 09:00-12:00,14:00-17:00; PH off"
        ) from None


def _normalise_rule(text: str) -> str:
    holiday = _HOLIDAY_THEN_DAYS.search(_OUTSIDE_QUOTES.sub("", text))
    bare = text.replace(holiday.group(0), "", 1) if holiday else text
    canonical = _our_spelling(_check(bare, text))
    if holiday:  # the library writes « PH Mo-Fr » as « PH,Mo-Fr », which is another thing
        canonical = re.sub(rf"(?={_WD})", f"{_our_spelling(holiday.group(1))} ", canonical, count=1)
    if canonical.startswith("24/7 ") and not text.startswith("24/7"):
        canonical = canonical.removeprefix("24/7 ")
    parts = rule_parts(canonical) if '"' in canonical else None
    if parts and parts.comment and not (parts.modifier or parts.times or parts.always):
        canonical = re.sub(r'(?="[^"]*"$)', "unknown ", canonical)
    return canonical


def _our_spelling(text: str) -> str:
    parts = _OUTSIDE_QUOTES.split(text)
    for i in range(0, len(parts), 2):
        for pattern, ours in _SPELLINGS:
            parts[i] = pattern.sub(ours, parts[i])
    return "".join(parts)


def rule_parts(text: str) -> RuleParts | None:
    """Cut one normalised rule into its selectors, or None if it is written in a way we do not cut."""
    found = _PARTS.fullmatch(text)
    if not found:
        return None
    part = {key: (value or "").strip() for key, value in found.groupdict().items()}
    return RuleParts(
        always=bool(part["always"]),
        dates=part["dates"],
        weeks=part["weeks"],
        days=part["days"],
        times=part["times"],
        modifier=part["modifier"],
        comment=part["comment"].strip('"'),
    )


def selects(text: str, symbol: str) -> bool:
    """Tell whether one rule uses the holiday selector `symbol` (« PH » or « SH »), outside its comment."""
    return bool(re.search(rf"\b{symbol}\b", _OUTSIDE_QUOTES.sub("", text)))


def without_school_rules(hours: str) -> tuple[str, list[str]]:
    """Return the rules that can be evaluated, as text, and apart those that depend on school holidays.

    The library takes « SH » wrongly (never, or all year), so no such rule may reach it.
    """
    rules = split_rules(hours)
    kept = [rule for rule in rules if not selects(rule.text, "SH")]
    return join_rules(kept), [rule.text for rule in rules if selects(rule.text, "SH")]


def date_range(start: date, end: date) -> str:
    """Write the days from `start` to `end`, both included, as an OSM date selector."""
    first = f"{start.year} {MONTHS[start.month - 1]} {start.day:02}"
    last = f"{end.year} {MONTHS[end.month - 1]} {end.day:02}"
    return first if start == end else f"{first}-{last}"


def combine(hours: str, closures: list[tuple[date, date]]) -> str:
    """Add closures, first and last day included, to `hours`; days that touch or overlap become one closure.

    Unknown hours stay unknown outside the closures.
    Raises InvalidHours if `hours` is invalid or a closure ends before it starts.
    """
    base = validate_osm_hours(hours)
    merged: list[tuple[date, date]] = []
    for start, end in sorted(closures):
        if end < start:
            raise InvalidHours("La fermeture se termine avant d’avoir commencé : vérifiez les deux dates.")
        if merged and start <= merged[-1][1] + timedelta(days=1):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    if not merged:
        return base
    return "; ".join([base or "unknown", *(f"{date_range(start, end)} off" for start, end in merged)])


def on_weeks(hours: str, parity: str) -> str:
    """Limit OSM `hours` to « odd » or « even » ISO weeks, closings apart; other parities change nothing.

    For files that say « Semaine impaire » in a column of its own. Raises InvalidHours if `hours` is invalid.
    """
    weeks = {"odd": "week 01-53/2", "even": "week 02-52/2"}.get(parity, "")
    rules = split_rules(validate_osm_hours(hours))
    limited: list[Rule] = []
    for rule in rules:
        parts = rule_parts(rule.text)
        closing = parts is not None and parts.modifier == "off"
        plain = parts is not None and not (parts.dates or parts.weeks or parts.always)
        limited.append(replace(rule, text=f"{weeks} {rule.text}".strip()) if plain and not closing else rule)
    return validate_osm_hours(join_rules(limited))
