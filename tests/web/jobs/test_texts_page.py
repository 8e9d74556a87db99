"""`/-/sms/`: operators see what waits and what failed, never a text; a demonstration site shows everything."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from palier.accounts.models import User
from palier.core.models import TextMessage
from tests.cast import person
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db
HERE = "/-/sms/"


def a_text(status: str, **values: object) -> TextMessage:
    now = timezone.now()
    fields = {"phone": "+33639980010", "text": "Votre code : K7M 3QX", "due_at": now, "changed_at": now}
    made: TextMessage = TextMessage.objects.create(status=status, written_at=now, **{**fields, **values})
    return made


@pytest.fixture
def operator(client: Client) -> Client:
    """An operator of the site, signed in."""
    client.force_login(
        User.objects.create_superuser("site@exemple.example", "mot-de-passe-long", name="Site")
    )
    return client


def test_operators_see_masked_telephones_and_no_text(operator: Client) -> None:
    a_text("WAITING", due_at=timezone.now() + timedelta(hours=9))
    a_text("FAILED", attempts=7, error="ConnectionError")
    a_text("SENT")

    said = said_by(operator.get(HERE))

    assert "En attente : 1" in said
    assert "En échec : 1" in said
    assert "ConnectionError" in said
    assert "Partis : 1" in said
    assert "K7M" not in said
    assert "9980010" not in said
    assert "Personne ne reçoit de SMS" in said  # the console reaches nobody


def test_an_operator_sends_a_failed_message_again(operator: Client) -> None:
    failed = a_text("FAILED", attempts=7)

    said = said_by(operator.post(f"{HERE}{failed.pk}/reessayer/", follow=True))

    failed.refresh_from_db()
    assert (failed.status, failed.attempts) == ("WAITING", 0)
    assert "Le SMS partira dans la minute." in said


def test_nobody_else_sees_or_retries_messages(client: Client) -> None:
    failed = a_text("FAILED")
    assert client.get(HERE).status_code == 302

    client.force_login(person("Charlie"))

    assert client.get(HERE).status_code in (403, 404)
    assert client.post(f"{HERE}{failed.pk}/reessayer/").status_code in (403, 404)
    failed.refresh_from_db()
    assert failed.status == "FAILED"


@override_settings(IS_DEMO_SITE=True)
def test_a_demonstration_site_shows_its_messages_to_everybody(client: Client) -> None:
    a_text("SENT")

    assert "Votre code : K7M 3QX" in said_by(client.get(HERE))
