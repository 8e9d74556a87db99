"""From the items of a French text to clauses: « these days, those times, under such conditions ». Pure.

A clause that holds anything not understood is given up as a whole; `Clauses.lost` says which items were.
"""

from collections.abc import Callable
from dataclasses import replace

from palier.directory.hours.changes import read_changes
from palier.directory.hours.lexicon import DayList, Item, Kind
from palier.directory.hours.statements import (
    APPOINTMENT,
    PUBLIC_HOLIDAY,
    Change,
    Clause,
    Clauses,
    Group,
    Scope,
    has_condition,
    with_condition,
)
from palier.directory.hours.times import MIDDAY

_EDGES = {Kind.BREAK, Kind.PAUSE, Kind.OPEN, Kind.CLOSE, Kind.AND}
_CONDITIONS = (Kind.PARITY, Kind.DATES, Kind.SCHOOL_HOLIDAYS, Kind.SCHOOL_TERM)
_BY_ITSELF = {Kind.FILLER, Kind.BREAK, Kind.PAUSE, Kind.COLON, Kind.OPEN, Kind.CLOSE, Kind.AND, Kind.LABEL}


def read_clauses(items: list[Item]) -> Clauses:
    """Assemble items into clauses; times may follow their days or come before them, the whole text the same way."""
    return _Reader(items).read()


class _Reader:
    def __init__(self, items: list[Item]) -> None:
        self.items = items
        self.result = Clauses()
        self.current: Clause | None = None
        self.scope = Scope()
        self.pending = Scope()
        self.poison_next = False
        self.position = 0
        kinds = [item.kind for item in items if item.kind in (Kind.DAYS, Kind.TIMES)]
        self.times_first = bool(kinds) and kinds[0] is Kind.TIMES and kinds[-1] is Kind.DAYS
        self.handlers: dict[Kind, Callable[[int, Item], None]] = {
            Kind.DAYS: self.days,
            Kind.PUBLIC_HOLIDAYS: self.public_holidays,
            Kind.TIMES: self.times,
            Kind.LONE_TIME: self.lone_time,
            Kind.HALF: self.half,
            Kind.APPOINTMENT: self.appointment,
            Kind.WALK_IN: self.walk_in,
            Kind.CLOSED: self.closed,
            Kind.EXCEPT: self.except_,
            Kind.UNTIL: self.unknown,
            **dict.fromkeys(_CONDITIONS, self.condition),
            Kind.ALWAYS: self.always,
            Kind.OF_MONTH: self.of_month,
            Kind.LABEL: self.label,
            Kind.HELPER: self.helper,
            Kind.STRUCTURE: self.structure,
            Kind.UNKNOWN: self.unknown,
        }

    def read(self) -> Clauses:
        while self.position < len(self.items):
            index = self.position
            item = self.items[index]
            self.position += 1
            handler = self.handlers.get(item.kind)
            if handler:
                handler(index, item)
        self.flush()
        return self.result

    # -- looking around

    def kind_at(self, index: int) -> Kind | None:
        return self.items[index].kind if 0 <= index < len(self.items) else None

    def edge_before(self, index: int) -> bool:
        return index == 0 or self.kind_at(index - 1) in _EDGES

    def edge_after(self, index: int) -> bool:
        return index + 1 >= len(self.items) or self.kind_at(index + 1) in _EDGES

    def break_before(self, index: int) -> bool:
        return index == 0 or self.kind_at(index - 1) is Kind.BREAK

    # -- clauses

    def flush(self) -> None:
        if self.current is not None:
            self.result.clauses.append(self.current)
        self.current = None

    def open(self) -> Clause:
        if self.current is None:
            scope = self.scope
            for name in ("dates", "parity", "season", "kind"):
                if value := getattr(self.pending, name):
                    scope = replace(scope, **{name: value})
            self.current = Clause(scope, poisoned=self.poison_next)
            self.pending, self.poison_next = Scope(), False
        return self.current

    def lose(self, index: int, *, poison: bool) -> None:
        """Give up one item; `poison` gives up the clause it stands in too, or the one that follows."""
        self.result.lost.add(index)
        if not poison:
            return
        if self.current is not None:
            self.current.poisoned = True
        else:
            self.poison_next = True

    # -- handlers

    def days(self, index: int, item: Item) -> None:
        value: DayList = item.value
        clause = self.current
        if self.kind_at(index + 1) is Kind.UNTIL and self.kind_at(index + 2) is Kind.LONE_TIME:
            self.except_end(value, (index, index + 1, index + 2), self.items[index + 2].value)
            self.position = index + 3
            return
        if (
            clause
            and clause.days
            and self._refines(clause.days, value)
            and self.kind_at(index - 1) is Kind.OPEN
        ):
            clause.days = value
            clause.items.append(index)
            return
        if clause and clause.days is None and (self.times_first or not clause.groups):
            clause.days = value
        elif (
            clause
            and clause.days
            and not clause.has_hours
            and self.kind_at(index - 1) in (Kind.AND, Kind.PAUSE)
        ):
            clause.also.append(clause.days)
            clause.days = value
        else:
            if clause and not clause.has_hours:
                clause.poisoned = True  # days of which nothing is said
            self.flush()
            clause = self.open()
            clause.days = value
        clause.items.append(index)
        clause.poisoned = clause.poisoned or not value.days

    @staticmethod
    def _refines(days: DayList, value: DayList) -> bool:
        return bool(value.ordinals) and not days.ordinals and days.days == value.days

    def public_holidays(self, index: int, item: Item) -> None:
        clause = self.current
        if clause and clause.days and not clause.has_hours and not clause.days.ordinals:
            clause.days = DayList((*clause.days.days, PUBLIC_HOLIDAY))
            clause.items.append(index)
        else:
            self.days(index, Item(Kind.DAYS, DayList((PUBLIC_HOLIDAY,)), item.start, item.end))

    def times(self, index: int, item: Item) -> None:
        clause = self.current
        if self.times_first and clause and clause.days and clause.groups:
            self.flush()
        clause = self.open()
        clause.items.append(index)
        last_end = clause.groups[-1].ranges[-1][1] if clause.groups else 0
        clause.poisoned = clause.poisoned or (item.value[0][0] < last_end and not clause.groups[-1].parity)
        clause.groups.append(Group(list(item.value)))

    def lone_time(self, index: int, item: Item) -> None:
        if self.kind_at(index + 1) is Kind.DAYS and self.edge_before(index) and self.edge_after(index + 1):
            self.except_end(self.items[index + 1].value, (index, index + 1), item.value)
            self.position = index + 2
        elif self.kind_at(index - 1) is Kind.OPEN and self.kind_at(index + 1) is Kind.SCHOOL_HOLIDAYS:
            self.result.changes.append(Change(None, (index, index + 1), end=item.value, school_holidays=True))
            self.position = index + 2
        else:
            self.lose(index, poison=True)

    def except_end(self, days: DayList, items: tuple[int, ...], end: int) -> None:
        self.result.changes.append(Change(days, items, end=end))

    def half(self, index: int, item: Item) -> None:
        clause = self.open()
        clause.items.append(index)
        clause.halves.append(item.value)

    def appointment(self, index: int, item: Item) -> None:
        clauses = len(self.result.clauses) + (self.current is not None)
        kinds_said = any(
            other.kind in (Kind.APPOINTMENT, Kind.WALK_IN) for i, other in enumerate(self.items) if i != index
        )
        in_brackets = self.kind_at(index - 1) is Kind.OPEN
        if self.ends_at(index) and clauses > 1 and not in_brackets and not kinds_said:
            if item.value:
                self.result.appointment_everywhere = index
            else:  # of the last days, or of all of them: nobody can tell
                self.result.lost.add(index)
                self.poison_all()
        else:
            self.manner(index, APPOINTMENT)

    def walk_in(self, index: int, item: Item) -> None:
        self.manner(index, item.value)

    def manner(self, index: int, kind: str) -> None:
        """Say how one comes: for the times just before, else for the days just before, else for what follows."""
        clause = self.current
        follows = self.kind_at(index + 1) in (Kind.DAYS, Kind.TIMES, Kind.COLON)
        heads = self.kind_at(index + 1) is Kind.DAYS and not self.times_first
        besides = self.kind_at(index - 1) is Kind.AND and self.kind_at(index + 1) is not Kind.TIMES
        if clause and clause.has_hours and heads and not self.edge_before(index):
            self.result.lost.add(index)  # « lundi 9h-12h sur rendez-vous mardi 14h-17h »: of which of them?
            clause.poisoned = True
            self.flush()
            self.poison_next = True
        elif clause and clause.has_hours and heads:
            self.flush()
            self.pending = replace(self.pending, kind=kind)
            self.open().items.append(index)
        elif clause and clause.groups and besides:
            self.result.lost.add(index)  # « 9h-12h et sur rendez-vous »: besides these hours
        elif clause and clause.groups:
            clause.items.append(index)
            bare = [group for group in clause.groups if not group.kind]
            if len(bare) == 1:
                bare[0].kind = kind
            else:
                clause.poisoned = True
        elif clause and clause.days:
            clause.items.append(index)
            clause.scope = replace(clause.scope, kind=kind)
        elif follows and self.kind_at(index + 1) is not Kind.COLON:
            self.pending = replace(self.pending, kind=kind)
            self.open().items.append(index)
        elif kind == APPOINTMENT and not any(i.kind in (Kind.DAYS, Kind.TIMES) for i in self.items):
            self.stands_alone(index, kind)
        else:
            self.lose(index, poison=follows)

    def stands_alone(self, index: int, kind: str) -> None:
        """« Sur rendez-vous » and nothing else: it is said of every day."""
        clause = self.open()
        clause.scope = replace(clause.scope, kind=kind)
        clause.items.append(index)
        self.flush()

    def closed(self, index: int, item: Item) -> None:
        clause = self.current
        if clause and clause.days and not clause.has_hours:
            clause.closed = True
            clause.items.append(index)
        elif clause and self.kind_at(index + 1) is Kind.HALF and self.says_again(clause, index + 1):
            clause.items += [index, index + 1]
            self.position = index + 2
        elif not self.changes_after(index):
            self.lose(index, poison=not self.break_before(index))

    def says_again(self, clause: Clause, half: int) -> bool:
        """« 9h-12h (fermé l’après-midi) » says nothing more than the times do."""
        if not self.edge_after(half) or not clause.groups:
            return False
        in_morning = self.items[half].value == "afternoon"
        return all((start < MIDDAY) == in_morning for group in clause.groups for start, _ in group.ranges)

    def except_(self, index: int, item: Item) -> None:
        if not self.changes_after(index):
            self.lose(index, poison=True)
            for clause in self.result.clauses if not self.break_before(index) else []:
                clause.poisoned = True

    def changes_after(self, index: int) -> bool:
        """Take the changes that « fermé » or « sauf » announces; False if nothing after it is understood."""
        clause = self.current
        base_waits = clause is not None and clause.days is not None and not clause.groups
        found = read_changes(self.items, index, base_waits=base_waits, apart=self.break_before(index))
        if found is None:
            return False
        changes, self.position = found
        inline = self.items[index].kind is Kind.EXCEPT and not self.break_before(index)
        if inline and self.result.clauses and any(change.dates for change in changes):
            # « mardi 9h-12h, jeudi 14h-17h sauf en août »: the last days, or all of them?
            changes = [Change(DayList(()), tuple(range(index, self.position)))]
        self.result.changes += changes
        return True

    def condition(self, index: int, item: Item) -> None:
        """Dates, odd or even weeks, school periods: of the times just before, or of what follows."""
        clause = self.current
        place = self.place_of(index) if clause and clause.days and clause.has_hours else "waiting"
        if place == "unclear":
            self.result.lost.add(index)
            self.poison_all()
            self.poison_next = True
        elif clause and clause.days and (place == "before" or not clause.has_hours):
            clause.items.append(index)
            if item.kind is Kind.PARITY and clause.groups and not clause.scope.parity:
                clause.limit_last_group(item.value)
            elif has_condition(clause.scope, item):
                clause.poisoned = True
            else:
                clause.scope = with_condition(clause.scope, item)
        else:
            self.flush()
            if item.kind in (Kind.PARITY, Kind.DATES) and self.kind_at(index + 1) is not Kind.COLON:
                self.pending = with_condition(self.pending, item)
                self.open().items.append(index)
            else:
                self.scope = replace(with_condition(Scope(helper=self.scope.helper), item), headings=(index,))

    def place_of(self, index: int) -> str:
        """Tell whether a condition belongs to the hours « before » it, « after » it, or if that is « unclear »."""
        previous, following = self.kind_at(index - 1), self.kind_at(index + 1)
        announces = following is Kind.COLON or (following is Kind.DAYS and not self.times_first)
        if previous is Kind.OPEN:
            return "before"
        if self.ends_at(index):
            same = sum(item.kind is self.items[index].kind for item in self.items)
            return "before" if not self.result.clauses or same > 1 else "unclear"
        if not self.edge_before(index):
            dated = self.items[index].kind is Kind.DATES and following is not Kind.COLON
            return "before" if dated or not announces else "unclear"
        if previous is Kind.BREAK or announces:
            return "after"
        return "before" if following is Kind.BREAK else "unclear"

    def ends_at(self, index: int) -> bool:
        """Tell whether nothing of substance follows."""
        return all(item.kind in _BY_ITSELF for item in self.items[index + 1 :])

    def poison_all(self) -> None:
        """Give up every clause so far."""
        for clause in [*self.result.clauses, *([self.current] if self.current else [])]:
            clause.poisoned = True

    def always(self, index: int, item: Item) -> None:
        clause = self.open()
        clause.items.append(index)
        clause.always = True
        clause.poisoned = clause.poisoned or bool(clause.groups)

    def of_month(self, index: int, item: Item) -> None:
        clause = self.current
        if clause and clause.days and len(clause.days.days) == 1 and not clause.days.ordinals:
            clause.days = replace(clause.days, ordinals=item.value)
            clause.items.append(index)
        else:
            self.lose(index, poison=True)

    def label(self, index: int, item: Item) -> None:
        if self.current and self.current.has_hours and self.edge_before(index):
            self.flush()
        if self.kind_at(index + 1) is Kind.COLON:
            self.scope = Scope()

    def helper(self, index: int, item: Item) -> None:
        if self.current and self.current.groups and self.kind_at(index - 1) is Kind.OPEN:
            self.current.scope = replace(self.current.scope, helper=True)
            self.current.items.append(index)
            return
        self.flush()
        self.scope = Scope(helper=True, headings=(index,))

    def structure(self, index: int, item: Item) -> None:
        """« Mairie : lundi… » heads hours of the structure; elsewhere its name is a place nobody can tell."""
        if self.edge_before(index) and self.kind_at(index + 1) in (Kind.COLON, Kind.DAYS, Kind.LABEL):
            self.flush()
            self.result.structures.add(index)
            self.scope = Scope(headings=(index,))
        else:
            self.unknown(index, item)

    def unknown(self, index: int, item: Item) -> None:
        if self.kind_at(index + 1) is Kind.COLON:
            self.flush()
            self.result.lost.update((index, index - 1) if self.kind_at(index - 1) is Kind.LABEL else (index,))
            self.scope = Scope(unknown=True)
        elif self.edge_before(index) and self.edge_after(index):
            waits = self.current is not None and self.current.days is not None and not self.current.has_hours
            self.lose(index, poison=waits or (bool(item.value) and not self.break_before(index)))
        elif not self.edge_before(index) and self.kind_at(index - 1) is not Kind.COLON:
            self.lose(index, poison=True)
            if not self.edge_after(index):
                self.flush()
                self.poison_next = self.kind_at(index + 1) in (Kind.TIMES, Kind.LONE_TIME)
        else:
            waits = self.current is not None and not self.current.has_hours
            if self.current and item.value and not self.break_before(index):
                self.current.poisoned = True
            if not waits:
                self.flush()
            self.lose(index, poison=True)
