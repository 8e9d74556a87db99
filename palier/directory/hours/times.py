"""Times of day as people type them in French: « 9h-12h et 14h-16h30 », « 9H a 12H  14H a 17H », « 8h30-1730 ».

Pure. Times are minutes since midnight; a range is a pair (start, end), the end at most 1440.
"""

import html
import re
import unicodedata

Range = tuple[int, int]

MIDDAY = 12 * 60
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−→➔", "-") | dict.fromkeys("’‘ʼ´`", "'"))
_SPACES = re.compile(r"[^\S\n]")
_HOUR = re.compile(
    r"(?P<hour>[01]?\d|2[0-4])\s?(?:h(?:eures?|rs?)?(?![a-z])|h(?=\d)|h(?=a\s?\d))"
    r"|(?P<clock>[01]?\d|2[0-4]):(?P<past>[0-5]\d)(?!\d)"
    r"|(?P<noon>midi(?![a-z]))|(?P<midnight>minuit(?![a-z]))"
)
_MINUTES = re.compile(r"(?P<gap>\s?)(?P<minutes>[0-5]\d)(?!\d)(?P<next>\s?[h:])?")
_QUARTERS = ("00", "15", "30", "45")
_COMPACT = re.compile(r"(?<!\d)([01]\d|2[0-3])([0-5][05])(?!\d)(?!\s?h)")
_BARE = re.compile(r"(?<![\d:.,])(\d{1,2})(?![\d:.%a-z]|\s?h)")
_TO = re.compile(r"\s*(?:-+|/|a(?![a-z])|jusqu'a(?![a-z]))\s*|\s*")
_AND = re.compile(
    r"\s*(?:(?:[-/,;+&|.]|et(?![a-z])|puis(?![a-z])|a(?![a-z]))\s*)*(?:(?:de|entre)(?![a-z])\s*)?"
)
_AFTERNOON = re.compile(r"apres[ -]$")
# After these words, times are a closing, or hold only part of the year.
_CLOSED = re.compile(r"(?<![a-z])(?:ferm|sauf|hors|vacances|semaine|ete(?![a-z])|hiver)")
_DAY = re.compile(r"(?<![a-z])(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?(?![a-z])")
_LEAD = re.compile(r"(?:de(?![a-z])\s*)?")


def clean(text: str) -> str:
    """Undo HTML entities, tabs and exotic spaces; keep line breaks, accents and case."""
    plain = unicodedata.normalize("NFC", html.unescape(html.unescape(text)))
    plain = plain.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", " ")
    return _SPACES.sub(" ", plain).strip()


def fold_in_place(text: str) -> str:
    """Lower-case `text` without accents, dashes and apostrophes made plain, each character staying in its place."""
    return "".join(_fold_character(char) for char in text)


def _fold_character(char: str) -> str:
    folded = unicodedata.normalize("NFKD", char.translate(_DASHES).lower())
    plain = [c for c in folded if not unicodedata.combining(c)]
    return plain[0] if plain else " "


def read_time(folded: str, at: int) -> tuple[int, int] | None:
    """Read one explicit time at position `at`: (minutes, position after it), or None."""
    if at and folded[at - 1].isdigit():
        return None
    found = _HOUR.match(folded, at)
    if not found:
        return None
    if found["noon"]:
        return None if _AFTERNOON.search(folded, 0, at) else (MIDDAY, found.end())
    if found["midnight"]:
        return 1440, found.end()
    if found["clock"]:
        return _minutes(int(found["clock"]), int(found["past"]), found.end())
    hour, end = int(found["hour"]), found.end()
    past = _MINUTES.match(folded, end)
    if past and past["next"]:
        # « 9h12h » and « 16 h 18 h » are two times, but in « 9h30h » thirty cannot be an hour
        return (
            _minutes(hour, int(past["minutes"]), past.end("next"))
            if int(past["minutes"]) > 24
            else (hour * 60, end)
        )
    if past and (not past["gap"] or past["minutes"] in _QUARTERS):
        return _minutes(hour, int(past["minutes"]), past.end("minutes"))
    return _minutes(hour, 0, end)


def _minutes(hour: int, minute: int, end: int) -> tuple[int, int] | None:
    total = hour * 60 + minute
    return (total, end) if total <= 1440 else None


def read_ranges(folded: str, at: int) -> tuple[list[Range], int] | None:
    """Read as many time ranges as follow each other at `at`: (ranges, position after them), or None.

    Times must grow along the day: otherwise the reading would be a guess, and there is none.
    """
    ranges: list[Range] = []
    position = at
    while True:
        lead = _LEAD if not ranges else _AND
        joint = lead.match(folded, position)
        assert joint is not None
        found = _read_range(folded, joint.end())
        if found is None:
            break
        (start, end), after = found
        if ranges and start < ranges[-1][1]:
            break
        ranges.append((start, end))
        position = after
    return (ranges, position) if ranges else None


def _read_range(folded: str, at: int) -> tuple[Range, int] | None:
    start = read_time(folded, at)
    explicit_start = start is not None
    start = start or _read_bare(folded, at)
    if start is None:
        return None
    joint = _TO.match(folded, start[1])
    assert joint is not None
    if not joint.group(0) and not explicit_start:
        return None
    end = read_time(folded, joint.end())
    if end is None and explicit_start and joint.group(0).strip():
        end = _read_compact(folded, joint.end()) or _read_bare(folded, joint.end())
    if end is None or end[0] <= start[0]:
        return None
    return (start[0] % 1440, end[0]), end[1]


def _read_bare(folded: str, at: int) -> tuple[int, int] | None:
    found = _BARE.match(folded, at)
    return _minutes(int(found[1]), 0, found.end()) if found and 5 <= int(found[1]) <= 24 else None


def _read_compact(folded: str, at: int) -> tuple[int, int] | None:
    found = _COMPACT.match(folded, at)
    return _minutes(int(found[1]), int(found[2]), found.end()) if found else None


def write_ranges(ranges: list[Range]) -> str:
    """Write ranges in the OSM way: `09:00-12:00,14:00-16:30`."""
    return ",".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in ranges)


def parse_time_ranges(text: str) -> str:
    """Return the time ranges of one day’s text as OSM times, "" if there is none or if they contradict.

    « 9h-12h et 14h-16h30 » → `09:00-12:00,14:00-16:30`. Words around are ignored; « sur rendez-vous », a lone
    « 18h », ranges that overlap, those of several days, and times that follow « fermé », « sauf » or
    « vacances » give "".
    """
    folded = fold_in_place(clean(text))
    ranges: list[Range] = []
    position = after = 0
    while position < len(folded):
        found = (
            None
            if folded[position].isspace() or _inside_word(folded, position)
            else read_ranges(folded, position)
        )
        if found is None:
            position += 1
            continue
        if _CLOSED.search(folded, 0, position) or (ranges and _DAY.search(folded, after, position)):
            return ""
        ranges += found[0]
        position = after = found[1]
    ranges.sort()
    if any(ranges[i][1] > ranges[i + 1][0] for i in range(len(ranges) - 1)):
        return ""
    return write_ranges(ranges)


def _inside_word(folded: str, position: int) -> bool:
    return position > 0 and folded[position].isalnum() and folded[position - 1].isalnum()
