"""What can be done with opinions."""

from datetime import datetime
from functools import partial

from django.db import transaction

from palier.feedback import tasks
from palier.feedback.models import Feedback


@transaction.atomic
def give_feedback(*, page: str, message: str, contact: str, now: datetime) -> Feedback:
    """Put an opinion in the queue and tell the team by mail once it is stored.

    Only the path of `page` is kept: what follows « ? » may say what somebody searched.
    """
    feedback = Feedback(
        page=page.split("?")[0][:300] or "/", message=message.strip(), contact=contact.strip(), created_at=now
    )
    feedback.full_clean()
    feedback.save()
    transaction.on_commit(partial(tasks.announce_feedback.enqueue, feedback.pk))
    return feedback


@transaction.atomic
def forget_old_feedback(*, contacts_before: datetime, messages_before: datetime) -> int:
    """Forget contacts left before one day and whole opinions given before another; return how many rows changed.

    Safe to run twice.
    """
    deleted, _by_model = Feedback.objects.filter(created_at__lt=messages_before).delete()
    old = Feedback.objects.filter(created_at__lt=contacts_before)
    return deleted + old.exclude(contact="").update(contact="")
