"""`/seances/<session>/questions/`: ask before or during a session, say « je cherche », « je peux aider »."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from palier.agenda.actions import board as actions
from palier.agenda.enums import QuestionOrigin, WishKind
from palier.agenda.models import Session
from palier.agenda.queries.board import asks_now
from palier.agenda.queries.sessions import SHOWN
from palier.agenda.wording import place_line, when_line
from palier.web.agenda_standing import session_or_404
from palier.web.public_forms import PublicForm, public_post, too_many, too_many_posts
from palier.web.registration.forms import FormKeyMixin

QUESTION = "QUESTION"
KINDS = [
    (QUESTION, "J’ai une question"),
    (WishKind.SEEKS.value, "Je cherche quelqu’un qui sait"),
    (WishKind.CAN_HELP.value, "Je peux aider"),
]


class AskForm(FormKeyMixin, PublicForm):
    """What somebody says before coming: a few words, no name."""

    kind = forms.ChoiceField(
        label="Que voulez-vous dire ?", choices=KINDS, initial=QUESTION, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="Avec vos mots",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Toutes les questions sont bienvenues. N’écrivez ni nom, ni téléphone, ni mot de passe.",
    )


@login_not_required
@public_post
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a question or a wish; the team sees it, and shows it to the group."""
    session = _public(public_id)
    is_open = asks_now(session, now=timezone.now())
    form = AskForm(request.POST or None)
    context = _context(session) | {"form": form, "is_open": is_open}
    if request.method == "POST" and is_open and form.is_valid():
        if too_many_posts(request):
            return too_many(request, "desk/ask.html", context)
        try:
            _write(session, form)
        except actions.BoardClosed as closed:
            form.add_error(None, str(closed))
        else:
            return redirect("sessions-desk:asked", public_id)
    return render(request, "desk/ask.html", context, status=422 if request.method == "POST" else 200)


@login_not_required
@require_safe
def asked(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that it arrived, and what becomes of it."""
    return render(request, "desk/asked.html", _context(_public(public_id)))


def _write(session: Session, form: AskForm) -> None:
    told = form.cleaned_data
    common: dict[str, Any] = {
        "session": session,
        "text": told["text"],
        "form_key": form.key,
        "now": timezone.now(),
    }
    if told["kind"] == QUESTION:
        actions.ask_question(origin=QuestionOrigin.ONLINE, **common)
    else:
        actions.make_wish(kind=told["kind"], **common)


def _public(public_id: str) -> Session:
    session = session_or_404(public_id)
    if session.is_staff_only or session.status not in SHOWN:
        raise Http404
    return session


def _context(session: Session) -> dict[str, Any]:
    return {"session": session, "when": when_line(session), "where": place_line(session)}
