"""Why one record of many is refused, in French."""

from django.core.exceptions import ValidationError

from palier.directory import permissions
from palier.directory.actions.editing import EditConflict
from palier.directory.actions.places import PlaceNotPublishable
from palier.directory.actions.services import ServiceWithoutNeed
from palier.directory.editable import PLACE_FIELDS, SERVICE_FIELDS, difference_in_words
from palier.directory.editable.fields import RecordKind
from palier.directory.enums import PlaceStatus
from palier.directory.models import BulkLine
from palier.directory.queries.standing import Standing

OUTSIDE = "Cette fiche n’est pas de celles que vous pouvez modifier en nombre."
# Closing for good and a first publication have their own pages, with what they ask for.
BY_HAND = frozenset({PlaceStatus.CLOSED.value, PlaceStatus.WAITING.value})


class FieldRefused(Exception):
    """The record, or one field of it (`field`), may not be changed this way; the message says why."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def refuse_what_is_not_allowed(line: BulkLine, *, standing: Standing) -> None:
    """Raise FieldRefused for a record out of reach, and for a publication that is not decided in a list."""
    record = line.service or line.place
    if not permissions.may(standing, "bulk_edit", record):
        raise FieldRefused(OUTSIDE)
    if line.verifies:
        if line.place.status != PlaceStatus.PUBLISHED:
            raise FieldRefused("Cette fiche n’est pas publiée : on ne vérifie que ce que le public voit.")
        if not permissions.may(standing, "verify_record", line.place):
            raise FieldRefused("Vous ne pouvez pas confirmer que cette fiche est juste.")
    if line.service is None and "status" in line.values:
        _refuse_publication(line, standing)


def _refuse_publication(line: BulkLine, standing: Standing) -> None:
    before, after = line.place.status, line.values["status"]
    if {before, after} & BY_HAND:
        label = PlaceStatus(before if before in BY_HAND else after).label
        raise FieldRefused(
            f"« {label} » ne se change pas en nombre : ouvrez la fiche elle-même.", field="status"
        )
    if after == PlaceStatus.PUBLISHED and not permissions.may(standing, "create_record", line.place):
        raise FieldRefused("Vous ne pouvez pas publier cette fiche sans relecture.", field="status")


def refusal_of(line: BulkLine, *, refusal: Exception) -> tuple[set[str], list[str]]:
    """Return the fields of the line that are refused, and the sentences that say why.

    No field: the record as a whole cannot be written.
    """
    if isinstance(refusal, ValidationError):
        if not hasattr(refusal, "error_dict"):
            return set(), list(refusal.messages)
        said = refusal.message_dict
        refused = set(said) & set(line.values)
        return refused, [_place_it(line, name, " ".join(said[name])) for name in said]
    if isinstance(refusal, EditConflict):
        kind = RecordKind.SERVICE if line.service else RecordKind.PLACE
        seen = {name: [line.before.get(name), now] for name, now in refusal.current.items()}
        words = difference_in_words(kind, seen)
        return set(refusal.current), [
            f"{label} : quelqu’un l’a changé entre-temps, la fiche dit maintenant « {now} »."
            for label, _, now in words
        ]
    if isinstance(refusal, FieldRefused):
        if refusal.field:
            return {refusal.field}, [_place_it(line, refusal.field, str(refusal))]
        return set(), [str(refusal)]
    if isinstance(refusal, PlaceNotPublishable):
        return {"status"} & set(line.values), ["Il manque une adresse ou une position pour publier ce lieu."]
    if isinstance(refusal, ServiceWithoutNeed):
        return {"status", "needs"} & set(line.values), ["Un service publié couvre au moins un besoin."]
    return set(), ["La fiche n’a pas pu être écrite : réessayez, puis signalez-le si cela dure."]


def _place_it(line: BulkLine, name: str, sentence: str) -> str:
    fields = SERVICE_FIELDS if line.service else PLACE_FIELDS
    where = line.cells.get(name) or (fields[name].label if name in fields else "")
    return f"{where} : {sentence}" if where else sentence
