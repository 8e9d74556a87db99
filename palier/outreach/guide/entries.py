"""Live records to the entries of a guide: one per structure, with its places and services. Only what `levels` may see.

An entry is JSON data, because a frozen edition keeps it as it is. Texts are said in French here, once for the page
and the print.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from palier.core.text import fold
from palier.directory.enums import ContactKind, LegalForm, Price, Sector, Visibility
from palier.directory.hours import describe_hours
from palier.directory.models import ContactChannel, Place, Service, Structure

Entry = dict[str, Any]


def entries_of(places: Iterable[Place], *, on: date, levels: frozenset[Visibility]) -> list[Entry]:
    """Return one entry per structure, by name; a place that no structure runs is an entry by itself.

    `places`: rows of `places_in_full` read for these same levels.
    """
    places = list(places)
    running = frozenset(pk for place in places for pk in (place.operator_id, place.carrier_id) if pk)
    groups: dict[str, list[Place]] = {}
    heads: dict[str, Structure | None] = {}
    for place in places:
        head = structure_of(place, running=running)
        key = f"s-{head.public_id}" if head else f"l-{place.public_id}"
        groups.setdefault(key, []).append(place)
        heads[key] = head
    entries = [_entry(key, heads[key], held, on=on, levels=levels) for key, held in groups.items()]
    return sorted(entries, key=lambda entry: (fold(entry["name"]), entry["id"]))


def structure_of(place: Place, *, running: frozenset[int]) -> Structure | None:
    """Return the structure under which a guide shows a place: who runs it, who carries it, else who keeps its record.

    `running`: structures that run or carry places of the territory. One of them that only keeps the record of a place
    is not who receives people there.
    """
    owner = None if place.owner_id in running else place.owner
    return place.operator or place.carrier or owner


def _entry(
    key: str, head: Structure | None, places: list[Place], *, on: date, levels: frozenset[Visibility]
) -> Entry:
    own = _contacts(head.contacts.all()) if head else []
    said = [place_data(place, on=on, levels=levels) for place in places]
    return {
        "id": key,
        "name": head.name if head else places[0].name,
        "what": _what(head) if head else "",
        "description": head.description if head else "",
        "contacts": own,
        "call": _call(own, said),
        "communes": sorted({place["commune"] for place in said}, key=fold),
        "places": said,
        "is_invented": any(place.is_demo for place in places),
    }


def _what(structure: Structure) -> str:
    """« association, médiation numérique »; what is not known is not said."""
    form = "" if structure.legal_form == LegalForm.UNKNOWN else str(structure.get_legal_form_display())
    sector = "" if structure.sector == Sector.UNKNOWN else str(structure.get_sector_display())
    return ", ".join(part for part in (form, sector) if part)


def _call(own: list[dict[str, Any]], places: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Who to call first: the structure, else its first place that answers, else a service of it."""
    for contact in own:
        if contact["kind"] == ContactKind.PHONE:
            return {**contact, "who": contact["label"]}
    for place in places:
        of_services = [(c, s["name"]) for s in place["services"] for c in s["contacts"]]
        for contact, who in [*((c, place["name"]) for c in place["contacts"]), *of_services]:
            if contact["kind"] == ContactKind.PHONE:
                return {**contact, "who": contact["label"] or who}
    return None


def place_data(place: Place, *, on: date, levels: frozenset[Visibility]) -> dict[str, Any]:
    """Return what a print says of one place of `places_in_full`, read for these same levels."""
    services: list[Service] = place.shown_services  # type: ignore[attr-defined]
    return {
        "id": place.public_id,
        "name": place.name,
        "kinds": ", ".join(
            str(t.get_kind_display()) for t in place.types.all() if t.ends_on is None or t.ends_on >= on
        ),
        "address": ", ".join(part for part in (place.address, place.address_extra) if part),
        "postal_code": place.postal_code,
        "commune": place.commune.name,
        "insee_code": place.commune.insee_code,
        "lat": place.lat,
        "lon": place.lon,
        "description": place.text_for("description", levels),
        "access": place.text_for("access_notes", levels),
        "hours": _hours(place.opening_hours, place.hours_note),
        "contacts": _contacts(place.contacts.all()),
        "notes": place.text_for("internal_notes", levels),
        "verified_on": place.verified_on.isoformat() if place.verified_on else None,
        "services": [_service(place, service, levels) for service in services],
    }


def _service(place: Place, service: Service, levels: frozenset[Visibility]) -> dict[str, Any]:
    price = "" if service.price == Price.UNKNOWN else str(Price(service.price).label)
    facts = [
        ", ".join(row.label for row in service.audiences.all()),
        ", ".join(part for part in (price, service.price_detail) if part),
        ", ".join(str(mode) for mode in service.access_modes.all()),
        service.entry_conditions,
    ]
    provider = service.provider
    is_other = provider is not None and provider.pk != place.owner_id
    return {
        "name": service.name,
        "needs": [
            {"label": need.label, "family": need.parent.label if need.parent else need.label}
            for need in service.needs.all()
        ],
        "provider": provider.name if provider and is_other else "",
        "helper": service.helper_name_for(place, levels),
        "helper_hours": _hours(service.helper_hours, service.helper_hours_note),
        "facts": [fact for fact in facts if fact],
        "not_done": [line.strip() for line in service.not_done.splitlines() if line.strip()],
        "contacts": _contacts(service.contacts.all()),
    }


def _hours(hours: str, note: str) -> list[str]:
    return [*(describe_hours(hours) if hours else []), *([note] if note else [])]


def _contacts(contacts: Iterable[ContactChannel]) -> list[dict[str, Any]]:
    """Contacts in their order. `is_reserved`: for professionals, which the print says beside it."""
    return [
        {
            "kind": contact.kind,
            "text": contact.display,
            "label": contact.label,
            "hours": describe_hours(contact.phone_hours) if contact.phone_hours else [],
            "is_reserved": contact.visibility != Visibility.PUBLIC,
        }
        for contact in contacts
    ]
