"""What an import changed in records that existed, told in their history."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from palier.directory.editable import places_to_read, read_place, read_service, services_to_read
from palier.directory.enums import ChangeVia
from palier.directory.models import RecordChange

Readings = Mapping[tuple[int, int | None], dict[str, Any]]  # (place, service or None) → values


def readings_of(place_ids: Iterable[int]) -> Readings:
    """Return what these places and their services say, in a constant number of queries."""
    ids = list(place_ids)
    said: dict[tuple[int, int | None], dict[str, Any]] = {}
    for place in places_to_read().filter(pk__in=ids):
        said[place.pk, None] = read_place(place)
    for service in services_to_read().filter(place_id__in=ids):
        said[service.place_id, service.pk] = read_service(service)
    return said


def tell_changes(before: Readings, *, after: Readings, by_label: str, now: datetime) -> int:
    """Keep what differs of the records that existed, in one query; return how many changed.

    What an import creates has no line: the record itself says where it comes from.
    """
    changes = []
    for (place_id, service_id), old in before.items():
        new = after.get((place_id, service_id), old)
        differs = {name: [old[name], new[name]] for name in old if old[name] != new[name]}
        if differs:
            changes.append(
                RecordChange(
                    place_id=place_id,
                    service_id=service_id,
                    via=ChangeVia.IMPORT,
                    changes=differs,
                    by_label=by_label[:200],
                    made_at=now,
                )
            )
    return len(RecordChange.objects.bulk_create(changes))
