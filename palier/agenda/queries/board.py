"""The question board as it is read: during a session, on the wall, and by the whole network afterwards."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from palier.agenda.enums import QuestionState, SessionStatus
from palier.agenda.models import QuestionAnswer, Session, SessionQuestion, SessionReport, Wish
from palier.core.text import fold, stems
from palier.directory.models import Topic

# Questions older than that do not come back by themselves: the search still finds them.
COME_BACK_DAYS = 366
STILL_OPEN = (QuestionState.OPEN, QuestionState.SEARCHING)
# What is being searched is what the group looks at.
_ON_THE_WALL = {
    QuestionState.SEARCHING: 0,
    QuestionState.OPEN: 1,
    QuestionState.ANSWERED: 2,
    QuestionState.POSTPONED: 3,
}


def asks_now(session: Session, *, now: datetime) -> bool:
    """Tell whether the public may still put questions and wishes on the board: published, not over, not the staff’s."""
    return session.status == SessionStatus.PUBLISHED and not session.is_staff_only and now < session.ends_at


def board_of(session: Session) -> list[SessionQuestion]:
    """Return the questions of a session with their answers, what is being searched first; hidden ones left out.

    Two queries.
    """
    shown = session.questions.filter(hidden_at=None).select_related("topic", "carried_from__session")
    return sorted(
        shown.prefetch_related("answers", "carried_to"), key=lambda q: _ON_THE_WALL[QuestionState(q.state)]
    )


def hidden_questions(session: Session) -> QuerySet[SessionQuestion]:
    """Return what the team took off the board, to put it back."""
    return session.questions.exclude(hidden_at=None)


def question_of(session: Session, *, pk: int) -> SessionQuestion | None:
    """Return one question of that session."""
    return session.questions.select_related("session").filter(pk=pk).first()


def wishes_of(session: Session) -> QuerySet[Wish]:
    """Return « je cherche » and « je peux aider » as said before a session, hidden ones left out."""
    return session.wishes.filter(hidden_at=None)


def topics() -> QuerySet[Topic]:
    """Return the topics that a question may be counted under."""
    return Topic.objects.all()


def questions_left(*, before: Session) -> QuerySet[SessionQuestion]:
    """Return what earlier sessions of the same series, or of the same format at the same place, left open.

    A question postponed without a series to keep it is among them. One that came back already is left out.
    """
    same = Q(pk__in=[])
    if before.series_id is not None:
        same |= Q(session__series_id=before.series_id)
    if before.place_id is not None:
        same |= Q(session__place_id=before.place_id, session__format_id=before.format_id)
    waits = Q(state__in=STILL_OPEN) | Q(state=QuestionState.POSTPONED, session__series=None)
    came_back = SessionQuestion.objects.filter(carried_from=OuterRef("pk"))
    return (
        SessionQuestion.objects.filter(
            same,
            waits,
            ~Exists(came_back),
            hidden_at=None,
            session__is_staff_only=before.is_staff_only,
            session__starts_at__lt=before.starts_at,
            session__starts_at__gte=before.starts_at - timedelta(days=COME_BACK_DAYS),
        )
        .select_related("session")
        .order_by("asked_at", "pk")
    )


def next_of(session: Session) -> Session | None:
    """Return the next session of its series, else of its format at its place; cancelled ones and drafts left out."""
    later = Session.objects.filter(
        starts_at__gt=session.starts_at,
        status=SessionStatus.PUBLISHED,
        is_staff_only=session.is_staff_only,
    ).order_by("starts_at", "pk")
    if session.series_id is not None:
        found = later.filter(series_id=session.series_id).first()
        if found is not None:
            return found
    if session.place_id is None:
        return None
    return later.filter(place_id=session.place_id, format_id=session.format_id).first()


def find_questions(words: str) -> QuerySet[SessionQuestion]:
    """Return the questions of the network that hold all these words, in the question or one of its answers.

    Accents, plurals and endings do not matter. Most recent first; without words, those that were answered. Hidden
    ones, and those that came back at a later session, are left out.
    """
    found = SessionQuestion.objects.filter(
        ~Exists(SessionQuestion.objects.filter(carried_from=OuterRef("pk"))), hidden_at=None
    )
    if not words.strip():
        found = found.filter(state=QuestionState.ANSWERED)
    for word in _wanted(words):
        answers = QuestionAnswer.objects.filter(question=OuterRef("pk"), search_text__contains=word)
        found = found.filter(Q(search_text__contains=word) | Exists(answers))
    answers = QuestionAnswer.objects.order_by("written_at", "pk")
    return (
        found.select_related("session__place__commune", "session__commune", "topic")
        .prefetch_related(Prefetch("answers", queryset=answers))
        .order_by("-asked_at", "-pk")
    )


def find_summaries(words: str) -> QuerySet[SessionReport]:
    """Return the closed reports whose summary, or what was shared and learnt, holds all these words. Recent first."""
    found = SessionReport.objects.filter(closed_at__isnull=False).exclude(search_text="")
    for word in _wanted(words):
        found = found.filter(search_text__contains=word)
    return found.select_related("session__place", "session__commune").order_by("-session__starts_at", "-pk")


def _wanted(words: str) -> list[str]:
    """Return the beginnings of words to look for; words that say nothing count when there is nothing else."""
    return stems(words)[:8] or fold(words).split()[:8]
