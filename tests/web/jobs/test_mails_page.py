"""`/-/courriels/`: operators see what waits, failed and left, never a text; a demonstration shows all to everybody."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone
from post_office.models import STATUS, Email, Log

from palier.accounts.models import User

pytestmark = pytest.mark.django_db
CODE = "Votre code : 123456"


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("operator@demo.example", name="Opératrice"))
    return client


def mail(status: int, *, to: str = "sophie.martin@demo.example", error: str = "") -> Email:
    row = Email.objects.create(
        from_email="site@demo.example", to=[to], subject="Votre code", message=CODE, status=status
    )
    if error:
        Log.objects.create(email=row, status=STATUS.failed, exception_type="SMTPError", message=error)
    return row


def test_operators_see_each_mail_masked_with_its_last_error_and_never_its_text(operator: Client) -> None:
    mail(STATUS.queued)
    mail(STATUS.failed, error="boîte pleine")
    mail(STATUS.sent)

    page = operator.get("/-/courriels/").text

    assert [
        page.count(title) for title in ("En attente&nbsp;: 1", "En échec&nbsp;: 1", "Partis&nbsp;: 1")
    ] == [1, 1, 1]
    assert "SMTPError : boîte pleine" in page
    assert "s…@demo.example" in page
    assert "sophie" not in page
    assert "123456" not in page
    assert "Votre code" not in page


def test_a_failed_mail_is_tried_again_on_request_and_a_sent_one_is_not(operator: Client) -> None:
    failed, sent = mail(STATUS.failed), mail(STATUS.sent)
    Email.objects.update(scheduled_time=timezone.now() + timedelta(days=1))

    for row in (failed, sent):
        answer = operator.post(f"/-/courriels/{row.pk}/reessayer/", follow=True)

    failed.refresh_from_db()
    sent.refresh_from_db()
    assert failed.scheduled_time is not None
    assert (failed.status, failed.scheduled_time <= timezone.now()) == (STATUS.requeued, True)
    assert sent.status == STATUS.sent
    assert "déjà parti" in answer.text


@pytest.mark.parametrize("is_demo", [False, True])
def test_only_operators_try_again_and_only_a_demonstration_is_open(client: Client, is_demo: bool) -> None:
    """Nobody signed in, somebody signed in, an operator."""
    row = mail(STATUS.failed)
    retry = f"/-/courriels/{row.pk}/reessayer/"

    with override_settings(IS_DEMO_SITE=is_demo):
        anonymous = client.get("/-/courriels/").status_code, client.post(retry).status_code
        client.force_login(User.objects.create_user("bob@demo.example", name="Bob"))
        signed_in = client.get("/-/courriels/").status_code, client.post(retry).status_code
        client.force_login(User.objects.create_user("olga@demo.example", name="Olga", is_staff=True))
        operator = client.get("/-/courriels/").status_code, client.post(retry).status_code

    assert anonymous == ((200, 302) if is_demo else (302, 302))
    assert signed_in == ((200, 403) if is_demo else (403, 403))
    assert operator == (200, 302)


@override_settings(IS_DEMO_SITE=True)
def test_on_a_demonstration_everybody_reads_the_last_twenty_mails_and_is_told_so(client: Client) -> None:
    for number in range(22):
        mail(STATUS.sent, to=f"p{number}@demo.example")

    answer = client.get("/-/courriels/")

    assert answer.text.count(CODE) == 20
    assert "p21@demo.example" in answer.text
    assert "p1@demo.example" not in answer.text
    assert "Aucun courriel ne part d’ici" in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert not client.cookies


@override_settings(IS_DEMO_SITE=True)
def test_a_text_that_holds_html_is_shown_as_text(client: Client) -> None:
    Email.objects.create(
        from_email="site@demo.example",
        to=["a@demo.example"],
        subject="<b>gras</b>",
        message="<script>1</script>",
        status=STATUS.sent,
    )

    page = client.get("/-/courriels/").text

    assert "&lt;script&gt;1&lt;/script&gt;" in page
    assert "&lt;b&gt;gras" in page


def test_the_administration_shows_no_mail(operator: Client) -> None:
    mail(STATUS.sent)

    assert operator.get("/-/admin/post_office/email/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_as_much_for_one_mail_as_for_three(
    operator: Client, django_assert_num_queries: Any, count: int
) -> None:
    for status in (STATUS.queued, STATUS.failed, STATUS.sent):
        for _ in range(count):
            mail(status, error="refusé")

    with django_assert_num_queries(11):
        operator.get("/-/courriels/")
