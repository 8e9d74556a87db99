"""Where each field of a place comes from: a person, or the best list that says it; and what the others say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from palier.directory.editable import PLACE_FIELDS, Names, names_of, read_place, say_value
from palier.directory.enums import ChangeVia, ContactKind, Visibility
from palier.directory.models import Correction, Place, RecordChange, SourceRecord
from palier.directory.models.sources import BEST_FIRST

# What lists call by kind of contact.
CONTACTS = {
    "phones": ContactKind.PHONE,
    "emails": ContactKind.EMAIL,
    "sites": ContactKind.WEBSITE,
    "bookings": ContactKind.BOOKING,
}
LABELS = {"phones": "Téléphones", "emails": "Courriels", "sites": "Sites", "bookings": "Prise de rendez-vous"}
FIELDS = (
    "name", "types", "commune", "address", "address_extra", "postal_code", "point", "phones", "emails", "sites",
    "bookings", "opening_hours", "hours_note", "description", "access_notes", "itinerancy", "capabilities", "labels",
    "siret", "acceslibre_url",
)  # fmt: skip
_RESTRICTABLE = ("description", "access_notes")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says something of a field, and when. `list_name` is "" for a person; `is_gone`: it left its list."""

    value: str
    who: str
    said_at: datetime | None = None
    stated_on: date | None = None
    list_name: str = ""
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Provenance:
    """One field: what is shown, who says it (None: nobody knows), and what other lists say of it."""

    label: str
    shown: str
    by: Voice | None
    others: list[Voice] = field(default_factory=list)


def provenance_of(place: Place, *, levels: frozenset[Visibility]) -> list[Provenance]:
    """Return where each field comes from, without what the reader may not see. Constant number of queries.

    `place`: a row of `places_to_read`.
    """
    hidden = {row.value for row in place.contacts.all() if row.visibility not in levels}
    shown = _shown(place, hidden)
    records = list(SourceRecord.objects.filter(place=place).select_related("source").order_by(*BEST_FIRST))
    corrections = {
        row.field: row for row in Correction.objects.filter(place=place, service=None).select_related("by")
    }
    authors = _authors(place)
    said = [(PLACE_FIELDS[name], one.get(name)) for one in (shown, *(r.says for r in records)) for name in FIELDS
            if name not in CONTACTS]  # fmt: skip
    sayer = _Sayer(names_of(said), hidden)
    lines = []
    for name in FIELDS:
        if name in _RESTRICTABLE and place.level_of(name) not in levels:
            continue
        voices = [sayer.of_record(name, record) for record in records if name in record.says]
        person = _person(name, shown.get(name), corrections.get(name), authors, bool(voices), sayer)
        if person is None and not voices and not shown.get(name):
            continue
        by = person or (voices[0] if voices else None)
        others = [
            voice for voice in voices if voice is not by and voice.value != sayer.say(name, shown.get(name))
        ]
        lines.append(Provenance(_label(name), sayer.say(name, shown.get(name)), by, others))
    return lines


class _Sayer:
    """Says values in French, contacts that the reader may not see left out."""

    def __init__(self, names: Names, hidden: set[str]) -> None:
        self.names, self.hidden = names, hidden

    def say(self, name: str, value: Any) -> str:
        if name in CONTACTS:
            return " ; ".join(one for one in value or [] if one not in self.hidden) or "(rien)"
        return say_value(PLACE_FIELDS[name], value, names=self.names)

    def of_record(self, name: str, record: SourceRecord) -> Voice:
        return Voice(
            self.say(name, record.says[name]),
            record.source.name,
            said_at=record.last_seen_at,
            stated_on=record.stated_on,
            list_name=record.source.name,
            is_gone=record.gone_at is not None,
        )


def _person(
    name: str,
    shown: Any,
    correction: Correction | None,
    authors: Mapping[str, RecordChange],
    is_listed: bool,
    sayer: _Sayer,
) -> Voice | None:
    """Return the person who says the field: who corrected it, or who wrote it when no list does."""
    change = authors.get(name)
    if correction is not None:
        who = correction.by.name if correction.by else (change.by_label if change else "une personne")
        return Voice(sayer.say(name, correction.value), who or "un compte", said_at=correction.made_at)
    if is_listed or not shown:
        return None
    if change is None:
        return Voice(sayer.say(name, shown), "écrit sur la fiche", said_at=None)
    return Voice(sayer.say(name, shown), change.by_label, said_at=change.made_at)


def _shown(place: Place, hidden: set[str]) -> dict[str, Any]:
    read = read_place(place)
    shown = {name: read[name] for name in FIELDS if name in read}
    for name, kind in CONTACTS.items():
        shown[name] = [
            row["value"] for row in read["contacts"] if row["kind"] == kind and row["value"] not in hidden
        ]
    return shown


def _authors(place: Place) -> dict[str, RecordChange]:
    """Return, by field, the last change of a person."""
    found: dict[str, RecordChange] = {}
    rows: Iterable[RecordChange] = RecordChange.objects.filter(place=place, service=None)
    for change in rows.exclude(via__in=[ChangeVia.IMPORT, ChangeVia.JOIN]).order_by("made_at", "pk"):  # type: ignore[attr-defined]
        for name in change.changes:
            for one in CONTACTS if name == "contacts" else (name,):
                found[one] = change
    return found


def _label(name: str) -> str:
    return LABELS[name] if name in LABELS else PLACE_FIELDS[name].label
