"""What can be done with opinions."""

from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from palier.core import mails
from palier.feedback import tasks
from palier.feedback.models import Feedback, FeedbackStatus


class AnswerMissing(Exception):
    """An opinion that is closed says what was done about it, or why nothing."""


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
def answer_feedback(*, feedback: Feedback, status: FeedbackStatus, answer: str) -> bool:
    """Say what becomes of an opinion. Once it is closed, whoever left a mail address gets the answer, once per answer.

    Returns whether a mail was written. Raises AnswerMissing if it is closed without a word.
    """
    answer = answer.strip()
    is_closed = status in (FeedbackStatus.DONE, FeedbackStatus.DECLINED)
    if is_closed and not answer:
        raise AnswerMissing
    was = Feedback.objects.select_for_update().get(pk=feedback.pk)
    is_news = (was.status, was.answer) != (status, answer)
    feedback.status, feedback.answer = status, answer
    feedback.save(update_fields=["status", "answer"])
    if not (is_closed and is_news and _is_mail_address(was.contact)):
        return False
    mails.send(
        to=was.contact,
        template="feedback/mails/answer.txt",
        context={"answer": answer, "received_on": was.created_at},
    )
    return True


def _is_mail_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


@transaction.atomic
def forget_old_feedback(*, contacts_before: datetime, messages_before: datetime) -> int:
    """Forget contacts left before one day and whole opinions given before another; return how many rows changed.

    Safe to run twice.
    """
    deleted, _by_model = Feedback.objects.filter(created_at__lt=messages_before).delete()
    old = Feedback.objects.filter(created_at__lt=contacts_before)
    return deleted + old.exclude(contact="").update(contact="")
