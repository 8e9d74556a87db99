"""What the page of preparation shows, built from the list, the place and what is reserved."""

from dataclasses import dataclass

from palier.agenda.models import ChecklistItem, Session
from palier.agenda.preparation import ReservedThing, projector_at, reserved_for
from palier.agenda.queries.checklists import checklist_of
from palier.directory.enums import Answer

# Lines of the standard lists that a thing of the inventory answers: code of the line → kinds of things.
ANSWERED_BY = {
    "projector": ("PROJECTOR",),
    "toolbox": ("CASE",),
    "devices": ("LAPTOP", "TABLET"),
    "extension-leads": ("CABLE",),
    "power-strips": ("CABLE",),
}
PROJECTOR = "projector"
PROJECTOR_SENTENCES = {
    Answer.YES: "Le lieu déclare un vidéoprojecteur.",
    Answer.NO: "Le lieu n’a pas de vidéoprojecteur : réservez-en un, ou apportez-le.",
    Answer.UNKNOWN: "Le lieu ne déclare aucun vidéoprojecteur : demandez, ou réservez-en un.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list. `remark` is what the place or the reservations say of it."""

    pk: int
    label: str
    note: str
    remark: str
    is_warning: bool
    is_done: bool
    done_by: str


def lines_of(session: Session, reserved: list[ReservedThing]) -> list[Line]:
    """Return the list of a session, each line with what is known of it."""
    projector = projector_at(session) if session.place_id is not None else Answer.UNKNOWN
    return [_line(item, reserved, projector) for item in checklist_of(session)]


def reserved_things(session: Session) -> list[ReservedThing]:
    """Return what was asked for the session, what holds before what was lost."""
    return sorted(reserved_for(session), key=lambda thing: thing.is_lost)


def _line(item: ChecklistItem, reserved: list[ReservedThing], projector: Answer) -> Line:
    kinds = ANSWERED_BY.get(item.code, ())
    labels = [
        thing.label if thing.is_sure else f"{thing.label} ({thing.state})"
        for thing in reserved
        if thing.kind in kinds and not thing.is_lost
    ]
    remark, is_warning = "", False
    if labels:
        remark = f"Réservé : {', '.join(labels)}."
    elif item.code == PROJECTOR:
        remark, is_warning = PROJECTOR_SENTENCES[projector], projector != Answer.YES
    return Line(
        pk=item.pk,
        label=item.label,
        note=item.note,
        remark=remark,
        is_warning=is_warning,
        is_done=item.done_at is not None,
        done_by=item.done_by.name if item.done_by else "",
    )
