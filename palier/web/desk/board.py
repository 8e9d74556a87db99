"""`/tenir/<session>/tableau/`: what the group asks and finds; projected, printed blank, copied from the paperboard."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from palier.accounts.models import User
from palier.agenda.actions import board as actions
from palier.agenda.enums import QuestionOrigin, WishKind
from palier.agenda.models import Session, SessionQuestion
from palier.agenda.queries import board as queries
from palier.core.plurals import counted
from palier.web.desk.board_forms import AnswerForm, QuestionForm, SearchForm, TopicForm, paper_forms
from palier.web.desk.common import heading, held_by, key_of, number_in

BLANK_LINES = 12
Gesture = Callable[[HttpRequest, Session, User, datetime], "tuple[str, forms.Form | None]"]


@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the board; a POST does one gesture. A refused form comes back filled, on its question."""
    session, user = held_by(request, public_id)
    refused: forms.Form | None = None
    if request.method == "POST":
        gesture = GESTURES.get(request.POST.get("gesture", ""))
        if gesture is None:
            raise PermissionDenied
        said, refused = gesture(request, session, user, timezone.now())
        if refused is None:
            messages.success(request, said)
            return redirect("desk:board", public_id)
    context = heading(session, current="desk:board") | _board(session, refused)
    return render(request, "desk/board.html", context, status=422 if refused else 200)


@require_safe
def project(request: HttpRequest, public_id: str) -> HttpResponse:
    """The board in large type for the wall; with JavaScript it follows what is written."""
    session, _user = held_by(request, public_id)
    context = heading(session, current="") | {"questions": queries.board_of(session)}
    return render(request, "desk/project.html", context)


@require_safe
def blank(request: HttpRequest, public_id: str) -> HttpResponse:
    """A sheet to print: what was asked already, then lines to write on."""
    session, _user = held_by(request, public_id)
    asked = [q for q in queries.board_of(session) if q.state in queries.STILL_OPEN]
    left = list(queries.questions_left(before=session))
    context = heading(session, current="") | {
        "asked": [*left, *asked],
        "lines": range(max(4, BLANK_LINES - len(asked) - len(left))),
    }
    return render(request, "desk/blank.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, public_id: str) -> HttpResponse:
    """Copy the paperboard in one go, after the session."""
    session, user = held_by(request, public_id)
    rows = paper_forms(request.POST or None)
    if request.method == "POST" and rows.is_valid():
        lines = [form.line() for form in rows if form.is_written()]
        count = actions.fill_board(
            session=session, lines=lines, form_key=key_of(request), by=user, now=timezone.now()
        )
        messages.success(request, f"{counted(count, 'question recopiée')}.")
        return redirect("desk:board", public_id)
    context = heading(session, current="desk:board") | {"rows": rows}
    if request.method == "POST":
        context["form_key"] = key_of(request)
    return render(request, "desk/copy.html", context, status=422 if request.method == "POST" else 200)


# --- Gestures -----------------------------------------------------------------------------------------------------


def _ask(request: HttpRequest, session: Session, user: User, now: datetime) -> tuple[str, forms.Form | None]:
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return "", form
    told = form.cleaned_data
    actions.ask_question(
        session=session,
        text=told["text"],
        origin=QuestionOrigin.PAPER if now < session.starts_at else QuestionOrigin.SESSION,
        topic=told["topic"],
        form_key=key_of(request),
        now=now,
    )
    return "La question est sur le tableau.", None


def _search(
    request: HttpRequest, session: Session, user: User, now: datetime
) -> tuple[str, forms.Form | None]:
    question = _question(request, session)
    form = SearchForm(request.POST, prefix=_prefix("search", question))
    if not form.is_valid():
        return "", form
    actions.search_together(question=question, query=form.cleaned_data["query"])
    return "Vous cherchez ensemble : la recherche est notée.", None


def _answer(
    request: HttpRequest, session: Session, user: User, now: datetime
) -> tuple[str, forms.Form | None]:
    question = _question(request, session)
    form = AnswerForm(request.POST, prefix=_prefix("answer", question))
    if not form.is_valid():
        return "", form
    actions.answer_question(question=question, found=form.found(), by=user, now=now)
    return "La réponse est notée.", None


def _topic(
    request: HttpRequest, session: Session, user: User, now: datetime
) -> tuple[str, forms.Form | None]:
    question = _question(request, session)
    form = TopicForm(request.POST, prefix=_prefix("topic", question), known=list(queries.topics()))
    if not form.is_valid():
        return "", form
    actions.set_question_topic(question=question, topic=form.chosen())
    return "Le thème est noté.", None


def _postpone(request: HttpRequest, session: Session, user: User, now: datetime) -> tuple[str, None]:
    topic = actions.postpone_question(question=_question(request, session), now=now)
    return (
        "Gardée dans les sujets à traiter de la série." if topic else "Gardée pour la prochaine fois."
    ), None


def _reopen(request: HttpRequest, session: Session, user: User, now: datetime) -> tuple[str, None]:
    actions.reopen_question(question=_question(request, session))
    return "La question est de nouveau ouverte.", None


def _hide(request: HttpRequest, session: Session, user: User, now: datetime) -> tuple[str, None]:
    actions.hide_question(question=_question(request, session), now=now)
    return "Masquée : elle ne se voit plus nulle part.", None


def _show(request: HttpRequest, session: Session, user: User, now: datetime) -> tuple[str, None]:
    actions.show_question(question=_question(request, session))
    return "Remise sur le tableau.", None


def _carry(request: HttpRequest, session: Session, user: User, now: datetime) -> tuple[str, None]:
    count = actions.carry_questions(to=session, now=now)
    return f"{counted(count, 'question reprise')}.", None


def _hide_wish(request: HttpRequest, session: Session, user: User, now: datetime) -> tuple[str, None]:
    for wish in queries.wishes_of(session):
        if wish.pk == number_in(request, "wish"):
            actions.hide_wish(wish=wish, now=now)
    return "Masqué.", None


GESTURES: dict[str, Gesture] = {
    "ask": _ask,
    "search": _search,
    "answer": _answer,
    "topic": _topic,
    "postpone": _postpone,
    "reopen": _reopen,
    "hide": _hide,
    "show": _show,
    "carry": _carry,
    "hide-wish": _hide_wish,
}


def _question(request: HttpRequest, session: Session) -> SessionQuestion:
    found = queries.question_of(session, pk=number_in(request, "question"))
    if found is None:
        raise Http404
    return found


def _prefix(what: str, question: SessionQuestion) -> str:
    return f"{what}-{question.pk}"


def _board(session: Session, refused: forms.Form | None) -> dict[str, Any]:
    """What the page of the board needs; a refused form takes the place of the empty one."""
    cards, known = [], list(queries.topics())
    for question in queries.board_of(session):
        said = {"topic": question.topic_id}
        own: dict[str, Any] = {
            "topic": TopicForm(prefix=_prefix("topic", question), initial=said, known=known)
        }
        for name, kind in (("search", SearchForm), ("answer", AnswerForm)):
            prefix = _prefix(name, question)
            is_refused = refused is not None and refused.prefix == prefix
            initial = {"query": question.query_used}
            own[name] = refused if is_refused else kind(prefix=prefix, initial=initial)
            own[f"{name}_open"] = is_refused
        cards.append({"question": question, **own})
    wishes = list(queries.wishes_of(session))
    return {
        "cards": cards,
        "ask": refused if isinstance(refused, QuestionForm) else QuestionForm(),
        "hidden": queries.hidden_questions(session),
        "left": queries.questions_left(before=session),
        "seeks": [w for w in wishes if w.kind == WishKind.SEEKS],
        "can_help": [w for w in wishes if w.kind == WishKind.CAN_HELP],
    }
