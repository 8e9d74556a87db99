"""The list of what to prepare for a session."""

from palier.agenda.models import ChecklistItem, FormatChecklistLine, Session


def prepare_checklist(*, session: Session) -> int:
    """Copy to a session the preparation list of its place for this format, else the standard one. Safe to run twice.

    Returns how many lines the session now has.
    """
    lines = FormatChecklistLine.objects.filter(format_id=session.format_id)
    own = list(lines.filter(place=session.place_id)) if session.place_id is not None else []
    ChecklistItem.objects.bulk_create(
        [
            ChecklistItem(session=session, code=line.code, label=line.label, position=line.position)
            for line in own or lines.filter(place=None)
        ],
        ignore_conflicts=True,
    )
    return session.checklist.count()
