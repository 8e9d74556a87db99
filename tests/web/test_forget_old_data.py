"""What is promised on the privacy page is done: proven by moving the clock."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from palier.core.models import RateLimitWindow
from palier.core.ratelimit import take
from palier.directory.models import CorrectionProposal
from palier.feedback import actions
from palier.feedback.models import Feedback
from tests.factories.directory import PlaceFactory

pytestmark = pytest.mark.django_db


def _give(days_ago: int, contact: str = "moi@demo.example") -> Feedback:
    now = timezone.now() - timedelta(days=days_ago)
    return actions.give_feedback(page="/", message="Utile", contact=contact, now=now)


def test_contacts_are_forgotten_after_six_months_and_messages_after_two_years() -> None:
    recent, old, very_old = _give(10), _give(200), _give(800)
    place = PlaceFactory()
    for days_ago in (10, 200, 800):
        CorrectionProposal.objects.create(
            place=place, message="Fermé", contact="moi", created_at=timezone.now() - timedelta(days=days_ago)
        )
    take("public-post", "192.0.2.1", limit=5, window_s=3600, now=timezone.now() - timedelta(days=3))

    out = StringIO()
    call_command("forget_old_data", write=True, stdout=out)

    assert list(Feedback.objects.order_by("pk").values_list("pk", "contact")) == [
        (recent.pk, "moi@demo.example"),
        (old.pk, ""),
    ]
    assert not Feedback.objects.filter(pk=very_old.pk).exists()
    assert list(CorrectionProposal.objects.order_by("-created_at").values_list("contact", flat=True)) == [
        "moi",
        "",
    ]
    assert not RateLimitWindow.objects.exists()
    counts = out.getvalue().strip().split(", ")
    assert {"2 avis", "2 propositions", "1 compteurs"} <= set(counts)


def test_without_write_nothing_is_forgotten() -> None:
    old = _give(800)

    call_command("forget_old_data", stdout=StringIO())

    assert Feedback.objects.filter(pk=old.pk, contact="moi@demo.example").exists()
