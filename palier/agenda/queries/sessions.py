"""Sessions that anybody may see, and the text that says what their format is."""

from datetime import datetime

from django.db.models import Q, QuerySet

from palier.agenda.enums import SessionStatus
from palier.agenda.models import FormatSheet, Session

SHOWN = (SessionStatus.PUBLISHED, SessionStatus.CANCELLED)


def public_sessions() -> QuerySet[Session]:
    """Sessions that anybody may see: published, or cancelled and said so. Never those of the staff."""
    return Session.objects.filter(status__in=SHOWN, is_staff_only=False)


def upcoming(sessions: QuerySet[Session], *, now: datetime) -> QuerySet[Session]:
    """Keep those that are not over, soonest first: one may still arrive in the middle of an open door."""
    return sessions.filter(ends_at__gt=now).order_by("starts_at", "pk")


def sheet_of(session: Session) -> FormatSheet | None:
    """Return the text of its format: that of a network of its place if it has one, else that of everybody."""
    sheets = FormatSheet.objects.filter(format_id=session.format_id)
    if session.place_id is not None:
        shared = sheets.filter(network__places=session.place_id).order_by("network__pk").first()
        if shared is not None:
            return shared
    return sheets.filter(Q(network=None)).first()
