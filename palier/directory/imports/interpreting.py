"""One row of a file → what it says of a place, in our words, and every cleaning done. Pure but for the territory.

Nothing is inferred: a field that the row does not say is absent from `says`. The keys of `says` are those of
`palier.directory.actions.imports.fields`.
"""

import hashlib
import json
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from palier.core.text import fold
from palier.directory.imports.cleaning import addresses, contacts, dates, identifiers
from palier.directory.imports.cleaning.texts import clean_text, clip, is_nothing, text_of
from palier.directory.imports.hours_columns import read_hours
from palier.directory.imports.lists import read_lists
from palier.directory.imports.locating import Territory, read_point
from palier.directory.imports.mapping import Mapping
from palier.directory.imports.reading import Row
from palier.directory.imports.services_column import Around, outside, read_services

_KEY_CHARS = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """One row understood. `problem` is "" or the sentence that says why it cannot be a place."""

    row: int
    key: str
    raw: dict[str, Any]
    raw_sha256: str
    says: dict[str, Any]
    notes: tuple[str, ...]
    stated_on: date | None = None
    problem: str = ""


def key_of(cells: AnyMapping[str, Any], mapping: Mapping) -> str:
    """Return what recognises the row from one import to the next; "" if its key columns are empty."""
    parts = [text_of(cells.get(name)).strip() for name in mapping.key]
    if not any(parts) or all(is_nothing(part) for part in parts):
        return ""
    key = "|".join(parts).replace("\x00", "")
    return key if len(key) <= _KEY_CHARS else f"{key[:150]}…{_sha256(key)[:40]}"


def fallback_key(cells: AnyMapping[str, Any], mapping: Mapping) -> str:
    """Return a key made of the name and the address, for a row without identifier; else of the whole row."""
    names = ("nom", "adresse", "commune", "code_postal")
    said = [fold(_joined(cells, mapping, name)) for name in names]
    return f"sans-id-{_sha256('|'.join(said) if any(said[:2]) else _canonical(cells))[:40]}"


def read_row(row: Row, mapping: Mapping, *, territory: Territory, today: date) -> Reading:
    """Return what the row says. Never raises on a row: what is wrong is in `notes` or in `problem`."""
    cells = unfolded(row.cells)
    notes = list(row.remarks)
    key = key_of(cells, mapping)
    if not key:
        key = fallback_key(cells, mapping)
        notes.append("La ligne n’a pas d’identifiant : elle est reconnue à son nom et à son adresse.")
    says: dict[str, Any] = {}
    departement = _read_where(cells, mapping, territory, says, notes)
    _read_identity(cells, mapping, says, notes)
    _read_contacts(cells, mapping, says, notes, departement=departement)
    _read_texts(cells, mapping, says, notes)
    zone = territory.school_zone(departement)
    service = read_lists(outside(cells, mapping) if mapping.services.column else cells, mapping, says, notes)
    _read_hours(cells, mapping, says, service, notes, school_zone=zone, on=today)
    if mapping.services.column:
        around = Around(says, departement, zone, today)
        says["services"] = read_services(cells, mapping, around=around, notes=notes)
    elif service:
        says["service"] = service
    says["published"] = not _is_closed(cells, mapping, notes)
    stated = _joined(cells, mapping, "date_maj")
    stated_on = dates.clean_date(stated, today=today, notes=notes) if not is_nothing(stated) else None
    raw = dict(row.cells)
    return Reading(
        row=row.number,
        key=key,
        raw=raw,
        raw_sha256=_sha256(_canonical(raw)),
        says={name: value for name, value in says.items() if value not in ("", [], {}, None)},
        notes=tuple(dict.fromkeys(note for note in notes if note)),
        stated_on=stated_on,
        problem=_problem(says, is_service=_is_service(cells, mapping)),
    )


def unfolded(cells: AnyMapping[str, Any]) -> dict[str, Any]:
    """Add, for a cell that holds a list of records, one column per field of theirs: « services.frais »."""
    added: dict[str, list[Any]] = {}
    for column, value in cells.items():
        for record in value if isinstance(value, list) else []:
            for name, inner in record.items() if isinstance(record, dict) else []:
                values = inner if isinstance(inner, list) else [inner]
                added.setdefault(f"{column}.{name}", []).extend(v for v in values if v not in (None, ""))
    return {
        **cells,
        **{column: list(dict.fromkeys(map(text_of, values))) for column, values in added.items()},
    }


def _is_service(cells: AnyMapping[str, Any], mapping: Mapping) -> bool:
    """Tell whether the row is a service left alone: it names the structure that the file does not have."""
    parent = mapping.services.parts.get("rattachement", "")
    return bool(parent) and not is_nothing(text_of(cells.get(parent)))


def _problem(says: dict[str, Any], *, is_service: bool) -> str:
    if is_service:
        return (
            "C’est un service dont la structure n’est pas dans le fichier. La ligne est gardée telle quelle."
        )
    if not says.get("name"):
        return "Ni nom ni adresse : ce ne peut pas être un lieu. La ligne est gardée telle quelle."
    if not says.get("commune"):
        return "Sans commune sûre, le lieu ne peut pas être créé. La ligne est gardée telle quelle."
    return ""


def _joined(cells: AnyMapping[str, Any], mapping: Mapping, name: str) -> str:
    """Return the text of a field: its columns joined, or its fixed value."""
    columns = mapping.columns.get(name)
    if columns is None:
        return mapping.fixed_texts.get(name, "")
    parts = [text for column in columns.names if not is_nothing(text := text_of(cells.get(column)).strip())]
    return columns.joint.join(parts) or mapping.fixed_texts.get(name, "")


def _read_where(
    cells: AnyMapping[str, Any],
    mapping: Mapping,
    territory: Territory,
    says: dict[str, Any],
    notes: list[str],
) -> str:
    """Fill address, postal code, commune and point; return the département."""
    commune = clean_text(_joined(cells, mapping, "commune"), "Commune", notes)
    postal_code = identifiers.clean_code(
        _joined(cells, mapping, "code_postal"), label="Code postal", notes=notes
    )
    insee_code = identifiers.clean_code(
        _joined(cells, mapping, "code_insee"), label="Code INSEE", notes=notes
    )
    lat, lon = _joined(cells, mapping, "latitude"), _joined(cells, mapping, "longitude")
    point = read_point(lat, lon, projection=mapping.projection, notes=notes)
    located = territory.locate(name=commune, postal_code=postal_code, insee_code=insee_code, point=point)
    notes += located.notes
    if postal_code and not territory.postal_code_fits(postal_code, located):
        notes.append(f"Code postal : {postal_code} n’est pas de ce département, laissé de côté.")
        postal_code = ""
    point, point_notes = territory.check_point(point, located.insee_code)
    notes += point_notes
    address = clean_text(_joined(cells, mapping, "adresse"), "Adresse", notes)
    address = addresses.clean_address(address, commune=commune, postal_code=postal_code, notes=notes)
    extra = clean_text(_joined(cells, mapping, "complement_adresse"), "Complément d’adresse", notes)
    says |= {
        "commune": located.insee_code,
        "postal_code": postal_code,
        "point": [point.lat, point.lon] if point else None,
        "address": clip(address, 250, "Adresse", notes),
        "address_extra": clip(addresses.tidy(extra), 250, "Complément d’adresse", notes),
    }
    return located.departement_code


def _read_identity(
    cells: AnyMapping[str, Any], mapping: Mapping, says: dict[str, Any], notes: list[str]
) -> None:
    name = addresses.tidy(clean_text(_joined(cells, mapping, "nom"), "Nom", notes))
    if not name and says["address"]:
        name = says["address"]
        notes.append("Nom : absent ; le lieu porte son adresse pour nom, à corriger.")
    elif name and fold(name) == fold(says["address"]):
        notes.append("Nom : le même que l’adresse, à corriger.")
    says["name"] = clip(name, 200, "Nom", notes)
    says["siret"], says["other_id"] = identifiers.clean_siret(_joined(cells, mapping, "pivot"), notes=notes)
    says["parent_structure"] = clean_text(
        _joined(cells, mapping, "structure_parente"), "Structure parente", notes
    )
    says["collector"] = clean_text(_joined(cells, mapping, "source"), "Source", notes)
    if not says["address"] and not says["point"] and name:
        notes.append("Ni adresse ni position : le lieu reste en brouillon, à compléter.")


def _read_contacts(
    cells: AnyMapping[str, Any], mapping: Mapping, says: dict[str, Any], notes: list[str], *, departement: str
) -> None:
    phones = _several(cells, mapping, "telephone")
    says["phones"] = contacts.clean_phones(phones, departement=departement, notes=notes) if phones else []
    mails = _several(cells, mapping, "courriels")
    says["emails"] = contacts.clean_mails(mails, notes=notes) if mails else []
    for name, field, label in (
        ("site_web", "sites", "Site"),
        ("prise_rdv", "bookings", "Prise de rendez-vous"),
    ):
        text = _several(cells, mapping, name)
        says[field] = contacts.clean_sites(text, label=label, notes=notes) if text else []
    acceslibre = _joined(cells, mapping, "fiche_acces_libre")
    if acceslibre:
        found = contacts.clean_sites(acceslibre, label="Fiche Acceslibre", notes=notes)
        says["acceslibre_url"] = next((url for url in found if len(url) <= 200), "")


def _several(cells: AnyMapping[str, Any], mapping: Mapping, name: str) -> str:
    """Columns of contacts are never glued: each is its own value."""
    columns = mapping.columns.get(name)
    if columns is None:
        return mapping.fixed_texts.get(name, "")
    parts = [text for column in columns.names if not is_nothing(text := text_of(cells.get(column)).strip())]
    return "|".join(parts)


def _read_texts(
    cells: AnyMapping[str, Any], mapping: Mapping, says: dict[str, Any], notes: list[str]
) -> None:
    summary = clean_text(_joined(cells, mapping, "presentation_resume"), "Présentation", notes, lines=True)
    detail = clean_text(_joined(cells, mapping, "presentation_detail"), "Présentation", notes, lines=True)
    says["summary"] = summary
    says["description"] = (
        detail if detail and fold(summary) in fold(detail) else "\n".join(t for t in (summary, detail) if t)
    )
    says["access_notes"] = clean_text(_joined(cells, mapping, "acces"), "Comment venir", notes, lines=True)
    other = clean_text(_joined(cells, mapping, "autres_formations_labels"), "Autres labels", notes)
    says["other_labels"] = [text for part in other.split("|") if (text := part.strip())]
    for term in mapping.terms:
        if term.field == "acces" and any(fold(text_of(cells.get(c))) in term.words for c in term.columns):
            says["access_notes"] = "\n".join(t for t in (says["access_notes"], term.gives) if t)


def _read_hours(
    cells: AnyMapping[str, Any],
    mapping: Mapping,
    says: dict[str, Any],
    service: dict[str, Any],
    notes: list[str],
    *,
    school_zone: str,
    on: date,
) -> None:
    read = read_hours(mapping.hours, cells.get, school_zone=school_zone, on=on)
    says["opening_hours"], says["hours_note"] = read.opening, read.note
    if read.helper:
        service["helper_hours"] = read.helper
    notes += read.notes


def _is_closed(cells: AnyMapping[str, Any], mapping: Mapping, notes: list[str]) -> bool:
    if not mapping.closed_column:
        return False
    value = text_of(cells.get(mapping.closed_column)).strip()
    if fold(value) not in mapping.closed_words:
        return False
    notes.append(f"« {mapping.closed_column} = {value} » : gardé, non publié.")
    return True


def _canonical(cells: AnyMapping[str, Any]) -> str:
    return json.dumps(cells, ensure_ascii=False, sort_keys=True, default=str)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
