"""Who is there? A registry: any floor above may say that somebody helps at a place at a moment."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class HelperThere:
    """Somebody who helps at a place at a moment. `name` may be empty; `until` is aware, None if unknown."""

    place_id: int
    service_id: int | None
    name: str
    until: datetime | None


# Takes place ids and an aware moment; returns those who are there, in any order.
PresenceSource = Callable[[Iterable[int], datetime], list[HelperThere]]
_sources: dict[str, PresenceSource] = {}


def register_presence_source(name: str) -> Callable[[PresenceSource], PresenceSource]:
    """Return a decorator that adds a source of presences under `name`, one source per name."""

    def register(source: PresenceSource) -> PresenceSource:
        _sources[name] = source
        return source

    return register


def helpers_there(
    place_ids: Iterable[int], at: datetime, *, leave_out: str = ""
) -> dict[int, list[HelperThere]]:
    """Return who is there at `at`, by place id; places where nobody is are left out.

    `leave_out` names a source whose answer the caller already has.
    """
    ids = list(place_ids)
    there: dict[int, list[HelperThere]] = {}
    for name, source in _sources.items():
        if name != leave_out:
            for helper in source(ids, at):
                there.setdefault(helper.place_id, []).append(helper)
    return there
