"""« Poste partagé »: a session on a computer that others use ends at once, or alone after a quarter of an hour."""

import time
from collections.abc import Callable

from allauth.account.internal.flows.logout import logout
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

IDLE_S = 900
TOUCH_S = 30  # at most one write of the session per half minute
SHARED, SEEN = "shared_computer", "shared_seen_at"


def set_shared(request: HttpRequest, *, shared: bool) -> None:
    """Say, in this session, whether others use this computer."""
    if shared:
        request.session[SHARED], request.session[SEEN] = True, time.time()
    else:
        request.session.pop(SHARED, None)


def is_shared(request: HttpRequest) -> bool:
    """Say whether this session is on a shared computer."""
    return bool(request.session.get(SHARED))


class SignedInMiddleware:
    """Close idle sessions of shared computers, and let no cache keep the page of somebody who is signed in.

    Without a session cookie it looks at nothing: anonymous pages stay as they were.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        if is_shared(request):
            idle_s = time.time() - request.session.get(SEEN, 0)
            if idle_s > IDLE_S:
                logout(request, show_message=False)
                return redirect(f"{reverse('account_login')}?fin=inactivite")
            if idle_s > TOUCH_S:
                request.session[SEEN] = time.time()
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
