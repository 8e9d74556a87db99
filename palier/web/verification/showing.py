"""A record as its owner reads it, on the page of the link and in the letter."""

from palier.directory.editable import PLACE_FIELDS, say_value
from palier.directory.enums import Visibility
from palier.directory.models import ContactChannel, Place
from palier.web.directory import words

NOT_SAID = "non précisé"


def facts_to_verify(place: Place) -> list[tuple[str, str]]:
    """Return what everybody reads of a place, in words; what is missing is said, so that it can be told."""
    contacts = [c for c in place.contacts.all() if c.visibility == Visibility.PUBLIC]
    hours = say_value(PLACE_FIELDS["opening_hours"], place.opening_hours) if place.opening_hours else ""
    facts = [
        ("Adresse", words.address_line(place)),
        ("Téléphone", _values(contacts, "PHONE")),
        ("Courriel", _values(contacts, "EMAIL")),
        ("Site", _values(contacts, "WEBSITE")),
        ("Horaires", " ; ".join(part for part in (hours, place.hours_note) if part)),
        ("Présentation", place.public_text("description")),
    ]
    facts += [(service.name, service.description) for service in place.shown_services]  # type: ignore[attr-defined]
    return [(term, text or NOT_SAID) for term, text in facts]


def _values(contacts: list[ContactChannel], kind: str) -> str:
    shown = ", ".join(contact.display for contact in contacts if contact.kind == kind)
    return shown.replace("\u202f", "\u00a0")  # pairs of figures are read one by one
