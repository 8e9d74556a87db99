"""The names of what can be edited, with their French labels and the shape of their values. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.db.models import TextChoices

from palier.directory.enums import (
    AccessMode,
    CapabilityKind,
    DeliveryMode,
    DeliveryState,
    Itinerancy,
    LegalForm,
    Modality,
    PlaceKind,
    PlaceStatus,
    Price,
    Sector,
    ServiceStatus,
)


class RecordKind(StrEnum):
    """Which kind of record a set of values is about."""

    PLACE = "place"
    SERVICE = "service"
    STRUCTURE = "structure"


class Kind(StrEnum):
    """The shape of a value in JSON."""

    TEXT = "text"  # str, "" when absent
    LINES = "lines"  # str, one thing per line
    HOURS = "hours"  # str, OSM; "" when not said
    CHOICE = "choice"  # str, a value of `choices`
    FLAG = "flag"  # bool
    NUMBER = "number"  # int or null
    DATE = "date"  # "2026-11-22" or null
    POINT = "point"  # [lat, lon] in degrees WGS 84, or null
    COMMUNE = "commune"  # INSEE code, or null for a structure without one
    STRUCTURE = "structure"  # public_id, or null
    CHOICES = "choices"  # [value of `choices`], in a fixed order
    CODES = "codes"  # [code of a list kept in the database], sorted; needs as « besoins/impots »
    PAIRS = (
        "pairs"  # [[value of `choices`, text]]: types with their national code, capabilities with YES or NO
    )
    NAMES = "names"  # [str]
    CLOSURES = "closures"  # [[first day, last day, reason]], both days included
    CONTACTS = (
        "contacts"  # [{kind, value, label, is_preferred, phone_hours, visibility, is_named, agreed_on}]
    )


@dataclass(frozen=True, slots=True)
class Field:
    """One named value of a record."""

    name: str
    label: str
    kind: Kind
    choices: type[TextChoices] | None = None


def _by_name(*fields: Field) -> MappingProxyType[str, Field]:
    return MappingProxyType({field.name: field for field in fields})


PLACE_FIELDS = _by_name(
    Field("name", "Nom", Kind.TEXT),
    Field("other_names", "Autres noms", Kind.LINES),
    Field("types", "Ce que c’est", Kind.PAIRS, PlaceKind),
    Field("description", "Présentation", Kind.TEXT),
    Field("commune", "Commune", Kind.COMMUNE),
    Field("address", "Adresse", Kind.TEXT),
    Field("address_extra", "Complément d’adresse", Kind.TEXT),
    Field("postal_code", "Code postal", Kind.TEXT),
    Field("point", "Position sur la carte", Kind.POINT),
    Field("access_notes", "Comment venir", Kind.TEXT),
    Field("itinerancy", "Fixe ou itinérant", Kind.CHOICE, Itinerancy),
    Field("opening_hours", "Heures d’ouverture", Kind.HOURS),
    Field("hours_note", "Précision sur les horaires", Kind.TEXT),
    Field("closures", "Fermetures exceptionnelles", Kind.CLOSURES),
    Field("contacts", "Contacts", Kind.CONTACTS),
    Field("capabilities", "Équipements", Kind.PAIRS, CapabilityKind),
    Field("labels", "Labels", Kind.CODES),
    Field("activities", "Autres activités", Kind.NAMES),
    Field("owner", "Structure qui tient la fiche", Kind.STRUCTURE),
    Field("carrier", "Structure porteuse", Kind.STRUCTURE),
    Field("operator", "Structure qui fait vivre le lieu", Kind.STRUCTURE),
    Field("is_volunteer_run", "Tenu par des bénévoles", Kind.FLAG),
    Field("is_only_public_service", "Seul service public de la commune", Kind.FLAG),
    Field("in_priority_district", "En quartier prioritaire", Kind.FLAG),
    Field("siret", "SIRET du lieu", Kind.TEXT),
    Field("acceslibre_url", "Fiche Acceslibre", Kind.TEXT),
    Field("internal_notes", "Notes internes", Kind.TEXT),
    Field("status", "Publication", Kind.CHOICE, PlaceStatus),
)
SERVICE_FIELDS = _by_name(
    Field("name", "Nom", Kind.TEXT),
    Field("needs", "Besoins couverts", Kind.CODES),
    Field("description", "Ce qui est fait", Kind.TEXT),
    Field("not_done", "Ce que nous ne faisons pas", Kind.LINES),
    Field("modalities", "Modalités", Kind.CHOICES, Modality),
    Field("access_modes", "Accès", Kind.CHOICES, AccessMode),
    Field("audiences", "Publics visés", Kind.CODES),
    Field("special_supports", "Prises en charge", Kind.CODES),
    Field("languages", "Langues parlées", Kind.CODES),
    Field("entry_conditions", "Conditions d’entrée", Kind.TEXT),
    Field("price", "Prix", Kind.CHOICE, Price),
    Field("price_detail", "Précision sur le prix", Kind.TEXT),
    Field("procedures", "Démarches accompagnées", Kind.LINES),
    Field("helper_hours", "Heures de présence", Kind.HOURS),
    Field("helper_hours_note", "Précision sur la présence", Kind.TEXT),
    Field("closures", "Absences de l’aidant", Kind.CLOSURES),
    Field("helper_name", "Qui aide", Kind.TEXT),
    Field("helper_agreed_on", "Accepte que son nom soit public, le", Kind.DATE),
    Field("provider", "Intervenant", Kind.STRUCTURE),
    Field("host", "Structure qui accueille", Kind.STRUCTURE),
    Field("carrier", "Structure porteuse", Kind.STRUCTURE),
    Field("delivery_mode", "Mode de portage", Kind.CHOICE, DeliveryMode),
    Field("delivery_state", "État du portage", Kind.CHOICE, DeliveryState),
    Field("is_full", "Complet", Kind.FLAG),
    Field("full_delay_weeks", "Délai (semaines)", Kind.NUMBER),
    Field("is_closed_to_new_people", "Ne prend plus de nouvelles personnes", Kind.FLAG),
    Field("contacts", "Contacts", Kind.CONTACTS),
    Field("starts_on", "Commence le", Kind.DATE),
    Field("ends_on", "Finit le", Kind.DATE),
    Field("status", "Publication", Kind.CHOICE, ServiceStatus),
)
STRUCTURE_FIELDS = _by_name(
    Field("name", "Nom", Kind.TEXT),
    Field("other_names", "Autres noms", Kind.LINES),
    Field("legal_form", "Forme", Kind.CHOICE, LegalForm),
    Field("sector", "Secteur", Kind.CHOICE, Sector),
    Field("siret", "SIRET", Kind.TEXT),
    Field("description", "Présentation", Kind.TEXT),
    Field("commune", "Commune", Kind.COMMUNE),
    Field("contacts", "Contacts", Kind.CONTACTS),
)
FIELDS = MappingProxyType(
    {
        RecordKind.PLACE: PLACE_FIELDS,
        RecordKind.SERVICE: SERVICE_FIELDS,
        RecordKind.STRUCTURE: STRUCTURE_FIELDS,
    }
)
