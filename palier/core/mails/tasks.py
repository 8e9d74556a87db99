"""The task that sends a mail."""

from django.utils import timezone
from django_tasks import task

from palier.core.mails.delivery import deliver


@task(priority=10)
def deliver_mail(mail_id: int) -> None:
    """Send one mail of the outbox. Safe to run twice, and at once: the row is claimed first."""
    deliver(mail_id, now=timezone.now())
