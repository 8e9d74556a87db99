"""French opening hours cut into items: each says one thing, and keeps its place in the text. Pure.

The place is kept so that what is not understood can be given back as it was typed.
"""

import re
from typing import Any

from palier.directory.hours import lexicon
from palier.directory.hours.lexicon import DayList, Item, Kind
from palier.directory.hours.rules import MONTHS
from palier.directory.hours.times import Range, read_ranges, read_time


def items_of(folded: str) -> list[Item]:
    """Cut folded text into items, in order; every character but spaces belongs to one."""
    items: list[Item] = []
    position = 0
    while position < len(folded):
        if folded[position] == " ":
            position += 1
            continue
        item = _item_at(folded, position)
        last = items[-1] if items else None
        if item.kind is Kind.UNKNOWN and last and last.kind is Kind.UNKNOWN:
            items[-1] = item = Item(Kind.UNKNOWN, False, last.start, item.end)
        else:
            items.append(item)
        position = item.end
    return [_with_restriction(item, folded) for item in items]


def _with_restriction(item: Item, folded: str) -> Item:
    if item.kind is not Kind.UNKNOWN:
        return item
    words = folded[item.start : item.end]
    restricts = bool(lexicon.RESTRICTS.search(words) or lexicon.EVERY_OTHER.search(words))
    return Item(Kind.UNKNOWN, restricts, item.start, item.end)


def _item_at(folded: str, at: int) -> Item:
    if every_other := lexicon.EVERY_OTHER.match(folded, at):
        return Item(Kind.UNKNOWN, True, at, every_other.end())
    for reader in (_always, _days, _dates, _times, _fixed, _ordinals_of_month):
        item = reader(folded, at)
        if item is not None:
            return item
    word = lexicon.WORD.match(folded, at)
    assert word is not None
    return Item(Kind.UNKNOWN, False, at, word.end())


def _always(folded: str, at: int) -> Item | None:
    found = lexicon.PATTERNS[0][1].match(folded, at)
    return Item(Kind.ALWAYS, None, at, found.end()) if found else None


def _fixed(folded: str, at: int) -> Item | None:
    for kind, pattern in lexicon.PATTERNS:
        found = pattern.match(folded, at)
        if found:
            groups = found.groupdict()
            value: Any = None
            if kind is Kind.APPOINTMENT:
                value = bool(groups["only"] or groups["only_2"])
            elif kind is Kind.WALK_IN:
                value = _walk_in(found.group(0))
            elif kind is Kind.HALF:
                value = "morning" if groups["am"] else "afternoon"
            elif kind is Kind.PARITY:
                value = "odd" if groups["odd"] else "even"
            return Item(kind, value, at, found.end())
    return None


def _walk_in(words: str) -> str:
    if "sans" not in words:
        return "accès libre"
    return "avec ou sans rendez-vous" if re.search(r"avec|sur", words) else "sans rendez-vous"


def _times(folded: str, at: int) -> Item | None:
    found = read_ranges(folded, at)
    if found:
        return Item(Kind.TIMES, list[Range](found[0]), at, found[1])
    start = at + 3 if folded.startswith("de ", at) else at
    lone = read_time(folded, start)
    return Item(Kind.LONE_TIME, lone[0], at, lone[1]) if lone else None


def _skip_determiners(folded: str, at: int) -> int:
    while found := lexicon.DETERMINER.match(folded, at):
        at = found.end()
    return at


def _days(folded: str, at: int) -> Item | None:
    everyday = lexicon.ALL_DAYS.match(folded, at)
    if everyday:
        every = (5, 6) if "week" in everyday.group(0) else tuple(range(7))
        return Item(Kind.DAYS, DayList(every), at, everyday.end())
    start = _skip_determiners(folded, at)
    nth = _nth_days(folded, start)
    if nth:
        return Item(Kind.DAYS, nth[0], at, nth[1])
    first = lexicon.DAY.match(folded, start)
    if not first:
        return None
    days, end = _day_sequence(folded, first)
    return Item(Kind.DAYS, DayList(tuple(days)), at, end)


def _day_sequence(folded: str, first: re.Match[str]) -> tuple[list[int], int]:
    """Read « lundi au jeudi et samedi », « mar-mer-jeu-ven »; days in the order of the week, each once."""
    days: set[int] = set()
    dashes = 0
    found: re.Match[str] | None = first
    end = first.end()
    listed: list[int] = []
    while found:
        number = _day_number(found)
        end = found.end()
        to = lexicon.TO_DAY.match(folded, end)
        last = lexicon.DAY.match(folded, to.end()) if to else None
        if last:
            days.update(_span(number, _day_number(last)))
            end = last.end()
        else:
            days.add(number)
            listed.append(number)
        joint = lexicon.JOIN_DAYS.match(folded, end)
        assert joint is not None
        found = lexicon.DAY.match(folded, joint.end()) if "\n" not in joint.group(0) else None
        dashes += bool(found and "-" in joint.group(0))
    if dashes == 1 and listed in ([0, 4], [0, 5], [0, 6]) and len(days) == 2:
        days = set(_span(*listed))  # « lundi-vendredi »
    elif dashes == 1 and len(listed) == 2 and len(days) == 2 and listed[1] != listed[0] + 1:
        days = set()  # « mercredi-samedi »: a range or two days, nobody can tell
    return sorted(days), end


def _day_number(found: re.Match[str]) -> int:
    return lexicon.DAY_NUMBERS[(found["day"] or found["short"])[:3]]


def _span(first: int, last: int) -> list[int]:
    return [(first + i) % 7 for i in range((last - first) % 7 + 1)]


def _ordinals(folded: str, at: int) -> tuple[tuple[int, ...], int] | None:
    numbers: list[int] = []
    end = at
    found = lexicon.ORDINAL.match(folded, at)
    while found:
        numbers.append(int(found["number"]) if found["number"] else lexicon.ORDINAL_WORDS[found["word"]])
        end = found.end()
        joint = lexicon.JOIN_ORDINALS.match(folded, end)
        found = lexicon.ORDINAL.match(folded, joint.end()) if joint else None
    return (tuple(numbers), end) if numbers else None


def _nth_days(folded: str, at: int) -> tuple[DayList, int] | None:
    """Read « 2e et 4e jeudi du mois », « dernier samedi »."""
    ordinals = _ordinals(folded, at)
    if not ordinals:
        return None
    space = ordinals[1] + (folded[ordinals[1] : ordinals[1] + 1] == " ")
    day = lexicon.DAY.match(folded, space)
    if not day:
        return None
    of_month = lexicon.OF_MONTH.match(folded, day.end())
    end = of_month.end() if of_month else day.end()
    return DayList((_day_number(day),), tuple(sorted(set(ordinals[0])))), end


def _ordinals_of_month(folded: str, at: int) -> Item | None:
    start = _skip_determiners(folded, at)
    ordinals = _ordinals(folded, start)
    of_month = lexicon.OF_MONTH.match(folded, ordinals[1]) if ordinals else None
    if not ordinals or not of_month:
        return None
    return Item(Kind.OF_MONTH, tuple(sorted(set(ordinals[0]))), at, of_month.end())


def _dates(folded: str, at: int) -> Item | None:
    for pattern, write in _DATE_READERS:
        found = pattern.match(folded, at)
        selector = write(found) if found else ""
        if found and selector:
            return Item(Kind.DATES, selector, at, found.end())
    return None


def _month(name: str) -> str:
    return MONTHS[lexicon.MONTH_NUMBERS[name]]


def _write_days(found: re.Match[str]) -> str:
    """« du 1er au 15 août » → `Aug 01-Aug 15`; "" when only the first day has a year, or is no day."""
    day_1, month_1, year_1, day_2, month_2, year_2 = found.groups()
    first, last = int(day_1.removesuffix("er")), int(day_2.removesuffix("er"))
    if not (1 <= first <= 31 and 1 <= last <= 31):
        return ""
    start = f"{_month(month_1 or month_2)} {first:02}"
    end = f"{_month(month_2)} {last:02}"
    if year_2:
        return f"{year_1 or year_2} {start}-{year_2} {end}"
    return "" if year_1 else f"{start}-{end}"


def _write_months(found: re.Match[str]) -> str:
    return f"{_month(found[1])}-{_month(found[2])}"


def _write_list(found: re.Match[str]) -> str:
    return ",".join(
        _month(name) for name in re.findall(lexicon.MONTH, " ".join(filter(None, found.groups())))
    )


_DATE_READERS = (
    (lexicon.DAY_DATES, _write_days),
    (lexicon.MONTH_DATES, _write_months),
    (lexicon.MONTH_LIST, _write_list),
)
