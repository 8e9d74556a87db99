"""What the workbook is made of: its sheets, their columns, what a person may see of a record, fingerprints of cells."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from palier.directory.editable import (
    PLACE_FIELDS,
    SERVICE_FIELDS,
    Field,
    Kind,
    RecordKind,
    places_to_read,
    services_to_read,
)
from palier.directory.enums import Visibility
from palier.directory.models import Place, Service
from palier.directory.models.places import RESTRICTABLE_FIELDS
from palier.directory.spreadsheets.cells import Cell, cell_of, text_of
from palier.directory.spreadsheets.words import Words

ID_TITLE = "Identifiant"
PLACE_TITLE = "Lieu (pour mémoire)"
HELP_SHEET, WORDS_SHEET, PRINTS_SHEET = "Mode d’emploi", "Mots acceptés", "Empreintes"
PRINTS_TITLES = ("Identifiant", "Empreintes")
HIDDEN = "(réservé à la coordination)"
_WIDTH = 12  # characters of a fingerprint: 48 bits, to notice a change, not to keep a secret


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of record: `titles` are those of its columns, the identifier first."""

    name: str
    record: RecordKind
    fields: Mapping[str, Field]
    memory: tuple[str, ...] = ()  # columns that only help to read

    @property
    def titles(self) -> list[str]:
        """The titles of the columns, in order."""
        return [ID_TITLE, *self.memory, *(field.label for field in self.fields.values())]


SHEETS = (
    Sheet("Lieux", RecordKind.PLACE, PLACE_FIELDS),
    Sheet("Services", RecordKind.SERVICE, SERVICE_FIELDS, (PLACE_TITLE,)),
)


def places_with_territory() -> QuerySet[Place]:
    """Places to read, their territory at hand: permissions ask nothing more."""
    rows = places_to_read().select_related("commune__departement__region", "commune__epci")
    return rows.defer("commune__outline").order_by("search_text", "pk")


def services_with_territory() -> QuerySet[Service]:
    """Services to read, those of one place together, the territory of the place at hand."""
    rows = services_to_read().select_related("place__commune__departement__region", "place__commune__epci")
    return rows.defer("place__commune__outline").order_by("place__search_text", "place_id", "pk")


def is_hidden(record: Place | Service, field: Field, levels: frozenset[Visibility]) -> bool:
    """Tell whether somebody who sees `levels` may not read this field of this record."""
    if isinstance(record, Service):
        return field.name == "helper_name" and record.place.level_of("helper_name") not in levels
    return field.name in RESTRICTABLE_FIELDS and record.level_of(field.name) not in levels


def shown_value(field: Field, value: Any, levels: frozenset[Visibility]) -> Any:
    """Return a value without the contacts that somebody who sees `levels` may not read."""
    if field.kind != Kind.CONTACTS:
        return value
    return [contact for contact in value if contact["visibility"] in levels]


def hidden_contacts(value: Iterable[dict[str, Any]], levels: frozenset[Visibility]) -> list[dict[str, Any]]:
    """Return the contacts that `shown_value` leaves out."""
    return [contact for contact in value if contact["visibility"] not in levels]


def cell_shown(
    record: Place | Service, field: Field, value: Any, levels: frozenset[Visibility], words: Words
) -> Cell:
    """Return the cell of one field as somebody who sees `levels` gets it."""
    if is_hidden(record, field, levels):
        return HIDDEN
    return cell_of(field, shown_value(field, value, levels), words)


def fingerprint(public_id: str, field: str, cell: Any) -> str:
    """Return what a cell is recognised by: spaces aside, which spreadsheets move."""
    said = "\n".join(" ".join(line.split()) for line in text_of(cell).splitlines())
    return hashlib.sha256(f"{public_id}|{field}|{said.strip()}".encode()).hexdigest()[:_WIDTH]
