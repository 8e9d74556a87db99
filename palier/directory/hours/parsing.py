"""French opening hours read into OSM text. Pure: what is not understood is given back as it was typed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from palier.directory.hours.clauses import read_clauses
from palier.directory.hours.composing import Contradiction, Piece, compose, without_half, write_days
from palier.directory.hours.lexicon import DayList, Item, Kind
from palier.directory.hours.rules import (
    WEEKDAYS,
    InvalidHours,
    date_range,
    rule_parts,
    validate_osm_hours,
)
from palier.directory.hours.statements import APPOINTMENT, PUBLIC_HOLIDAY, Change, Clause, Clauses
from palier.directory.hours.times import MIDDAY, clean, fold_in_place
from palier.directory.hours.words import items_of

SchoolPeriods = Callable[[], Sequence[tuple[date, date]]]
_NOTHING_TO_SAY = {
    Kind.FILLER,
    Kind.BREAK,
    Kind.PAUSE,
    Kind.COLON,
    Kind.OPEN,
    Kind.CLOSE,
    Kind.AND,
    Kind.LABEL,
}


@dataclass(frozen=True, slots=True)
class ParsedHours:
    """What was understood, as OSM text valid for the evaluator, and what was not, as it was typed.

    `osm` are the hours of the structure (or of whoever, when the text does not say), `helper_osm` those of the
    person who helps, when the text names one. Both are "" when nothing was understood.
    """

    osm: str = ""
    left_aside: list[str] = field(default_factory=list)
    helper_osm: str = ""

    @property
    def is_whole(self) -> bool:
        """Tell whether hours were found and nothing was left aside."""
        return bool(self.osm or self.helper_osm) and not self.left_aside


def parse_french_hours(
    text: str, *, days: str = "", school_periods: SchoolPeriods | None = None
) -> ParsedHours:
    """Read opening hours typed by people; text that is already OSM comes back in our spelling.

    `days` are OSM days (« Mo-Fr ») that another column gives, used only when the text names none: without
    days, hours are not guessed to be of every day. `school_periods` returns the school holidays to write,
    first and last day included; without it, what depends on them stays text. Never raises on a text.
    """
    shown = clean(text)
    if not shown:
        return ParsedHours()
    try:
        return ParsedHours(osm=validate_osm_hours(shown))
    except InvalidHours:
        pass
    items = items_of(fold_in_place(shown))
    default_days = _osm_days(days)
    return _Resolver(shown, items, default_days, school_periods).resolve()


def _osm_days(days: str) -> DayList | None:
    try:
        parts = rule_parts(validate_osm_hours(days)) if days else None
    except InvalidHours:
        return None
    if parts is None or not parts.days or any(c in parts.days for c in "[ H"):
        return None
    numbers: set[int] = set()
    for item in parts.days.split(","):
        first, _, last = item.partition("-")
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        numbers.update((start + i) % 7 for i in range((end - start) % 7 + 1))
    return DayList(tuple(sorted(numbers)))


class _Resolver:
    """Turns clauses into pieces, applies changes, and gathers the words that nothing was made of."""

    def __init__(
        self, shown: str, items: list[Item], days: DayList | None, school_periods: SchoolPeriods | None
    ) -> None:
        self.shown = shown
        self.items = items
        self.read: Clauses = read_clauses(items)
        self.understood: set[int] = set()
        named = any(clause.days for clause in self.read.clauses)
        self.default_days = None if named else days
        periods = school_periods() if school_periods else []
        self.school_dates = ",".join(date_range(start, end) for start, end in periods)
        self.pieces: dict[bool, list[tuple[Piece, tuple[int, ...]]]] = {False: [], True: []}
        self.closed_days: dict[bool, list[tuple[int, tuple[int, ...]]]] = {False: [], True: []}
        self.term_days: dict[bool, set[int]] = {False: set(), True: set()}
        self.closed_dates: list[str] = []
        self.public_holidays_closed = False
        self.applied: list[Change] = []
        names = {shown[items[i].start : items[i].end].lower() for i in self.read.structures}
        self.one_structure = len(names) == 1

    def resolve(self) -> ParsedHours:
        if any(clause.always for clause in self.read.clauses):
            return self.always_open()
        closings: list[Change] = []
        for clause in self.read.clauses:
            pieces = self.pieces_of(clause)
            if pieces is not None:
                self.pieces[clause.scope.helper] += [(piece, self.marks(clause)) for piece in pieces]
            elif clause.closed:
                closings.append(self.closing_of(clause))
        for change in [*self.read.changes, *closings]:
            if self.apply(change):
                self.applied.append(change)
        osm, helper_osm = self.write(helper=False), self.write(helper=True)
        if not (osm or helper_osm):
            self.applied.clear()
        return ParsedHours(osm, self.left_aside(), helper_osm)

    def always_open(self) -> ParsedHours:
        clause = self.read.clauses[0]
        understood = len(self.read.clauses) == 1 and not (clause.poisoned or clause.days or self.read.changes)
        if understood and not self.read.lost and not clause.scope.unknown:
            return ParsedHours("24/7")
        return ParsedHours("", [self.shown])

    def marks(self, clause: Clause) -> tuple[int, ...]:
        return (*clause.items, *clause.scope.headings)

    def closing_of(self, clause: Clause) -> Change:
        """A closing that stands as a clause, « (jeudi matin fermé) », changes the hours said before it."""
        half = clause.halves[0] if len(clause.halves) == 1 and not clause.groups else ""
        sure = bool(half and not clause.poisoned)
        return Change(clause.days, tuple(clause.items), half=half if sure else "unclear")

    # -- clauses

    def pieces_of(self, clause: Clause) -> list[Piece] | None:
        """Return the pieces of a clause, or None if it is not understood as a whole."""
        scope = clause.scope
        days = clause.days or self.default_days
        if clause.poisoned or scope.unknown or (scope.season and not self.school_dates):
            return None
        if set(scope.headings) & self.read.structures and not self.one_structure:
            return None
        everywhere = self.read.appointment_everywhere
        kind = scope.kind if everywhere is None else APPOINTMENT
        if everywhere is not None:
            clause.items.append(everywhere)
        if not clause.groups and not clause.closed and kind == APPOINTMENT:
            days = days or DayList(tuple(range(7)))
            return (
                None
                if clause.halves
                else [
                    self.piece(clause, those, day, (), kind, "")
                    for those in [*clause.also, days]
                    for day in those.days
                ]
            )
        if days is None or not days.days or not self.halves_agree(clause):
            return None
        if clause.closed and not clause.groups:
            return self.closed_clause(clause, days)
        if not clause.groups or (
            any(g.parity for g in clause.groups) and not self.parities_are_clear(clause)
        ):
            return None
        pieces = [
            self.piece(clause, those, day, tuple(group.ranges), group.kind or kind, group.parity)
            for group in clause.groups
            for those in [*clause.also, days]
            for day in those.days
        ]
        if scope.season == "term":
            self.term_days[scope.helper].update(piece.day for piece in pieces)
        return pieces

    def piece(
        self,
        clause: Clause,
        days: DayList,
        day: int,
        ranges: tuple[tuple[int, int], ...],
        kind: str,
        parity: str,
    ) -> Piece:
        scope = clause.scope
        dates = self.school_dates if scope.season == "holidays" else scope.dates
        return Piece(day, ranges, kind, days.ordinals, parity or scope.parity, dates)

    @staticmethod
    def parities_are_clear(clause: Clause) -> bool:
        """« 10h-12h ; 14h-16h (semaines paires) »: nobody can tell whether the first range is of all weeks."""
        if len(clause.groups) == 1:
            return True
        return all(group.parity and len(group.ranges) == 1 for group in clause.groups)

    @staticmethod
    def halves_agree(clause: Clause) -> bool:
        """« jeudi matin 9h-12h » agrees; « jeudi matin 9h-17h » and « jeudi matin » without times do not."""
        if clause.closed and clause.halves:
            other = {"morning": "afternoon", "afternoon": "morning"}
            return bool(clause.groups) and all(_in_half(clause, other[half]) for half in clause.halves)
        if clause.closed:
            return not clause.groups
        if not clause.halves:
            return True
        if len(clause.groups) == 1:
            return len(clause.halves) == 1 and _in_half(clause, clause.halves[0])
        return len(clause.groups) == len(clause.halves) and all(
            _ranges_in_half(group.ranges, half)
            for group, half in zip(clause.groups, clause.halves, strict=True)
        )

    def closed_clause(self, clause: Clause, days: DayList) -> list[Piece] | None:
        scope = clause.scope
        if days.ordinals or clause.also or scope.parity or scope.dates or scope.season:
            return None
        self.closed_days[scope.helper] += [(day, self.marks(clause)) for day in days.days]
        return []

    # -- changes

    def apply(self, change: Change) -> bool:
        """Change the pieces of both scopes as a change says; False if it cannot be applied surely."""
        if change.public_holidays:
            self.public_holidays_closed = True
            return True
        if change.dates:
            self.closed_dates.append(change.dates)
            return True
        if change.school_holidays:
            if change.end is not None:
                return self.end_in_holidays(change)
            if self.school_dates:
                self.closed_dates.append(self.school_dates)
                return True
            return not change.apart and self.spoil(change)
        days = change.days
        if days is None or not days.days:
            return self.spoil(change)
        if days.ordinals:
            if change.half or change.ranges or change.end:
                return self.spoil(change)
            self.closed_dates.append(write_days(list(days.days), ordinals=days.ordinals))
            return True
        if change.half == "unclear" or (change.half and len(days.days) > 1):
            return self.spoil(change)  # « lundi et jeudi matin »: is Monday closed all day?
        understood = [self.change_day(day, change) for day in days.days]
        return all(understood) or self.spoil(change)

    def spoil(self, change: Change) -> bool:
        """A change that is not understood makes the hours of its days doubtful: give those up too."""
        days = set(change.days.days) if change.days and change.days.days else set(range(7))
        for helper, pieces in self.pieces.items():
            given_up = {mark for piece, marks in pieces if piece.day in days for mark in marks}
            self.pieces[helper] = [entry for entry in pieces if not given_up & set(entry[1])]
        return False

    def change_day(self, day: int, change: Change) -> bool:
        whole_day = not (change.half or change.ranges or change.end)
        found = False
        for helper, pieces in self.pieces.items():
            mine = [entry for entry in pieces if entry[0].day == day]
            if not mine:
                continue
            found = True
            changed = _changed([piece for piece, _ in mine], change)
            if changed is None:
                return False
            others = [entry for entry in pieces if entry[0].day != day]
            self.pieces[helper] = others + [(piece, mine[0][1]) for piece in changed]
        if whole_day and not found:
            self.closed_days[False].append((day, change.items))
        return found or whole_day

    def end_in_holidays(self, change: Change) -> bool:
        """« 9h-17h30 (17h pendant les vacances scolaires) »: sure when the text has no other days and times."""
        if not self.school_dates or len(self.read.clauses) != 1:
            return False
        added: list[tuple[bool, tuple[Piece, tuple[int, ...]]]] = []
        for helper, entries in self.pieces.items():
            for day in dict.fromkeys(piece.day for piece, _ in entries):
                mine = [piece for piece, _ in entries if piece.day == day]
                changed = _changed(mine, change)
                if changed is None or any(piece.dates for piece in mine):
                    return False
                added += [(helper, (replace(p, dates=self.school_dates), change.items)) for p in changed]
        for helper, entry in added:
            self.pieces[helper].append(entry)
        return bool(added)

    # -- results

    def write(self, *, helper: bool) -> str:
        pieces = [piece for piece, _ in self.pieces[helper]]
        closed = self.closed_days[helper]
        marks = {m for _, ms in self.pieces[helper] for m in ms} | {m for _, ms in closed for m in ms}
        if not pieces:  # closings alone would say that it never opens
            return ""
        closed_days = [day for day, _ in closed] + [PUBLIC_HOLIDAY] * self.public_holidays_closed
        try:
            if {piece.day for piece in pieces} & {day for day, _ in closed}:
                raise Contradiction
            osm = compose(pieces, closed_days=closed_days, closed_dates=self.closed_dates)
            osm = validate_osm_hours(self.with_school_closings(osm, pieces, helper=helper))
        except (Contradiction, InvalidHours):
            self.applied.clear()
            return ""
        self.understood |= marks
        return osm

    def with_school_closings(self, osm: str, pieces: list[Piece], *, helper: bool) -> str:
        """Close the days of school term during school holidays, unless the holidays have their own hours."""
        own = {piece.day for piece in pieces if piece.dates == self.school_dates}
        closed = [day for day in sorted(self.term_days[helper]) if day not in own]
        if not closed:
            return osm
        return f"{osm}; {self.school_dates} {write_days(closed)} off"

    def left_aside(self) -> list[str]:
        """Return the words that were not understood, neighbours together, in their order."""
        self.understood.update(i for change in self.applied for i in change.items)
        self.understood -= self.read.lost
        runs: list[list[int]] = []
        for index, item in enumerate(self.items):
            if index in self.understood or (item.kind in _NOTHING_TO_SAY and index not in self.read.lost):
                continue
            between = range(runs[-1][-1] + 1, index) if runs else range(0)
            if runs and all(self.items[i].kind in _NOTHING_TO_SAY for i in between):
                runs[-1].append(index)
            else:
                runs.append([index])
        return [
            self.quoted(self.items[self.with_label(run[0])].start, self.items[run[-1]].end) for run in runs
        ]

    def with_label(self, first: int) -> int:
        """Go back to the label that announces words left aside: « Horaires d’été : … »."""
        at = first
        while at and self.items[at - 1].kind in (Kind.LABEL, Kind.PAUSE, Kind.COLON):
            at -= 1
        while self.items[at].kind in (Kind.PAUSE, Kind.COLON):
            at += 1
        return at

    def quoted(self, start: int, end: int) -> str:
        """Return the words as typed, with the bracket that closes or opens them."""
        text = self.shown[start:end]
        closing = self.shown.find(")", end)
        if text.count("(") > text.count(")") and closing >= 0 and not self.shown[end:closing].strip():
            return self.shown[start : closing + 1]
        if text.count(")") > text.count("(") and self.shown[start - 1 : start] == "(":
            return f"({text}"
        return text.strip()


def _in_half(clause: Clause, half: str) -> bool:
    return all(_ranges_in_half(group.ranges, half) for group in clause.groups)


def _ranges_in_half(ranges: list[tuple[int, int]], half: str) -> bool:
    if half == "morning":
        return all(start < MIDDAY and end <= MIDDAY + 120 for start, end in ranges)
    return all(start >= MIDDAY for start, _ in ranges)


def _changed(pieces: list[Piece], change: Change) -> list[Piece] | None:
    """Return the pieces of one day as the change leaves them, or None if that is not sure."""
    if change.ranges:
        first = pieces[0]
        return [replace(first, ranges=change.ranges)] if len(pieces) == 1 else None
    if change.end is not None:
        last = max(pieces, key=lambda piece: piece.ranges[-1:] or ((0, 0),))
        if not last.ranges or not last.ranges[-1][0] < change.end:
            return None
        ranges = (*last.ranges[:-1], (last.ranges[-1][0], change.end))
        return [piece for piece in pieces if piece is not last] + [replace(last, ranges=ranges)]
    if not change.half:
        return []
    changed: list[Piece] = []
    touched = False
    for piece in pieces:
        if any(start < MIDDAY and end > MIDDAY + 120 for start, end in piece.ranges):
            return None  # it runs over midday: when it would open or close is not said
        left = without_half(piece.ranges, change.half)
        touched = touched or left is not None
        ranges = piece.ranges if left is None else left
        changed += [replace(piece, ranges=ranges)] if ranges else []
    return changed if touched else None
