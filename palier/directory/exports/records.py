"""A public place as a JSON object: the shape of the API, of GeoJSON and of nothing else. Pure.

Keys never change and never leave; new ones may come. Closed lists are written as the search page writes them in its
addresses (`walk-in`), needs and other lists by their codes.
"""

from datetime import date
from typing import Any

from palier.directory.enums import ContactKind
from palier.directory.exports import facts
from palier.directory.exports.loading import PublicPlace, PublicService
from palier.directory.models import ContactChannel, ExceptionalClosure, PlaceOccupant

Record = dict[str, Any]


def place_record(place: PublicPlace, *, on: date, site_url: str) -> Record:
    """Return what everybody may know of a place on that day; None or an empty list for what is not known."""
    row = place.row
    commune = row.commune
    return {
        "id": row.public_id,
        "url": f"{site_url}/lieux/{row.public_id}-{row.slug}/",
        "name": row.name,
        "kinds": facts.unique(facts.code_of(t.kind) for t in facts.current_types(place, on=on)),
        "description": row.public_text("description"),
        "address": row.address,
        "address_extra": row.address_extra,
        "postal_code": facts.postal_code_of(place),
        "commune": {"insee_code": commune.insee_code, "name": commune.name},
        "departement": {"code": commune.departement.code, "name": commune.departement.name},
        "epci": {"siren": commune.epci.siren, "name": commune.epci.name} if commune.epci else None,
        "lat": row.lat,
        "lon": row.lon,
        "access_notes": row.public_text("access_notes"),
        "itinerancy": facts.code_of(row.itinerancy),
        "opening_hours": row.opening_hours,
        "hours_note": row.hours_note,
        "time_zone": commune.departement.time_zone,
        "closures": [_closure(c) for c in row.closures.all() if c.service_id is None and c.ends_on >= on],
        "contacts": [_contact(c) for kind in ContactKind for c in facts.contacts(place, kind)],
        "operator": row.operator.name if row.operator else "",
        "siret": facts.siret_of(place),
        "occupants": [_occupant(o) for o in row.occupants.all()],
        "capabilities": {facts.code_of(c.kind): facts.code_of(c.answer) for c in row.capabilities.all()},
        "labels": [scheme.code for scheme in facts.held_schemes(place, on=on)],
        "activities": [activity.name for activity in row.activities.all()],
        "acceslibre_url": row.acceslibre_url,
        "services": [_service(s, place) for s in place.services],
        "source": facts.source_of(place),
        **_trust(place, on=on),
        "updated_on": facts.stated_on(place).isoformat(),
        "is_demo": row.is_demo,
    }


def _trust(place: PublicPlace, *, on: date) -> Record:
    row = place.row
    return {
        "verified_on": row.verified_on.isoformat() if row.verified_on else None,
        "verified_by": row.verified_by,
        "is_stale": facts.is_stale(place, on=on),
        "owner": row.owner.name if row.owner else "",
    }


def _closure(closure: ExceptionalClosure) -> Record:
    return {
        "starts_on": closure.starts_on.isoformat(),
        "ends_on": closure.ends_on.isoformat(),
        "reason": closure.reason,
    }


def _contact(contact: ContactChannel) -> Record:
    return {
        "kind": facts.code_of(contact.kind),
        "value": contact.value,
        "label": contact.label,
        "is_preferred": contact.is_preferred,
        "phone_hours": contact.phone_hours,
    }


def _occupant(occupant: PlaceOccupant) -> Record:
    return {
        "name": occupant.structure.name,
        "opening_hours": occupant.opening_hours,
        "hours_note": occupant.hours_note,
        "note": occupant.note,
        "contacts": [_contact(c) for c in occupant.contacts.all()],
    }


def _service(service: PublicService, place: PublicPlace) -> Record:
    row = service.row
    return {
        "id": row.public_id,
        "name": row.name,
        "description": row.description,
        "not_done": [line.strip() for line in row.not_done.splitlines() if line.strip()],
        "needs": [need.code for need in service.needs],
        "national_services": [need.label for need in service.national],
        "audiences": [a.code for a in row.audiences.all()],
        "supports": [s.code for s in row.special_supports.all()],
        "languages": [x.code for x in row.languages.all()],
        "modalities": [facts.code_of(m.modality) for m in row.modalities.all()],
        "access_modes": [facts.code_of(m.mode) for m in row.access_modes.all()],
        "entry_conditions": row.entry_conditions,
        "prices": [facts.code_of(price) for price in facts.prices_of(service)],
        "price_detail": row.price_detail,
        "provider": row.provider.name if row.provider else "",
        "helper_name": row.helper_name_for(place.row),
        "helper_hours": row.helper_hours,
        "helper_hours_note": row.helper_hours_note,
        "is_full": row.is_full,
        "full_delay_weeks": row.full_delay_weeks,
        "is_closed_to_new_people": row.is_closed_to_new_people,
        "availability_stated_on": row.availability_stated_on.isoformat()
        if row.availability_stated_on
        else None,
        "contacts": [_contact(c) for c in row.contacts.all()],
    }


def feature(place: PublicPlace, *, on: date, site_url: str) -> Record:
    """Return a GeoJSON feature (RFC 7946); its geometry is null when nobody knows where the place is."""
    record = place_record(place, on=on, site_url=site_url)
    point = (
        None if record["lat"] is None else {"type": "Point", "coordinates": [record["lon"], record["lat"]]}
    )
    return {"type": "Feature", "id": record["id"], "geometry": point, "properties": record}
