"""The door of open data: anybody may read, from any site, within reason, and leaves no trace."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.http import conditional_page

from palier.api.refusals import answer
from palier.core.ratelimit import take
from palier.core.visitors import visitor_address

WINDOW_S = 60
View = Callable[..., HttpResponseBase]


def open_door(view: View) -> View:
    """Let everybody read `view`, a number of times per minute and per address (API_REQUESTS_PER_MINUTE).

    Answers carry an ETag, may be read by pages of other sites, set no cookie and are never taken for a page.
    """
    conditional = conditional_page(view)

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        now = timezone.now()
        address = visitor_address(request)
        if take("api", address, limit=settings.API_REQUESTS_PER_MINUTE, window_s=WINDOW_S, now=now):
            response = conditional(request, *args, **kwargs)
        else:
            response = _too_many(WINDOW_S - int(now.timestamp()) % WINDOW_S)
        if request.method in ("GET", "HEAD"):
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return guarded


def _too_many(wait_s: int) -> JsonResponse:
    message = f"Trop de demandes depuis cette connexion : réessayez dans {wait_s} secondes."
    error = {"parameter": "", "message": message, "allowed": []}
    return answer({"detail": message, "errors": [error]}, status=429, headers={"Retry-After": str(wait_s)})
