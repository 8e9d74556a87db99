"""What a search asks and what it answers: plain values, no database."""

from dataclasses import dataclass, field
from datetime import datetime

from palier.core.geo import Point
from palier.directory.hours import HoursState
from palier.directory.models import Need, Service
from palier.orientation.enums import Fit
from palier.territory.models import Commune
from palier.territory.travel import TravelEstimate


@dataclass(frozen=True)
class Where:
    """Where the person is. `label` is how to say it: « Craon », « autour de vous »."""

    commune: Commune
    point: Point
    label: str


@dataclass(frozen=True)
class Filters:
    """What the person wants besides; "" and False ask nothing. Codes are those of the codelists."""

    open_now: bool = False
    someone_now: bool = False
    walk_in: bool = False
    free: bool = False
    computer: bool = False
    at_home: bool = False
    audience: str = ""
    support: str = ""
    language: str = ""
    label: str = ""
    modality: str = ""


@dataclass(frozen=True)
class Found:
    """One place of the list. `service_ids` are those of its services that answer, none if the place itself does."""

    place_id: int
    service_ids: tuple[int, ...]
    point: Point | None
    travel: TravelEstimate | None
    hours: HoursState
    someone_there: bool
    someone_until: datetime | None
    helper_hours: str
    fit: Fit
    is_verified: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Findings:
    """The answer. `found` is in order; `counts` says how many places each filter would leave.

    `counts` keys: the names of boolean filters, and `"audience:seniors"` for codes. `other_ways` is help that
    comes to the person; `is_far` says that nothing on site is within the limit, so that it is shown first.
    """

    found: tuple[Found, ...]
    counts: dict[str, int] = field(default_factory=dict)
    other_ways: tuple[Service, ...] = ()
    is_far: bool = False
    radius_km: float | None = None
    is_cut: bool = False
    need: Need | None = None
