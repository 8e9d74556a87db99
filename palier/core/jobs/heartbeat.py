"""A sign of life, given by a thread while its process works: it stops when the process is killed."""

import logging
from collections.abc import Callable
from threading import Event, Thread
from types import TracebackType

from django.db import Error as DatabaseTrouble
from django.db import connections

logger = logging.getLogger("palier.jobs")
EVERY_S = 20
LEASE_S = 120  # six signs missed: the process is taken for dead


class Heartbeat:
    """Call `beat` every `every_s` seconds, in a thread with a connection of its own, as long as the block lasts.

    The first call comes after `every_s` seconds. A refused write (locked, full) is said and tried again.
    """

    def __init__(self, beat: Callable[[], object], *, every_s: float = EVERY_S) -> None:
        self._beat, self._every_s = beat, every_s
        self._is_over = Event()
        self._thread = Thread(target=self._run, daemon=True, name="heartbeat")

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        try:
            while not self._is_over.wait(self._every_s):
                try:
                    self._beat()
                except DatabaseTrouble:
                    logger.warning("sign of life not written", exc_info=True)
                    connections.close_all()
        finally:
            connections.close_all()
