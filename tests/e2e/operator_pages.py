"""Sign an operator in and put files down in each state: `python -m tests.e2e.operator_pages`, with `DATABASE_URL` set.

Prints, as JSON, the cookie of the session and the path of the page of each state. What the worker would do is done
here, through the same actions: a served demonstration has no worker.
"""

import json
import sys
from datetime import datetime

import django

HEADER = "id,nom,commune,code_postal,code_insee,adresse,horaires,date_maj,services,pivot\n"
ROW = "{n},Lieu d’essai {n},Craon,53400,53084,{n} rue du Mûrier,{hours},2026-01-02,,00000000000000\n"
HOURS = ("Mo-Fr 09:00-12:00", "un mercredi sur deux", "Lundi 9h-12h hors vacances scolaires")
WITHOUT_NAME = "x,,,,,,,,,\n"


def main() -> None:
    """Fill the database of the settings and print what the tests need."""
    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from palier.accounts.models import User

    operator = User.objects.create_superuser("operatrice@demo.example", name="Opératrice")
    client = Client()
    client.force_login(operator)
    paths = put_down_files(operator.pk, timezone.now())
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }
    sys.stdout.write(json.dumps({"cookie": cookie, "paths": paths}) + "\n")


def put_down_files(operator_id: int, now: datetime) -> dict[str, str]:
    """Put one file down per state; return the path of each page."""
    from palier.accounts.models import User
    from palier.directory.actions.imports import deposits as actions
    from palier.directory.enums import DepositStatus
    from palier.web.imports import tasks

    def put_down(content: str, *, source: str) -> int:
        deposit = actions.put_down_file(
            source_code=source,
            file_name=f"lieux de {source}.csv",
            content=content.encode(),
            mapping="",
            by=User.objects.get(pk=operator_id),
            now=now,
        )
        actions.start_work(deposit_id=deposit.pk, status=DepositStatus.TRYING)
        return int(deposit.pk)

    rows = [ROW.format(n=n, hours=HOURS[n % 3].replace(",", " ")) for n in range(1, 41)]
    whole = HEADER + "".join(rows) + WITHOUT_NAME
    found = {name: put_down(whole, source="essai") for name in ("tried", "imported")}
    found["stopped"] = put_down(bytes(range(1, 200)).decode("latin-1") * 40, source="illisible")
    for pk in found.values():
        tasks.try_deposit.func(pk)
    actions.start_work(deposit_id=found["imported"], status=DepositStatus.IMPORTING)
    tasks.import_deposit.func(found["imported"])
    found["gone"] = put_down(HEADER + rows[0], source="essai")
    tasks.try_deposit.func(found["gone"])
    found["waiting"] = put_down(whole, source="attente")
    found["advancing"] = put_down(whole, source="en-cours")
    note_half(found["advancing"])
    return {"list": "/-/imports/"} | {name: f"/-/imports/{pk}/" for name, pk in found.items()}


def note_half(deposit_id: int) -> None:
    """Say that half of the rows are done."""
    from palier.directory.actions.imports import deposits as actions
    from palier.directory.queries.imports import deposit_with_content

    actions.note_progress(deposit=deposit_with_content(deposit_id), done=20, total=41, lines=[], run=None)


if __name__ == "__main__":
    main()
