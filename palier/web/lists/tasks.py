"""The work behind changes of many records, done by the worker fifty at a time. Here and not lower: it calls actions."""

from django.utils import timezone
from django_tasks import task

from palier.directory.actions import bulk


@task()
def try_work(work_id: int) -> None:
    """Try every record and undo it, keeping what is refused and why. Safe to run twice."""
    while bulk.try_some(work_id=work_id, now=timezone.now()):
        pass


@task()
def write_work(work_id: int) -> None:
    """Write what was accepted. A worker killed in the middle loses nothing: started again, it goes on."""
    while bulk.write_some(work_id=work_id, now=timezone.now()):
        pass
