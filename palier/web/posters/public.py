"""Posters that anybody may print, without signing in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from palier.outreach import posters
from palier.outreach.paper import size_asked
from palier.printing import PageSize
from palier.web.posters.answering import answer_print


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
