"""Posters, programmes and texts for the press: what anybody may print, without signing in."""

from datetime import date, datetime

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from palier.agenda.queries.agenda_pages import Agenda
from palier.outreach import handouts, posters, press
from palier.outreach.paper import size_asked
from palier.outreach.programme import agenda_named, programme_of
from palier.outreach.sessions import month_after, public_session
from palier.printing import PageSize
from palier.web.days import read_month
from palier.web.posters.answering import answer_print, later, too_many

NEXT_MONTH = "suivant"


def _size(request: HttpRequest) -> PageSize:
    return size_asked(request.GET.get("format", ""))


@login_not_required
@require_safe
def session(request: HttpRequest, public_id: str) -> HttpResponse:
    """The poster of a session, A4 or A5."""
    return answer_print(request, posters.session_poster(public_id, size=_size(request), now=timezone.now()))


@login_not_required
@require_safe
def series(request: HttpRequest, public_id: str) -> HttpResponse:
    """The poster of a series: its next dates."""
    return answer_print(request, posters.series_poster(public_id, size=_size(request), now=timezone.now()))


@login_not_required
@require_safe
def place(request: HttpRequest, public_id: str) -> HttpResponse:
    """The poster of a place."""
    return answer_print(request, posters.place_poster(public_id, size=_size(request), now=timezone.now()))


@login_not_required
@require_safe
def service(request: HttpRequest, public_id: str, service_id: str) -> HttpResponse:
    """The poster of a service."""
    poster = posters.service_poster(public_id, service_id, size=_size(request), now=timezone.now())
    return answer_print(request, poster)


@login_not_required
@require_safe
def programme(request: HttpRequest, kind: str, reference: str) -> HttpResponse:
    """The programme of a month (`mois=2026-12`): of a place, a network, a territory or a format."""
    now, agenda = timezone.now(), _agenda(kind, reference)
    return answer_print(request, programme_of(agenda, month=_month(request, agenda, now=now), now=now))


@login_not_required
@require_safe
def press_of_session(request: HttpRequest, public_id: str) -> HttpResponse:
    """An event as a text for the press, in `longueur` characters at most (300 or 600)."""
    found = public_session(public_id)
    if found is None:
        raise Http404
    if too_many(request):
        return later()
    length = press.length_asked(request.GET.get("longueur", ""))
    return _text(press.press_text_of(found, length=length, now=timezone.now()))


@login_not_required
@require_safe
def press_of_month(request: HttpRequest, kind: str, reference: str) -> HttpResponse:
    """The programme of a month as a text for the press, in `longueur` characters at most (300 or 600)."""
    now, agenda = timezone.now(), _agenda(kind, reference)
    if too_many(request):
        return later()
    month = _month(request, agenda, now=now)
    length = press.length_asked(request.GET.get("longueur", ""))
    return _text(press.press_text_of_month(agenda, month=month, length=length, now=now))


def month_asked(text: str, *, on: date) -> date:
    """Return the first day of the month written « 2026-12 », the next one for « suivant », else the month of `on`."""
    return month_after(on) if text.strip() == NEXT_MONTH else read_month(text) or on.replace(day=1)


def _month(request: HttpRequest, agenda: Agenda, *, now: datetime) -> date:
    return month_asked(request.GET.get("mois", ""), on=timezone.localdate(now, agenda.zone))


def _agenda(kind: str, reference: str) -> Agenda:
    found = agenda_named(kind, reference)
    if found is None:
        raise Http404
    return found


def _text(text: str) -> HttpResponse:
    return HttpResponse(text + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def handout(request: HttpRequest, public_id: str) -> HttpResponse:
    """What one takes home from a session: documents, next dates, services of the place."""
    found, now = public_session(public_id), timezone.now()
    return answer_print(request, None if found is None else handouts.handout(found, now=now))


@login_not_required
@require_safe
def flyers(request: HttpRequest, public_id: str) -> HttpResponse:
    """Flyers of the next workshops of a place and its networks, and its digital resources."""
    return answer_print(request, handouts.flyers_of(public_id, now=timezone.now()))


@login_not_required
@require_safe
def invitation(request: HttpRequest, public_id: str, service_id: str) -> HttpResponse:
    """Four cards « invitez un proche » for a service."""
    return answer_print(request, handouts.invitation(public_id, service_id, now=timezone.now()))
