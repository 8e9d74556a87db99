"""What calendars and readers subscribe to: the same sessions as the pages, those of the last weeks included."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from palier.agenda.models import Session
from palier.agenda.queries.agenda_pages import Agenda, for_lists
from palier.agenda.queries.sessions import public_sessions, upcoming

KEPT = timedelta(days=31)  # a calendar forgets what its feed no longer holds
MAX_EVENTS = 1_000
MAX_ITEMS = 50


def calendar_sessions(agenda: Agenda, *, now: datetime) -> QuerySet[Session]:
    """Return what the calendar of an agenda holds, by date: cancelled ones too, so that they are crossed out."""
    sessions = public_sessions().filter(agenda.condition, ends_at__gt=now - KEPT)
    return for_lists(sessions.order_by("starts_at", "pk"))[:MAX_EVENTS]


def news_sessions(agenda: Agenda, *, now: datetime) -> QuerySet[Session]:
    """Return what is coming in an agenda, the latest announced first, for readers of news."""
    sessions = upcoming(public_sessions().filter(agenda.condition), now=now)
    announced = F("published_at").desc(nulls_last=True)
    return for_lists(sessions.order_by(announced, "-pk"))[:MAX_ITEMS]
