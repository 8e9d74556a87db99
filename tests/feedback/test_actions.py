"""Opinions: stored, told to the team, and their contacts forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from palier.feedback.actions import forget_old_feedback, give_feedback
from palier.feedback.models import Feedback
from palier.feedback.tasks import announce_feedback
from tests.factories.directory import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("/chercher/?q=mes+dettes&ou=Craon", "/chercher/"),
        ("/", "/"),
        ("", "/"),
        ("?q=mes+dettes", "/"),
        ("/" + "a" * 400, "/" + "a" * 299),
    ],
)
def test_only_the_path_of_the_page_is_kept(page: str, kept: str) -> None:
    assert give_feedback(page=page, message="Merci", contact="", now=NOW).page == kept


def test_an_opinion_without_words_is_refused_by_the_action_and_by_the_database() -> None:
    with pytest.raises(ValidationError):
        give_feedback(page="/", message="   ", contact="", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.create(page="/", message="", created_at=NOW)


def test_the_team_is_told_after_the_opinion_is_stored_and_nothing_is_sent_of_one_that_is_gone(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        feedback = give_feedback(page="/", message="Merci", contact="a@b.example", now=NOW)
        assert mail.outbox == []

    assert [m.subject for m in mail.outbox] == ["Un avis attend d’être lu"]
    assert "a@b.example" not in mail.outbox[0].body
    feedback.delete()
    announce_feedback.enqueue(feedback.pk or 0)
    assert len(mail.outbox) == 1


def test_an_opinion_waits_in_a_queue_with_a_status() -> None:
    first = give_feedback(page="/", message="Un", contact="", now=NOW)
    second = give_feedback(page="/", message="Deux", contact="", now=NOW + timedelta(minutes=1))

    assert [(f, f.get_status_display()) for f in Feedback.objects.all()] == [
        (second, "à lire"),
        (first, "à lire"),
    ]


def test_old_contacts_then_old_opinions_are_forgotten() -> None:
    for days in (800, 200, 10):
        give_feedback(page="/", message=f"{days}", contact="a@b.example", now=NOW - timedelta(days=days))
    limits = {
        "contacts_before": NOW - timedelta(days=180),
        "messages_before": NOW - timedelta(days=730),
    }

    assert [forget_old_feedback(**limits), forget_old_feedback(**limits)] == [2, 0]

    assert [(f.message, f.contact) for f in Feedback.objects.all()] == [("10", "a@b.example"), ("200", "")]
