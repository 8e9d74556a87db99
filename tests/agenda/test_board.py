"""The question board: open, searched together, answered by several, kept for later, there next time."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from palier.agenda.actions import board, reports
from palier.agenda.actions.board import Found, PaperLine
from palier.agenda.enums import FormatKind, FoundBy, QuestionOrigin, QuestionState, WishKind
from palier.agenda.models import BacklogTopic, Series, Session, SessionQuestion
from palier.agenda.queries import board as queries
from tests.cast import person
from tests.factories.agenda import a_session
from tests.factories.directory import NOW

pytestmark = pytest.mark.django_db
START = NOW + timedelta(days=7)
DURING = START + timedelta(minutes=30)


def asked(
    session: Session, text: str = "Comment reconnaître un faux message ?", **fields: Any
) -> SessionQuestion:
    given = {"origin": QuestionOrigin.SESSION, "form_key": uuid4(), "now": DURING, **fields}
    return board.ask_question(session=session, text=text, **given)


def a_series(session: Session, *others: Session) -> Series:
    made = Series.objects.create(
        format=session.format,
        place=session.place,
        organiser=session.organiser,
        title="Cafés de Craon",
        starts_on=START.date(),
        start_time=START.time(),
        duration_min=120,
        created_at=NOW,
    )
    for row in (session, *others):
        row.series = made
        row.save()
    return made


def next_month(session: Session, **values: Any) -> Session:
    given = {"place": session.place, "organiser": session.organiser, "starts_at": START + timedelta(days=30)}
    return a_session(**(given | values))


@pytest.mark.requirement("R003-038", "R003-047", "S10")
def test_a_question_is_searched_together_then_answered_with_its_source() -> None:
    session = a_session()
    question, later = asked(session), asked(session, "Et les mots de passe ?")
    begun = question.state

    board.search_together(question=question, query="faux message banque")
    searching = question.state
    board.postpone_question(question=later, now=DURING)
    board.answer_question(
        question=question,
        found=Found("Regarder l’adresse.", FoundBy.INTERNET, "https://www.cybermalveillance.gouv.fr/"),
        by=person("Alice"),
        now=DURING,
    )

    (answer,) = question.answers.all()
    assert (begun, searching, question.state) == ("OPEN", "SEARCHING", "ANSWERED")
    assert (question.settled_at, later.state) == (DURING, "POSTPONED")
    assert (answer.source_url, answer.query_used) == (
        "https://www.cybermalveillance.gouv.fr/",
        "faux message banque",
    )


@pytest.mark.requirement("R003-012", "R003-030")
def test_a_question_has_several_answers_each_with_who_found_it() -> None:
    question = asked(a_session())
    found = {
        "Par l’adresse": FoundBy.PARTICIPANT,
        "Par les fautes": FoundBy.GROUP,
        "Par le ton": FoundBy.LIBRARIAN,
        "Par une liste": FoundBy.INTERNET,
    }
    for text, who in found.items():
        for _press in range(2):
            board.answer_question(question=question, found=Found(text, who), by=None, now=DURING)

    assert dict(question.answers.values_list("text", "found_by")) == found
    assert question.answers.count() == len(found)


@pytest.mark.requirement("S10")
def test_a_postponed_question_is_a_subject_of_the_series_until_it_is_answered() -> None:
    session = a_session()
    series = a_series(session)
    question = asked(session, "x" * 500)

    for _press in range(2):
        board.postpone_question(question=question, now=DURING)

    topic = BacklogTopic.objects.get(series=series)
    assert (topic.question, topic.raised_in, topic.state, len(topic.text)) == (
        question,
        session,
        "WAITING",
        300,
    )
    board.answer_question(question=question, found=Found("Voilà"), by=None, now=DURING)
    topic.refresh_from_db()
    assert (topic.state, topic.taken_in) == ("TAKEN", session)


def test_a_question_reopened_leaves_the_backlog_and_postponed_again_comes_back_to_it() -> None:
    session = a_session()
    a_series(session)
    question = asked(session)

    board.postpone_question(question=question, now=DURING)
    board.reopen_question(question=question)
    reopened = BacklogTopic.objects.get().state
    board.postpone_question(question=question, now=DURING)

    assert (reopened, BacklogTopic.objects.get().state) == ("TAKEN", "WAITING")


@pytest.mark.requirement("R003-035")
def test_a_session_closed_with_open_questions_gives_them_to_the_next_one() -> None:
    session = a_session()
    following = next_month(session)
    left, answered = asked(session, "Et les mots de passe ?"), asked(session, "Et les mails ?")
    board.answer_question(question=answered, found=Found("Ainsi"), by=None, now=DURING)

    carried = [reports.close_report(session=session, by=None, now=DURING) for _press in range(2)]

    (came,) = queries.board_of(following)
    assert carried == [1, 0]
    assert (came.text, came.state, came.carried_from) == ("Et les mots de passe ?", "OPEN", left)


@pytest.mark.requirement("R003-035")
def test_what_was_left_open_is_seen_on_the_next_board_and_comes_in_one_press() -> None:
    session = a_session()
    question = asked(session)
    following = next_month(session)

    seen = list(queries.questions_left(before=following))
    board.carry_questions(to=following, now=DURING)

    assert seen == [question]
    assert list(queries.questions_left(before=following)) == []


def test_a_question_answered_hidden_too_old_or_of_another_place_does_not_come_back() -> None:
    session = a_session()
    following = next_month(session)
    board.hide_question(question=asked(session), now=DURING)
    board.answer_question(question=asked(session), found=Found("Oui"), by=None, now=DURING)
    asked(a_session())
    asked(a_session(FormatKind.DISCOVERY, place=session.place, organiser=session.organiser))
    asked(next_month(session, starts_at=START - timedelta(days=400)))

    assert list(queries.questions_left(before=following)) == []


def test_without_a_series_a_postponed_question_waits_for_the_next_session_of_the_place() -> None:
    session = a_session()
    following = next_month(session)
    question = asked(session)

    assert board.postpone_question(question=question, now=DURING) is None
    assert list(queries.questions_left(before=following)) == [question]


def test_anybody_asks_before_a_session_and_says_what_they_seek_or_can_help_with() -> None:
    session = a_session()
    key = uuid4()

    for _press in range(2):
        asked(session, form_key=key, origin=QuestionOrigin.ONLINE, now=NOW)
    for kind in WishKind.values:
        board.make_wish(session=session, kind=kind, text="La visio", form_key=uuid4(), now=NOW)

    assert session.questions.count() == 1
    assert sorted(session.wishes.values_list("kind", flat=True)) == ["CAN_HELP", "SEEKS"]


@pytest.mark.parametrize(
    ("kind", "now"),
    [
        (FormatKind.DIGITAL_CAFE, START + timedelta(hours=3)),
        (FormatKind.STAFF_CAFE, NOW),
    ],
)
def test_a_session_that_is_over_or_of_the_staff_takes_nothing_from_the_public(
    kind: FormatKind, now: datetime
) -> None:
    session = a_session(kind)

    with pytest.raises(board.BoardClosed):
        asked(session, origin=QuestionOrigin.ONLINE, now=now)
    with pytest.raises(board.BoardClosed):
        board.make_wish(session=session, kind="SEEKS", text="La visio", form_key=uuid4(), now=now)


def test_a_board_that_somebody_floods_takes_no_more_from_the_public() -> None:
    session = a_session()
    SessionQuestion.objects.bulk_create(
        SessionQuestion(session=session, text="x", origin="ONLINE", asked_at=NOW)
        for _ in range(board.MOST_QUESTIONS)
    )

    with pytest.raises(board.BoardClosed):
        asked(session, origin=QuestionOrigin.ONLINE, now=NOW)


def test_the_paperboard_is_copied_in_one_go_and_once() -> None:
    session = a_session()
    a_series(session)
    key = uuid4()
    lines = [
        PaperLine("Comment imprimer ?", found=Found("Par le menu", FoundBy.PARTICIPANT)),
        PaperLine("La fibre ?", QuestionState.POSTPONED),
        PaperLine("Le cloud ?"),
    ]

    counts = [
        board.fill_board(session=session, lines=lines, form_key=key, by=None, now=DURING)
        for _press in range(2)
    ]

    assert counts == [3, 3]
    assert sorted(session.questions.values_list("text", "state", "origin")) == [
        ("Comment imprimer ?", "ANSWERED", "PAPERBOARD"),
        ("La fibre ?", "POSTPONED", "PAPERBOARD"),
        ("Le cloud ?", "OPEN", "PAPERBOARD"),
    ]


@pytest.mark.parametrize("words", ["hameçonnage", "HAMECONNAGE banques", "adresse", "l’adresse"])
def test_the_network_finds_a_question_by_its_words_or_those_of_an_answer(words: str) -> None:
    question = asked(a_session(), "C’est quoi l’hameçonnage ? Ma banque m’écrit.")
    board.answer_question(question=question, found=Found("Vérifier les adresses"), by=None, now=DURING)
    asked(a_session(), "Comment imprimer ?")

    assert list(queries.find_questions(words)) == [question]


def test_the_search_leaves_out_what_is_hidden_and_says_a_question_once() -> None:
    session = a_session()
    following = next_month(session)
    asked(session, "Les photos ?")
    board.carry_questions(to=following, now=DURING)
    board.hide_question(question=asked(session, "Des photos gratuites sur mon site"), now=DURING)

    assert [q.session for q in queries.find_questions("photo")] == [following]
    assert list(queries.find_questions("")) == []  # none is answered


@pytest.mark.requirement("R003-037")
def test_the_network_finds_a_summary_once_its_report_is_closed() -> None:
    session = a_session()
    told = reports.Told(head_count=6, words={"summary": "On a parlé de téléassistance."})
    report = reports.save_report(session=session, told=told, by=person("Alice"), now=DURING)
    before = list(queries.find_summaries("teleassistance"))
    reports.close_report(session=session, by=person("Alice"), now=DURING)

    assert (before, list(queries.find_summaries("teleassistance"))) == ([], [report])


@pytest.mark.parametrize("count", [1, 3])
def test_a_board_costs_three_queries_however_many_questions(
    django_assert_num_queries: Any, count: int
) -> None:
    session = a_session()
    for _question in range(count):
        board.answer_question(question=asked(session), found=Found("Oui"), by=None, now=DURING)

    with django_assert_num_queries(3):
        shown = [len(q.answers.all()) for q in queries.board_of(session)]

    assert shown == [1] * count


def test_an_answer_of_nobody_known_is_refused() -> None:
    with pytest.raises((ValueError, ValidationError, IntegrityError)):
        board.answer_question(question=asked(a_session()), found=Found("Oui", "ROBOT"), by=None, now=DURING)
