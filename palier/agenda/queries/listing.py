"""Sessions read page after page by programs: the order never moves under those who write meanwhile."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from palier.agenda.models import Session
from palier.agenda.queries.agenda_pages import LONGEST, SessionFilters, narrowed
from palier.agenda.queries.sessions import public_sessions, upcoming
from palier.directory.enums import PUBLIC_ONLY
from palier.directory.queries.places import contacts_for

MAX_PAGE = 200


@dataclass(frozen=True)
class SessionPosition:
    """Where a page ended: when the last session starts, and which one it is."""

    starts_at: datetime
    session_id: int


def list_sessions(
    within: Q, filters: SessionFilters, *, after: SessionPosition | None, limit: int, at: datetime
) -> tuple[list[Session], SessionPosition | None]:
    """Return the next `limit` sessions (MAX_PAGE at most) that are not over at `at`, soonest first, and where it ended.

    The position is None when there is no more. Constant number of queries.
    """
    limit = min(limit, MAX_PAGE)
    sessions = upcoming(public_sessions().filter(within, starts_at__gt=at - LONGEST), now=at)
    sessions = narrowed(sessions, filters)
    if after is not None:
        same = Q(starts_at=after.starts_at, pk__gt=after.session_id)
        sessions = sessions.filter(Q(starts_at__gt=after.starts_at) | same)
    rows = list(in_full(sessions)[: limit + 1])
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], SessionPosition(last.starts_at, last.pk)


def public_session(public_id: str) -> Session | None:
    """Return one session with all that the API says of it; past ones too."""
    return in_full(public_sessions().filter(public_id=public_id)).first()


def in_full(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Bring what the API says of each session. Six queries more, however many sessions."""
    return (
        sessions.select_related("format", "series", "place", "commune__departement", "organiser")
        .defer("search_text", "commune__outline", "place__internal_notes", "place__description")
        .prefetch_related(
            "topics",
            "needs",
            "audiences",
            "languages",
            Prefetch("place__contacts", queryset=contacts_for(PUBLIC_ONLY)),
        )
    )
