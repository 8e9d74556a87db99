"""Invent the people of the demonstration and sign each in: `python -m tests.e2e.door_pages`, with `DATABASE_URL` set.

Prints, as JSON, the cookie of each: {mailbox: {"name", "value"}}, and under « team » the address of a team.
"""

import json
import sys

import django


def main() -> None:
    """Fill the database of the settings and print what the tests need."""
    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from palier.accounts.actions import load_roles
    from palier.accounts.demo import DOMAIN
    from palier.accounts.models import User
    from palier.directory import actions, demo
    from palier.directory.models import CorrectionProposal, Place

    load_roles()
    demo.build_people(now=timezone.now())
    cookies = {}
    for user in User.objects.filter(email__endswith=f"@{DOMAIN}").order_by("pk"):
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookies[user.email.partition("@")[0]] = {"name": name, "value": client.cookies[name].value}
    place = Place.objects.get(name="Médiathèque Le Seuil")
    report = actions.report_error(
        place=place, message="Le numéro ne répond plus.", contact="", now=timezone.now()
    )
    CorrectionProposal.objects.filter(pk=report.pk).update(
        by=User.objects.get(email=f"demande@{DOMAIN}"),
        status="REFUSED",
        answer="Nous venons d’appeler : il répond.",
        decided_at=timezone.now(),
    )
    lead = User.objects.get(email=f"numerique@{DOMAIN}").affiliations.first()
    assert lead is not None
    paths = {"team": f"/structures/{lead.structure.public_id}/equipe/"}
    sys.stdout.write(json.dumps({"cookies": cookies, "paths": paths}) + "\n")


if __name__ == "__main__":
    main()
