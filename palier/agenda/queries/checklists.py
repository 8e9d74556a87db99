"""The preparation list of a session, as its page and its sheet show it."""

from django.db.models import QuerySet

from palier.agenda.models import ChecklistItem, FormatChecklistLine, Session


def checklist_of(session: Session) -> QuerySet[ChecklistItem]:
    """Return the lines of a session in their order, with who ticked each."""
    return session.checklist.select_related("done_by")


def checklist_item(session: Session, pk: int) -> ChecklistItem | None:
    """Return one line of a session, or None."""
    return session.checklist.filter(pk=pk).first()


def place_has_own_list(session: Session) -> bool:
    """Tell whether the place of a session prepares this format its own way."""
    if session.place_id is None:
        return False
    return FormatChecklistLine.objects.filter(format=session.format_id, place=session.place_id).exists()
