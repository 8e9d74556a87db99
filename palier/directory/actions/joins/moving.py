"""What goes from the record that is joined to the one that is kept, and back."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q

from palier.directory.actions.joins.words import NOT_BY_PEOPLE, shown_of
from palier.directory.enums import ReportStatus
from palier.directory.models import (
    Affiliation,
    ContactChannel,
    Correction,
    CorrectionProposal,
    ExceptionalClosure,
    LabelGrant,
    NonDigitalActivity,
    Place,
    PlaceOccupant,
    PlaceProjection,
    PlaceRedirect,
    RecordChange,
    Service,
    SourceRecord,
    SourceService,
)

OWNERS = ("owner_id", "carrier_id", "operator_id")
# Rows that go as they are; the key tells what the kept place may already have, which then stays where it is.
_MOVED: dict[str, type[Model]] = {
    "records": SourceRecord,
    "services": Service,
    "service_corrections": Correction,
    "closures": ExceptionalClosure,
    "occupants": PlaceOccupant,
    "affiliations": Affiliation,
    "proposals": CorrectionProposal,
    "redirects": PlaceRedirect,
}


def move_rows(*, joined: Place, kept: Place) -> dict[str, Any]:
    """Give `kept` the source records, services and people of `joined`; return ids, enough to bring them back.

    When each has one service, that rows describe alone and nobody touched on the joined side, the row of the one
    describes the service of the other: one place does not show the same help twice.
    """
    twin = _twin_services(joined, kept)
    moved: dict[str, Any] = {name: _ids(joined, kept, name) for name in _MOVED}
    moved["links"] = []
    if twin is not None:
        left, right = twin
        moved["services"] = [pk for pk in moved["services"] if pk != left]
        links = SourceService.objects.filter(service_id=left)
        moved["links"] = [[pk, left] for pk in links.values_list("pk", flat=True)]
        links.update(service_id=right)
    else:
        _carry_projection(joined, kept)
    of_services = Q(service_id__in=moved["services"])
    for name in ("service_corrections", "closures"):
        rows = _MOVED[name]._default_manager.filter(of_services | Q(service=None), pk__in=moved[name])
        moved[name] = list(rows.values_list("pk", flat=True))
    _give(moved, kept)
    return moved


def bring_rows_back(*, joined: Place, kept: Place, moved: dict[str, Any]) -> None:
    """Give back to `joined` what it gave; what was deleted or moved on since stays so."""
    for name, model in _MOVED.items():
        model._default_manager.filter(pk__in=moved[name], place=kept).update(place=joined)
    Correction.objects.filter(service_id__in=moved["services"], place=kept).update(place=joined)
    ExceptionalClosure.objects.filter(service_id__in=moved["services"], place=kept).update(place=joined)
    for pk, service_id in moved["links"]:
        SourceService.objects.filter(pk=pk).update(service_id=service_id)


def copy_rows(*, joined: Place, kept: Place) -> None:
    """Copy to `kept` what people wrote on `joined` and that no source speaks of: other contacts, activities, labels."""
    there = set(kept.contacts.values_list("kind", "value"))
    said_by_sources = {"PHONE", "EMAIL", "WEBSITE", "BOOKING"}
    for contact in joined.contacts.exclude(kind__in=said_by_sources):
        if (contact.kind, contact.value) not in there:
            _copy(contact, kept, is_preferred=False)
    names = set(kept.activities.values_list("name", flat=True))
    NonDigitalActivity.objects.bulk_create(
        NonDigitalActivity(place=kept, name=row.name)
        for row in joined.activities.all()
        if row.name not in names
    )
    grants = set(kept.label_grants.values_list("scheme_id", "status", "since_on"))
    for grant in joined.label_grants.exclude(status="GRANTED", since_on=None):
        if (grant.scheme_id, grant.status, grant.since_on) not in grants:
            _copy(grant, kept)


def fill_owners(*, joined: Place, kept: Place) -> None:
    """Give `kept` the structures that it lacks and that `joined` names."""
    lacking = [name for name in OWNERS if getattr(kept, name) is None and getattr(joined, name) is not None]
    for name in lacking:
        setattr(kept, name, getattr(joined, name))
    if lacking:
        kept.save(update_fields=[*lacking, "updated_at"])


def _copy(row: ContactChannel | LabelGrant, kept: Place, **fields: Any) -> None:
    row.pk, row.place = None, kept
    row._state.adding = True
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def _give(moved: dict[str, Any], kept: Place) -> None:
    for name, model in _MOVED.items():
        model._default_manager.filter(pk__in=moved[name]).update(place=kept)


def _ids(joined: Place, kept: Place, name: str) -> list[int]:
    rows: Any = _MOVED[name]._default_manager.filter(place=joined)
    if name == "service_corrections":
        rows = rows.exclude(service=None)
    elif name == "proposals":
        rows = rows.filter(status=ReportStatus.NEW)
    elif name == "occupants":
        rows = rows.exclude(structure__in=kept.occupants.values("structure"))
    elif name == "affiliations":
        held = set(kept.affiliations.values_list("user", "role", "structure"))
        return [row.pk for row in rows if (row.user_id, row.role_id, row.structure_id) not in held]
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _carry_projection(joined: Place, kept: Place) -> None:
    """Services go with what was last made of them: nothing of theirs is written again."""
    services = shown_of(joined).get("services")
    if services:
        row, _ = PlaceProjection.objects.get_or_create(place=kept, defaults={"shown": {}})
        row.shown = {**row.shown, "services": {**services, **row.shown.get("services", {})}}
        row.save()


def _twin_services(joined: Place, kept: Place) -> tuple[int, int] | None:
    """Return (service of joined, service of kept) if both are the only one that rows describe, in a few words."""
    left, right = _only_described(joined), _only_described(kept)
    if left is None or right is None:
        return None
    by_people = RecordChange.objects.filter(service_id=left).exclude(via__in=NOT_BY_PEOPLE)
    is_touched = (
        by_people.exists()
        or Correction.objects.filter(service_id=left).exists()
        or ExceptionalClosure.objects.filter(service_id=left).exists()
    )
    return None if is_touched else (left, right)


def _only_described(place: Place) -> int | None:
    links: Iterable[tuple[int, str]] = SourceService.objects.filter(record__place=place).values_list(
        "service_id", "key"
    )
    found = set(links)
    services = {service for service, _key in found}
    return services.pop() if len(services) == 1 and all(not key for _service, key in found) else None
