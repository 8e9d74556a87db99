"""Retention that really runs: forget what was promised to be forgotten."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from palier.core.actions import purge_rate_limits
from palier.directory import actions as directory
from palier.feedback import actions as feedback


class Command(BaseCommand):
    help = (
        "Oublie les contacts et les messages anciens (réglages CONTACTS_KEPT_DAYS et MESSAGES_KEPT_DAYS) et les "
        "compteurs d’envois de la veille. N’efface rien sans --write."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        now = timezone.now()
        contacts_before = now - timedelta(days=settings.CONTACTS_KEPT_DAYS)
        messages_before = now - timedelta(days=settings.MESSAGES_KEPT_DAYS)
        with transaction.atomic():
            opinions = feedback.forget_old_feedback(
                contacts_before=contacts_before, messages_before=messages_before
            )
            reports = directory.forget_old_proposals(
                contacts_before=contacts_before, messages_before=messages_before
            )
            counters = purge_rate_limits(now - timedelta(days=1))
            transaction.set_rollback(not write)
        self.stdout.write(
            f"{opinions} avis, {reports} erreurs signalées, {counters} compteurs"
            + ("" if write else " (essai à blanc)")
        )
