"""The services that a row carries as records of their own, in one of its columns: each is read alone. Pure."""

import hashlib
from collections.abc import Iterator
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from palier.core.text import fold
from palier.directory.imports.cleaning import addresses, contacts
from palier.directory.imports.cleaning.texts import clean_text, clip, is_nothing, text_of
from palier.directory.imports.hours_columns import read_hours
from palier.directory.imports.lists import WITHOUT_SERVICE, read_lists
from palier.directory.imports.mapping import Hours, Mapping

_KEY_CHARS = 200
_NAME_CHARS, _CONDITIONS_CHARS, _PRICE_CHARS = 200, 300, 200


@dataclass(frozen=True, slots=True)
class Around:
    """What the row says around its services: what the place says of itself, its département, its school zone."""

    says: AnyMapping[str, Any]
    departement: str
    school_zone: str
    on: date


def outside(cells: AnyMapping[str, Any], mapping: Mapping) -> dict[str, Any]:
    """Return the cells of the row that are not those of its services."""
    inside = f"{mapping.services.column}."
    return {name: value for name, value in cells.items() if not name.startswith(inside)}


def read_services(
    cells: AnyMapping[str, Any], mapping: Mapping, *, around: Around, notes: list[str]
) -> dict[str, dict[str, Any]]:
    """Return what each service says, by its key. What is not understood of one goes to `notes`, with its name."""
    services: dict[str, dict[str, Any]] = {}
    for record in _records(cells.get(mapping.services.column)):
        own = {f"{mapping.services.column}.{name}": value for name, value in record.items()}
        remarks: list[str] = []
        service = _read_service(own, mapping, around, remarks)
        key = _key(own, mapping, service)
        if key in services:
            remarks.append("identifiant déjà rencontré dans la même structure, gardé à part.")
            key = next(
                k for n in range(2, len(services) + 3) if (k := f"{key[:180]} (n° {n})") not in services
            )
        services[key] = service
        name = service.get("name") or key
        notes += [f"Service « {name} » : {remark}" for remark in dict.fromkeys(remarks) if remark]
    return services


def _records(value: Any) -> Iterator[dict[str, Any]]:
    for record in value if isinstance(value, list) else []:
        if isinstance(record, dict):
            yield record


def _key(cells: AnyMapping[str, Any], mapping: Mapping, service: AnyMapping[str, Any]) -> str:
    key = text_of(cells.get(mapping.services.column_of("identifiant"))).strip().replace("\x00", "")
    if not key or is_nothing(key):
        return f"sans-id-{_sha256(fold(service.get('name', '')))[:40]}"
    return key if len(key) <= _KEY_CHARS else f"{key[:150]}…{_sha256(key)[:40]}"


def _read_service(
    cells: AnyMapping[str, Any], mapping: Mapping, around: Around, remarks: list[str]
) -> dict[str, Any]:
    listed = read_lists(cells, mapping, {}, remarks)
    if WITHOUT_SERVICE in remarks:
        remarks.remove(WITHOUT_SERVICE)
    if "needs" not in listed:
        remarks.append("aucune de ses thématiques n’est dans nos listes ; gardé dans la ligne, non montré.")
    service = {**_texts(cells, mapping, remarks), **listed, **_contacts(cells, mapping, around, remarks)}
    hours_column = mapping.services.column_of("horaires")
    if hours_column:
        read = read_hours(
            Hours(text=(hours_column,)), cells.get, school_zone=around.school_zone, on=around.on
        )
        service |= {"helper_hours": read.helper or read.opening, "helper_hours_note": read.note}
        remarks += read.notes
    return {name: value for name, value in service.items() if value not in ("", [], None)}


def _texts(cells: AnyMapping[str, Any], mapping: Mapping, remarks: list[str]) -> dict[str, str]:
    def text(name: str, label: str, *, lines: bool = False) -> str:
        value = cells.get(mapping.services.column_of(name))
        return "" if is_nothing(text_of(value)) else clean_text(value, label, remarks, lines=lines)

    conditions = [text("conditions", "Conditions d’accès")]
    for term in mapping.terms:
        if term.field == "conditions":
            words = {fold(item) for c in term.columns for item in _items(cells.get(c))}
            conditions += [term.gives] if words & term.words else []
    told = " ".join(dict.fromkeys(part for part in conditions if part))
    return {
        "name": clip(addresses.tidy(text("nom", "Nom")), _NAME_CHARS, "Nom", remarks),
        "description": text("description", "Présentation", lines=True),
        "entry_conditions": clip(told, _CONDITIONS_CHARS, "Conditions d’accès", remarks),
        "price_detail": clip(
            text("precision_prix", "Précision sur le prix"), _PRICE_CHARS, "Précision sur le prix", remarks
        ),
    }


def _items(value: Any) -> list[str]:
    return [text_of(item) for item in value] if isinstance(value, list) else [text_of(value)]


def _contacts(
    cells: AnyMapping[str, Any], mapping: Mapping, around: Around, remarks: list[str]
) -> dict[str, list[str]]:
    """Return the ways to reach the service that are not those of the place."""

    def text(name: str) -> str:
        value = text_of(cells.get(mapping.services.column_of(name))).strip()
        return "" if is_nothing(value) else value

    phones, mails, bookings = text("telephone"), text("courriels"), text("prise_rdv")
    found = {
        "phones": contacts.clean_phones(phones, departement=around.departement, notes=remarks)
        if phones
        else [],
        "emails": contacts.clean_mails(mails, notes=remarks) if mails else [],
        "bookings": contacts.clean_sites(bookings, label="Prise de rendez-vous", notes=remarks)
        if bookings
        else [],
    }
    return {
        name: [value for value in values if value not in around.says.get(name, [])]
        for name, values in found.items()
    }


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
