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
def delete_old_contacts(*, before: datetime) -> int:
    """Forget the contacts left before `before`; the opinions stay. Return how many were forgotten."""
    return Feedback.objects.filter(created_at__lt=before).exclude(contact="").update(contact="")
