"""Changing a session: its words, its day and place, its end; doing it again; a talk drawn from a café."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from palier.agenda import wording
from palier.agenda.actions import programme
from palier.agenda.enums import CreditRole, SessionStatus
from palier.agenda.models import Session, SessionCredit
from palier.agenda.queries import programme as queries
from palier.directory import permissions
from palier.web.programme.flow import CHANGED, OVER, PAGE, answer, planned_or_404, refusals
from palier.web.programme.forms import EditSessionForm, initial_edit
from palier.web.programme.session import DERIVABLE
from palier.web.programme.when import WhenForm, WhereForm, initial_when
from palier.web.standing import standing_in


class MoveForm(WhereForm):
    """A new day, new hours or a new place. `revision`: the one that was shown."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class CancelForm(forms.Form):
    """Why a session is cancelled."""

    reason = forms.CharField(
        label="La raison", max_length=300, help_text="Les personnes inscrites et les visiteurs la liront."
    )


class AtSessionForm(WhenForm):
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
    form = EditSessionForm(
        request.POST or None,
        initial=initial_edit(found),
        format=found.format,
        lists=queries.lists_to_choose(),
    )
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            return _changed(
                request, public_id, form, lambda revision: programme.edit_session(
                    session=found, values=form.values(), now=timezone.now(), revision=revision
                ), "La séance est modifiée."
            )  # fmt: skip
    return answer(request, "programme/edit.html", {"form": form, "session": found})


@require_http_methods(PAGE)
def move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change the day, the hours or the place."""
    found, _user = planned_or_404(request, public_id)
    places = queries.places_to_plan(permissions.places_within(standing_in(request), "plan_sessions"))
    if found.place is not None and found.place not in places:
        places.append(found.place)
    initial = initial_when(found) | {"revision": found.revision}
    form = MoveForm(request.POST or None, initial=initial, places=places)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            return _changed(
                request, public_id, form, lambda revision: programme.move_session(
                    session=found,
                    starts_at=form.starts_at,
                    ends_at=form.ends_at,
                    where=form.where(),
                    now=timezone.now(),
                    revision=revision,
                ), "La séance est déplacée."
            )  # fmt: skip
    context = {"form": form, "session": found, "is_published": found.status == SessionStatus.PUBLISHED}
    return answer(request, "programme/move.html", context)


def _changed(request: HttpRequest, public_id: str, form: Any, change: Any, said: str) -> HttpResponse:
    """Make a change against the revision that was shown, and say what became of it."""
    try:
        change(form.cleaned_data["revision"])
    except programme.SessionChangedMeanwhile:
        messages.error(request, CHANGED)
    except programme.SessionOver:
        messages.error(request, OVER)
    else:
        messages.success(request, said)
        if remark := getattr(form, "remark", ""):
            messages.warning(request, remark)
    return redirect("programme:session", public_id=public_id)


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
    return answer(request, "programme/cancel.html", context)


@require_http_methods(PAGE)
def copy(request: HttpRequest, public_id: str) -> HttpResponse:
    """Do it again another day."""
    found, by = planned_or_404(request, public_id)
    later = initial_when(found)
    initial = {**later, "on": later["on"] + timedelta(days=28)}
    form = AtSessionForm(request.POST or None, initial=initial, session=found)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            made = programme.duplicate_session(
                session=found, starts_at=form.starts_at, ends_at=form.ends_at, by=by, now=timezone.now()
            )
            return _made(request, made, form)
    return answer(request, "programme/copy.html", {"form": form, "session": found})


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
        with refusals(form):
            made = programme.derive_session(
                session=found,
                format=format,
                speaker=SessionCredit(name=data["speaker"], role=CreditRole.SPEAKER),
                starts_at=form.starts_at,
                ends_at=form.ends_at,
                values=values | {"title": data["title"] or f"{format.label} : {data['theme']}"[:150]},
                by=by,
                now=timezone.now(),
            )
            return _made(request, made, form)
    return answer(request, "programme/derive.html", {"form": form, "session": found, "format": format})


def _made(request: HttpRequest, session: Session, form: WhenForm) -> HttpResponse:
    messages.success(request, "Le brouillon est prêt : relisez-le et publiez-le.")
    if form.remark:
        messages.warning(request, form.remark)
    return redirect("programme:session", public_id=session.public_id)
