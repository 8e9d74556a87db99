"""Send what is in the outbox of text messages: one sender per message, growing delays, then a visible failure."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.module_loading import import_string

from palier.core.enums import TextStatus
from palier.core.models import TextMessage
from palier.core.sms.senders import nowhere

logger = logging.getLogger("palier.sms")
Sender = Callable[[str, str], None]
# After each failed attempt: a message that comes a day late is worse than a call.
RETRY_DELAYS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360))
MAX_ATTEMPTS = len(RETRY_DELAYS) + 1
_LEASE = timedelta(minutes=5)
_AT_MOST = 500  # messages per tick
_GIVE_UP_AFTER = 3  # failures in a row: the sender is down, the others keep their attempts


def deliver(text_id: int, *, now: datetime) -> bool | None:
    """Send one message if it is due: True if it left, False if it did not, None if there was nothing to do.

    Claimed by a conditional UPDATE, which counts the attempt and moves its due time five minutes away: two senders
    never hold it at once. A sender that is killed leaves it to the next one. Errors are stored, never raised.
    """
    claimed = TextMessage.objects.filter(pk=text_id, status=TextStatus.WAITING, due_at__lte=now).update(
        attempts=F("attempts") + 1, due_at=now + _LEASE, changed_at=now
    )
    if not claimed:
        return None
    message = TextMessage.objects.get(pk=text_id)
    try:
        _sender()(message.phone, message.text)
    except Exception as error:  # whatever a sender may raise: nobody waits for the answer
        logger.warning("text message not sent", extra={"text": text_id, "error": type(error).__name__})
        _note_failure(message, error, now=now)
        return False
    TextMessage.objects.filter(pk=text_id).update(status=TextStatus.SENT, error="", changed_at=now)
    return True


def deliver_waiting(*, now: datetime) -> tuple[int, int]:
    """Send the messages that are due, oldest first; return how many left and how many did not.

    Stops after three failures in a row. May be interrupted and run again, or by two processes.
    """
    sent = failed = in_a_row = 0
    due = TextMessage.objects.filter(status=TextStatus.WAITING, due_at__lte=now).order_by("pk")
    for text_id in due.values_list("pk", flat=True)[:_AT_MOST]:
        outcome = deliver(text_id, now=now)
        sent, failed = sent + (outcome is True), failed + (outcome is False)
        in_a_row = in_a_row + 1 if outcome is False else 0
        if in_a_row == _GIVE_UP_AFTER:
            break
    return sent, failed


def retry_text(text_id: int, *, now: datetime) -> bool:
    """Give a message that failed, or waits, all its attempts again, from now. False if it has left, or is gone."""
    retried = TextMessage.objects.filter(pk=text_id).exclude(status=TextStatus.SENT)
    return bool(retried.update(status=TextStatus.WAITING, due_at=now, attempts=0, changed_at=now))


@transaction.atomic
def forget_texts(*, sent_before: datetime, failed_before: datetime) -> int:
    """Delete messages sent before one time, and failed before another. Returns how many. Safe to run twice."""
    old = TextMessage.objects.filter(
        Q(status=TextStatus.SENT, changed_at__lt=sent_before)
        | Q(status=TextStatus.FAILED, changed_at__lt=failed_before)
    )
    return old.delete()[0]


def _sender() -> Sender:
    if settings.IS_DEMO_SITE:
        return nowhere
    found: Sender = import_string(settings.SMS_SENDER)
    return found


def _note_failure(message: TextMessage, error: Exception, *, now: datetime) -> None:
    is_last = message.attempts >= MAX_ATTEMPTS
    TextMessage.objects.filter(pk=message.pk).update(
        status=TextStatus.FAILED if is_last else TextStatus.WAITING,
        due_at=now if is_last else now + RETRY_DELAYS[message.attempts - 1],
        # What a sender answers may repeat the telephone: only its kind is kept.
        error=type(error).__name__,
        changed_at=now,
    )
