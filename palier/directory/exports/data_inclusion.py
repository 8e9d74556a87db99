"""Places and services in the schema of data·inclusion v1: a place is a « structure ». Pure.

Words of the national schema become those of data·inclusion as its own pipeline does it
(https://github.com/gip-inclusion/data-inclusion, MIT), but for what would come back as something else: reading our
own file again says of a service what it said before (`imports/mappings/data-inclusion.toml`).
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from palier.directory.enums import AccessMode, ContactKind, Modality, PlaceKind, Price
from palier.directory.exports import facts
from palier.directory.exports.cells import one_line
from palier.directory.exports.loading import PublicPlace, PublicService

PREFIX = "palier--"
MIN_NAME_CHARS, MAX_NAME_CHARS = 3, 150
MIN_TEXT_CHARS, MAX_TEXT_CHARS = 5, 10_000
FIRST_DAY = date(2000, 1, 1)
_SIRET = re.compile(r"[0-9]{14}")
_POSTAL_CODE = re.compile(r"[0-9]{5}")

THEMES = {
    "Accès internet et matériel informatique": ("numerique--acceder-a-une-connexion-internet",),
    "Acquisition de matériel informatique à prix solidaire": ("numerique--acquerir-un-equipement",),
    "Aide aux démarches administratives": (
        "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives",
        "numerique--acceder-a-des-services-en-ligne",
    ),
    "Compréhension du monde numérique": ("numerique--maitriser-les-fondamentaux-du-numerique",),
    "Insertion professionnelle via le numérique": (
        "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi",
        "numerique--maitriser-les-fondamentaux-du-numerique",
    ),
    "Loisirs et créations numériques": (
        "remobilisation--activites-sportives-et-culturelles",
        "numerique--maitriser-les-fondamentaux-du-numerique",
    ),
    "Maîtrise des outils numériques du quotidien": ("numerique--maitriser-les-fondamentaux-du-numerique",),
    "Parentalité et éducation avec le numérique": (
        "famille--soutien-a-la-parentalite-et-a-leducation",
        "numerique--maitriser-les-fondamentaux-du-numerique",
    ),
    "Utilisation sécurisée du numérique": ("numerique--maitriser-les-fondamentaux-du-numerique",),
}
AUDIENCES = {
    "seniors": "seniors",
    "jeunes": "jeunes",
    "jeunes-adultes": "jeunes",
    "etudiants": "etudiants",
    "familles": "familles",
    "parents": "familles",
    "femmes": "femmes",
    "demandeurs-emploi": "demandeurs-emploi",
    "minima-sociaux": "beneficiaires-des-minimas-sociaux",
}
SUPPORTS = {
    "Surdité": "personnes-en-situation-de-handicap",
    "Déficience visuelle": "personnes-en-situation-de-handicap",
    "Handicaps moteurs": "personnes-en-situation-de-handicap",
    "Handicaps mentaux": "personnes-en-situation-de-handicap",
    "Langues étrangères (anglais)": "personnes-exilees",
    "Langues étrangères (autres)": "personnes-exilees",
}
EVERYBODY = "tous-publics"
PRICES = {Price.FREE: "gratuit", Price.FREE_WITH_CONDITIONS: "gratuit", Price.PAID: "payant"}
WAYS_IN = {
    AccessMode.WALK_IN: "se-presenter",
    AccessMode.CALL_FIRST: "telephoner",
    AccessMode.EMAIL_FIRST: "envoyer-un-courriel",
    AccessMode.ONLINE_BOOKING: "utiliser-lien-mobilisation",
    AccessMode.REFERRAL_ONLY: "envoyer-un-courriel",
}
TYPES = {
    Modality.INDIVIDUAL: "accompagnement",
    Modality.WORKSHOP: "atelier",
    Modality.SELF_SERVICE: "aide-materielle",
}
RECEPTIONS = {
    Modality.ON_SITE: "en-presentiel",
    Modality.PHONE: "a-distance",
    Modality.REMOTE: "a-distance",
}
NETWORKS = {
    "Aidants Connect": "aidants-connect",
    "Conseillers numériques": "conseillers-numeriques",
    "France Services": "france-service",
    "Grande école du numérique": "grandes-ecoles-du-numerique",
    "La Croix Rouge": "croix-rouge",
    "Fabriques de Territoire": "fabrique-de-territoire",
}
NETWORK_OF_KIND = {PlaceKind.FRANCE_SERVICES: "france-service", PlaceKind.CCAS: "ccas-cias"}
Fields = dict[str, Any]


@dataclass(frozen=True)
class InclusionPlace:
    """One place as data·inclusion says it, unknown fields left out. `refusals` as in `NationalRow`."""

    structure: Fields
    services: tuple[Fields, ...]
    refusals: tuple[str, ...]


def inclusion_place(place: PublicPlace, *, on: date, site_url: str) -> InclusionPlace:
    """Return a place and its services; identifiers are ours behind `palier--`, and never change."""
    row = place.row
    url = f"{site_url}/lieux/{row.public_id}-{row.slug}/"
    common = _location(place) | {
        "source": facts.source_of(place) or "palier",
        "date_maj": facts.stated_on(place).isoformat(),
        "lien_source": url,
    }
    networks = [NETWORKS.get(s.national_label, "") for s in facts.held_schemes(place, on=on)]
    networks += [NETWORK_OF_KIND.get(PlaceKind(t.kind), "") for t in facts.current_types(place, on=on)]
    siret = facts.siret_of(place)
    structure = common | {
        "id": PREFIX + row.public_id,
        "nom": _name(row.name),
        "description": _text(row.public_text("description")),
        "siret": siret if _SIRET.fullmatch(siret) else None,
        "telephone": _first(place, ContactKind.PHONE),
        "courriel": _first(place, ContactKind.EMAIL),
        "site_web": _first(place, ContactKind.WEBSITE),
        "horaires_accueil": row.opening_hours,
        "accessibilite_lieu": row.acceslibre_url,
        "reseaux_porteurs": facts.unique(networks),
    }
    services = tuple(_known(common | _service(s, place)) for s in place.services)
    return InclusionPlace(_known(structure), services, tuple(_refusals(place, on=on)))


def _refusals(place: PublicPlace, *, on: date) -> list[str]:
    said = []
    for what, name in [("lieu", place.row.name), *(("service", s.row.name) for s in place.services)]:
        if len(one_line(name)) < MIN_NAME_CHARS:
            said.append(f"le nom du {what} « {name} » a moins de {MIN_NAME_CHARS} caractères")
    if not FIRST_DAY <= facts.stated_on(place) <= on:
        said.append("la date de mise à jour est à venir, ou d’avant 2000")
    return said


def _location(place: PublicPlace) -> Fields:
    row, postal_code = place.row, facts.postal_code_of(place)
    return {
        "commune": row.commune.name,
        "code_postal": postal_code if _POSTAL_CODE.fullmatch(postal_code) else None,
        "code_insee": row.commune.insee_code,
        "adresse": one_line(row.address),
        "complement_adresse": one_line(row.address_extra),
        "longitude": row.lon,
        "latitude": row.lat,
    }


def _service(service: PublicService, place: PublicPlace) -> Fields:
    row = service.row
    modalities = [Modality(m.modality) for m in row.modalities.all()]
    modes = [AccessMode(m.mode) for m in row.access_modes.all()]
    prices = [PRICES[Price(p)] for p in facts.prices_of(service)]
    bookings = _service_contacts(service, place, ContactKind.BOOKING)
    return {
        "structure_id": PREFIX + place.row.public_id,
        "id": PREFIX + row.public_id,
        "nom": _name(row.name),
        "description": _text(row.description) or _description(service),
        "type": next((kind for modality, kind in TYPES.items() if modality in modalities), None),
        "thematiques": facts.unique(
            theme for need in service.national for theme in THEMES.get(need.label, ())
        ),
        "frais": prices[0] if prices else None,
        "frais_precisions": row.price_detail,
        "conditions_acces": row.entry_conditions,
        "telephone": _first_of(_service_contacts(service, place, ContactKind.PHONE)),
        "courriel": _first_of(_service_contacts(service, place, ContactKind.EMAIL)),
        "modes_accueil": facts.unique(RECEPTIONS.get(m, "") for m in modalities),
        "zone_eligibilite": facts.unique(_zone(service)),
        "contact_nom_prenom": row.helper_name_for(place.row),
        "lien_mobilisation": _first_of(bookings),
        "modes_mobilisation": facts.unique(WAYS_IN.get(m, "") for m in modes),
        "mobilisable_par": facts.unique(
            "professionnels" if m == AccessMode.REFERRAL_ONLY else "usagers" if m in WAYS_IN else ""
            for m in modes
        ),
        "horaires_accueil": row.helper_hours,
    } | _audiences(service)


def _audiences(service: PublicService) -> Fields:
    """None declared means everybody; a difficulty one knows how to welcome shuts nobody out."""
    row = service.row
    audiences = list(row.audiences.all())
    if not audiences:
        return {"publics": [EVERYBODY]}
    known = [AUDIENCES.get(a.code, "") for a in audiences]
    supports = [*row.special_supports.all(), *row.languages.all()]
    known += [SUPPORTS.get(s.national_label, "") for s in supports]
    return {
        "publics": facts.unique(known),
        "publics_precisions": ", ".join(a.label for a in audiences if a.code not in AUDIENCES),
    }


def _zone(service: PublicService) -> list[str]:
    reached = service.row.coverage.all()
    return [
        c.commune.insee_code if c.commune else c.departement.code if c.departement else "" for c in reached
    ]


def _description(service: PublicService) -> str:
    """A description is compulsory: without one, what the service says it answers."""
    labels = ", ".join(need.label for need in [*service.needs, *service.national])
    return f"Aide proposée : {labels or service.row.name}."


def _name(text: str) -> str:
    return one_line(text)[:MAX_NAME_CHARS]


def _text(text: str) -> str | None:
    text = text.strip()[:MAX_TEXT_CHARS]
    return text if len(text) >= MIN_TEXT_CHARS else None


def _first(place: PublicPlace, kind: ContactKind) -> str:
    return _first_of(_place_contacts(place, kind))


def _place_contacts(place: PublicPlace, kind: ContactKind) -> list[Any]:
    """The ways to reach the place, or else who runs it; those of a service are its own, not of its neighbours."""
    row = place.row
    operator = row.operator.contacts.all() if row.operator else ()
    return [c for c in row.contacts.all() if c.kind == kind] or [c for c in operator if c.kind == kind]


def _service_contacts(service: PublicService, place: PublicPlace, kind: ContactKind) -> list[Any]:
    return [c for c in service.row.contacts.all() if c.kind == kind] or _place_contacts(place, kind)


def _first_of(contacts: list[Any]) -> str:
    return str(contacts[0].value) if contacts else ""


def _known(fields: Fields) -> Fields:
    return {key: value for key, value in fields.items() if value not in (None, "", [])}
