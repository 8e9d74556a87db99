"""The history of a record, line by line, in French."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from palier.directory.editable import FIELDS, Kind, RecordKind, difference_in_words, names_of
from palier.directory.enums import Visibility
from palier.directory.models import Place, RecordChange, Structure


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change as people read it. `differences`: (label, before, after); `about`: the service, "" for the record."""

    change: RecordChange
    about: str
    differences: list[tuple[str, str, str]]
    is_creation: bool


def changes_of_place(place: Place) -> QuerySet[RecordChange]:
    """The changes of a place and of its services, latest first: those that came with a join bring their past."""
    about = Q(place=place) | Q(service__place=place)
    return RecordChange.objects.filter(about).select_related("service", "by").order_by("-made_at", "-pk")


def changes_of_structure(structure: Structure) -> QuerySet[RecordChange]:
    """The changes of a structure, latest first."""
    return (
        RecordChange.objects.filter(structure=structure)
        .select_related("service", "by")
        .order_by("-made_at", "-pk")
    )


def change_by_pk(pk: int) -> RecordChange | None:
    """Return one change with what it is about."""
    return (
        RecordChange.objects.select_related(
            "place__commune__departement__region",
            "place__commune__epci",
            "service__place__commune__departement__region",
            "service__place__commune__epci",
            "structure__commune__departement__region",
        )
        .filter(pk=pk)
        .first()
    )


def who_changed(place: Place | Structure, fields: Iterable[str]) -> RecordChange | None:
    """Return the latest change that touched one of these fields of the record itself."""
    wanted = set(fields)
    changes = changes_of_place(place) if isinstance(place, Place) else changes_of_structure(place)
    recent = changes.filter(service=None)[:20]
    return next((change for change in recent if wanted & set(change.changes)), None)


def told(changes: Iterable[RecordChange], *, levels: Iterable[Visibility]) -> list[HistoryLine]:
    """Return these changes in French, contacts that the reader may not see left out.

    Costs the same number of queries however many there are.
    """
    shown = [(change, _visible(change.changes, set(levels))) for change in changes]
    names = names_of(
        (FIELDS[kind_of(change)][name], value)
        for change, fields in shown
        for name, pair in fields.items()
        if name in FIELDS[kind_of(change)]
        for value in pair
    )
    return [
        HistoryLine(
            change=change,
            about=change.service.name if change.service else "",
            differences=difference_in_words(kind_of(change), fields, names=names),
            is_creation=is_creation(change),
        )
        for change, fields in shown
    ]


def is_creation(change: RecordChange) -> bool:
    """Tell whether a change is the first line of a record, which cannot be undone."""
    name = change.changes.get("name")
    return name is not None and name[0] is None


def kind_of(change: RecordChange) -> RecordKind:
    """Return what kind of record a change is about."""
    if change.service_id is not None:
        return RecordKind.SERVICE
    return RecordKind.PLACE if change.place_id is not None else RecordKind.STRUCTURE


def _visible(changes: Mapping[str, list[Any]], levels: set[Visibility]) -> dict[str, list[Any]]:
    """Leave out the contacts of other levels, and a field of which nothing else changed."""
    shown = {}
    for name, pair in changes.items():
        if name == Kind.CONTACTS:
            pair = [_of_levels(value, levels) for value in pair]
            if pair[0] == pair[1]:
                continue
        shown[name] = pair
    return shown


def _of_levels(contacts: Any, levels: set[Visibility]) -> list[Any]:
    return [c for c in contacts or [] if c.get("visibility", Visibility.PUBLIC) in levels]
