"""What may be changed on many records at once: one field, and how. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from palier.directory.editable import FIELDS, Field, Kind, RecordKind
from palier.directory.enums import Answer, PlaceStatus, ServiceStatus


class How(StrEnum):
    """How a gesture makes the new value of its field."""

    SET = "set"  # the value given
    ADD = "add"  # what is there, and the item given
    REMOVE = "remove"  # what is there, without the item given
    ANSWER = "answer"  # [capability, YES, NO or UNKNOWN]
    VERIFY = "verify"  # nothing changes: the record is said to be right today


@dataclass(frozen=True, slots=True)
class Gesture:
    """One change offered for a list. `code` is what addresses say; `allowed`: the only values, if not all."""

    code: str
    label: str
    record: RecordKind
    name: str
    how: How = How.SET
    allowed: tuple[str, ...] = ()

    @property
    def field(self) -> Field:
        """The field that changes. Raises KeyError for a verification, which changes none."""
        return FIELDS[self.record][self.name]


_PLACE, _SERVICE = RecordKind.PLACE, RecordKind.SERVICE
_SHOWN = (PlaceStatus.PUBLISHED.value, PlaceStatus.UNPUBLISHED.value)
GESTURES = MappingProxyType(
    {
        gesture.code: gesture
        for gesture in (
            Gesture("verifiee", "Vérifiée aujourd’hui, rien à changer", _PLACE, "", How.VERIFY),
            Gesture("publication", "Publication : publier ou retirer", _PLACE, "status", allowed=_SHOWN),
            Gesture("tenue-par", "Structure qui tient la fiche", _PLACE, "owner"),
            Gesture("vivante-par", "Structure qui fait vivre le lieu", _PLACE, "operator"),
            Gesture("portee-par", "Structure porteuse", _PLACE, "carrier"),
            Gesture("label-ajoute", "Label : ajouter", _PLACE, "labels", How.ADD),
            Gesture("label-retire", "Label : retirer", _PLACE, "labels", How.REMOVE),
            Gesture("equipement", "Équipement : oui, non, non précisé", _PLACE, "capabilities", How.ANSWER),
            Gesture("itinerance", "Fixe ou itinérant", _PLACE, "itinerancy"),
            Gesture("quartier-prioritaire", "En quartier prioritaire", _PLACE, "in_priority_district"),
            Gesture("benevoles", "Tenu par des bénévoles", _PLACE, "is_volunteer_run"),
            Gesture("prix", "Prix de leurs services", _SERVICE, "price"),
            Gesture("acces-ajoute", "Accès à leurs services : ajouter", _SERVICE, "access_modes", How.ADD),
            Gesture("acces-retire", "Accès à leurs services : retirer", _SERVICE, "access_modes", How.REMOVE),
            Gesture("modalite-ajoute", "Modalité de leurs services : ajouter", _SERVICE, "modalities", How.ADD),
            Gesture("modalite-retire", "Modalité de leurs services : retirer", _SERVICE, "modalities", How.REMOVE),
            Gesture("public-ajoute", "Public visé par leurs services : ajouter", _SERVICE, "audiences", How.ADD),
            Gesture("public-retire", "Public visé par leurs services : retirer", _SERVICE, "audiences", How.REMOVE),
            Gesture("langue-ajoute", "Langue parlée dans leurs services : ajouter", _SERVICE, "languages", How.ADD),
            Gesture("langue-retire", "Langue parlée dans leurs services : retirer", _SERVICE, "languages", How.REMOVE),
            Gesture(
                "service-publication",
                "Publication de leurs services",
                _SERVICE,
                "status",
                allowed=(ServiceStatus.PUBLISHED.value, ServiceStatus.DRAFT.value),
            ),
        )
    }
)  # fmt: skip


def values_after(gesture: Gesture, *, values: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """Return {field: new value} once `gesture` is done with `value` on a record that says `values`.

    Empty for a verification. Lists keep the order of `directory.editable`.
    """
    if gesture.how == How.VERIFY:
        return {}
    if gesture.how == How.SET:
        return {gesture.name: value}
    have = list(values[gesture.name])
    if gesture.how == How.ANSWER:
        kind, answer = value
        others = [pair for pair in have if pair[0] != kind]
        return {gesture.name: sorted(others if answer == Answer.UNKNOWN else [*others, [kind, answer]])}
    if gesture.how == How.REMOVE:
        return {gesture.name: [item for item in have if item != value]}
    return {gesture.name: _in_order(gesture.field, {*have, value})}


def _in_order(field: Field, items: set[str]) -> list[str]:
    if field.kind == Kind.CHOICES and field.choices is not None:
        return [item for item in field.choices.values if item in items]
    return sorted(items)
