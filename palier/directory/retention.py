"""What the directory forgets."""

from datetime import datetime, timedelta

from django.conf import settings

from palier.core.retention import Rule, days, register
from palier.directory import actions


def _forget(now: datetime) -> int:
    return actions.forget_old_proposals(
        contacts_before=now - timedelta(days=settings.CONTACTS_KEPT_DAYS),
        messages_before=now - timedelta(days=settings.MESSAGES_KEPT_DAYS),
    )


def _told() -> str:
    return (
        f"Une erreur signalée ou une correction proposée est effacée après {days(settings.MESSAGES_KEPT_DAYS)}, "
        f"le contact laissé avec elle après {days(settings.CONTACTS_KEPT_DAYS)}."
    )


register(Rule("propositions", _told, _forget))
