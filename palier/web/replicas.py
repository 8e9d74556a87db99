"""Which requests may read on a replica of the database."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from palier.core.db.replicas import visitor_reads


class ReplicaReadsMiddleware:
    """Let visitors read on the replica. Installed only if the settings name one.

    Somebody who is signed in just wrote, or will: they always read the primary. A page that is sent piece by
    piece after it returned reads the primary too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return self.get_response(request)
        with visitor_reads():
            return self.get_response(request)
