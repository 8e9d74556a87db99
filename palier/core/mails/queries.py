"""What operators read about mails: never a body, never a whole address. On a demonstration site, everything."""

from dataclasses import dataclass
from datetime import datetime

from post_office.models import STATUS, Email, Log

from palier.core.mails.delivery import WAITING
from palier.core.mails.masks import mask_address


@dataclass(frozen=True)
class MailState:
    """One mail. `to`: masked; `next_at`: when it is tried again, if it is; `error`: of its last attempt, or ""."""

    pk: int
    to: str
    written_at: datetime
    changed_at: datetime
    attempts: int
    next_at: datetime | None
    error: str


@dataclass(frozen=True)
class WholeMail:
    """One mail of a demonstration site, as its reader would get it."""

    pk: int
    to: str
    subject: str
    body: str
    written_at: datetime


def waiting_mails(*, limit: int = 100) -> list[MailState]:
    """Mails not sent yet, oldest first."""
    return _states(Email.objects.filter(status__in=WAITING).order_by("pk")[:limit])


def failed_mails(*, limit: int = 100) -> list[MailState]:
    """Mails given up, newest first."""
    return _states(Email.objects.filter(status=STATUS.failed).order_by("-pk")[:limit])


def sent_mails(*, limit: int = 50) -> list[MailState]:
    """Mails sent, newest first."""
    return _states(Email.objects.filter(status=STATUS.sent).order_by("-last_updated", "-pk")[:limit])


def mail_counts() -> dict[str, int]:
    """How many mails are « waiting », « failed », « sent »."""
    rows = Email.objects
    return {
        "waiting": rows.filter(status__in=WAITING).count(),
        "failed": rows.filter(status=STATUS.failed).count(),
        "sent": rows.filter(status=STATUS.sent).count(),
    }


def last_whole_mails(*, limit: int = 20) -> list[WholeMail]:
    """The last mails with their text, newest first. For a demonstration site only: they hold codes to sign in."""
    return [
        WholeMail(
            pk=mail.pk,
            to=", ".join(mail.to),
            subject=mail.subject,
            body=mail.message,
            written_at=mail.created,
        )
        for mail in Email.objects.order_by("-pk")[:limit]
    ]


def _states(mails: "list[Email]") -> list[MailState]:
    rows = list(mails)
    errors: dict[int, str] = {}
    for log in Log.objects.filter(email__in=[mail.pk for mail in rows], status=STATUS.failed).order_by("pk"):
        errors[log.email_id] = f"{log.exception_type} : {log.message}"
    return [
        MailState(
            pk=mail.pk,
            to=", ".join(mask_address(address) for address in [*mail.to, *mail.cc, *mail.bcc]),
            written_at=mail.created,
            changed_at=mail.last_updated,
            attempts=mail.number_of_retries or 0,
            next_at=mail.scheduled_time,
            error=errors.get(mail.pk, ""),
        )
        for mail in rows
    ]
