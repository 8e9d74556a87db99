"""What higher apps know of the equipment of a session: they register here, so that the agenda never imports them.

    register(Keeper("matériel", reserved=reserved_for, reservable=reservable_for, session_changed=follow_session))

Each app does so in its own `preparation.py`, found by name. Whoever cancels a session, refuses it, or changes its hours
or its place calls `session_changed(session, now)` once, in the transaction that writes the change and after the row is
saved: what was reserved is then freed, moved along, or flagged for the team.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.utils.module_loading import autodiscover_modules

from palier.agenda.models import Session
from palier.directory.enums import Answer, CapabilityKind
from palier.directory.models import Capability


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservedThing:
    """Something asked for a session. `state` and `remark` are French; `is_sure` once the owner has agreed.

    `code` is the public identifier of the reservation; `kind` a code of the keeper (`PROJECTOR`).
    """

    code: str
    label: str
    kind: str
    owner: str
    state: str
    remark: str = ""
    is_sure: bool = True
    is_lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservableThing:
    """Something free for the hours of a session. `code` is the public identifier of the thing."""

    code: str
    label: str
    kind: str
    owner: str
    is_own: bool
    needs_agreement: bool = False
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class Keeper:
    """An app that keeps equipment.

    `session_changed` runs inside the transaction of the change; it reads the session as it now is.
    """

    name: str
    reserved: Callable[[Session], list[ReservedThing]]
    reservable: Callable[[Session], list[ReservableThing]]
    session_changed: Callable[[Session, datetime], None]


_keepers: dict[str, Keeper] = {}


def register(keeper: Keeper) -> None:
    """Declare a keeper of equipment. Raises ValueError if another one has its name."""
    if keeper.name in _keepers:
        raise ValueError(f"two keepers of equipment are called {keeper.name!r}")
    _keepers[keeper.name] = keeper


def reserved_for(session: Session) -> list[ReservedThing]:
    """Return what has been asked for a session, lost reservations included: somebody must see them."""
    _load()
    return [thing for keeper in _keepers.values() for thing in keeper.reserved(session)]


def reservable_for(session: Session) -> list[ReservableThing]:
    """Return what is free for the hours of a session: the organiser’s own first, then what is shared, nearest first."""
    _load()
    return [thing for keeper in _keepers.values() for thing in keeper.reservable(session)]


def session_changed(session: Session, now: datetime) -> None:
    """Tell the keepers that a session was cancelled, refused or moved. Running it again changes nothing more."""
    _load()
    for keeper in _keepers.values():
        keeper.session_changed(session, now)


def projector_at(session: Session) -> Answer:
    """Return what the place of a session declares about a projector; UNKNOWN where it says nothing."""
    told = Capability.objects.filter(place=session.place_id, kind=CapabilityKind.PROJECTOR)
    return Answer(told.values_list("answer", flat=True).first() or Answer.UNKNOWN)


@cache
def _load() -> None:
    autodiscover_modules("preparation")
