"""Write a text message in the outbox."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction

from palier.core.enums import TextStatus
from palier.core.models import TextMessage
from palier.core.sms.tasks import deliver_text

CONSOLE = "palier.core.sms.senders.console"
MAX_LENGTH = 480  # three messages of 160 characters, joined by the telephone


def is_on() -> bool:
    """Tell whether a text message reaches somebody: without a real sender, nobody is offered one."""
    return bool(settings.IS_DEMO_SITE or settings.DEBUG or settings.SMS_SENDER != CONSOLE)


def send(*, to: str, text: str, now: datetime, not_before: datetime | None = None) -> None:
    """Write a message in the outbox, in the transaction under way: it leaves once that commits, or never.

    `to`: one telephone in E.164. `not_before`: nobody is woken. Raises ValueError if the text is empty or too long.
    """
    if not 0 < len(text) <= MAX_LENGTH:
        raise ValueError(f"a text message has 1 to {MAX_LENGTH} characters, not {len(text)}")
    due_at = max(now, not_before or now)
    row = TextMessage.objects.create(
        phone=to, text=text, status=TextStatus.WAITING, due_at=due_at, written_at=now, changed_at=now
    )
    if due_at == now:
        # If the task cannot be enqueued, the next tick of `send_waiting_texts` sends the message.
        transaction.on_commit(partial(deliver_text.enqueue, row.pk), robust=True)
