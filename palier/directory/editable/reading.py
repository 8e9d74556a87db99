"""What a record says today, as a flat set of values."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet

from palier.directory.editable.fields import (
    PLACE_FIELDS,
    SERVICE_FIELDS,
    STRUCTURE_FIELDS,
    Field,
    Kind,
)
from palier.directory.enums import GrantStatus
from palier.directory.models import ContactChannel, ExceptionalClosure, LabelGrant, Place, Service, Structure

PLAIN = frozenset({Kind.TEXT, Kind.LINES, Kind.HOURS, Kind.CHOICE, Kind.FLAG, Kind.NUMBER})
NATIONAL_NEEDS = "services-nationaux"


def places_to_read() -> QuerySet[Place]:
    """Places with all that `read_place` needs, in a constant number of queries."""
    granted = LabelGrant.objects.filter(status=GrantStatus.GRANTED, since_on=None).select_related("scheme")
    return Place.objects.select_related("commune", "owner", "carrier", "operator").prefetch_related(
        "types",
        "capabilities",
        "activities",
        "contacts",
        "closures",
        Prefetch("label_grants", granted, to_attr="granted"),
    )


def services_to_read() -> QuerySet[Service]:
    """Services with all that `read_service` needs, in a constant number of queries."""
    return Service.objects.select_related("place", "provider", "host", "carrier").prefetch_related(
        "needs__framework",
        "modalities",
        "access_modes",
        "audiences",
        "special_supports",
        "languages",
        "contacts",
        "closures",
    )


def read_place(place: Place) -> dict[str, Any]:
    """Return {field: value} for every name of PLACE_FIELDS. Cheap only for a row of `places_to_read`."""
    if hasattr(place, "granted"):
        granted = [grant.scheme.code for grant in place.granted]
    else:
        rows = place.label_grants.filter(status=GrantStatus.GRANTED, since_on=None)
        granted = list(rows.values_list("scheme__code", flat=True))
    return _plain(place, PLACE_FIELDS.values()) | {
        "types": sorted([row.kind, row.national_code] for row in place.types.all()),
        "commune": place.commune.insee_code,
        "point": None if place.lat is None or place.lon is None else [place.lat, place.lon],
        "contacts": read_contacts(place.contacts.all()),
        "closures": _closures(row for row in place.closures.all() if row.service_id is None),
        "capabilities": sorted([row.kind, row.answer] for row in place.capabilities.all()),
        "labels": sorted(granted),
        "activities": [row.name for row in place.activities.all()],
        "owner": _public_id(place.owner),
        "carrier": _public_id(place.carrier),
        "operator": _public_id(place.operator),
    }


def read_service(service: Service) -> dict[str, Any]:
    """Return {field: value} for every name of SERVICE_FIELDS. Cheap only for a row of `services_to_read`."""
    modalities = {row.modality for row in service.modalities.all()}
    modes = {row.mode for row in service.access_modes.all()}
    return _plain(service, SERVICE_FIELDS.values()) | {
        "needs": sorted(need_reference(n.framework.code, n.code) for n in service.needs.all()),
        "modalities": in_order(SERVICE_FIELDS["modalities"], modalities),
        "access_modes": in_order(SERVICE_FIELDS["access_modes"], modes),
        "audiences": sorted(row.code for row in service.audiences.all()),
        "special_supports": sorted(row.code for row in service.special_supports.all()),
        "languages": sorted(row.code for row in service.languages.all()),
        "contacts": read_contacts(service.contacts.all()),
        "closures": _closures(service.closures.all()),
        "provider": _public_id(service.provider),
        "host": _public_id(service.host),
        "carrier": _public_id(service.carrier),
    }


def read_structure(structure: Structure) -> dict[str, Any]:
    """Return {field: value} for every name of STRUCTURE_FIELDS."""
    return _plain(structure, STRUCTURE_FIELDS.values()) | {
        "siret": structure.siret or "",
        "commune": structure.commune.insee_code if structure.commune else None,
        "contacts": read_contacts(structure.contacts.all()),
    }


def read_contacts(contacts: Iterable[ContactChannel]) -> list[dict[str, Any]]:
    """Return contacts as values: the preferred one first, then in the order they were added."""
    ordered = sorted(contacts, key=lambda row: (not row.is_preferred, row.pk))
    return [
        {
            "kind": row.kind,
            "value": row.value,
            "label": row.label,
            "is_preferred": row.is_preferred,
            "phone_hours": row.phone_hours,
            "visibility": row.visibility,
            "is_named": row.is_named,
            "agreed_on": row.agreed_on.isoformat() if row.agreed_on else None,
        }
        for row in ordered
    ]


def need_reference(framework: str, code: str) -> str:
    """Return how a need is written: bare for a national service, else with its list, « besoins/impots »."""
    return code if framework == NATIONAL_NEEDS else f"{framework}/{code}"


def in_order(field: Field, values: Iterable[str]) -> list[str]:
    """Return the values in the order of the field’s choices; what is not a choice is left out."""
    assert field.choices is not None
    given = set(values)
    return [value for value in field.choices.values if value in given]


def _plain(record: Place | Service | Structure, fields: Iterable[Field]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in fields:
        if field.kind in PLAIN:
            values[field.name] = getattr(record, field.name)
        elif field.kind == Kind.DATE:
            day = getattr(record, field.name)
            values[field.name] = day.isoformat() if day else None
    return values


def _closures(rows: Iterable[ExceptionalClosure]) -> list[list[str]]:
    return sorted([row.starts_on.isoformat(), row.ends_on.isoformat(), row.reason] for row in rows)


def _public_id(structure: Structure | None) -> str | None:
    return structure.public_id if structure else None
