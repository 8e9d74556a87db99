"""A worker of tasks that gives signs of life, so that what it leaves when it is killed is taken back soon."""

from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from palier.core.jobs.heartbeat import EVERY_S, Heartbeat
from palier.core.jobs.tasks import beat


class BeatingWorker(Worker):
    """The database worker, with a heartbeat."""

    def __init__(self, *, interval: float, batch: bool = False, every_s: float = EVERY_S) -> None:
        super().__init__(
            queue_names=["default"],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self._every_s = every_s

    def run(self) -> None:
        """Do tasks until a signal, or until none is left (`batch`)."""
        beat(self.worker_id, now=timezone.now())
        with Heartbeat(lambda: beat(self.worker_id, now=timezone.now()), every_s=self._every_s):
            super().run()
