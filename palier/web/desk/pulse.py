"""The two questions at the end of a session: sheets typed in by the team, a page for a tablet or a telephone."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from palier.agenda.actions import pulse as actions
from palier.agenda.enums import PulseAnswer, SessionStatus
from palier.agenda.models import Session
from palier.agenda.queries.pulse import answers_now, pulse_of
from palier.core.plurals import counted
from palier.core.ratelimit import take
from palier.core.visitors import visitor_address
from palier.web.agenda_standing import session_or_404
from palier.web.desk.common import heading, held_by, key_of
from palier.web.public_forms import PublicForm, public_post, too_many
from palier.web.registration.forms import FormKeyMixin

SHEETS = 12
# A tablet that goes round a room sends as many as there are people: more than the other public forms.
PER_HOUR = 120
AT_EASE = "Vous sentez-vous plus à l’aise avec le numérique ?"
MET_OTHERS = "Avez-vous rencontré d’autres personnes ?"


class PulseForm(FormKeyMixin, PublicForm):
    """The two questions; one is enough."""

    more_at_ease = forms.ChoiceField(
        label=AT_EASE, choices=PulseAnswer.choices, required=False, widget=forms.RadioSelect
    )
    met_others = forms.ChoiceField(
        label=MET_OTHERS, choices=PulseAnswer.choices, required=False, widget=forms.RadioSelect
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("more_at_ease") and not data.get("met_others"):
            raise forms.ValidationError("Répondez à une question au moins, ou fermez la page.")
        return data


class SheetForm(forms.Form):
    """One sheet of paper."""

    at_ease = forms.ChoiceField(
        label="Plus à l’aise", choices=[("", "—"), *PulseAnswer.choices], required=False
    )
    met = forms.ChoiceField(
        label="A rencontré du monde", choices=[("", "—"), *PulseAnswer.choices], required=False
    )


@require_http_methods(["GET", "HEAD", "POST"])
def pulse(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what people answered, and take the sheets filled on paper."""
    session, _user = held_by(request, public_id)
    data = request.POST if request.method == "POST" else None
    sheets = [SheetForm(data, prefix=f"f{number}") for number in range(1, SHEETS + 1)]
    if data is not None and not [sheet for sheet in sheets if not sheet.is_valid()]:
        told = [(sheet.cleaned_data["at_ease"], sheet.cleaned_data["met"]) for sheet in sheets]
        count = actions.type_pulses(
            session=session, sheets=told, form_key=key_of(request), now=timezone.now()
        )
        messages.success(request, f"{counted(count, 'feuille enregistrée')}.")
        return redirect("desk:pulse", public_id)
    figures = pulse_of([session.pk], is_masked=False)
    context = heading(session, current="desk:pulse") | {
        "sheets": sheets,
        "figures": figures,
        "answers": [
            (AT_EASE, [(PulseAnswer(a).label, n) for a, n in figures.more_at_ease.items()]),
            (MET_OTHERS, [(PulseAnswer(a).label, n) for a, n in figures.met_others.items()]),
        ],
        "is_open": answers_now(session, now=timezone.now()),
    }
    return render(request, "desk/pulse.html", context, status=200 if data is None else 422)


@login_not_required
@public_post
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask the two questions: no name, no account, no cookie; then hand the tablet on."""
    session = _public(public_id)
    now = timezone.now()
    context: dict[str, Any] = {"session": session, "is_open": answers_now(session, now=now)}
    form = context["form"] = PulseForm(request.POST or None)
    if request.method == "POST" and context["is_open"] and form.is_valid():
        if not take(
            "pulse", f"{session.pk} {visitor_address(request)}", limit=PER_HOUR, window_s=3600, now=now
        ):
            return too_many(request, "desk/answer.html", context)
        try:
            _give(session, form)
        except actions.PulseClosed:
            context["is_open"] = False
        else:
            return redirect("sessions-desk:answered", public_id)
    return render(request, "desk/answer.html", context, status=422 if request.method == "POST" else 200)


@login_not_required
@require_safe
def answered(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say thank you, and offer the tablet to the next person."""
    return render(request, "desk/answered.html", {"session": _public(public_id)})


def _give(session: Session, form: PulseForm) -> None:
    told = form.cleaned_data
    actions.give_pulse(
        session=session,
        more_at_ease=told["more_at_ease"],
        met_others=told["met_others"],
        form_key=form.key,
        now=timezone.now(),
    )


def _public(public_id: str) -> Session:
    """Return a session that took place for everybody; those of the staff are nobody’s business."""
    session = session_or_404(public_id)
    if session.is_staff_only or session.status != SessionStatus.PUBLISHED:
        raise Http404
    return session
