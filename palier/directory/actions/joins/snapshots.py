"""A place as it was before a join, row by row, and the way back to it."""

import json
from operator import attrgetter
from typing import Any

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from palier.directory.actions.imports.fields import SCALARS
from palier.directory.actions.joins.words import shown_of
from palier.directory.models import (
    Capability,
    ContactChannel,
    Correction,
    LabelGrant,
    NonDigitalActivity,
    Place,
    PlaceProjection,
    PlaceType,
)

Rows = list[dict[str, Any]]
# The tables that a view writes or that a join copies, and what tells two rows of a place apart.
_KEYS: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "types": (PlaceType, ("kind", "national_code")),
    "capabilities": (Capability, ("kind",)),
    "grants": (LabelGrant, ("scheme_id", "status", "since_on")),
    "contacts": (ContactChannel, ("kind", "value")),
    "activities": (NonDigitalActivity, ("name",)),
}
COLUMNS_OF = {
    **{name: (column,) for name, column in SCALARS.items()},
    "point": ("lat", "lon"),
    "commune": ("commune_id",),
}


def snapshot_of(place: Place) -> dict[str, Any]:
    """Return all that a join may change on `place`, in JSON."""
    corrections = Correction.objects.filter(place=place, service=None)
    return {
        "place": _rows([place])[0],
        "shown": shown_of(place) if PlaceProjection.objects.filter(place=place).exists() else None,
        "corrections": _rows(corrections),
        "rows": {name: _rows(_of(place, name)) for name in _KEYS},
    }


def rows_added(place: Place, *, before: dict[str, Any]) -> dict[str, list[int]]:
    """Return the ids of the rows that `place` has and that it had not."""
    known = {name: {row["pk"] for row in rows} for name, rows in before["rows"].items()}
    return {name: [row.pk for row in _of(place, name) if row.pk not in known[name]] for name in _KEYS}


def put_rows_back(
    place: Place, *, before: dict[str, Any], added: dict[str, list[int]], restored: frozenset[str]
) -> None:
    """Take away the rows that the join added and that no source says, and put back those it took away.

    `restored`: the fields of people, whose rows come back whatever sources say. The others come back as they
    were, with what people had written beside them, only if the sources of the place still say them.
    """
    for name, (model, columns) in _KEYS.items():
        key_of = attrgetter(*columns)
        now = {key_of(row): row for row in _of(place, name)}
        old = {key_of(one.object): one for one in _objects(before["rows"][name])}
        for key, row in now.items():
            if key not in old and row.pk in added.get(name, []) and not _is_shown(place, name, row):
                row.delete()
        known = {row.pk for row in now.values()}
        for key, one in old.items():
            if one.object.pk in known or (key not in now and _field_of(name, one.object) not in restored):
                continue
            if key in now:
                model._default_manager.filter(pk=now[key].pk).delete()
            if (
                getattr(one.object, "is_preferred", False)
                and place.contacts.filter(is_preferred=True).exists()
            ):
                one.object.is_preferred = False  # somebody prefers another one by now
            one.save()


def columns_before(before: dict[str, Any]) -> Place:
    """Return the place as it was, unsaved."""
    place = next(_objects([before["place"]])).object
    assert isinstance(place, Place)
    return place


def correction_before(before: dict[str, Any], *, field: str) -> Any:
    """Return the correction of that field as it was, to be saved; None if there was none."""
    return next((one for one in _objects(before["corrections"]) if one.object.field == field), None)


def _of(place: Place, name: str) -> list[Any]:
    return list(_KEYS[name][0]._default_manager.filter(place=place).order_by("pk"))


def _rows(objects: Any) -> Rows:
    rows = serializers.serialize("python", objects)
    found: Rows = json.loads(json.dumps(rows, cls=DjangoJSONEncoder))
    return found


def _objects(rows: Rows) -> Any:
    return serializers.deserialize("python", rows)


_CONTACT_FIELDS = {"PHONE": "phones", "EMAIL": "emails", "WEBSITE": "sites", "BOOKING": "bookings"}


def _field_of(name: str, row: Any) -> str:
    if name == "contacts":
        return _CONTACT_FIELDS.get(row.kind, "contacts")
    return {"grants": "labels"}.get(name, name)


def _is_shown(place: Place, name: str, row: Any) -> bool:
    """Tell whether the projection of the place holds this row."""
    said = shown_of(place).get(_field_of(name, row), [])
    if name == "contacts":
        return row.value in said
    if name == "types":
        return [row.kind, row.national_code] in said
    if name == "capabilities":
        return [row.kind, row.answer] in said
    return name == "grants" and row.since_on is None and row.scheme.code in said
