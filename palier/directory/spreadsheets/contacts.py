"""Contacts as a readable cell, one per line, and back. Pure.

« téléphone : 02 61 91 00 00 | précision : accueil | à utiliser d’abord | visible par : professionnels »
"""

import re
from typing import Any

from django.core.exceptions import ValidationError

from palier.core.text import fold
from palier.directory.enums import ContactKind, Visibility
from palier.directory.models import ContactChannel
from palier.directory.spreadsheets.days import french_day, iso_day
from palier.directory.spreadsheets.refused import CellRefused

_FRENCH_PHONE = re.compile(r"\+33(\d)(\d\d)(\d\d)(\d\d)(\d\d)")
_EXAMPLE = "écrivez un contact par ligne, « téléphone : 02 61 91 00 00 » ou « courriel : accueil@… »"
_FIRST, _NAMED = "à utiliser d’abord", "d’une personne"
_LABEL, _HOURS, _SEEN, _AGREED = "précision", "heures", "visible par", "accord du"


def contacts_in_words(contacts: list[dict[str, Any]]) -> str:
    """Return the contacts, one per line; what is usual is not said."""
    return "\n".join(_say(contact) for contact in contacts)


def read_contacts_cell(text: str) -> list[dict[str, Any]]:
    """Return the contacts of a cell, the preferred one first. Raises CellRefused."""
    contacts = [_read(line) for line in text.splitlines() if line.strip()]
    return sorted(contacts, key=lambda contact: not contact["is_preferred"])


def _say(contact: dict[str, Any]) -> str:
    found = _FRENCH_PHONE.fullmatch(contact["value"])
    value = " ".join([f"0{found[1]}", *found.groups()[1:]]) if found else contact["value"]
    said = [f"{ContactKind(contact['kind']).label} : {value}"]
    if contact["label"]:
        said.append(f"{_LABEL} : {contact['label']}")
    if contact["is_preferred"]:
        said.append(_FIRST)
    if contact["phone_hours"]:
        said.append(f"{_HOURS} : {contact['phone_hours']}")
    if contact["visibility"] != Visibility.PUBLIC:
        said.append(f"{_SEEN} : {Visibility(contact['visibility']).label}")
    if contact["is_named"]:
        said.append(_NAMED)
    if contact["agreed_on"]:
        said.append(f"{_AGREED} : {french_day(contact['agreed_on'])}")
    return " | ".join(said)


def _read(line: str) -> dict[str, Any]:
    first, *more = [part.strip() for part in line.split("|")]
    kind, _, value = first.partition(":")
    code = _choice(ContactKind, kind)
    if code is None or not value.strip():
        raise CellRefused(f"« {line} » : {_EXAMPLE}.")
    contact: dict[str, Any] = {
        "kind": code,
        "value": _checked(code, value.strip()),
        "label": "",
        "is_preferred": False,
        "phone_hours": "",
        "visibility": Visibility.PUBLIC.value,
        "is_named": False,
        "agreed_on": None,
    }
    for part in filter(None, more):
        _add(contact, part)
    return contact


def _add(contact: dict[str, Any], part: str) -> None:
    name, _, value = part.partition(":")
    name, value = fold(name), value.strip()
    if name == fold(_FIRST):
        contact["is_preferred"] = True
    elif name == fold(_NAMED):
        contact["is_named"] = True
    elif name == fold(_LABEL):
        contact["label"] = value
    elif name == fold(_HOURS):
        contact["phone_hours"] = value
    elif name == fold(_SEEN) and (seen := _choice(Visibility, value)) is not None:
        contact["visibility"] = seen
    elif name == fold(_AGREED):
        contact["agreed_on"] = iso_day(value)
    else:
        raise CellRefused(f"« {part} » n’est pas compris : voyez la feuille « Mode d’emploi ».")


def _choice(choices: Any, text: str) -> str | None:
    folded = fold(text)
    return next((str(v) for v, label in choices.choices if folded in (fold(str(label)), fold(str(v)))), None)


def _checked(kind: str, value: str) -> str:
    """Return the value as the database keeps it: a phone as an international number."""
    channel = ContactChannel(kind=kind, value=value)
    try:
        channel.clean()
    except ValidationError as error:
        raise CellRefused(f"« {value} » : {' '.join(error.messages)}") from None
    return channel.value
