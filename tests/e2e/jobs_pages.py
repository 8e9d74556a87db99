"""Sign an operator in, fill jobs, tasks and mails in each state: `python -m tests.e2e.jobs_pages`, with `DATABASE_URL`.

Prints, as JSON, the cookie of the session.
"""

import json
import sys
from datetime import datetime, timedelta

import django


def main() -> None:
    """Fill the database of the settings and print what the tests need."""
    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from palier.accounts.models import User

    client = Client()
    client.force_login(User.objects.create_superuser("travaux@demo.example", name="Opératrice"))
    fill_jobs(timezone.now())
    fill_mails(timezone.now())
    name = settings.SESSION_COOKIE_NAME
    sys.stdout.write(json.dumps({"name": name, "value": client.cookies[name].value}) + "\n")


def fill_jobs(now: datetime) -> None:
    """One job done, one failed, one running, one asked for; one task of each kind."""
    from django_tasks_db.models import DBTaskResult

    from palier.core.models import JobRun

    error = "OperationalError : " + "le serveur de la base ne répond plus depuis un moment ; " * 4
    for job, status in (
        ("forget_old_data", "DONE"),
        ("rebuild_search_index", "FAILED"),
        ("recover_tasks", "RUNNING"),
        ("clear_sessions", "ASKED"),
    ):
        JobRun.objects.create(
            job=job,
            slot=now,
            status=status,
            started_at=now,
            finished_at=None if status in {"RUNNING", "ASKED"} else now,
            lease_until=now + timedelta(hours=9),
            summary="12 avis, 3 propositions, 40 compteurs, 7 courriels" if status == "DONE" else "",
            error=error if status == "FAILED" else "",
        )
    for status, workers in (("FAILED", 5), ("READY", 2)):
        DBTaskResult.objects.create(
            status=status,
            args_kwargs={"args": [1], "kwargs": {}},
            task_path="palier.feedback.tasks.announce_feedback",
            worker_ids=["a"] * workers,
            backend_name="default",
            run_after=now,
            finished_at=now,
            exception_class_path="builtins.ConnectionRefusedError",
        )


def fill_mails(now: datetime) -> None:
    """One mail that waits with an error, one failed, one sent; the last ones with a long address and a link."""
    from post_office.models import STATUS, Email, Log

    for status in (STATUS.requeued, STATUS.failed, STATUS.sent):
        mail = Email.objects.create(
            from_email="site@demo.example",
            to=["une.personne@communaute-de-communes-du-pays-imaginaire.demo.example"],
            subject="Votre code de connexion",
            message="Bonjour,\n\nVotre code est 123456.\n\nhttps://palier.example/" + "adresse-" * 12 + "\n",
            status=status,
            number_of_retries=2,
            scheduled_time=now + timedelta(hours=1),
        )
        Log.objects.create(
            email=mail, status=STATUS.failed, exception_type="SMTPError", message="boîte pleine " * 9
        )


if __name__ == "__main__":
    main()
