"""What operators read about text messages: never a text nor a whole telephone. On a demonstration site, everything."""

from palier.core.enums import TextStatus
from palier.core.models import TextMessage


def texts(status: TextStatus, *, limit: int = 100) -> list[TextMessage]:
    """Return messages in that state, without their text: the last changed first."""
    rows = TextMessage.objects.filter(status=status).defer("text").order_by("-changed_at", "-pk")
    return list(rows[:limit])


def text_counts() -> dict[str, int]:
    """How many messages are « waiting », « failed », « sent »."""
    return {s.name.lower(): TextMessage.objects.filter(status=s).count() for s in TextStatus}


def last_whole_texts(*, limit: int = 20) -> list[TextMessage]:
    """Return the last messages with their text, newest first. For a demonstration site only."""
    return list(TextMessage.objects.order_by("-pk")[:limit])
