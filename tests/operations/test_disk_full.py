"""A database that has no room left refuses with a page that says so, and keeps nothing half-written."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.signing import TimestampSigner, b62_encode
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from palier.core.models import RateLimitWindow
from palier.feedback.models import Feedback
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db(transaction=True)
FULL_AFTER = 3  # opinions, on PostgreSQL


class OpenedAMinuteAgo(TimestampSigner):
    def timestamp(self) -> str:
        return b62_encode(int(time.time() - 60))


@contextmanager
def little_room() -> Iterator[None]:
    """Leave room for a few opinions.

    SQLite: its own limit of pages, whose error is that of a full disk. PostgreSQL has no such limit: a trigger
    answers with the code of a full disk when the fourth opinion is already written in its transaction.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")  # other tests leave free pages behind, which are room
            cursor.execute("PRAGMA page_count")
            pages = cursor.fetchone()[0]
            cursor.execute(f"PRAGMA max_page_count = {pages + 2}")
            free = "PRAGMA max_page_count = 1073741823"
        else:
            cursor.execute(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF (SELECT count(*) FROM feedback_feedback) > {FULL_AFTER} THEN "
                "RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END IF; RETURN NULL; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER refuse AFTER INSERT ON feedback_feedback FOR EACH ROW EXECUTE FUNCTION refuse()"
            )
            free = "DROP FUNCTION refuse() CASCADE"
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(free)


def send(client: Client, number: int) -> HttpResponse:
    signed = OpenedAMinuteAgo(salt="palier.public-form").sign("form")
    fields = {"message": f"{number} " + "é" * 1900, "opened": signed}
    answer: HttpResponse = client.post("/avis/", fields, headers={"Sec-Fetch-Site": "same-origin"})  # type: ignore[assignment]
    return answer


def test_a_full_disk_is_told_and_each_message_is_kept_whole_or_not_at_all(client: Client) -> None:
    client.raise_request_exception = True
    assert send(client, 0).status_code == 302

    with little_room():
        answers = []
        for number in range(1, 18):
            answers.append(send(client, number))
            if answers[-1].status_code != 302:
                break
        refused, page = answers[-1], client.get("/avis/")

    statuses = [answer.status_code for answer in answers]
    assert statuses == [302] * (len(answers) - 1) + [503]
    assert "n’a pas été gardé" in said_by(refused)
    assert refused.headers["Retry-After"] == "120"
    assert page.status_code == 200  # the site still reads
    assert [row.message.split()[0] for row in Feedback.objects.order_by("pk")] == [
        str(n) for n in range(len(answers))
    ]
    assert send(client, 99).status_code == 302  # and writes again, by itself, once there is room
    assert RateLimitWindow.objects.count() == 1


def test_another_error_of_the_database_is_not_taken_for_a_full_disk(client: Client) -> None:
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE feedback_feedback RENAME TO hidden")
    try:
        status = send(client, 1).status_code
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE hidden RENAME TO feedback_feedback")

    assert status == 500
