"""Since when a joined record is verified: never later than somebody said so of what it shows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from palier.directory.actions.joins.words import LISTS, values_of
from palier.directory.models import Place

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stated:
    """What a record showed, and when somebody said that all of it was right; None: never."""

    values: Values
    on: date | None
    by: str

    @classmethod
    def by_record(cls, place: Place) -> "Stated":
        """What `place` shows now."""
        return cls(values_of(place), place.verified_on, place.verified_by)


def verified_after(kept: Stated, *, joined: Stated, shown: Values) -> tuple[date | None, str]:
    """Return the day and the author of the verification of a joined record that shows `shown`.

    If one record stated all that is shown, its day counts, the later if both did. Else, when both were verified, the
    earlier: each value is one of theirs. When only the kept one was, its day stays as long as nothing that it stated
    has given way; otherwise nobody has verified the whole.
    """
    whole = [one for one in (kept, joined) if one.on is not None and _is_part(shown, one.values)]
    if whole:
        best = max(whole, key=lambda one: one.on or date.min)
        return best.on, best.by
    if kept.on is not None and joined.on is not None:
        best = min(kept, joined, key=lambda one: one.on or date.max)
        return best.on, best.by
    if kept.on is not None and _is_part(kept.values, shown):
        return kept.on, kept.by
    return None, ""


def _is_part(some: Values, whole: Values) -> bool:
    """Tell whether every value of `some` is in `whole`; of a list, every item."""
    return all(_holds(name, whole.get(name), value) for name, value in some.items())


def _holds(name: str, whole: Any, value: Any) -> bool:
    if name in LISTS:
        return all(item in (whole or []) for item in value)
    return bool(whole == value)
