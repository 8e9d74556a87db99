"""Contacts in a form: a few rows, one of them « à utiliser d’abord »."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from palier.directory.enums import ContactKind, Visibility
from palier.directory.validators import is_short_number, parse_phone, validate_phone

KEYS = ("kind", "value", "label", "visibility", "named", "agreed")
VISIBLE_BY = {
    Visibility.PUBLIC: "tout le monde",
    Visibility.PROFESSIONAL: "les professionnels",
    Visibility.COORDINATOR: "la coordination",
}


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One row as the template lays it out."""

    number: int
    kind: forms.BoundField
    value: forms.BoundField
    label: forms.BoundField
    visibility: forms.BoundField
    named: forms.BoundField
    agreed: forms.BoundField
    is_empty: bool


class ContactsPart:
    """The inputs of the contacts of a record.

    `before`: the contacts as the record says them now; those that the person may not see stay as they are.
    `today` (ISO) dates an agreement given now.
    """

    def __init__(
        self,
        form: forms.Form,
        *,
        before: Sequence[Mapping[str, Any]],
        levels: frozenset[Visibility],
        today: str,
        blanks: int,
    ) -> None:
        self.form, self.today, self.levels = form, today, levels
        self.shown = [contact for contact in before if contact["visibility"] in levels]
        self.hidden = [dict(contact) for contact in before if contact["visibility"] not in levels]
        self.count = len(self.shown) + blanks
        numbers = [("", "Aucun en particulier"), *((str(n), f"Contact {n + 1}") for n in range(self.count))]
        form.fields["contact-first"] = forms.ChoiceField(
            label="Lequel utiliser d’abord ?", choices=numbers, required=False
        )
        for number in range(self.count):
            for key, field in self._fields(number).items():
                form.fields[f"contact-{number}-{key}"] = field

    def _fields(self, number: int) -> dict[str, forms.Field]:
        visible = [(level.value, VISIBLE_BY[level]) for level in Visibility if level in self.levels]
        return {
            "kind": forms.ChoiceField(label="Moyen", choices=ContactKind.choices, initial=ContactKind.PHONE),
            "value": forms.CharField(
                label="Numéro, adresse ou lien",
                required=False,
                max_length=300,
                help_text="Videz cette case pour enlever le contact." if number < len(self.shown) else "",
            ),
            "label": forms.CharField(label="Précision : « Accueil »…", required=False, max_length=120),
            "visibility": forms.ChoiceField(
                label="Qui voit ce contact ?", choices=visible, initial=Visibility.PUBLIC, required=False
            ),
            "named": forms.BooleanField(label="C’est la ligne ou le courriel d’une personne", required=False),
            "agreed": forms.BooleanField(label="Cette personne accepte qu’il soit public", required=False),
        }

    def initial(self) -> dict[str, Any]:
        """Return the first values of the inputs."""
        values: dict[str, Any] = {}
        for number, contact in enumerate(self.shown):
            row = {
                "kind": contact["kind"],
                "value": display_of(contact["kind"], contact["value"]),
                "label": contact["label"],
                "visibility": contact["visibility"],
                "named": contact["is_named"],
                "agreed": bool(contact["agreed_on"]),
            }
            values |= {f"contact-{number}-{key}": value for key, value in row.items()}
            if contact["is_preferred"]:
                values["contact-first"] = str(number)
        return values

    def values(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return {"contacts": the whole list}; what is wrong is added to the form."""
        found: list[dict[str, Any]] = []
        for number in range(self.count):
            row = {key: cleaned.get(f"contact-{number}-{key}") for key in KEYS}
            if contact := self._contact(number, row):
                contact["is_preferred"] = cleaned.get("contact-first") == str(number)
                if not any((c["kind"], c["value"]) == (contact["kind"], contact["value"]) for c in found):
                    found.append(contact)
        if any(contact["is_preferred"] for contact in found):
            self.hidden = [contact | {"is_preferred": False} for contact in self.hidden]
        # As `read_contacts` orders them: the preferred one first, the others where they were.
        return {"contacts": sorted([*found, *self.hidden], key=lambda c: not c["is_preferred"])}

    def _contact(self, number: int, row: Mapping[str, Any]) -> dict[str, Any] | None:
        kind, typed = str(row["kind"] or ContactKind.PHONE), str(row["value"] or "").strip()
        if not typed:
            return None
        try:
            value = _CLEANERS[kind](typed)
        except ValidationError as error:
            self.form.add_error(f"contact-{number}-value", error)
            return None
        before = self._before(number, kind, value)
        named, visibility = bool(row["named"]), str(row["visibility"] or Visibility.PUBLIC)
        if named and visibility == Visibility.PUBLIC and not row["agreed"]:
            self.form.add_error(
                f"contact-{number}-agreed",
                "Cochez son accord, ou réservez ce contact aux professionnels.",
            )
        return {
            "kind": kind,
            "value": value,
            "label": str(row["label"] or ""),
            "is_preferred": False,
            "phone_hours": before.get("phone_hours", "") if kind == ContactKind.PHONE else "",
            "visibility": visibility,
            "is_named": named,
            "agreed_on": (before.get("agreed_on") or self.today) if row["agreed"] else None,
        }

    def _before(self, number: int, kind: str, value: str) -> Mapping[str, Any]:
        same = [c for c in self.shown if (c["kind"], c["value"]) == (kind, value)]
        return same[0] if same else (self.shown[number] if number < len(self.shown) else {})

    @property
    def rows(self) -> list[ContactRow]:
        """The rows, for the template."""
        rows = []
        for number in range(self.count):
            bound = {key: self.form[f"contact-{number}-{key}"] for key in KEYS}
            is_empty = number >= len(self.shown) and not bound["value"].value() and not bound["value"].errors
            rows.append(ContactRow(number + 1, is_empty=is_empty, **bound))
        return rows

    @property
    def first(self) -> forms.BoundField:
        """« Lequel utiliser d’abord ? »."""
        return self.form["contact-first"]


def display_of(kind: str, value: str) -> str:
    """Return a contact as people type it: « 02 61 91 00 00 » with plain spaces."""
    if kind == ContactKind.PHONE and value.startswith("+33") and len(value) == 12:
        digits = "0" + value[3:]
        return " ".join(digits[i : i + 2] for i in range(0, 10, 2))
    return value


def _phone(typed: str) -> str:
    validate_phone(typed)
    number = None if is_short_number(typed) else parse_phone(typed)
    return (
        typed if number is None else phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    )


def _email(typed: str) -> str:
    validate_email(typed)
    return typed


def _url(typed: str) -> str:
    whole = typed if "://" in typed else f"https://{typed}"
    URLValidator(schemes=["http", "https"])(whole)
    return whole


_CLEANERS: dict[str, Callable[[str], str]] = {
    ContactKind.PHONE: _phone,
    ContactKind.EMAIL: _email,
    ContactKind.WEBSITE: _url,
    ContactKind.BOOKING: _url,
    ContactKind.SOCIAL: _url,
}
