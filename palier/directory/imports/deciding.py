"""What to do with each row, knowing what is stored. Pure: plain values in, intents out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from palier.directory.actions.imports import Intent, IntentKind
from palier.directory.imports.interpreting import Reading

MAX_GONE_SHARE = 0.2
_FIELD_NAMES = {
    "name": "nom", "address": "adresse", "address_extra": "complément d’adresse", "postal_code": "code postal",
    "commune": "commune", "point": "position", "siret": "SIRET", "itinerancy": "itinérance",
    "opening_hours": "horaires", "hours_note": "précision sur les horaires", "description": "présentation",
    "summary": "résumé", "access_notes": "comment venir", "acceslibre_url": "fiche Acceslibre",
    "published": "publication",
    "types": "types de lieu", "phones": "téléphones", "emails": "courriels", "sites": "sites",
    "bookings": "prise de rendez-vous", "labels": "labels", "capabilities": "équipements", "service": "service",
    "services": "services",
    "other_labels": "autres labels", "parent_structure": "structure parente", "collector": "source",
    "other_id": "identifiant",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database holds of one key."""

    raw: Mapping[str, Any]
    raw_sha256: str
    says: Mapping[str, Any]
    has_place: bool
    gone_at: datetime | None = None


def decide(reading: Reading, *, stored: Stored | None, is_repeat: bool, now: datetime) -> Intent:
    """Return the intent for one row. `is_repeat`: its key was already met in this file.

    A row that cannot be a place is reported every time; one that stops saying its name or its commune keeps
    the place that it had.
    """
    reasons = list(reading.notes)
    kind = IntentKind.CREATE
    if is_repeat:
        kind = IntentKind.REPORT
        reasons.insert(
            0, "Identifiant déjà rencontré plus haut dans le fichier : cette ligne est gardée à part."
        )
    elif reading.problem:
        kind = IntentKind.REPORT
        reasons.insert(0, reading.problem)
        if stored is not None and stored.has_place:
            reasons.insert(1, "Le lieu déjà connu garde ce qu’il avait.")
    elif stored is not None:
        kind = _compared(reading, stored, reasons, now)
    return Intent(
        kind=kind,
        row=reading.row,
        key=reading.key,
        raw=reading.raw,
        raw_sha256=reading.raw_sha256,
        says=reading.says,
        reasons=tuple(reasons),
        stated_on=reading.stated_on,
    )


def _compared(reading: Reading, stored: Stored, reasons: list[str], now: datetime) -> IntentKind:
    if not stored.has_place:
        reasons.insert(0, "La ligne, jusque-là à voir, dit maintenant assez pour être un lieu.")
        return IntentKind.CREATE
    if stored.gone_at is not None:
        days = (now - stored.gone_at).days
        reasons.insert(0, f"La ligne avait disparu de la source depuis {days} jours : elle est revenue.")
    changed = [
        name for name in {**stored.says, **reading.says} if stored.says.get(name) != reading.says.get(name)
    ]
    if changed:
        names = sorted(_FIELD_NAMES.get(name, name) for name in changed)
        reasons.insert(0, f"Ce qui change : {', '.join(names)}.")
        return IntentKind.UPDATE
    if stored.raw_sha256 != reading.raw_sha256:
        columns = [c for c in {**stored.raw, **reading.raw} if stored.raw.get(c) != reading.raw.get(c)]
        shown = ", ".join(sorted(columns)[:8])
        reasons.insert(0, f"Des cellules changent sans changer ce que la ligne dit : {shown}.")
    return IntentKind.UPDATE if stored.gone_at is not None else IntentKind.LEAVE


def removals_problem(*, gone: int, live: int) -> str:
    """Return "" or the sentence that stops an import in which too many known rows have disappeared."""
    if not live or gone / live <= MAX_GONE_SHARE:
        return ""
    return (
        f"{gone} lignes sur {live} ont disparu de la source ({gone / live:.0%}) : rien n’a été écrit. "
        "Si le fichier est bien le bon et complet, recommencez avec --allow-removals."
    )
