"""Text messages: rows first, sent once, tried again, visible, forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from palier.core.models import TextMessage
from palier.core.sms import is_on, send
from palier.core.sms.delivery import (
    MAX_ATTEMPTS,
    RETRY_DELAYS,
    deliver,
    deliver_waiting,
    forget_texts,
    retry_text,
)
from palier.core.sms.queries import text_counts
from tests.core import text_sender

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
DAY = timedelta(days=1)
PHONE = "+33639980010"
KEEP = override_settings(SMS_SENDER="tests.core.text_sender.keep")
REFUSE = override_settings(SMS_SENDER="tests.core.text_sender.refuse")


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    text_sender.KEPT.clear()


def a_text(**values: object) -> TextMessage:
    fields = {
        "phone": PHONE,
        "text": "Bonjour",
        "status": "WAITING",
        "due_at": NOW,
        "written_at": NOW,
        "changed_at": NOW,
    }
    made: TextMessage = TextMessage.objects.create(**{**fields, **values})
    return made


@KEEP
@pytest.mark.django_db(transaction=True)
def test_a_message_leaves_once_its_transaction_commits() -> None:
    now = timezone.now()  # the task reads the clock
    with transaction.atomic():
        send(to=PHONE, text="Bonjour", now=now)
        assert text_sender.KEPT == []

    assert text_sender.KEPT == [(PHONE, "Bonjour")]
    assert deliver_waiting(now=now + DAY) == (0, 0)
    assert text_counts() == {"waiting": 0, "sent": 1, "failed": 0}


@KEEP
@pytest.mark.django_db(transaction=True)
def test_a_message_of_a_transaction_that_is_undone_was_never_written() -> None:
    with transaction.atomic():
        send(to=PHONE, text="Bonjour", now=NOW)
        transaction.set_rollback(True)

    assert (text_sender.KEPT, TextMessage.objects.count()) == ([], 0)


@KEEP
@pytest.mark.django_db
def test_a_message_of_the_night_waits_for_the_morning() -> None:
    send(to=PHONE, text="Bonjour", now=NOW, not_before=NOW + DAY)

    assert deliver_waiting(now=NOW + DAY - timedelta(seconds=1)) == (0, 0)
    assert deliver_waiting(now=NOW + DAY) == (1, 0)


@REFUSE
@pytest.mark.django_db
def test_a_message_that_does_not_leave_is_tried_again_then_fails_in_sight_without_its_telephone() -> None:
    row, at = a_text(), NOW
    for delay in (*RETRY_DELAYS, timedelta()):
        assert deliver_waiting(now=at) == (0, 1)
        assert deliver_waiting(now=at) == (0, 0)
        at += delay

    row.refresh_from_db()
    assert (row.status, row.attempts, row.error) == ("FAILED", MAX_ATTEMPTS, "ConnectionError")
    assert str(row) == "+336…10"
    with KEEP:
        assert retry_text(row.pk, now=at)
        assert deliver(row.pk, now=at)
        assert not retry_text(row.pk, now=at)


@REFUSE
@pytest.mark.django_db
def test_a_sender_that_is_down_costs_three_messages_one_attempt_and_the_others_none() -> None:
    for _ in range(5):
        a_text()

    assert deliver_waiting(now=NOW) == (0, 3)
    assert sorted(TextMessage.objects.values_list("attempts", flat=True)) == [0, 0, 1, 1, 1]


@KEEP
@pytest.mark.race
def test_of_ten_senders_one_sends(threads) -> None:  # type: ignore[no-untyped-def]
    pk = a_text().pk

    outcomes = threads(10, lambda _n: deliver(pk, now=NOW))

    assert sorted(outcomes, key=str) == [None] * 9 + [True]
    assert text_sender.KEPT == [(PHONE, "Bonjour")]


@pytest.mark.django_db
def test_messages_are_forgotten_when_they_left_and_later_when_they_failed() -> None:
    a_text(status="SENT", changed_at=NOW - 3 * DAY)
    kept = [a_text(status="SENT"), a_text(status="FAILED", changed_at=NOW - 3 * DAY), a_text()]
    a_text(status="FAILED", changed_at=NOW - 31 * DAY)
    before = {"sent_before": NOW - 2 * DAY, "failed_before": NOW - 30 * DAY}

    assert forget_texts(**before) == 2
    assert forget_texts(**before) == 0

    assert set(TextMessage.objects.all()) == set(kept)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "x" * 481])
def test_a_message_says_something_in_three_messages_at_most(text: str) -> None:
    with pytest.raises(ValueError, match="characters"):
        send(to=PHONE, text=text, now=NOW)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [({}, False), ({"SMS_SENDER": "tests.core.text_sender.keep"}, True), ({"IS_DEMO_SITE": True}, True)],
)
def test_no_text_message_is_offered_while_the_sender_reaches_nobody(
    settings: dict[str, object], expected: bool
) -> None:
    with override_settings(**settings):
        assert is_on() is expected


@override_settings(IS_DEMO_SITE=True, SMS_SENDER="tests.core.text_sender.keep")
@pytest.mark.django_db
def test_no_message_leaves_a_demonstration_site() -> None:
    assert deliver(a_text().pk, now=NOW)
    assert text_sender.KEPT == []
