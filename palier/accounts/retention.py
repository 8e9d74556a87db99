"""What accounts forget."""

from datetime import datetime, timedelta

from palier.accounts.actions import forget_unanswered
from palier.accounts.signing_in import forget_ended_sessions, forget_unconfirmed_accounts
from palier.core.retention import Rule, register

UNANSWERED_DAYS = 30
UNCONFIRMED_DAYS = 7


def _forget(now: datetime) -> int:
    return forget_unanswered(before=now - timedelta(days=UNANSWERED_DAYS))


register(
    Rule(
        "invitations sans réponse",
        f"Une invitation sans réponse est effacée après {UNANSWERED_DAYS} jours, avec le compte préparé pour elle.",
        _forget,
    )
)
register(
    Rule(
        "comptes jamais ouverts",
        f"Un compte dont personne n’a confirmé l’adresse est effacé après {UNCONFIRMED_DAYS} jours.",
        lambda now: forget_unconfirmed_accounts(now - timedelta(days=UNCONFIRMED_DAYS)),
    )
)
register(
    Rule(
        "sessions finies",
        "Le nom du navigateur d’une session est effacé dans la journée où elle finit.",
        forget_ended_sessions,
    )
)
