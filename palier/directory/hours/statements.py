"""What a French text of opening hours states: clauses, and changes to them. Pure data."""

from dataclasses import dataclass, field, replace

from palier.directory.hours.lexicon import DayList, Item, Kind
from palier.directory.hours.times import Range

APPOINTMENT = "appointment"
PUBLIC_HOLIDAY = 7  # stands for a day in a DayList, after Sunday


@dataclass(frozen=True, slots=True)
class Scope:
    """What a heading says of the clauses under it; `unknown` when the heading was not understood.

    `kind` is how one comes: "", « appointment », or the words for those who need none. `headings` are the
    positions of the headings themselves, given back with a clause that is not understood.
    """

    dates: str = ""
    parity: str = ""
    season: str = ""  # « term », « holidays »
    kind: str = ""
    helper: bool = False
    unknown: bool = False
    headings: tuple[int, ...] = ()


@dataclass(slots=True)
class Group:
    """Time ranges said together, how one comes to them (as in Scope), and odd or even weeks."""

    ranges: list[Range]
    kind: str = ""
    parity: str = ""


@dataclass(slots=True)
class Clause:
    """Days, times and conditions that belong together, and the items they were read from.

    `also` are further days with the same hours: « 1er mardi et 3e jeudi du mois ».
    """

    scope: Scope
    items: list[int] = field(default_factory=list)
    days: DayList | None = None
    also: list[DayList] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    halves: list[str] = field(default_factory=list)
    closed: bool = False
    always: bool = False
    poisoned: bool = False

    @property
    def has_hours(self) -> bool:
        """Tell whether anything is said of the days."""
        return bool(self.groups or self.closed or self.always or self.scope.kind)

    def limit_last_group(self, parity: str) -> None:
        """Limit the times said last to odd or even weeks; two limits make the clause doubtful."""
        last = self.groups[-1]
        self.poisoned = self.poisoned or bool(last.parity)
        last.parity = parity


@dataclass(frozen=True, slots=True)
class Change:
    """What changes days said elsewhere: closed (whole, or one half), other times, or another end.

    `apart` tells that it stands in a sentence of its own.
    """

    days: DayList | None
    items: tuple[int, ...]
    half: str = ""
    ranges: tuple[Range, ...] = ()
    end: int | None = None
    dates: str = ""
    public_holidays: bool = False
    school_holidays: bool = False
    apart: bool = False


@dataclass(slots=True)
class Clauses:
    """The whole text: clauses, changes to them, and the positions of items that were not understood.

    `appointment_everywhere` is the position of a « uniquement sur rendez-vous » that ends a text of several
    clauses; `structures` are the positions of headings such as « Mairie : ».
    """

    clauses: list[Clause] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)
    appointment_everywhere: int | None = None
    structures: set[int] = field(default_factory=set)


def has_condition(scope: Scope, item: Item) -> bool:
    """Tell whether `scope` already has a condition of the item’s kind: dates, weeks or a school period."""
    if item.kind is Kind.DATES:
        return bool(scope.dates)
    return bool(scope.parity if item.kind is Kind.PARITY else scope.season)


def with_condition(scope: Scope, item: Item) -> Scope:
    """Add the item’s dates, weeks or school period to `scope`."""
    if item.kind is Kind.DATES:
        return replace(scope, dates=item.value)
    if item.kind is Kind.PARITY:
        return replace(scope, parity=item.value)
    return replace(scope, season="term" if item.kind is Kind.SCHOOL_TERM else "holidays")
