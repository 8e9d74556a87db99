"""The few fields of a place that somebody without an account retypes: prefilled, and only what differs is kept."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone

from palier.directory.editable import read_place
from palier.directory.enums import ContactKind, PlaceStatus, Visibility
from palier.directory.hours import ParsedHours, describe_hours, parse_french_hours, school_holidays
from palier.directory.models import ContactChannel, Place
from palier.web.public_forms import PublicForm

_SEEN = signing.TimestampSigner(salt="palier.record-seen")
TEXTS = ("name", "address", "address_extra", "postal_code", "description")
KEPT = (*TEXTS, "contacts", "opening_hours", "hours_note", "status")
CONTACT_FIELDS = {"phone": ContactKind.PHONE, "email": ContactKind.EMAIL, "website": ContactKind.WEBSITE}


class RetypedForm(PublicForm):
    """Base of the forms that show a record and take what differs from it.

    `before` is what the person saw, carried by the form and signed: what somebody else changed meanwhile is not
    taken for a correction. A subclass keeps the fields it wants.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="Nom", required=False, max_length=200)
    address = forms.CharField(label="Adresse", required=False, max_length=250, help_text="Numéro et rue.")
    postal_code = forms.CharField(label="Code postal", required=False, max_length=5)
    phone = forms.CharField(label="Téléphone", required=False, max_length=40)
    email = forms.CharField(label="Courriel", required=False, max_length=300)
    website = forms.CharField(label="Site", required=False, max_length=300)
    hours = forms.CharField(
        label="Horaires d’ouverture, comme vous les dites",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Par exemple : « du lundi au vendredi 9 h – 12 h, fermé le mercredi ».",
    )

    def __init__(self, data: Any = None, *, place: Place, **kwargs: Any) -> None:
        self.place = place
        self.before = _seen_in(data, place) or _kept(place)
        initial = initial_of(self.before) | {"seen": sign_seen(self.before, place)}
        super().__init__(data, initial=initial | kwargs.pop("initial", {}), **kwargs)
        if place.description and not self.before["description"]:
            self.fields.pop("description", None)  # kept from the public, so not retyped by it

    def clean_phone(self) -> str:
        return _contact_value(ContactKind.PHONE, self.cleaned_data["phone"])

    def clean_email(self) -> str:
        return _contact_value(ContactKind.EMAIL, self.cleaned_data["email"])

    def clean_website(self) -> str:
        typed = self.cleaned_data["website"].strip()
        return _contact_value(
            ContactKind.WEBSITE, typed if "://" in typed or not typed else f"https://{typed}"
        )

    def changes(self) -> dict[str, Any]:
        """Return {field: proposed value} for what differs from `before`. Only for a valid form."""
        typed = self.cleaned_data
        changes = {
            name: lines_of(typed[name])
            for name in TEXTS
            if name in self.fields
            and name in self.data
            and lines_of(typed[name]) != lines_of(self.before[name])
        }
        return changes | self._contacts() | self._hours()

    def _contacts(self) -> dict[str, Any]:
        contacts = self.before["contacts"]
        for field, kind in CONTACT_FIELDS.items():
            if field in self.fields and field in self.data:
                contacts = with_contact(contacts, kind, self.cleaned_data[field])
        return {} if contacts == self.before["contacts"] else {"contacts": contacts}

    def _hours(self) -> dict[str, str]:
        typed = self.cleaned_data["hours"].strip()
        if "hours" not in self.data or _flat(typed) == _flat(hours_in_french(self.before["opening_hours"])):
            return {}
        read = read_hours(typed, self.place)
        wanted = {"opening_hours": read.osm}
        if typed and not read.is_whole:
            # What is not understood is shown as it was typed: nothing is lost, nothing is guessed.
            wanted["hours_note"] = " ".join(read.left_aside) if read.osm and not read.helper_osm else typed
        return {name: value for name, value in wanted.items() if value != self.before[name]}


def closed() -> dict[str, Any]:
    """Return the change that says that a place is no more."""
    return {"status": PlaceStatus.CLOSED.value}


def initial_of(before: Mapping[str, Any]) -> dict[str, str]:
    """Return what a record says as people type it; the first public contact of each kind."""
    shown = {name: before[name] for name in TEXTS}
    for field, kind in CONTACT_FIELDS.items():
        contact = _first(before["contacts"], kind)
        shown[field] = _flat(ContactChannel(kind=kind, value=contact["value"]).display) if contact else ""
    return shown | {"hours": hours_in_french(before["opening_hours"])}


def hours_in_french(osm: str) -> str:
    """Return hours as people read them, one rule per line."""
    return "\n".join(describe_hours(osm)) if osm else ""


def read_hours(typed: str, place: Place) -> ParsedHours:
    """Read hours typed in French, with the school holidays of where the place is."""
    zone = place.commune.departement.school_zone
    return parse_french_hours(typed, school_periods=partial(school_holidays, zone, timezone.localdate()))


def with_contact(contacts: list[dict[str, Any]], kind: ContactKind, value: str) -> list[dict[str, Any]]:
    """Return the contacts with the first public one of that kind replaced, added, or taken out if `value` is empty."""
    old = _first(contacts, kind)
    if old is None:
        return [*contacts, _new_contact(kind, value)] if value else contacts
    if old["value"] == value:
        return contacts
    if not value:
        return [contact for contact in contacts if contact is not old]
    new = {**old, "value": value, "is_named": False, "agreed_on": None}
    if old["is_named"]:  # the name of a person does not pass to another number
        new["label"] = ""
    return [new if contact is old else contact for contact in contacts]


def _new_contact(kind: ContactKind, value: str) -> dict[str, Any]:
    return {
        "kind": kind.value,
        "value": value,
        "label": "",
        "is_preferred": False,
        "phone_hours": "",
        "visibility": Visibility.PUBLIC.value,
        "is_named": False,
        "agreed_on": None,
    }


def _first(contacts: list[dict[str, Any]], kind: ContactKind) -> dict[str, Any] | None:
    return next((c for c in contacts if c["kind"] == kind and c["visibility"] == Visibility.PUBLIC), None)


def _contact_value(kind: ContactKind, typed: str) -> str:
    """Return a contact as it is stored. Raises ValidationError."""
    value = _flat(typed)  # numbers copied from our pages have narrow spaces
    if not value:
        return ""
    contact = ContactChannel(kind=kind, value=value)
    contact.clean()
    return contact.value


def lines_of(text: str) -> str:
    """Return a text with line breaks as we store them, whatever the browser sends."""
    return "\n".join(text.strip().splitlines())


def _flat(text: str) -> str:
    return " ".join(text.split())


# --- What the person saw ----------------------------------------------------------------------------------


def sign_seen(before: Mapping[str, Any], place: Place) -> str:
    """Return `before` signed for that place, for the form to carry."""
    return _SEEN.sign_object({"id": place.public_id, "before": dict(before)}, compress=True)


def _seen_in(data: Any, place: Place) -> dict[str, Any] | None:
    try:
        seen = _SEEN.unsign_object((data or {}).get("seen", ""), max_age=24 * 3600)
    except signing.BadSignature:
        return None
    return dict(seen["before"]) if seen["id"] == place.public_id else None


def _kept(place: Place) -> dict[str, Any]:
    """What everybody may read of a record: the form carries it, signed and not hidden."""
    values = read_place(place)
    kept = {name: values[name] for name in KEPT}
    kept["description"] = place.public_text("description")
    kept["contacts"] = [c for c in values["contacts"] if c["visibility"] == Visibility.PUBLIC]
    return kept


def merge_errors(form: forms.Form, error: ValidationError) -> None:
    """Put the refusals of an edit beside the fields that people see."""
    shown_in = {"opening_hours": "hours", "hours_note": "hours"}
    told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, messages in told.items():
        field = shown_in.get(name, name)
        form.add_error(field if field in form.fields else None, ValidationError(messages))
