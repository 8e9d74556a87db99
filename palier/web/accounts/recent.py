"""Gestures that ask for a recent sign-in: somebody may have left the computer open."""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

RECENT_S = 900
View = Callable[..., HttpResponse]


def signed_in_recently(request: HttpRequest) -> bool:
    """Say if this session was opened by a code, a key or ProConnect less than a quarter of an hour ago."""
    if not request.user.is_authenticated:
        return False
    times = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(times) and time.time() - max(times) < RECENT_S


def recent_sign_in_required(view: View) -> View:
    """Show a page that offers to sign in again, unless it was just done. The page itself asks for an account."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not signed_in_recently(request):
            return render(request, "account/sign_in_again.html", status=403)
        return view(request, *args, **kwargs)

    return guarded
