"""A list of places as people read it in a spreadsheet: one row per place, French words. Pure."""

from collections.abc import Sequence
from datetime import date

from palier.directory.enums import AccessMode, ContactKind, Modality, PlaceKind, Price
from palier.directory.exports import facts
from palier.directory.exports.cells import one_line
from palier.directory.exports.loading import PublicPlace
from palier.directory.hours import describe_hours
from palier.directory.models import Service

Cell = str | float | date | None
SEPARATOR = " ; "
HEADERS = (
    "Nom", "Type de lieu", "Adresse", "Complément d’adresse", "Code postal", "Commune", "Téléphone", "Courriel",
    "Site", "Heures d’ouverture", "Précision sur les horaires", "Présence d’un aidant", "Services", "Besoins couverts",
    "Comment", "Accès", "Prix", "Publics", "Difficultés accueillies", "Langues parlées", "Labels et dispositifs",
    "Structure", "Vérifié le", "Vérifié par", "Mis à jour le", "Source", "Latitude", "Longitude", "Fiche",
    "Identifiant", "Démonstration", "Heures d’ouverture (OSM)",
)  # fmt: skip


def table_row(place: PublicPlace, *, on: date, site_url: str) -> list[Cell]:
    """Return the cells of one place, in the order of HEADERS; several values in one cell are separated by « ; »."""
    row, services = place.row, [s.row for s in place.services]
    kinds = [str(PlaceKind(t.kind).label) for t in facts.current_types(place, on=on)]
    return [
        row.name,
        _all(kinds),
        one_line(row.address),
        one_line(row.address_extra),
        facts.postal_code_of(place),
        row.commune.name,
        _all(c.display for c in facts.contacts(place, ContactKind.PHONE)),
        _all(c.value for c in facts.contacts(place, ContactKind.EMAIL)),
        _all(c.value for c in facts.contacts(place, ContactKind.WEBSITE, ContactKind.SOCIAL)),
        _in_french(row.opening_hours),
        one_line(row.hours_note),
        _all(_in_french(s.helper_hours) for s in services),
        _all(s.name for s in services),
        _all(need.label for s in place.services for need in (s.needs or s.national)),
        _all(str(Modality(m.modality).label) for s in services for m in s.modalities.all()),
        _all(str(AccessMode(m.mode).label) for s in services for m in s.access_modes.all()),
        _all(str(Price(p).label) for s in place.services for p in facts.prices_of(s)),
        _labels(services, "audiences"),
        _labels(services, "special_supports"),
        _labels(services, "languages"),
        _all(scheme.name for scheme in facts.held_schemes(place, on=on)),
        row.operator.name if row.operator else "",
        row.verified_on,
        row.verified_by,
        facts.stated_on(place),
        facts.source_of(place),
        row.lat,
        row.lon,
        f"{site_url}/lieux/{row.public_id}-{row.slug}/",
        row.public_id,
        "oui" if row.is_demo else "",
        one_line(row.opening_hours),
    ]


def _in_french(hours: str) -> str:
    return SEPARATOR.join(describe_hours(hours)) if hours else ""


def _all(texts: object) -> str:
    return SEPARATOR.join(facts.unique(texts))  # type: ignore[arg-type]  # generators and lists of texts


def _labels(services: Sequence[Service], field: str) -> str:
    return _all(row.label for service in services for row in getattr(service, field).all())
