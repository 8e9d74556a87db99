"""What follows « fermé » or « sauf » in a French text of opening hours. Pure."""

from dataclasses import replace

from palier.directory.hours.lexicon import DayList, Item, Kind
from palier.directory.hours.statements import Change

_LISTED = {Kind.DAYS, Kind.PUBLIC_HOLIDAYS, Kind.DATES, Kind.SCHOOL_HOLIDAYS}
_JOINTS = {Kind.PAUSE, Kind.AND, Kind.COLON, Kind.FILLER}
_TRAILING = {Kind.PAUSE, Kind.AND, Kind.COLON, Kind.BREAK, Kind.OPEN, Kind.CLOSE}
UNCLEAR = DayList(())


def read_changes(
    items: list[Item], index: int, *, base_waits: bool, apart: bool
) -> tuple[list[Change], int] | None:
    """Read the days, half-days, dates and holidays that follow the word at `index`, and where they end.

    `base_waits`: the days said just before have no hours yet, so times that follow are theirs. `apart`: the
    word starts a sentence. None if nothing is understood; a list that can be read in two ways becomes one
    change of unclear days. « fermé le lundi en août » is such a list: it is not two closings.
    """
    found: list[Change] = []
    unclear = False
    at = index + 1
    while at < len(items):
        kind = items[at].kind
        if kind in _JOINTS and (found or kind is Kind.COLON):
            at += 1
        elif kind in _LISTED:
            unclear = unclear or bool(found and items[at - 1].kind not in _JOINTS)
            change, at = _one_change(items, at, base_waits=base_waits, apart=apart)
            unclear = unclear or change.days == UNCLEAR
            found.append(change)
        elif kind is Kind.CLOSED and found:  # « sauf le jeudi, fermé »
            found[-1] = replace(found[-1], items=(*found[-1].items, at))
            at += 1
        else:
            break
    if not found:
        return None
    if not base_waits and at < len(items) and items[at].kind in (Kind.TIMES, Kind.LONE_TIME):
        unclear, at = True, at + 1  # « sauf août : 9h-12h »
    while items[at - 1].kind in _TRAILING:
        at -= 1
    if unclear:
        return [Change(UNCLEAR, tuple(range(index, at)))], at
    found[0] = replace(found[0], items=(index, *found[0].items))
    return found, at


def _one_change(items: list[Item], at: int, *, base_waits: bool, apart: bool) -> tuple[Change, int]:
    item = items[at]
    if item.kind is Kind.PUBLIC_HOLIDAYS:
        return Change(None, (at,), public_holidays=True), at + 1
    if item.kind is Kind.SCHOOL_HOLIDAYS:
        return Change(None, (at,), school_holidays=True, apart=apart), at + 1
    if item.kind is Kind.DATES:
        return Change(None, (at,), dates=item.value), at + 1
    return _days_changed(items, at, base_waits=base_waits)


def _days_changed(items: list[Item], at: int, *, base_waits: bool) -> tuple[Change, int]:
    def kind_at(index: int) -> Kind | None:
        return items[index].kind if index < len(items) else None

    days: DayList = items[at].value
    closing = items[at - 1].kind is Kind.CLOSED
    after = at + 1
    if kind_at(after) is Kind.HALF:
        return Change(days, (at, after), half=items[after].value), after + 1
    if base_waits and not closing:  # « tous les jours sauf le dimanche 9h-19h »: the times are of the others
        return Change(days, (at,)), after
    skip = after + (kind_at(after) in (Kind.PAUSE, Kind.COLON, Kind.UNTIL))
    if kind_at(skip) is Kind.LONE_TIME and not closing:
        return Change(days, tuple(range(at, skip + 1)), end=items[skip].value), skip + 1
    if kind_at(skip) is Kind.TIMES:
        if closing:  # « fermé le lundi, mardi 9h-12h »: where the closing ends is not clear
            return Change(UNCLEAR, (at, skip)), skip + 1
        return Change(days, (at, skip), ranges=tuple(items[skip].value)), skip + 1
    return Change(days, (at,)), after
