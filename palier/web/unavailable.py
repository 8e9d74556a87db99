"""When the database cannot write or does not answer: a page that says so, with 503, and nothing half-done."""

import logging
import sqlite3
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger("palier.database")
RETRY_AFTER_S = 120
# « Full », « read only », and a disk that fails: https://sqlite.org/rescode.html
_SQLITE_CANNOT_WRITE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR}
# disk_full, read_only_sql_transaction: https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES_CANNOT_WRITE = {"53100", "25006"}


class UnavailableMiddleware:
    """Answer 503 for a database that cannot write. The transaction of the action was undone before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DatabaseError) or not cannot_write(error):
            return None
        # The message of the engine may name rows: the log has the kind of error only.
        logger.error("the database cannot write", extra={"error": type(error.__cause__).__name__})
        page = render_to_string("errors/503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER_S)})


def cannot_write(error: DatabaseError) -> bool:
    """Say if the engine refused for lack of room, or because it only reads."""
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    if code is not None:
        return (code & 0xFF) in _SQLITE_CANNOT_WRITE  # the rest says which of its kind
    return getattr(error.__cause__, "sqlstate", None) in _POSTGRES_CANNOT_WRITE
