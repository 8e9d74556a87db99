"""What core forgets: counters of uses, mails, text messages, runs of jobs."""

from datetime import datetime, timedelta

from django.conf import settings

from palier.core.actions import forget_job_runs, purge_rate_limits
from palier.core.mails.delivery import forget_mails
from palier.core.retention import Rule, days, register
from palier.core.sms.delivery import forget_texts


def _counters(now: datetime) -> int:
    return purge_rate_limits(now - timedelta(days=1))


def _mails(now: datetime) -> int:
    return forget_mails(
        sent_before=now - timedelta(days=settings.SENT_MAILS_KEPT_DAYS),
        failed_before=now - timedelta(days=settings.FAILED_MAILS_KEPT_DAYS),
    )


def _told_of_mails() -> str:
    return (
        f"Un courriel que le site envoie est effacé {days(settings.SENT_MAILS_KEPT_DAYS)} après son envoi, ou "
        f"{days(settings.FAILED_MAILS_KEPT_DAYS)} après l’échec de son envoi."
    )


def _texts(now: datetime) -> int:
    return forget_texts(
        sent_before=now - timedelta(days=settings.SENT_MAILS_KEPT_DAYS),
        failed_before=now - timedelta(days=settings.FAILED_MAILS_KEPT_DAYS),
    )


def _told_of_texts() -> str:
    return (
        f"Un SMS que le site envoie est effacé {days(settings.SENT_MAILS_KEPT_DAYS)} après son envoi, ou "
        f"{days(settings.FAILED_MAILS_KEPT_DAYS)} après l’échec de son envoi."
    )


def _runs(now: datetime) -> int:
    return forget_job_runs(done_before=now - timedelta(days=2), all_before=now - timedelta(days=60))


register(Rule("compteurs", "Les compteurs d’envois sont effacés au bout d’une journée.", _counters))
register(Rule("courriels", _told_of_mails, _mails))
register(Rule("SMS", _told_of_texts, _texts))
register(
    Rule(
        "passages de travaux",
        "Les comptes rendus des travaux du site, qui ne parlent de personne, sont effacés après 60 jours au plus.",
        _runs,
    )
)
