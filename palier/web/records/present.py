"""Records in words, for the pages of those who keep them."""

from dataclasses import dataclass

from django.urls import reverse

from palier.directory.enums import PlaceStatus, ServiceStatus
from palier.directory.hours import describe_hours, format_date
from palier.directory.models import Place, Service, Structure
from palier.directory.queries.completeness import Completeness
from palier.web.records.contacts_part import display_of

# Field of a place → where it is on the page of its form.
ANCHORS = {
    "contacts": "contacts",
    "opening_hours": "quand",
    "types": "qui",
    "capabilities": "equipements",
    "address": "id_address",
    "point": "id_point",
    "owner": "id_owner",
    "access_notes": "id_access_notes",
}
SERVICE_ANCHORS = {"helper_hours": "quand", "access_modes": "comment", "modalities": "comment"}
STATUS_TONES = {
    PlaceStatus.PUBLISHED: "present",
    PlaceStatus.WAITING: "wait",
    PlaceStatus.DRAFT: "neutral",
    PlaceStatus.UNPUBLISHED: "neutral",
    PlaceStatus.CLOSED: "refusal",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to add, and where."""

    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service in the list of a place."""

    name: str
    url: str
    needs: str
    state: str
    tone: str


def steps_to_add(place: Place, whole: Completeness) -> list[Step]:
    """Return what is missing, each with the address of its input."""
    services: list[Service] = place.kept_services  # type: ignore[attr-defined]
    steps = []
    for missing in whole.missing:
        if missing.service is not None:
            service = services[missing.service]
            anchor = SERVICE_ANCHORS.get(missing.field, f"id_{missing.field}")
            url = reverse("records:edit-service", args=[service.public_id]) + f"#{anchor}"
        elif missing.field == "services":
            url = reverse("records:new-service", args=[place.public_id])
        else:
            url = reverse("records:edit-place", args=[place.public_id]) + f"#{ANCHORS[missing.field]}"
        steps.append(Step(missing.sentence, url))
    return steps


def service_rows(place: Place) -> list[ServiceRow]:
    """Return the services of a place, ended ones last."""
    rows = []
    services: list[Service] = place.kept_services  # type: ignore[attr-defined]
    for service in sorted(services, key=lambda s: s.status == ServiceStatus.ENDED):
        state, tone = str(service.get_status_display()), "neutral"
        if service.status == ServiceStatus.PUBLISHED:
            state, tone = ("complet", "refusal") if service.is_full else ("proposé", "present")
        rows.append(
            ServiceRow(
                name=service.name,
                url=reverse("records:edit-service", args=[service.public_id]),
                needs=", ".join(need.label for need in service.needs.all()),
                state=state,
                tone=tone,
            )
        )
    return rows


def place_facts(place: Place) -> list[tuple[str, str]]:
    """Return what a record says, in a few lines."""
    where = ", ".join(
        filter(
            None, [place.address, place.address_extra, f"{place.postal_code} {place.commune.name}".strip()]
        )
    )
    hours = " ; ".join(describe_hours(place.opening_hours)) or place.hours_note or "non précisées"
    facts = [
        ("ce que c’est", ", ".join(dict.fromkeys(str(t) for t in place.types.all())) or "non précisé"),
        ("adresse", where),
        ("ouverture", hours),
        ("contacts", _contacts(place) or "aucun"),
        ("tenu à jour par", place.owner.name if place.owner else "personne encore"),
        ("vérifié", _verified(place)),
    ]
    if place.source_name:
        facts.append(("source", place.source_name))
    return facts


def structure_facts(structure: Structure) -> list[tuple[str, str]]:
    """Return what the record of a structure says, in a few lines."""
    return [
        ("forme", str(structure.get_legal_form_display())),
        ("secteur", str(structure.get_sector_display())),
        ("siège", structure.commune.name if structure.commune else "non précisé"),
        ("SIRET", structure.siret or "non précisé"),
        ("contacts", _contacts(structure) or "aucun"),
    ]


def _contacts(record: Place | Structure) -> str:
    public = [c for c in record.contacts.all() if c.visibility == "PUBLIC"]
    ordered = sorted(public, key=lambda c: (not c.is_preferred, c.pk))
    return ", ".join(display_of(c.kind, c.value) for c in ordered)


def _verified(place: Place) -> str:
    if place.verified_on is None:
        return "jamais"
    return f"le {format_date(place.verified_on, with_year=True)}, par {place.verified_by}"
