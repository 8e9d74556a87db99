"""The vocabulary of `SourceRecord.says`, and how the records of a place are merged into what is shown. Pure.

Of the place: `name`, `commune` (INSEE code), `address`, `address_extra`, `postal_code`, `point` ([lat, lon]),
`siret`, `itinerancy`, `opening_hours` (OSM), `hours_note`, `description`, `access_notes`, `acceslibre_url`,
`published` (false: kept and not shown), `types` ([[kind, code of the national schema]]), `phones` (E.164 or
short), `emails`, `sites`, `bookings`, `labels` (codes of schemes), `capabilities` ([[kind, YES or NO]]).
Of its one service, under `service`, or of each of its services, under `services` by their keys in the source:
`name`, `description`, `needs` (see `editable.reading.need_reference`), `prices`, `access_modes`, `modalities`,
`audiences`, `special_supports` (codes), `entry_conditions`, `price_detail`, `helper_hours` (OSM), `helper_hours_note`,
`phones`, `emails`, `bookings`.
Kept for those who export: `summary` (already in `description`), `other_labels`, `parent_structure`,
`collector`, `other_id` (a SIREN or an RNA number). A field that the row does not say is absent.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from palier.directory.enums import PlaceStatus

# Field of `says` → attribute of Place, for values stored as they are.
SCALARS = {
    "name": "name",
    "address": "address",
    "address_extra": "address_extra",
    "postal_code": "postal_code",
    "siret": "siret",
    "itinerancy": "itinerancy",
    "opening_hours": "opening_hours",
    "hours_note": "hours_note",
    "description": "description",
    "access_notes": "access_notes",
    "acceslibre_url": "acceslibre_url",
}
CONTACT_FIELDS = {"phones": "PHONE", "emails": "EMAIL", "sites": "WEBSITE", "bookings": "BOOKING"}
PAIR_LISTS = ("types", "capabilities")
PLACE_FIELDS = (*SCALARS, "commune", "point", "published", *CONTACT_FIELDS, *PAIR_LISTS, "labels")
CORRECTABLE_FIELDS = frozenset(PLACE_FIELDS)
SERVICE_TEXTS = (
    "name",
    "description",
    "entry_conditions",
    "price_detail",
    "helper_hours",
    "helper_hours_note",
)
SERVICE_LISTS = ("needs", "prices", "access_modes", "modalities", "audiences", "special_supports")
SERVICE_CONTACTS = ("phones", "emails", "bookings")
CORRECTABLE_SERVICE_FIELDS = frozenset((*SERVICE_TEXTS, *SERVICE_LISTS, *SERVICE_CONTACTS))


def said_services(says: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what a row says of its services, by their keys in the row; "" is the key of an only one."""
    single = {"": says["service"]} if says.get("service") else {}
    return {**single, **says.get("services", {})}


def merge_says(records: Iterable[Mapping[str, Any]], *, corrections: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to show: for each field the first record that says it, then corrections, which always win.

    `records` come best first (rank of the source, then recency). An empty correction (« », [], None) empties the
    field. `status` is worked out: shown only if somebody could find the place.
    """
    shown: dict[str, Any] = {}
    for says in records:
        for field in PLACE_FIELDS:
            if field in says and field not in shown:
                shown[field] = says[field]
    for field, value in corrections.items():
        shown[field] = value
    shown["status"] = status_of(shown)
    return {f: value for f, value in shown.items() if value not in ("", [], None) or f in corrections}


def status_of(shown: Mapping[str, Any]) -> str:
    """Return the status of a place: nobody could find one with neither address nor point, so it waits."""
    if not shown.get("published", True):
        return str(PlaceStatus.UNPUBLISHED.value)
    if shown.get("address") or shown.get("point"):
        return str(PlaceStatus.PUBLISHED.value)
    return str(PlaceStatus.DRAFT.value)
