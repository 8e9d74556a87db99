"""Calendars and news to subscribe to: the same sessions as the pages, for programs."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.http import conditional_page, require_safe

from palier.agenda import wording
from palier.agenda.enums import SessionStatus
from palier.agenda.ical import MEDIA_TYPE, session_calendar, sessions_calendar
from palier.agenda.models import Session
from palier.agenda.queries import feeds, related
from palier.agenda.queries.agenda_pages import Agenda
from palier.web.agenda.agendas import agenda_or_404, title_of
from palier.web.agenda.present import session_url
from palier.web.agenda.session import gone

MAX_AGE_S = 3600


@login_not_required
@require_safe
@conditional_page
def calendar(request: HttpRequest, kind: str, reference: str) -> HttpResponse:
    """The sessions of an agenda, for a calendar that subscribes (webcal)."""
    agenda = agenda_or_404(kind, reference)
    sessions = feeds.calendar_sessions(agenda, now=timezone.now())
    text = sessions_calendar(sessions, name=title_of(agenda), site_url=settings.SITE_URL)
    return _open(HttpResponse(text, content_type=MEDIA_TYPE))


@login_not_required
@require_safe
@conditional_page
def session_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """One session, to put in a calendar."""
    found = related.session_detail(public_id)
    if found is None:
        return gone(request, public_id)
    text = session_calendar(found, site_url=settings.SITE_URL)
    response = HttpResponse(text, content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="seance-{found.public_id}.ics"'
    return _open(response)


@login_not_required
@require_safe
@conditional_page
def news(request: HttpRequest, kind: str, reference: str) -> HttpResponse:
    """What an agenda announces, the latest first (RSS 2.0)."""
    agenda = agenda_or_404(kind, reference)
    feed = news_feed(agenda, list(feeds.news_sessions(agenda, now=timezone.now())), path=request.path)
    return _open(HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type))


def news_feed(agenda: Agenda, sessions: list[Session], *, path: str) -> Rss201rev2Feed:
    """Return the feed of these sessions; the same sessions give the same feed."""
    feed = NewsFeed(
        title=title_of(agenda),
        link=f"{settings.SITE_URL}/agenda/{agenda.reference}/",
        description="Cafés numériques, ateliers, conférences : les prochaines dates.",
        language="fr",
        feed_url=f"{settings.SITE_URL}{path}",
    )
    feed.latest = max((s.updated_at for s in sessions), default=None)
    for session in sessions:
        url = f"{settings.SITE_URL}{session_url(session)}"
        feed.add_item(
            title=_title(session),
            link=url,
            description=_description(session),
            unique_id=url,
            unique_id_is_permalink=True,
            pubdate=session.published_at or session.created_at,
            categories=[session.format.label],
        )
    return feed


class NewsFeed(Rss201rev2Feed):
    """A feed dated by its sessions, not by whoever reads it: its bytes change when they do."""

    latest: datetime | None = None

    def latest_post_date(self) -> datetime:
        """Return when a session last changed."""
        return self.latest or datetime(2026, 1, 1, tzinfo=timezone.get_default_timezone())


def _title(session: Session) -> str:
    prefix = "Annulé : " if session.status == SessionStatus.CANCELLED else ""
    return f"{prefix}{session.title}, {wording.when_line(session)}"


def _description(session: Session) -> str:
    lines = [f"{wording.when_line(session)}. {wording.place_line(session)}."]
    if session.status == SessionStatus.CANCELLED:
        lines.append(f"Séance annulée. {session.cancelled_reason}")
    else:
        lines.append(f"{wording.entry_line(session)}. {wording.arrival_line(session)}")
    return " ".join([*lines, session.theme or session.hook_theme]).strip()


def _open(response: HttpResponse) -> HttpResponse:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_cache_control(response, public=True, max_age=MAX_AGE_S)
    return response
