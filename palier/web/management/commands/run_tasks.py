"""Do the tasks that wait in the database."""

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from palier.core.jobs.worker import BeatingWorker


class Command(BaseCommand):
    help = (
        "Fait les tâches en attente (courriels, imports…) jusqu’à Ctrl-C, en donnant signe de vie : s’il est tué, sa "
        "tâche est reprise deux minutes plus tard. Plusieurs peuvent tourner ensemble. `serve` en lance un."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=float, default=1, help="secondes entre deux regards à la file")
        parser.add_argument("--batch", action="store_true", help="finir quand il n’y a plus rien à faire")

    def handle(self, *args: Any, interval: float, batch: bool, **options: Any) -> None:
        for name in ("django_tasks", "django_tasks_db"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # failures are told by /-/travaux/
        worker = BeatingWorker(interval=interval, batch=batch)
        worker.configure_signals()
        worker.run()
