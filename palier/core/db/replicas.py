"""Reads of visitors on a streaming replica of PostgreSQL; everything else on the primary.

Nothing is read there unless a request says so with `visitor_reads()`, and until that request writes. A lost
replica costs no error: the engine of the replica (`replica_engine`) asks the primary instead, and
`circuit` keeps the next reads off the replica until it is time to try again. No thread, no shared state: each
process learns by itself. `docs/operations.md` says what a replica that lags means for readers.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.models import Model

PRIMARY = "default"
REPLICA = "replica"
# Counters of the primary that no page shows: writing one says nothing of what the rest of the request reads.
_COUNTERS = frozenset({"core.ratelimitwindow"})

logger = logging.getLogger("palier.replicas")
_may_use_replica: ContextVar[bool] = ContextVar("may_use_replica", default=False)


class Circuit:
    """Whether the replica may be asked. Once lost, one request tries it again after each delay.

    Times are seconds of a clock that never goes back.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._delay_s = 0.0
        self._retry_at: float | None = None  # None: nothing is wrong

    def allows(self, now: float) -> bool:
        """Say if this read may ask the replica. After the delay, says yes to one caller only."""
        if self._retry_at is None:
            return True
        with self._lock:
            if self._retry_at is not None and now < self._retry_at:
                return False
            self._retry_at = now + self._delay_s
            return True

    def lose(self, now: float, *, retry_after_s: float) -> bool:
        """Note that the replica did not answer. Returns True if it was well until then."""
        with self._lock:
            was_well = self._retry_at is None
            self._delay_s, self._retry_at = retry_after_s, now + retry_after_s
            return was_well

    def restore(self) -> bool:
        """Note that the replica answered. Returns True if it had been lost."""
        if self._retry_at is None:
            return False
        with self._lock:
            self._retry_at = None
            return True


circuit = Circuit()


def is_configured() -> bool:
    """Say if the settings name a replica."""
    return REPLICA in settings.DATABASES


@contextmanager
def visitor_reads() -> Iterator[None]:
    """Let reads go to the replica, if there is one, until the end or the first write."""
    token = _may_use_replica.set(is_configured())
    try:
        yield
    finally:
        _may_use_replica.reset(token)


def reading_alias() -> str:
    """Return the database that a read must ask now: for SQL that no router sees.

    The primary outside `visitor_reads()`, after a write, inside a transaction and while the replica is lost.
    """
    if not _may_use_replica.get() or connections[PRIMARY].in_atomic_block:
        return PRIMARY
    return REPLICA if circuit.allows(monotonic()) else PRIMARY


def reads_served_by() -> str:
    """Ask, and return who answers the reads of visitors at this moment: "replica" or "primary".

    A replica that was promoted is no replica any more: "primary". Raises DatabaseError if nobody answers.
    """
    with visitor_reads():
        alias = reading_alias()
        if alias == PRIMARY:
            return "primary"
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            return "replica" if cursor.fetchone()[0] else "primary"


def note_loss() -> None:
    """Keep the next reads of this process off the replica for REPLICA_RETRY_S seconds."""
    if circuit.lose(monotonic(), retry_after_s=settings.REPLICA_RETRY_S):
        logger.warning("replica lost: reads go to the primary")


def note_answer() -> None:
    """Let every read go to the replica again."""
    if circuit.restore():
        logger.warning("replica found again")


class ReplicaRouter:
    """Django’s questions about databases, answered by `reading_alias`."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        """Return where to read rows of `model`: what was written for counting is read where it is written."""
        return PRIMARY if model._meta.label_lower in _COUNTERS else reading_alias()

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """Return the primary, and keep the rest of the request there: it must read what it wrote."""
        if model._meta.label_lower not in _COUNTERS:
            _may_use_replica.set(False)
        return PRIMARY

    def allow_relation(self, first: Model, second: Model, **hints: Any) -> bool:
        """Say yes: both databases hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Say yes for the primary: the replica follows it."""
        return db == PRIMARY
