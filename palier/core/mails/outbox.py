"""The mail backend: a mail is a row first, whoever writes it (ours, Django’s, allauth’s).

Not `post_office.EmailBackend`: that one renders subject and body as Django templates, so that a visitor’s « {% » or
« {{ » would be run, and validates addresses while the page waits.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from post_office.models import PRIORITY, STATUS, Email

from palier.core.mails.tasks import deliver_mail

# What may be joined: short texts that a programme reads. They live in the row of the mail and are forgotten with it.
JOINED_TYPES = frozenset({"text/calendar"})
JOINED_MAX_BYTES = 20_000


class AttachmentRefused(ValueError):
    """Mails carry links, not files: a file would have to be stored and forgotten too. Only a calendar may be joined."""


class OutboxBackend(BaseEmailBackend):
    """Stores each mail in the transaction under way; a task sends it once that is committed.

    If the task cannot be enqueued, nothing breaks: the next tick of `send_waiting_mails` sends the mail.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store the mails that have a recipient; return how many. Raises AttachmentRefused."""
        rows = Email.objects.bulk_create(
            [_row(message) for message in email_messages if message.recipients()]
        )
        for row in rows:
            transaction.on_commit(partial(deliver_mail.enqueue, row.pk), robust=True)
        return len(rows)


def joined_texts(message: EmailMessage) -> list[list[str]]:
    """Return the name, the text and the media type of each attachment. Raises AttachmentRefused."""
    joined = []
    for part in message.attachments:
        name, content, media_type = part if isinstance(part, tuple) else (None, None, None)
        is_text = isinstance(content, str) and (media_type or "").split(";")[0] in JOINED_TYPES
        if not name or not is_text or len(content.encode()) > JOINED_MAX_BYTES:
            raise AttachmentRefused("a mail carries links, not files")
        joined.append([name, content, media_type])
    return joined


def _row(message: EmailMessage) -> Email:
    joined = joined_texts(message)
    headers: dict[str, Any] = {name: str(value) for name, value in message.extra_headers.items()}
    if message.reply_to:
        headers.setdefault("Reply-To", ", ".join(map(str, message.reply_to)))
    alternatives = getattr(message, "alternatives", [])
    html = next((content for content, kind in alternatives if kind == "text/html"), "")
    is_html = message.content_subtype == "html"
    return Email(
        from_email=message.from_email[:254],
        to=message.to,
        cc=message.cc,
        bcc=message.bcc,
        # A line break in a subject would be refused by the server’s side of things each time: it is a space.
        subject=" ".join(str(message.subject).split())[:989],
        message="" if is_html else str(message.body),
        html_message=str(message.body) if is_html else str(html),
        headers=headers or None,
        context={"joined": joined} if joined else None,  # post_office reads it for its own templates only
        status=STATUS.queued,
        priority=PRIORITY.medium,
    )
