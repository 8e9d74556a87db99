"""The history of records, and what of a change must outlive the next import."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from palier.accounts.models import User
from palier.directory.actions.imports.fields import (
    CONTACT_FIELDS,
    CORRECTABLE_FIELDS,
    CORRECTABLE_SERVICE_FIELDS,
    SERVICE_CONTACTS,
)
from palier.directory.enums import ChangeVia, PlaceStatus
from palier.directory.models import Correction, Place, RecordChange, Service, Structure


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes a record: `label` is what history shows, such as « la médiathèque, par lien de vérification »."""

    label: str
    user: User | None = None

    @classmethod
    def of(cls, user: User) -> "Author":
        """The author that an account is."""
        return cls(label=user.name or "un compte", user=user)


def record_change(
    *,
    record: Place | Service | Structure,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    author: Author,
    via: ChangeVia,
    now: datetime,
) -> RecordChange | None:
    """Keep what differs between two readings of a record; None if nothing does."""
    changes = {
        name: [before.get(name), after.get(name)]
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    }
    if not changes:
        return None
    place = record.place if isinstance(record, Service) else record if isinstance(record, Place) else None
    return RecordChange.objects.create(
        place=place,
        service=record if isinstance(record, Service) else None,
        structure=record if isinstance(record, Structure) else None,
        via=via,
        changes=changes,
        by=author.user,
        by_label=author.label[:200],
        made_at=now,
    )


def keep_as_corrections(
    *, record: Place | Service, changes: Mapping[str, list[Any]], author: Author, now: datetime
) -> bool:
    """Write as corrections the changed fields that sources speak of, if sources describe the record.

    Returns whether there was anything to keep.
    """
    if isinstance(record, Place):
        place, service = record, None
        said = _said_of_place(changes)
        # A join keeps as corrections what people wrote: a later word of theirs takes their place.
        is_described = place.source_records.exists() or place.corrections.filter(service=None).exists()
    else:
        place, service = record.place, record
        said = _said_of_service(record, changes)
        is_described = record.source_services.exists()
    if not said or not is_described:
        return False
    for field, value in said.items():
        Correction.objects.update_or_create(
            place=place,
            service=service,
            field=field,
            defaults={"value": value, "by": author.user, "made_at": now},
        )
    return True


def _said_of_place(changes: Mapping[str, list[Any]]) -> dict[str, Any]:
    said = {name: after for name, (_, after) in changes.items() if name in CORRECTABLE_FIELDS}
    if "contacts" in changes:
        said |= _contacts_by_kind(changes["contacts"], CONTACT_FIELDS)
    if "status" in changes:
        said["published"] = changes["status"][1] == PlaceStatus.PUBLISHED
    return said


def _said_of_service(service: Service, changes: Mapping[str, list[Any]]) -> dict[str, Any]:
    said = {name: after for name, (_, after) in changes.items() if name in CORRECTABLE_SERVICE_FIELDS}
    if "price" in changes:
        said["prices"] = [changes["price"][1], *service.other_prices]
    if "contacts" in changes:
        kinds = {name: CONTACT_FIELDS[name] for name in SERVICE_CONTACTS}
        said |= _contacts_by_kind(changes["contacts"], kinds)
    return said


def _contacts_by_kind(change: list[Any], kinds: Mapping[str, str]) -> dict[str, list[str]]:
    """Return {field of sources: values} for the kinds of contact whose values changed."""
    before, after = (change[0] or []), (change[1] or [])
    said = {}
    for name, kind in kinds.items():
        old = [item["value"] for item in before if item["kind"] == kind]
        new = [item["value"] for item in after if item["kind"] == kind]
        if old != new:
            said[name] = new
    return said
