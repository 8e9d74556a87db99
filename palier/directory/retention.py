"""What the directory forgets."""

from datetime import datetime, timedelta

from django.conf import settings

from palier.core.retention import Rule, days, register
from palier.directory import actions
from palier.directory.actions.bulk import forget_old_works
from palier.directory.actions.drafts import forget_old_drafts
from palier.directory.actions.inclusion import forget_old_inclusions

DRAFTS_KEPT_DAYS = 90


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


def _forget_drafts(now: datetime) -> int:
    return forget_old_drafts(before=now - timedelta(days=DRAFTS_KEPT_DAYS))


register(
    Rule(
        "brouillons",
        f"Un brouillon de fiche qui n’est pas envoyé est effacé après {DRAFTS_KEPT_DAYS} jours.",
        _forget_drafts,
    )
)


def _forget_inclusions(now: datetime) -> int:
    return forget_old_inclusions(
        contacts_before=now - timedelta(days=settings.CONTACTS_KEPT_DAYS),
        messages_before=now - timedelta(days=settings.MESSAGES_KEPT_DAYS),
    )


def _told_of_inclusions() -> str:
    return (
        "Le nom et le contact de qui demande l’inscription d’un lieu sont effacés "
        f"{days(settings.CONTACTS_KEPT_DAYS)} après la réponse ; ce que disait une demande refusée, "
        f"après {days(settings.MESSAGES_KEPT_DAYS)}."
    )


register(Rule("demandes d’inscription", _told_of_inclusions, _forget_inclusions))


def _forget_works(now: datetime) -> int:
    return forget_old_works(before=now - timedelta(days=DRAFTS_KEPT_DAYS))


register(
    Rule(
        "modifications en nombre",
        f"Une modification en nombre est oubliée après {DRAFTS_KEPT_DAYS} jours ; l’historique des fiches la garde.",
        _forget_works,
    )
)
