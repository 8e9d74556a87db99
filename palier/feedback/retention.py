"""What is forgotten of opinions."""

from datetime import datetime, timedelta

from django.conf import settings

from palier.core.retention import Rule, days, register
from palier.feedback import actions


def _forget(now: datetime) -> int:
    return actions.forget_old_feedback(
        contacts_before=now - timedelta(days=settings.CONTACTS_KEPT_DAYS),
        messages_before=now - timedelta(days=settings.MESSAGES_KEPT_DAYS),
    )


def _told() -> str:
    return (
        f"Un avis est effacé après {days(settings.MESSAGES_KEPT_DAYS)}, le contact laissé avec lui après "
        f"{days(settings.CONTACTS_KEPT_DAYS)}."
    )


register(Rule("avis", _told, _forget))
