"""What people say of a place, as corrections: those they made, and what they wrote on a record no source described."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from palier.directory.actions.imports.fields import CONTACT_FIELDS, CORRECTABLE_FIELDS, PAIR_LISTS
from palier.directory.editable import read_place
from palier.directory.enums import ChangeVia, Itinerancy, PlaceStatus
from palier.directory.models import Correction, Place, PlaceProjection, RecordChange

LISTS = (*CONTACT_FIELDS, *PAIR_LISTS, "labels")
NOT_BY_PEOPLE = (ChangeVia.IMPORT, ChangeVia.JOIN)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of one field. `is_correction`: they did it knowing what a source says."""

    value: Any
    by_id: int | None
    made_at: datetime
    is_correction: bool

    @property
    def strength(self) -> tuple[bool, datetime]:
        """Corrections first, then the latest word."""
        return self.is_correction, self.made_at


def shown_of(place: Place) -> dict[str, Any]:
    """Return what the sources and corrections of `place` last made of it; nothing if it has none."""
    row = PlaceProjection.objects.filter(place=place).first()
    return dict(row.shown) if row else {}


def values_of(place: Place) -> dict[str, Any]:
    """Return what `place` shows, field by field, in the words of sources; what it does not say is left out."""
    read = read_place(place)
    said = {name: read[name] for name in CORRECTABLE_FIELDS if name in read}
    for name, kind in CONTACT_FIELDS.items():
        said[name] = [row["value"] for row in read["contacts"] if row["kind"] == kind]
    if said["itinerancy"] == Itinerancy.UNKNOWN:
        said["itinerancy"] = ""
    return {name: value for name, value in said.items() if value not in ("", [], None)}


def said_by_people(place: Place) -> dict[str, Said]:
    """Return, field by field, what people say of `place`; publication is left out, it belongs to each record."""
    rows = Correction.objects.filter(place=place, service=None).exclude(field="published")
    said = {row.field: Said(row.value, row.by_id, row.made_at, True) for row in rows}
    shown = shown_of(place)
    own = {
        name: value
        for name, value in values_of(place).items()
        if name not in said and _is_own(name, value, shown.get(name))
    }
    authors = _last_authors(place) if own else {}
    for name, value in own.items():
        by_id, made_at = authors.get(name, (None, place.created_at))
        said[name] = Said(value, by_id, made_at, False)
    return said


def hides_itself(place: Place) -> bool:
    """Tell whether people took `place` off the public pages on the record itself."""
    is_hidden = place.status == PlaceStatus.UNPUBLISHED
    return is_hidden and shown_of(place).get("status") != PlaceStatus.UNPUBLISHED


def _is_own(name: str, value: Any, shown: Any) -> bool:
    """A list was written by people if it holds more than what was shown; any other value, if it differs."""
    return any(item not in (shown or []) for item in value) if name in LISTS else value != shown


def _last_authors(place: Place) -> Mapping[str, tuple[int | None, datetime]]:
    authors: dict[str, tuple[int | None, datetime]] = {}
    changes = RecordChange.objects.filter(place=place, service=None).exclude(via__in=NOT_BY_PEOPLE)
    for change in changes.order_by("made_at", "pk"):
        for name in change.changes:
            for field in CONTACT_FIELDS if name == "contacts" else (name,):
                authors[field] = (change.by_id, change.made_at)
    return authors
