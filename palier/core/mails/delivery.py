"""Send what is in the outbox: one sender per mail, growing delays, then a visible failure.

post_office’s own sender is not used: it locks a file of one machine, not rows, so that two machines would send the same
mail twice.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from post_office.models import STATUS, Email, Log

from palier.core.mails.masks import without_addresses

logger = logging.getLogger("palier.mails")
WAITING = (STATUS.queued, STATUS.requeued)
# After each failed attempt. Three days in all: a server that is down over a week-end loses nothing.
RETRY_DELAYS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440, 1560))
MAX_ATTEMPTS = len(RETRY_DELAYS) + 1
_LEASE = timedelta(minutes=5)  # far longer than EMAIL_TIMEOUT
_AT_MOST = 500  # mails per tick
_GIVE_UP_AFTER = 3  # failures in a row: the server is down, the others keep their attempts


def deliver(mail_id: int, *, now: datetime) -> bool | None:
    """Send one mail if it is due: True if it left, False if it did not, None if there was nothing to do.

    The mail is claimed by a conditional UPDATE, which counts the attempt and moves its due time five minutes away: two
    senders never hold it at once. A sender that is killed leaves it to the next one after these five minutes; if the
    server had already taken it, it is sent twice. Errors are stored, never raised.
    """
    claimed = _due(now).filter(pk=mail_id).update(
        number_of_retries=Coalesce(F("number_of_retries"), 0) + 1,
        scheduled_time=now + _LEASE,
        last_updated=now,
    )  # fmt: skip
    if not claimed:
        return None
    mail = Email.objects.get(pk=mail_id)
    try:
        get_connection(settings.DELIVERY_BACKEND).send_messages([_message(mail)])
    except (
        Exception
    ) as error:  # whatever the server, the network or a header may raise: nobody waits for the answer
        logger.warning("mail not sent", extra={"mail": mail_id, "error": type(error).__name__})
        _note_failure(mail, error, now=now)
        return False
    Email.objects.filter(pk=mail_id).update(status=STATUS.sent, scheduled_time=None, last_updated=now)
    return True


def deliver_waiting(*, now: datetime) -> tuple[int, int]:
    """Send the mails that are due, oldest first; return how many left and how many did not.

    Stops after three failures in a row. May be interrupted and run again, or by two processes.
    """
    sent = failed = in_a_row = 0
    for mail_id in _due(now).order_by("pk").values_list("pk", flat=True)[:_AT_MOST]:
        outcome = deliver(mail_id, now=now)
        sent, failed = sent + (outcome is True), failed + (outcome is False)
        in_a_row = in_a_row + 1 if outcome is False else 0
        if in_a_row == _GIVE_UP_AFTER:
            break
    return sent, failed


def retry_mail(mail_id: int, *, now: datetime) -> bool:
    """Give a mail that failed, or waits for its next attempt, all its attempts again, from now.

    False if it has been sent, or is gone.
    """
    retried = Email.objects.filter(pk=mail_id, status__in=(*WAITING, STATUS.failed))
    return bool(
        retried.update(status=STATUS.requeued, scheduled_time=now, number_of_retries=0, last_updated=now)
    )


@transaction.atomic
def forget_mails(*, sent_before: datetime, failed_before: datetime) -> int:
    """Delete mails sent before one time, and failed before another. Returns how many. Safe to run twice."""
    old = Email.objects.filter(
        Q(status=STATUS.sent, last_updated__lt=sent_before)
        | Q(status=STATUS.failed, last_updated__lt=failed_before)
    )
    count: int = old.count()
    old.delete()
    return count


def _message(mail: Email) -> EmailMessage:
    message: EmailMessage = mail.email_message()
    for name, text, media_type in (mail.context or {}).get("joined", ()):
        message.attach(name, text, media_type)
    return message


def _due(now: datetime) -> "QuerySet[Email]":
    is_due = Q(scheduled_time=None) | Q(scheduled_time__lte=now)
    due: QuerySet[Email] = Email.objects.filter(is_due, status__in=WAITING)
    return due


def _note_failure(mail: Email, error: Exception, *, now: datetime) -> None:
    attempts = mail.number_of_retries or 1
    is_last = attempts >= MAX_ATTEMPTS
    Log.objects.create(
        email=mail,
        status=STATUS.failed,
        exception_type=type(error).__name__,
        message=without_addresses(str(error))[:500],
    )
    Email.objects.filter(pk=mail.pk).update(
        status=STATUS.failed if is_last else STATUS.requeued,
        scheduled_time=None if is_last else now + RETRY_DELAYS[attempts - 1],
        last_updated=now,
    )
