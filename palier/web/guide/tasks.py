"""The work behind freezing an edition of the guide, done by the worker. Here and not lower: it calls actions."""

from django.utils import timezone
from django_tasks import task

from palier.outreach import actions


@task()
def print_edition(edition_id: int) -> None:
    """Settle and print an edition, a step at a time. A worker killed in the middle loses one; again, it goes on."""
    while actions.freeze_some(edition_id=edition_id, now=timezone.now()):
        pass
