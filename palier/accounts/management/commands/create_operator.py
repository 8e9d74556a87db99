"""Create the operator who opens the administration."""

import os
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from palier.accounts import actions


class Command(BaseCommand):
    help = (
        "Crée un opérateur, ou lui rend l’accès. Le mot de passe est lu dans OPERATOR_PASSWORD, "
        "sinon il est tiré au sort et affiché une seule fois."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="Opérateur")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        given = os.environ.get("OPERATOR_PASSWORD", "")
        password = given or secrets.token_urlsafe(12)
        try:
            created = actions.create_operator(email=email, name=name, password=password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{email} {'créé' if created else 'mis à jour'}, administration : /-/admin/")
        if not given:
            self.stdout.write(f"Mot de passe (affiché une seule fois) : {password}")
