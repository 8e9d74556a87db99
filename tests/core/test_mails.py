"""Mails: written with what they speak of, sent once, tried again, never lost, never an obstacle to the page."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from post_office.models import STATUS, Email, Log

from palier.core.jobs.worker import BeatingWorker
from palier.core.mails import send
from palier.core.mails.delivery import MAX_ATTEMPTS, RETRY_DELAYS, deliver, deliver_waiting, retry_mail
from palier.core.mails.masks import without_addresses
from palier.core.mails.outbox import AttachmentRefused
from palier.core.mails.queries import failed_mails, mail_counts, sent_mails, waiting_mails
from palier.core.mails.writing import subject_and_body
from palier.feedback.actions import give_feedback
from palier.feedback.models import Feedback
from tests.core.smtp_server import SmtpServer, smtp_server

NOW = datetime(2126, 11, 24, 10, 0, tzinfo=UTC)  # after the tasks of the tests, which read the clock
MINUTE = timedelta(minutes=1)
OUTBOX = "palier.core.mails.outbox.OutboxBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
WITH_WORKER = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    """The site with its outbox, tasks that wait for a worker, and a mail server that accepts."""
    with smtp_server() as server, outbox(server.port):
        yield server


def outbox(port: int) -> override_settings:
    return override_settings(
        EMAIL_BACKEND=OUTBOX,
        DELIVERY_BACKEND=SMTP,
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_TIMEOUT=5,
        TASKS=WITH_WORKER,
    )


def write(to: str = "marie@demo.example", subject: str = "Votre code") -> None:
    send_mail(subject, "Le code est 123456.", "site@demo.example", [to])


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- Written with the transaction -------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_mail_of_a_transaction_that_is_undone_never_existed(smtp: SmtpServer) -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)

    assert (Email.objects.count(), DBTaskResult.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_mail_leaves_when_the_worker_passes_and_not_before(smtp: SmtpServer) -> None:
    with transaction.atomic():
        write()
        within = DBTaskResult.objects.count()
    before = list(smtp.taken)
    BeatingWorker(interval=0, batch=True).run()

    assert (within, before, len(smtp.taken)) == (0, [], 1)
    assert "To: marie@demo.example" in smtp.taken[0]
    assert mail_counts() == {"waiting": 0, "failed": 0, "sent": 1}


@pytest.mark.django_db(transaction=True)
def test_a_mail_whose_task_is_lost_leaves_at_the_next_tick(smtp: SmtpServer) -> None:
    write()
    DBTaskResult.objects.all().delete()

    assert deliver_waiting(now=NOW) == (1, 0)
    assert deliver_waiting(now=NOW) == (0, 0)
    assert len(smtp.taken) == 1


@pytest.mark.django_db
def test_words_of_a_visitor_are_sent_as_they_are_and_never_run_as_a_template(smtp: SmtpServer) -> None:
    text = "{% now 'Y' %} {{ settings.SECRET_KEY }} <b> d’à côté {% inconnu"

    send_mail("{{ objet }}", text, None, ["marie@demo.example"])

    row = Email.objects.get()
    assert (row.subject, row.message) == ("{{ objet }}", text)
    assert row.email_message().body == text


@pytest.mark.django_db
def test_what_a_mail_holds_is_kept(smtp: SmtpServer) -> None:
    message = EmailMultiAlternatives(
        "Bonjour", "texte", "a@demo.example", ["b@demo.example"], bcc=["c@demo.example"],
        reply_to=["d@demo.example"], headers={"X-Essai": "1"},
    )  # fmt: skip
    message.attach_alternative("<p>texte</p>", "text/html")
    message.send()

    rebuilt = Email.objects.get().email_message()
    assert (rebuilt.body, rebuilt.alternatives[0][0], rebuilt.bcc) == (
        "texte",
        "<p>texte</p>",
        ["c@demo.example"],
    )
    assert rebuilt.extra_headers == {"X-Essai": "1", "Reply-To": "d@demo.example"}


@pytest.mark.django_db
def test_a_line_break_in_a_subject_adds_no_header(smtp: SmtpServer) -> None:
    write(subject="Bonjour\nBcc: tout-le-monde@demo.example")

    assert Email.objects.get().subject == "Bonjour Bcc: tout-le-monde@demo.example"
    assert deliver_waiting(now=NOW) == (1, 0)


@pytest.mark.django_db
def test_a_calendar_is_joined_lives_in_the_row_of_the_mail_and_leaves_with_it(smtp: SmtpServer) -> None:
    message = EmailMessage("Bonjour", "texte", None, ["a@demo.example"])
    message.attach("seance.ics", "BEGIN:VCALENDAR\r\nSUMMARY:Café\r\nEND:VCALENDAR\r\n", "text/calendar")
    message.send()

    assert deliver_waiting(now=NOW) == (1, 0)

    (taken,) = smtp.taken
    assert 'filename="seance.ics"' in taken
    part = message_from_bytes(taken.encode()).get_payload()[1]
    assert part.get_content_type() == "text/calendar"
    assert "SUMMARY:Café" in part.get_payload(decode=True).decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "size"), [("text/html", 10), ("text/calendar", 20_001)])
def test_only_a_short_calendar_is_joined(smtp: SmtpServer, kind: str, size: int) -> None:
    message = EmailMessage("Bonjour", "texte", None, ["a@demo.example"])
    message.attach("a.ics", "x" * size, kind)

    with pytest.raises(AttachmentRefused):
        message.send()


@pytest.mark.django_db
def test_a_mail_with_a_file_is_refused_and_one_without_reader_is_not_kept(smtp: SmtpServer) -> None:
    message = EmailMessage("Bonjour", "texte", None, ["a@demo.example"])
    message.attach("a.txt", "a", "text/plain")
    with pytest.raises(AttachmentRefused):
        message.send()

    assert EmailMessage("Bonjour", "texte", None, []).send() == 0
    assert not Email.objects.exists()


# --- A server that is down ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_server_that_is_down_loses_nothing_and_breaks_nothing() -> None:
    with outbox(closed_port()):
        write()
        first = deliver_waiting(now=NOW)
        (waiting,) = waiting_mails()
        too_early = deliver_waiting(now=NOW + MINUTE / 2)

    with smtp_server() as server, outbox(server.port):
        afterwards = deliver_waiting(now=NOW + MINUTE)

    assert (first, too_early, afterwards) == ((0, 1), (0, 0), (1, 0))
    assert (waiting.attempts, waiting.next_at) == (1, NOW + MINUTE)
    assert waiting.error.startswith("ConnectionRefusedError")
    assert len(server.taken) == 1


@pytest.mark.django_db(transaction=True)
def test_what_a_page_does_is_kept_even_if_its_mail_is_sent_at_once_and_refused() -> None:
    at_once = override_settings(
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    )
    with outbox(closed_port()), at_once:
        give_feedback(page="/", message="Utile", contact="", now=NOW)

    (mail,) = waiting_mails()
    assert Feedback.objects.count() == 1
    assert mail.error.startswith("ConnectionRefusedError")


@pytest.mark.django_db
def test_a_refused_mail_is_tried_for_three_days_then_shown_as_failed() -> None:
    with smtp_server() as server, outbox(server.port):
        server.refusal = "451 marie@demo.example : trop de courriels"
        write()
        now, attempts = NOW, 0
        for delay in (*RETRY_DELAYS, timedelta(days=9)):
            attempts += deliver_waiting(now=now) == (0, 1)
            assert deliver_waiting(now=now) == (0, 0)
            now += delay

    (failed,) = failed_mails()
    assert attempts == MAX_ATTEMPTS == failed.attempts
    assert sum(RETRY_DELAYS, timedelta()) >= timedelta(days=3)
    assert failed.to == "m…@demo.example"
    assert "m…@demo.example : trop de courriels" in failed.error
    assert "marie" not in failed.error
    assert Log.objects.count() == MAX_ATTEMPTS


@pytest.mark.django_db
def test_a_failed_mail_leaves_when_somebody_asks_and_a_sent_one_never_twice() -> None:
    with smtp_server() as server, outbox(server.port):
        write()
        Email.objects.update(status=STATUS.failed, number_of_retries=MAX_ATTEMPTS)
        mail = Email.objects.get()

        asked = retry_mail(mail.pk, now=NOW)
        sent = deliver_waiting(now=NOW)
        asked_again = retry_mail(mail.pk, now=NOW)

    assert (asked, sent, asked_again, len(server.taken)) == (True, (1, 0), False, 1)
    assert [m.to for m in sent_mails()] == ["m…@demo.example"]


@pytest.mark.django_db
def test_when_the_server_is_down_the_other_mails_keep_their_attempts() -> None:
    with outbox(closed_port()):
        for number in range(5):
            write(to=f"p{number}@demo.example")

        assert deliver_waiting(now=NOW) == (0, 3)

    assert sorted(mail.attempts for mail in waiting_mails()) == [0, 0, 1, 1, 1]


# --- Two senders -------------------------------------------------------------------------------------------


@pytest.mark.race
def test_two_senders_at_once_never_send_the_same_mail_twice(smtp: SmtpServer, threads: Any) -> None:
    for number in range(12):
        write(to=f"p{number}@demo.example")

    counts = threads(4, lambda _: deliver_waiting(now=NOW))

    readers = sorted(text.partition("To: ")[2].split()[0] for text in smtp.taken)
    assert readers == sorted(f"p{number}@demo.example" for number in range(12))
    assert sum(sent for sent, _ in counts) == 12


@pytest.mark.race
def test_while_the_server_thinks_nobody_else_sends_the_mail(smtp: SmtpServer, threads: Any) -> None:
    write()
    mail = Email.objects.get()
    smtp.may_answer.clear()

    def one(number: int) -> bool | None:
        if number == 0:
            return deliver(mail.pk, now=NOW)
        smtp.is_reached.wait(20)
        answer = deliver(mail.pk, now=NOW + 2 * MINUTE)
        smtp.may_answer.set()
        return answer

    assert threads(2, one) == [True, None]
    assert len(smtp.taken) == 1


@pytest.mark.django_db
def test_a_mail_whose_sender_was_killed_is_sent_by_the_next_one_after_five_minutes(smtp: SmtpServer) -> None:
    write()
    Email.objects.update(scheduled_time=NOW + 5 * MINUTE, number_of_retries=1)  # claimed, then kill -9

    assert deliver_waiting(now=NOW + 4 * MINUTE) == (0, 0)
    assert deliver_waiting(now=NOW + 5 * MINUTE) == (1, 0)


# --- Templates, masks --------------------------------------------------------------------------------------


def template_dirs(folder: Path) -> override_settings:
    return override_settings(
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [folder]}]
    )


@pytest.mark.django_db
def test_a_mail_is_written_from_a_plain_text_template(
    tmp_path: Path, mailoutbox: list[EmailMessage], settings: Any
) -> None:
    (tmp_path / "invitation.txt").write_text(
        "{# Needs: place. #}\nObjet : Bienvenue à {{ place }}\n\nBonjour, {{ place }} vous attend : {{ site_url }}/\n",
        encoding="utf-8",
    )

    with template_dirs(tmp_path):
        send(to="marie@demo.example", template="invitation.txt", context={"place": "L’Atelier & Cie"})

    (message,) = mailoutbox
    assert (message.subject, message.to) == ("Bienvenue à L’Atelier & Cie", ["marie@demo.example"])
    assert message.body == f"Bonjour, L’Atelier & Cie vous attend : {settings.SITE_URL}/\n"


@pytest.mark.parametrize("text", ["Bonjour", "Objet :\n\nBonjour", ""])
def test_a_template_without_subject_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Objet"):
        subject_and_body(text)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("sophie.martin@mairie-craon.example", "s…@mairie-craon.example"),
        (
            "{'é@demo.example': (550, b'a.b+c@demo.example')}",
            "{'é…@demo.example': (550, b'a…@demo.example')}",
        ),
        ("pas d’adresse", "pas d’adresse"),
    ],
)
def test_addresses_are_masked_wherever_they_are(text: str, masked: str) -> None:
    assert without_addresses(text) == masked


@pytest.mark.django_db
def test_other_tests_still_find_their_mails_in_the_outbox_of_django(mailoutbox: list[EmailMessage]) -> None:
    write()

    assert [m.subject for m in django_mail.outbox] == ["Votre code"]
    assert timezone.now() < NOW
