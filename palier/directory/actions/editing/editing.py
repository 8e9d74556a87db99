"""Edit, create and restore: one transaction, one line of history, one refresh of the index."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from palier.directory.actions.editing.recording import Author, keep_as_corrections, record_change
from palier.directory.actions.editing.writing import write_values
from palier.directory.actions.imports.projecting import project_place
from palier.directory.actions.places import PlaceNotPublishable, redirect_place
from palier.directory.actions.search import refresh_search_docs
from palier.directory.actions.services import ServiceWithoutNeed
from palier.directory.actions.structures import places_that_name
from palier.directory.editable import read_place, read_service, read_structure
from palier.directory.enums import ChangeVia, PlaceStatus, ServiceStatus
from palier.directory.models import Place, RecordChange, Service, Structure
from palier.territory.models import Commune


class EditConflict(Exception):
    """Somebody else changed the same fields meanwhile. `current`: {field: what the record says now}."""

    def __init__(self, current: Mapping[str, Any]) -> None:
        super().__init__(", ".join(sorted(current)))
        self.current = dict(current)


@transaction.atomic
def edit_place(
    *,
    place: Place,
    values: Mapping[str, Any],
    author: Author,
    via: ChangeVia,
    now: datetime,
    expected: Mapping[str, Any] | None = None,
) -> RecordChange | None:
    """Write these values of `place`, keep the change, show it everywhere; None if nothing differs.

    `expected`: what the person saw of these fields; if one of them says something else by now, nothing is
    written. The row is locked, so two editors come one after the other.
    Raises ValidationError({field: [sentences]}), PlaceNotPublishable, EditConflict, UnknownEditableField.
    """
    stored = Place.objects.select_for_update().get(pk=place.pk)
    before = read_place(stored)
    wanted = _what_differs(before, values, expected)
    if not wanted:
        return None
    if wanted.get("status") == PlaceStatus.PUBLISHED and stored.published_at is None:
        stored.published_at = now
    write_values(record=stored, values=wanted)
    if stored.status == PlaceStatus.PUBLISHED and not stored.address and stored.point is None:
        raise PlaceNotPublishable
    after = read_place(Place.objects.get(pk=stored.pk))
    change = record_change(record=stored, before=before, after=after, author=author, via=via, now=now)
    if change is not None and keep_as_corrections(
        record=stored, changes=change.changes, author=author, now=now
    ):
        project_place(place=stored, now=now)
        # Sources only know « shown » or « not shown »: waiting and closed for good are said by people.
        Place.objects.filter(pk=stored.pk).update(status=stored.status, published_at=stored.published_at)
    place.refresh_from_db()
    refresh_search_docs(place_ids=[stored.pk], on=now.date())
    return change


@transaction.atomic
def edit_service(
    *,
    service: Service,
    values: Mapping[str, Any],
    author: Author,
    via: ChangeVia,
    now: datetime,
    expected: Mapping[str, Any] | None = None,
) -> RecordChange | None:
    """Write these values of `service`; see `edit_place`. Saying « complet » or not dates the availability.

    Raises ValidationError, EditConflict, UnknownEditableField, and ServiceWithoutNeed if it would be shown with none.
    """
    Place.objects.select_for_update().get(pk=service.place_id)
    stored = Service.objects.select_for_update().get(pk=service.pk)
    before = read_service(stored)
    wanted = _what_differs(before, values, expected)
    if not wanted:
        return None
    is_full = wanted.get("is_full", stored.is_full)
    is_closed = wanted.get("is_closed_to_new_people", stored.is_closed_to_new_people)
    if not is_full and stored.full_delay_weeks is not None:
        wanted["full_delay_weeks"] = None  # a delay goes with « complet »
    if {"is_full", "is_closed_to_new_people", "full_delay_weeks"} & set(wanted):
        stored.availability_stated_on = now.date() if is_full or is_closed else None
    write_values(record=stored, values=wanted)
    if stored.status == ServiceStatus.PUBLISHED and not stored.needs.exists():
        raise ServiceWithoutNeed
    after = read_service(Service.objects.get(pk=stored.pk))
    change = record_change(record=stored, before=before, after=after, author=author, via=via, now=now)
    if change is not None and keep_as_corrections(
        record=stored, changes=change.changes, author=author, now=now
    ):
        project_place(place=stored.place, now=now)
    service.refresh_from_db()
    refresh_search_docs(place_ids=[stored.place_id], on=now.date())
    return change


@transaction.atomic
def edit_structure(
    *,
    structure: Structure,
    values: Mapping[str, Any],
    author: Author,
    via: ChangeVia,
    now: datetime,
    expected: Mapping[str, Any] | None = None,
) -> RecordChange | None:
    """Write these values of `structure`; see `edit_place`.

    Raises ValidationError, EditConflict, UnknownEditableField.
    """
    stored = Structure.objects.select_for_update().get(pk=structure.pk)
    before = read_structure(stored)
    wanted = _what_differs(before, values, expected)
    if not wanted:
        return None
    write_values(record=stored, values=wanted)
    after = read_structure(Structure.objects.get(pk=stored.pk))
    change = record_change(record=stored, before=before, after=after, author=author, via=via, now=now)
    structure.refresh_from_db()
    refresh_search_docs(place_ids=places_that_name(stored), on=now.date())
    return change


@transaction.atomic
def close_for_good(
    *, place: Place, author: Author, now: datetime, moved_to: Place | None = None
) -> RecordChange | None:
    """Close `place` for good, in its history; with `moved_to`, its address leads there from now on.

    None if it was closed already. Raises PlaceNotPublishable if `moved_to` is not shown: nobody would find it.
    """
    if moved_to is not None:
        if moved_to.status != PlaceStatus.PUBLISHED or moved_to.pk == place.pk:
            raise PlaceNotPublishable
        redirect_place(public_id=place.public_id, to=moved_to)
    closed = {"status": PlaceStatus.CLOSED.value}
    return edit_place(place=place, values=closed, author=author, via=ChangeVia.FORM, now=now)


@transaction.atomic
def create_edited_place(
    *,
    values: Mapping[str, Any],
    author: Author,
    via: ChangeVia,
    now: datetime,
    service: Mapping[str, Any] | None = None,
) -> Place:
    """Create a place from these values; `status` says whether it is shown, waits or stays a draft (default).

    `service`: the values of its first service, if it is told at once.
    Raises ValidationError (a name and a commune are needed), PlaceNotPublishable, UnknownEditableField,
    ServiceWithoutNeed.
    """
    errors = {}
    if not str(values.get("name") or "").strip():
        errors["name"] = ["Donnez un nom."]
    commune = Commune.objects.filter(insee_code=values.get("commune") or "").first()
    if commune is None:
        errors["commune"] = ["Choisissez une commune dans la liste."]
    if errors or commune is None:
        raise ValidationError(errors)
    place = Place.objects.create(name=str(values["name"]).strip()[:200], commune=commune)
    if values.get("status") == PlaceStatus.PUBLISHED:
        place.published_at = now
    write_values(record=place, values=values)
    if place.status == PlaceStatus.PUBLISHED and not place.address and place.point is None:
        raise PlaceNotPublishable
    place = Place.objects.get(pk=place.pk)
    record_change(record=place, before={}, after=_said(read_place(place)), author=author, via=via, now=now)
    if service is not None:
        add_edited_service(place=place, values=service, author=author, via=via, now=now)
    refresh_search_docs(place_ids=[place.pk], on=now.date())
    return place


@transaction.atomic
def add_edited_service(
    *, place: Place, values: Mapping[str, Any], author: Author, via: ChangeVia, now: datetime
) -> Service:
    """Add a service to `place` from these values. Raises ValidationError, ServiceWithoutNeed, UnknownEditableField."""
    if not str(values.get("name") or "").strip():
        raise ValidationError({"name": ["Donnez un nom à ce service."]})
    service = Service.objects.create(place=place, name=str(values["name"]).strip()[:200])
    if values.get("is_full") or values.get("is_closed_to_new_people"):
        service.availability_stated_on = now.date()
    write_values(record=service, values=values)
    if service.status == ServiceStatus.PUBLISHED and not service.needs.exists():
        raise ServiceWithoutNeed
    service = Service.objects.get(pk=service.pk)
    record_change(
        record=service, before={}, after=_said(read_service(service)), author=author, via=via, now=now
    )
    refresh_search_docs(place_ids=[place.pk], on=now.date())
    return service


@transaction.atomic
def create_edited_structure(
    *, values: Mapping[str, Any], author: Author, via: ChangeVia, now: datetime
) -> Structure:
    """Create a structure from these values: a name is enough. Raises ValidationError, UnknownEditableField."""
    if not str(values.get("name") or "").strip():
        raise ValidationError({"name": ["Donnez un nom."]})
    structure = Structure.objects.create(name=str(values["name"]).strip()[:200])
    write_values(record=structure, values=values)
    structure = Structure.objects.get(pk=structure.pk)
    said = _said(read_structure(structure))
    record_change(record=structure, before={}, after=said, author=author, via=via, now=now)
    return structure


@transaction.atomic
def restore_change(*, change: RecordChange, author: Author, now: datetime) -> RecordChange | None:
    """Put back what the record said before `change`, in its fields only; None if it says it already.

    The way back is itself a change, which can be undone too. A record’s first line, its creation, cannot be.
    Raises ValidationError if an old value is no longer accepted, and what the edit of the record raises.
    """
    if change.via == ChangeVia.JOIN:
        raise ValidationError("Une réunion de fiches se défait depuis les pages des doublons.")
    before = {name: old for name, (old, _) in change.changes.items() if old is not None or name in _NULLABLE}
    if set(before) != set(change.changes):
        raise ValidationError("La création d’une fiche ne s’annule pas : fermez plutôt la fiche.")
    how: dict[str, Any] = {"values": before, "author": author, "via": ChangeVia.RESTORE, "now": now}
    if change.service is not None:
        return edit_service(service=change.service, **how)
    if change.place is not None:
        return edit_place(place=change.place, **how)
    assert change.structure is not None
    return edit_structure(structure=change.structure, **how)


_NULLABLE = frozenset(
    {
        "point",
        "commune",
        "owner",
        "carrier",
        "operator",
        "provider",
        "host",
        "full_delay_weeks",
        "helper_agreed_on",
        "starts_on",
        "ends_on",
    }
)


def _what_differs(
    before: Mapping[str, Any], values: Mapping[str, Any], expected: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return the values that change something. Raises EditConflict."""
    wanted = {name: value for name, value in values.items() if name not in before or before[name] != value}
    if expected is not None:
        moved = {n: before[n] for n in wanted if n in expected and n in before and before[n] != expected[n]}
        if moved:
            raise EditConflict(moved)
    return wanted


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what a new record does not say."""
    return {name: value for name, value in values.items() if value not in (None, "", [], False)}
