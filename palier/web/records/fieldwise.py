"""Each field of a record as an input, there and back: its first value, and the value that was meant."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from palier.directory.editable import Field, Kind
from palier.territory import queries as territory
from palier.territory.enums import MatchCertainty

Choices = Sequence[tuple[str, str]]
LONG = frozenset({"description", "access_notes", "internal_notes", "hours_note", "helper_hours_note"})
MOST_CHARS = {"name": 200, "address": 250, "address_extra": 250, "postal_code": 5, "siret": 20}
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


def input_of(field: Field, *, choices: Choices = (), required: bool = False, hint: str = "") -> forms.Field:
    """Return the input of a field. `choices`: for lists kept in the database, (code, label)."""
    common: dict[str, Any] = {"label": field.label, "required": required, "help_text": hint}
    if field.kind in (Kind.LINES, Kind.NAMES) or field.name in LONG:
        rows = 2 if field.kind in (Kind.LINES, Kind.NAMES) or "note" in field.name else 4
        return forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **common)
    if field.kind == Kind.CHOICE:
        assert field.choices is not None
        return forms.ChoiceField(choices=choices or capitalised(field.choices.choices), **common)
    if field.kind == Kind.STRUCTURE:
        return forms.ChoiceField(choices=[("", "Aucune"), *choices], **common)
    if field.kind in (Kind.CHOICES, Kind.PAIRS, Kind.CODES):
        given = choices or (capitalised(field.choices.choices) if field.choices else [])
        return forms.MultipleChoiceField(choices=given, widget=forms.CheckboxSelectMultiple, **common)
    if field.kind == Kind.FLAG:
        return forms.BooleanField(**common)
    if field.kind == Kind.DATE:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    return forms.CharField(max_length=MOST_CHARS.get(field.name, 300), **common)


def shown(field: Field, value: Any) -> Any:
    """Return the first value of the input for a value of the record."""
    if field.kind == Kind.PAIRS:
        return [first for first, _ in value or []]
    if field.kind == Kind.NAMES:
        return "\n".join(value or [])
    if field.kind == Kind.POINT:
        return ", ".join(f"{part:.6f}".rstrip("0").rstrip(".") for part in value) if value else ""
    if field.kind == Kind.COMMUNE:
        return where_text(value)
    return value


def said(field: Field, cleaned: Any, *, before: Any) -> Any:
    """Return the value that an input means. `before`: what the record says, kept if the input did not move.

    Raises ValidationError with a sentence.
    """
    if field.kind == Kind.PAIRS:
        kept = [list(pair) for pair in before or [] if pair[0] in cleaned]
        return sorted([*kept, *([kind, ""] for kind in set(cleaned) - {pair[0] for pair in kept})])
    if field.kind == Kind.CHOICE:
        return cleaned or before or ""
    if field.kind in (Kind.CODES, Kind.CHOICES):
        return sorted(cleaned) if field.kind == Kind.CODES else _in_order(field, cleaned)
    if field.kind == Kind.NAMES:
        return list(dict.fromkeys(line.strip() for line in cleaned.splitlines() if line.strip()))
    if field.kind == Kind.POINT:
        return before if cleaned == shown(field, before) else _point(cleaned)
    if field.kind == Kind.COMMUNE:
        return before if before and cleaned == where_text(before) else _commune(cleaned)
    if field.kind == Kind.DATE:
        return cleaned.isoformat() if isinstance(cleaned, date) else None
    if field.kind == Kind.STRUCTURE:
        return cleaned or None
    if field.name == "siret":
        return "".join(str(cleaned).split())
    return cleaned.replace("\r\n", "\n").strip() if isinstance(cleaned, str) else cleaned


def where_text(insee_code: str | None) -> str:
    """Return a commune as one types it: « Craon (53) »."""
    commune = territory.commune_by_insee(insee_code) if insee_code else None
    return f"{commune.name} ({commune.departement.code})" if commune else ""


def capitalised(choices: Sequence[tuple[Any, Any]]) -> list[tuple[str, str]]:
    """Return choices as they are read alone: « Gratuit »; sigles stay."""
    return [(str(value), str(label)[:1].upper() + str(label)[1:]) for value, label in choices]


def _in_order(field: Field, values: Sequence[str]) -> list[str]:
    assert field.choices is not None
    return [value for value in field.choices.values if value in values]


def _point(text: str) -> list[float] | None:
    if not text.strip():
        return None
    numbers = [float(part.replace(",", ".")) for part in _NUMBER.findall(text.replace(", ", " "))]
    if len(numbers) != 2 or not (-90 <= numbers[0] <= 90 and -180 <= numbers[1] <= 180):
        raise ValidationError("Écrivez la latitude puis la longitude, par exemple 47.8476, -0.9506.")
    return numbers


def _commune(text: str) -> str | None:
    if not text.strip():
        return None
    match = territory.parse_where(text)
    if match.certainty == MatchCertainty.AMBIGUOUS:
        names = ", ".join(f"{c.name} ({c.departement.code})" for c in match.candidates[:5])
        raise ValidationError(f"Plusieurs communes portent ce nom : {names}. Précisez laquelle.")
    if match.commune is None or match.certainty == MatchCertainty.NOT_FOUND:
        raise ValidationError("Nous n’avons pas trouvé cette commune : écrivez son nom ou son code postal.")
    if match.certainty == MatchCertainty.CONTRADICTORY:
        raise ValidationError(" ".join(match.remarks) or "Le nom et le code postal ne vont pas ensemble.")
    return str(match.commune.insee_code)
