"""Give the served site what only time and an operator give: `python -m tests.e2e.true_records STEP`.

The database is that of `DATABASE_URL`. `people`: a library, its digital lead and a coordinator; prints the public
identifier of the structure.
`seven-months-later`: ask owners as the regular job will do then.
"""

import sys
from datetime import timedelta

import django

LEAD, COORDINATOR = "responsable@palier.example", "coordination@palier.example"


def main(step: str) -> None:
    """Do one step in the database of the settings."""
    django.setup()
    {"people": people, "seven-months-later": seven_months_later}[step]()


def people() -> None:
    """A library with its digital lead, and a coordinator of its département."""
    from palier.accounts.actions import load_roles
    from palier.accounts.models import User
    from palier.directory import actions
    from tests.cast import at, over

    load_roles()
    library = actions.create_structure(name="Bibliothèque du Vieux Lavoir")
    at(library, User.objects.create_user(LEAD, name="Inès"), "digital_lead")
    over("departement:53", User.objects.create_user(COORDINATOR, name="Omar"), "coordinator")
    sys.stdout.write(library.public_id)


def seven_months_later() -> None:
    """Ask for the verification that the daily job asks for once six months have passed."""
    from django.utils import timezone

    from palier.directory.actions.verification import ask_for_verification

    ask_for_verification(now=timezone.now() + timedelta(days=214), at_most=100_000)


if __name__ == "__main__":
    main(sys.argv[1])
