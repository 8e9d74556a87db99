"""Changing a session: its words, its day and place, its end; doing it again; a talk drawn from a café."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from palier.agenda import wording
from palier.agenda.actions import programme
from palier.agenda.actions.once import made_once
from palier.agenda.enums import CreditRole, SessionStatus
from palier.agenda.models import Session, SessionCredit
from palier.agenda.queries import programme as queries
from palier.web.agenda_standing import session_or_404
from palier.web.meanwhile import SharedForm
from palier.web.members.mine import PAGE, answer_form
from palier.web.programme.flow import OVER, places_planned, planned_or_404, press_of, refusals
from palier.web.programme.forms import EditSessionForm, initial_edit
from palier.web.programme.session import DERIVABLE
from palier.web.programme.when import WhenForm, WhereForm, initial_when
from palier.web.registration.forms import FormKeyMixin

Shared = TypeVar("Shared", bound=SharedForm)


class MoveForm(SharedForm, WhereForm):
    """A new day, new hours or a new place."""


class CancelForm(forms.Form):
    """Why a session is cancelled."""

    reason = forms.CharField(
        label="La raison", max_length=300, help_text="Les personnes inscrites et les visiteurs la liront."
    )


class AtSessionForm(FormKeyMixin, WhenForm):
    """A day and hours on the clock of a session."""

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session

    def zone(self) -> Any:
        """Return the clock of the session."""
        return self.session.zone


class DeriveForm(AtSessionForm):
    """A talk or a debate drawn from a café."""

    theme = forms.CharField(label="Le thème", max_length=200)
    speaker = forms.CharField(label="L’intervenant extérieur", max_length=100)
    title = forms.CharField(label="Le titre", required=False, max_length=150)
    capacity_max = forms.IntegerField(label="Places au plus", required=False, min_value=1, max_value=5000)
    is_open_to_all = forms.BooleanField(
        label="Accessible à tous, sans prérequis", required=False, initial=True
    )


@require_http_methods(PAGE)
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change the words, rules and seats."""
    found, _user = planned_or_404(request, public_id)
    lists = queries.lists_to_choose()

    def form_of(session: Session, data: QueryDict | None) -> EditSessionForm:
        return EditSessionForm(data, initial=initial_edit(session), format=session.format, lists=lists)

    def change(form: EditSessionForm) -> None:
        programme.edit_session(
            session=found,
            values=form.values(),
            now=timezone.now(),
            revision=form.cleaned_data["revision"],
        )

    return _change(Page(found, "programme/edit.html", form_of, change, "La séance est modifiée."), request)


@require_http_methods(PAGE)
def move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change the day, the hours or the place."""
    found, _user = planned_or_404(request, public_id)
    own = places_planned(request)

    def form_of(session: Session, data: QueryDict | None) -> MoveForm:
        kept = [session.place] if session.place is not None and session.place not in own else []
        initial = initial_when(session) | {"revision": session.revision}
        return MoveForm(data, initial=initial, places=[*own, *kept])

    def change(form: MoveForm) -> None:
        programme.move_session(
            session=found,
            starts_at=form.starts_at,
            ends_at=form.ends_at,
            where=form.where(),
            now=timezone.now(),
            revision=form.cleaned_data["revision"],
        )

    return _change(Page(found, "programme/move.html", form_of, change, "La séance est déplacée."), request)


@dataclass(frozen=True)
class Page(Generic[Shared]):
    """A page that changes a session: its form, unbound or as it was sent; what it does; what it then says."""

    session: Session
    template: str
    form_of: Callable[[Session, QueryDict | None], Shared]
    change: Callable[[Shared], None]
    said: str


def _change(page: Page[Shared], request: HttpRequest) -> HttpResponse:
    """Show the form, or change the session as it was when it was shown: 409, and all that was typed, if it is not."""
    form = page.form_of(page.session, request.POST or None)
    context: dict[str, Any] = {"session": page.session, "theirs": None}
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            try:
                page.change(form)
            except programme.SessionChangedMeanwhile:
                stored = session_or_404(page.session.public_id)
                data, context["theirs"] = form.beside(page.form_of(stored, None))
                form, status = page.form_of(stored, data), 409
            except programme.SessionOver:
                messages.error(request, OVER)
                return redirect("programme:session", public_id=page.session.public_id)
            else:
                messages.success(request, page.said)
                if remark := getattr(form, "remark", ""):
                    messages.warning(request, remark)
                return redirect("programme:session", public_id=page.session.public_id)
    context |= {"form": form, "is_published": page.session.status == SessionStatus.PUBLISHED}
    return render(request, page.template, context, status=status)


@require_http_methods(PAGE)
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Cancel a published session."""
    found, _user = planned_or_404(request, public_id)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            try:
                programme.cancel_session(
                    session=found, reason=form.cleaned_data["reason"], now=timezone.now()
                )
            except programme.SessionOver:
                messages.error(request, OVER)
            else:
                messages.success(request, "La séance est annulée, et les personnes inscrites prévenues.")
            return redirect("programme:session", public_id=public_id)
    context = {"form": form, "session": found, "when": wording.when_line(found, with_year=True)}
    return answer_form(request, "programme/cancel.html", context)


@require_http_methods(PAGE)
def copy(request: HttpRequest, public_id: str) -> HttpResponse:
    """Do it again another day."""
    found, by = planned_or_404(request, public_id)
    later = initial_when(found)
    initial = {**later, "on": later["on"] + timedelta(days=28)}
    form = AtSessionForm(request.POST or None, initial=initial, session=found)
    if request.method == "POST" and form.is_valid():
        with refusals(form):

            def make(public_id: str) -> Session:
                return programme.duplicate_session(
                    session=found,
                    starts_at=form.starts_at,
                    ends_at=form.ends_at,
                    by=by,
                    now=timezone.now(),
                    values={"public_id": public_id},
                )

            return _made(request, made_once(Session, make=make, press=press_of(request, form)), form)
    return answer_form(request, "programme/copy.html", {"form": form, "session": found})


@require_http_methods(PAGE)
def derive(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """Draw a talk or a debate from a café."""
    found, by = planned_or_404(request, public_id)
    format = queries.format_by_code(code)
    if format is None or format.kind not in DERIVABLE:
        raise Http404
    initial = {"theme": found.hook_theme, "capacity_max": format.capacity_max}
    form = DeriveForm(request.POST or None, initial=initial, session=found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        values = {name: data[name] for name in ("theme", "capacity_max", "is_open_to_all")}
        values["title"] = data["title"] or f"{format.label} : {data['theme']}"[:150]

        def make(public_id: str) -> Session:
            return programme.derive_session(
                session=found,
                format=format,
                speaker=SessionCredit(name=data["speaker"], role=CreditRole.SPEAKER),
                starts_at=form.starts_at,
                ends_at=form.ends_at,
                values=values | {"public_id": public_id},
                by=by,
                now=timezone.now(),
            )

        with refusals(form):
            return _made(request, made_once(Session, make=make, press=press_of(request, form)), form)
    return answer_form(request, "programme/derive.html", {"form": form, "session": found, "format": format})


def _made(request: HttpRequest, session: Session, form: WhenForm) -> HttpResponse:
    messages.success(request, "Le brouillon est prêt : relisez-le et publiez-le.")
    if form.remark:
        messages.warning(request, form.remark)
    return redirect("programme:session", public_id=session.public_id)
