"""What a record does not say yet. Pure: it reads the values of `directory.editable`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from palier.directory.enums import CapabilityKind, ServiceStatus, Visibility

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to add: `sentence` says it, `field` is where; `service` numbers the service, or None."""

    sentence: str
    field: str
    service: int | None = None


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of what people look for is said: `percent` from 0 to 100, and what is missing, most useful first."""

    percent: int
    missing: tuple[Missing, ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.missing


def _has_public_contact(place: Values) -> bool:
    return any(contact["visibility"] == Visibility.PUBLIC for contact in place["contacts"])


def _answers_all(place: Values) -> bool:
    return {kind for kind, _ in place["capabilities"]} >= set(CapabilityKind.values)


# Field, what to say when it is missing, what makes it said. Most useful to the public first.
_OF_A_PLACE: tuple[tuple[str, str, Callable[[Values], bool]], ...] = (
    ("contacts", "Un moyen de joindre le lieu : un téléphone, un courriel.", _has_public_contact),
    ("address", "L’adresse : numéro et voie.", lambda p: bool(p["address"])),
    ("opening_hours", "Les heures d’ouverture.", lambda p: bool(p["opening_hours"] or p["hours_note"])),
    ("types", "Ce qu’est le lieu : bibliothèque, mairie…", lambda p: bool(p["types"])),
    ("point", "La position sur la carte, pour dire à quelle distance il est.", lambda p: bool(p["point"])),
    ("owner", "La structure qui tient cette fiche à jour.", lambda p: bool(p["owner"])),
    ("capabilities", "Des équipements restent « non précisés ».", _answers_all),
    ("access_notes", "Comment venir : bus, parking, entrée.", lambda p: bool(p["access_notes"])),
)
_OF_A_SERVICE: tuple[tuple[str, str, Callable[[Values], bool]], ...] = (
    ("access_modes", "comment on y vient, avec ou sans rendez-vous.", lambda s: bool(s["access_modes"])),
    (
        "helper_hours",
        "quand une personne aide.",
        lambda s: bool(s["helper_hours"] or s["helper_hours_note"]),
    ),
    ("price", "le prix, ou « gratuit ».", lambda s: s["price"] != "UNKNOWN"),
    ("modalities", "comment se passe l’aide : sur place, à domicile…", lambda s: bool(s["modalities"])),
    ("not_done", "ce que vous ne faites pas.", lambda s: bool(s["not_done"])),
)


def completeness_of(place: Values, *, services: Sequence[Values] = ()) -> Completeness:
    """Return how much of a place is said, from the values of `read_place` and those of its services, in order.

    Services that are not shown do not count.
    """
    shown = [
        (n, service) for n, service in enumerate(services) if service["status"] == ServiceStatus.PUBLISHED
    ]
    asked = len(_OF_A_PLACE) + 1 + len(_OF_A_SERVICE) * max(1, len(shown))
    missing = [Missing(sentence, field) for field, sentence, says in _OF_A_PLACE if not says(place)]
    if not shown:
        missing.insert(0, Missing("Un service : à quoi aidez-vous ?", "services"))
        lacking = len(missing) + len(_OF_A_SERVICE)
    else:
        missing += [
            Missing(f"« {service['name']} » : {sentence}", field, number)
            for number, service in shown
            for field, sentence, says in _OF_A_SERVICE
            if not says(service)
        ]
        lacking = len(missing)
    return Completeness(round(100 * (asked - lacking) / asked), tuple(missing))
