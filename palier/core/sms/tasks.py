"""The task that sends a text message."""

from django.utils import timezone
from django_tasks import task

from palier.core.sms.delivery import deliver


@task(priority=10)
def deliver_text(text_id: int) -> None:
    """Send one message of the outbox. Safe to run twice, and at once: the row is claimed first."""
    deliver(text_id, now=timezone.now())
