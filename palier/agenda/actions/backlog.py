"""Subjects kept for later (« fil rouge »): noted, taken in a session, set aside."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from palier.agenda.enums import BacklogState
from palier.agenda.models import BacklogTopic, Series, Session, SessionQuestion


class TopicSettled(Exception):
    """The subject was taken or set aside already."""


@transaction.atomic
def note_topic(
    *,
    series: Series,
    text: str,
    now: datetime,
    session: Session | None = None,
    question: SessionQuestion | None = None,
) -> BacklogTopic:
    """Keep a subject for a later session of a series; a question is kept once. Raises ValidationError if it is empty.

    `session`: where it was raised.
    """
    if question is not None:
        found = BacklogTopic.objects.filter(series=series, question=question).first()
        if found is not None:
            return found
    topic = BacklogTopic(
        series=series, text=text.strip(), raised_in=session, question=question, created_at=now
    )
    topic.clean_fields()
    topic.save()
    return topic


@transaction.atomic
def take_topic(*, topic: BacklogTopic, session: Session) -> None:
    """Pick a subject for a session of its series: it becomes its hook theme if there is none yet.

    Raises TopicSettled, and ValidationError for a session of another series.
    """
    if session.series_id != topic.series_id:
        raise ValidationError({"session": "Cette séance n’est pas de la série du sujet."})
    waiting = BacklogTopic.objects.filter(pk=topic.pk, state=BacklogState.WAITING)
    if not waiting.update(state=BacklogState.TAKEN, taken_in=session):
        raise TopicSettled
    if not session.hook_theme and not session.theme:
        session.hook_theme = topic.text[:200]
        session.save(update_fields=["hook_theme", "search_text"])


def drop_topic(*, topic: BacklogTopic) -> None:
    """Set a subject aside. Raises TopicSettled if it was taken or set aside already."""
    waiting = BacklogTopic.objects.filter(pk=topic.pk, state=BacklogState.WAITING)
    if not waiting.update(state=BacklogState.DROPPED):
        raise TopicSettled
