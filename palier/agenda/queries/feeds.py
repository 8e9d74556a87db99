"""What calendars and readers subscribe to: the same sessions as the pages, those of the last weeks included."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from palier.agenda.models import Session
from palier.agenda.queries.agenda_pages import LONGEST, Agenda, for_lists
from palier.agenda.queries.sessions import public_sessions, upcoming

KEPT = timedelta(days=31)  # a calendar forgets what its feed no longer holds
MAX_COMING, MAX_PAST = 400, 100
MAX_ITEMS = 50


def calendar_sessions(agenda: Agenda, *, now: datetime) -> list[Session]:
    """Return what the calendar of an agenda holds, by date: cancelled ones too, so that they are crossed out.

    The four hundred next ones, and the last hundred of those that are over. Two lists.
    """
    sessions = public_sessions().filter(agenda.condition, starts_at__gt=now - LONGEST)
    coming = for_lists(upcoming(sessions, now=now))[:MAX_COMING]
    over = sessions.filter(ends_at__lte=now, ends_at__gt=now - KEPT).order_by("-starts_at", "-pk")
    return [*reversed(for_lists(over)[:MAX_PAST]), *coming]


def news_sessions(agenda: Agenda, *, now: datetime) -> QuerySet[Session]:
    """Return what is coming in an agenda, the latest announced first, for readers of news."""
    sessions = upcoming(public_sessions().filter(agenda.condition), now=now)
    announced = F("published_at").desc(nulls_last=True)
    return for_lists(sessions.order_by(announced, "-pk"))[:MAX_ITEMS]
