"""Reads of opinions."""

from django.db.models import QuerySet

from palier.feedback.models import Feedback, FeedbackStatus

OPEN = (FeedbackStatus.NEW, FeedbackStatus.IN_PROGRESS)


def opinions(*, status: str = "") -> QuerySet[Feedback]:
    """The opinions of one status, or those that wait for an answer, the oldest first."""
    return Feedback.objects.filter(status__in=[status] if status else OPEN).order_by("created_at", "pk")


def opinion_by_pk(pk: int) -> Feedback | None:
    """Return one opinion."""
    return Feedback.objects.filter(pk=pk).first()


def count_waiting_opinions() -> int:
    """Return how many opinions wait for an answer."""
    return Feedback.objects.filter(status__in=OPEN).count()
