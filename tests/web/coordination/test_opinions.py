"""`/coordination/avis/`: opinions read and answered; whoever left an address gets the answer once."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from palier.feedback.models import Feedback
from tests.cast import over, person
from tests.factories.directory import commune
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db

HERE = "/coordination/avis/"


def opinion(**fields: Any) -> Feedback:
    given = {"page": "/", "message": "C’est trop petit.", "contact": "camille@exemple.example"}
    return Feedback.objects.create(**{**given, "created_at": timezone.now() - timedelta(days=1), **fields})


@pytest.fixture
def alice(client: Client) -> Client:
    commune("53084")
    over("departement:53", person("Alice"), "coordinator")
    client.force_login(person("Alice"))
    return client


def test_opinions_are_read_and_answered_by_coordination_and_moderation_only(client: Client) -> None:
    commune("53084")
    found = opinion()
    over("departement:53", person("Alice"), "coordinator")
    over("departement:53", person("Bob"), "contributor")

    seen = {}
    for name in ("Alice", "Bob", "Charlie"):
        client.force_login(person(name))
        seen[name] = [client.get(path).status_code for path in (HERE, f"{HERE}{found.pk}/")]
        if name != "Alice":
            assert client.post(f"{HERE}{found.pk}/", {"status": "DONE", "answer": "Lu"}).status_code == 403

    assert seen == {"Alice": [200, 200], "Bob": [403, 403], "Charlie": [403, 403]}
    found.refresh_from_db()
    assert (found.status, found.answer) == ("NEW", "")


def test_an_answer_closes_the_opinion_and_is_sent_once(alice: Client) -> None:
    found = opinion()
    answer = {"status": "DONE", "answer": "Les lettres sont plus grandes."}

    for _ in range(2):
        alice.post(f"{HERE}{found.pk}/", answer)

    found.refresh_from_db()
    assert (found.status, found.answer) == ("DONE", "Les lettres sont plus grandes.")
    assert [message.to for message in mail.outbox] == [["camille@exemple.example"]]
    assert "Les lettres sont plus grandes." in mail.outbox[0].body
    assert "trop petit" not in said_by(alice.get(HERE))
    assert "trop petit" in said_by(alice.get(f"{HERE}?statut=done"))


@pytest.mark.parametrize("contact", ["", "06 39 98 00 10"])
def test_nobody_is_written_to_without_an_address(alice: Client, contact: str) -> None:
    found = opinion(contact=contact)

    alice.post(f"{HERE}{found.pk}/", {"status": "DONE", "answer": "Lu."})

    assert mail.outbox == []


def test_an_opinion_is_not_closed_without_a_word(alice: Client) -> None:
    found = opinion()

    page = alice.post(f"{HERE}{found.pk}/", {"status": "DECLINED", "answer": " "})

    found.refresh_from_db()
    assert (page.status_code, found.status) == (422, "NEW")


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_however_many_opinions(
    alice: Client, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        opinion()

    with django_assert_num_queries(6):
        alice.get(HERE)
