"""Waiting for one’s turn to write, when two hundred people register at once.

SQLite lets one connection write at a time and gives up after five seconds of waiting; whoever waited that long by bad
luck tries again. The form carries a key, so that trying again registers nobody twice.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse

TRIES = 6  # of five seconds each


def with_patience(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Call `view` again when another connection kept the database locked for too long, outside of any transaction."""

    @wraps(view)
    def patient(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        for _ in range(TRIES - 1):
            try:
                return view(request, *args, **kwargs)
            except OperationalError as error:
                if "locked" not in str(error) or transaction.get_connection().in_atomic_block:
                    raise
        return view(request, *args, **kwargs)

    return patient
