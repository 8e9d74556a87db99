"""Retention, by hand: what the job of the same name does every night."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from palier.core import retention


class Command(BaseCommand):
    help = (
        "Oublie tout de suite ce qui a dépassé son délai ; le travail régulier du même nom le fait chaque nuit. Les "
        "règles sont celles de la page « Confidentialité ». N’efface rien sans --write."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        if write:
            self.stdout.write(retention.forget_all(now=timezone.now()))
            return
        with transaction.atomic():
            line = retention.forget_all(now=timezone.now())
            transaction.set_rollback(True)
        self.stdout.write(f"{line} (essai à blanc)")
