"""Retention rules: applied one by one, told to the public, proven by moving the clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client, override_settings
from post_office.models import STATUS, Email

from palier.core import retention
from palier.core.models import RateLimitWindow
from palier.core.ratelimit import take

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture
def registry() -> Iterator[dict[str, retention.Rule]]:
    """The rules declared, put back as they were after the test."""
    retention.rules()
    kept = dict(retention._rules)
    yield retention._rules
    retention._rules.clear()
    retention._rules.update(kept)


def test_what_an_app_declares_is_applied_and_told(
    registry: dict[str, retention.Rule], client: Client
) -> None:
    asked: list[datetime] = []

    def forget(now: datetime) -> int:
        asked.append(now)
        return 3

    retention.register(
        retention.Rule("billets d’essai", "Un billet d’essai est effacé le soir même.", forget)
    )
    line = retention.forget_all(now=NOW)

    assert asked == [NOW]
    assert "3 billets d’essai" in line.split(", ")
    assert "Un billet d’essai est effacé le soir même." in client.get("/confidentialite/").text


def test_two_rules_of_one_name_are_refused(registry: dict[str, retention.Rule]) -> None:
    with pytest.raises(ValueError, match="avis"):
        retention.register(retention.Rule("avis", "Autre.", lambda now: 0))


def test_a_rule_that_fails_is_said_and_does_not_stop_the_others(registry: dict[str, retention.Rule]) -> None:
    def broken(now: datetime) -> int:
        RateLimitWindow.objects.all().delete()
        raise RuntimeError

    registry.clear()
    retention.register(retention.Rule("a", "A.", broken))
    retention.register(retention.Rule("b", "B.", lambda now: 1))
    take("essai", "192.0.2.1", limit=5, window_s=60, now=NOW)

    with pytest.raises(retention.ForgettingFailed, match="règles en échec : a ; appliquées : 1 b"):
        retention.forget_all(now=NOW)

    assert RateLimitWindow.objects.count() == 1


def mail(status: int, *, days_ago: int) -> None:
    row = Email.objects.create(from_email="a@demo.example", to=["b@demo.example"], status=status)
    Email.objects.filter(pk=row.pk).update(last_updated=NOW - timedelta(days=days_ago))


@override_settings(SENT_MAILS_KEPT_DAYS=2, FAILED_MAILS_KEPT_DAYS=30)
def test_sent_mails_are_forgotten_after_two_days_failed_ones_after_thirty_and_waiting_ones_never() -> None:
    for status in (STATUS.sent, STATUS.failed, STATUS.queued):
        for days_ago in (1, 3, 31):
            mail(status, days_ago=days_ago)

    before = Email.objects.count()
    retention.forget_all(now=NOW)
    after = {
        status: Email.objects.filter(status=status).count()
        for status in (STATUS.sent, STATUS.failed, STATUS.queued)
    }
    retention.forget_all(now=NOW + timedelta(days=30))

    assert (before, after) == (9, {STATUS.sent: 1, STATUS.failed: 2, STATUS.queued: 3})
    assert list(Email.objects.values_list("status", flat=True).distinct()) == [STATUS.queued]


def test_the_public_reads_the_delays_that_are_applied(client: Client) -> None:
    with override_settings(SENT_MAILS_KEPT_DAYS=1, CONTACTS_KEPT_DAYS=99):
        page = client.get("/confidentialite/").text

    assert "est effacé 1 jour après son envoi" in page
    assert page.count("après 99 jours") == 2
    assert settings.SENT_MAILS_KEPT_DAYS == 2
