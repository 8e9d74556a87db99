"""The question board: what is asked, searched together, answered by several, kept for later."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from palier.accounts.models import User
from palier.agenda.enums import BacklogState, FoundBy, QuestionOrigin, QuestionState, WishKind
from palier.agenda.models import BacklogTopic, QuestionAnswer, Session, SessionQuestion, Wish
from palier.agenda.queries.board import asks_now, questions_left
from palier.directory.models import Topic

MOST_QUESTIONS, MOST_WISHES = 200, 200  # of one session: beyond, somebody is playing
Sent = TypeVar("Sent", SessionQuestion, Wish)


class BoardClosed(Exception):
    """The session takes no question or wish from the public; the message says why, in French."""


@dataclass(frozen=True)
class Found:
    """An answer as it is told: by whom it was found, where, with which words typed in a search engine."""

    text: str
    found_by: str = FoundBy.GROUP
    source_url: str = ""
    query_used: str = ""


@dataclass(frozen=True)
class PaperLine:
    """One question copied from the paperboard, with what became of it."""

    text: str
    state: str = QuestionState.OPEN
    found: Found | None = None


@transaction.atomic
def ask_question(
    *,
    session: Session,
    text: str,
    origin: str,
    form_key: UUID | None,
    now: datetime,
    topic: Topic | None = None,
) -> SessionQuestion:
    """Put a question on the board; the same form sent twice asks once. From the public, it must be before the end.

    Raises BoardClosed.
    """
    if origin == QuestionOrigin.ONLINE:
        _check_open(session, now=now)
    question = SessionQuestion(
        session=session, text=text, origin=origin, topic=topic, form_key=form_key, asked_at=now
    )
    return _once(question)


@transaction.atomic
def make_wish(*, session: Session, kind: str, text: str, form_key: UUID | None, now: datetime) -> Wish:
    """Note « je cherche » or « je peux aider », without a name; the same form sent twice says it once.

    Raises BoardClosed.
    """
    _check_open(session, now=now)
    if session.wishes.count() >= MOST_WISHES:
        raise BoardClosed("Cette séance a déjà reçu beaucoup de messages : venez en parler sur place.")
    wish = Wish(session=session, kind=WishKind(kind), text=text, form_key=form_key, said_at=now)
    return _once(wish)


def search_together(*, question: SessionQuestion, query: str) -> None:
    """Say that the group searches, and with which words. An answered question stays answered."""
    question.query_used = query
    if question.state != QuestionState.ANSWERED:
        question.state, question.settled_at = QuestionState.SEARCHING, None
    question.save(update_fields=["query_used", "state", "settled_at", "search_text"])


@transaction.atomic
def answer_question(
    *, question: SessionQuestion, found: Found, by: User | None, now: datetime
) -> QuestionAnswer:
    """Add one answer, of several; the question is answered, and no longer waits in the backlog.

    The same answer sent twice is written once. The source is an address to read, never fetched.
    """
    told = {"text": found.text, "found_by": FoundBy(found.found_by), "source_url": found.source_url}
    answer = question.answers.filter(**told).first() or QuestionAnswer.objects.create(
        question=question,
        query_used=found.query_used or question.query_used,
        written_by=by,
        written_at=now,
        **told,
    )
    _settle(question, QuestionState.ANSWERED, now=now)
    waiting = BacklogTopic.objects.filter(question=question, state=BacklogState.WAITING)
    waiting.update(state=BacklogState.TAKEN, taken_in=question.session)
    return answer


@transaction.atomic
def postpone_question(*, question: SessionQuestion, now: datetime) -> BacklogTopic | None:
    """Keep a question for later: a subject of the series if there is one. Safe to run twice.

    Without a series, it waits on the board of the next session of the place.
    """
    _settle(question, QuestionState.POSTPONED, now=now)
    series_id = question.session.series_id
    if series_id is None:
        return None
    room = BacklogTopic._meta.get_field("text").max_length
    topic, made = BacklogTopic.objects.get_or_create(
        series_id=series_id,
        question=question,
        defaults={"text": question.text[:room], "raised_in": question.session, "created_at": now},
    )
    if not made:
        BacklogTopic.objects.filter(pk=topic.pk).update(state=BacklogState.WAITING, taken_in=None)
    return topic


@transaction.atomic
def reopen_question(*, question: SessionQuestion) -> None:
    """Put a question back among the open ones; its answers stay. It leaves the backlog."""
    question.state, question.settled_at = QuestionState.OPEN, None
    question.save(update_fields=["state", "settled_at", "search_text"])
    waiting = BacklogTopic.objects.filter(question=question, state=BacklogState.WAITING)
    waiting.update(state=BacklogState.TAKEN, taken_in=question.session)


def set_question_topic(*, question: SessionQuestion, topic: Topic | None) -> None:
    """Say what a question is about, to count what comes back."""
    SessionQuestion.objects.filter(pk=question.pk).update(topic=topic)


def hide_question(*, question: SessionQuestion, now: datetime) -> None:
    """Take junk off the board, the projection and the search."""
    SessionQuestion.objects.filter(pk=question.pk, hidden_at=None).update(hidden_at=now)


def show_question(*, question: SessionQuestion) -> None:
    """Put a hidden question back."""
    SessionQuestion.objects.filter(pk=question.pk).update(hidden_at=None)


def hide_wish(*, wish: Wish, now: datetime) -> None:
    """Take junk off the wishes."""
    Wish.objects.filter(pk=wish.pk, hidden_at=None).update(hidden_at=now)


@transaction.atomic
def carry_questions(*, to: Session, now: datetime) -> int:
    """Bring to a session the questions that earlier ones left open. Safe to run twice, or by two people at once.

    Returns how many came.
    """
    before = to.questions.count()
    SessionQuestion.objects.bulk_create(
        [
            SessionQuestion(
                session=to,
                text=left.text,
                search_text=left.search_text,
                origin=left.origin,
                topic=left.topic,
                query_used=left.query_used,
                carried_from=left,
                asked_at=now,
                position=left.position,
            )
            for left in questions_left(before=to)
        ],
        ignore_conflicts=True,
    )
    return to.questions.count() - before


@transaction.atomic
def fill_board(
    *, session: Session, lines: Iterable[PaperLine], form_key: UUID, by: User | None, now: datetime
) -> int:
    """Copy the paperboard in one go; the same sheet sent twice is copied once. Returns how many questions it holds."""
    count = 0
    for number, line in enumerate(lines):
        key = uuid5(form_key, str(number))
        count += 1
        if SessionQuestion.objects.filter(form_key=key).exists():
            continue
        question = ask_question(
            session=session, text=line.text, origin=QuestionOrigin.PAPERBOARD, form_key=key, now=now
        )
        if line.found is not None:
            answer_question(question=question, found=line.found, by=by, now=now)
        elif line.state == QuestionState.POSTPONED:
            postpone_question(question=question, now=now)
    return count


def _check_open(session: Session, *, now: datetime) -> None:
    if not asks_now(session, now=now):
        raise BoardClosed("Cette séance est passée ou n’a pas lieu : posez votre question à la prochaine.")
    if session.questions.count() >= MOST_QUESTIONS:
        raise BoardClosed("Cette séance a déjà reçu beaucoup de questions : venez poser la vôtre sur place.")


def _once(row: Sent) -> Sent:
    """Save what a form sent, or return what it already wrote."""
    sent = type(row)._default_manager.filter(form_key=row.form_key) if row.form_key else None
    if sent is not None and (found := sent.first()) is not None:
        return found
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # the same form, at the same moment
        if sent is None or (found := sent.first()) is None:
            raise
        return found
    return row


def _settle(question: SessionQuestion, state: QuestionState, *, now: datetime) -> None:
    question.state, question.settled_at = state, now
    question.save(update_fields=["state", "settled_at", "search_text"])
