"""Run the regular jobs that are due."""

import signal
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseTrouble
from django.db import close_old_connections, connections
from django.utils import timezone

from palier.core.enums import JobStatus
from palier.core.jobs import Job, job_named, registered_jobs, runner


class Command(BaseCommand):
    help = (
        "Fait les travaux réguliers dont l’heure est venue, une fois chacun, même lancé deux fois. Sans --write, dit "
        "seulement quand chacun est prévu. --job NOM : celui-là tout de suite. --every N : recommence toutes les N "
        "secondes, jusqu’à Ctrl-C."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="faire les travaux")
        parser.add_argument("--once", action="store_true", help="un seul passage (c’est le cas sans --every)")
        parser.add_argument("--job", default="", help="un seul travail, sans attendre son heure")
        parser.add_argument("--every", type=float, default=0, help="secondes entre deux passages")

    def handle(self, *args: Any, write: bool, once: bool, job: str, every: float, **options: Any) -> None:
        jobs = registered_jobs()
        if job:
            named = job_named(job)
            if named is None:
                raise CommandError(f"« {job} » n’est pas un travail : {', '.join(j.name for j in jobs)}.")
            jobs = [named]
        if not write:
            self._say_when(jobs)
            return
        if job:
            runner.ask_for(jobs[0].name, now=timezone.now())
        signal.signal(signal.SIGTERM, _stop)
        if every and not once:
            self._repeat(jobs, every)
        elif self._run(jobs, says_all=True):
            raise CommandError("Un travail au moins a échoué : voyez /-/travaux/.")

    def _say_when(self, jobs: list[Job]) -> None:
        now = timezone.now()
        for job in jobs:
            due = timezone.localtime(job.when.following(job.when.slot(now)))
            self.stdout.write(f"{job.name} : {job.label}, {job.when.label} (le {due:%d/%m/%Y à %H:%M}).")
        self.stdout.write("Essai à blanc, rien de fait : ajoutez --write.")

    def _run(self, jobs: list[Job], *, says_all: bool) -> int:
        """Run what is due and print a line for each, or for failures only; return how many failed."""
        failed = 0
        for job in jobs:
            run = runner.run_due(job, clock=timezone.now)
            if run is None:
                continue
            has_failed = run.status != JobStatus.DONE
            failed += has_failed
            if says_all or has_failed:
                self.stdout.write(f"{job.name} : {run.get_status_display()}. {run.summary or run.error}")
        return failed

    def _repeat(self, jobs: list[Job], every: float) -> None:
        while True:
            close_old_connections()
            try:
                self._run(jobs, says_all=False)
            except DatabaseTrouble as error:  # locked, full, restarted: the next pass may do better
                connections.close_all()
                self.stderr.write(f"Passage manqué ({type(error).__name__}).")
            time.sleep(every)


def _stop(number: int, frame: FrameType | None) -> None:
    """Leave as an exception would, so that the job under way is marked as stopped."""
    sys.exit(0)
