"""A new session: its format first, as large answers; then the few things that only a person knows."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from palier.accounts.models import User
from palier.agenda import actions
from palier.agenda.actions import around, proposing, templates
from palier.agenda.actions.once import made_once
from palier.agenda.enums import CreditRole, FormatKind
from palier.agenda.models import EventFormat, Session, SessionTemplate
from palier.agenda.queries import programme as queries
from palier.agenda.queries import suggestions
from palier.directory import permissions
from palier.directory.models import Place
from palier.directory.queries.standing import Standing
from palier.web.members.mine import PAGE, answer_form
from palier.web.programme.flow import places_planned, press_of, refusals, structures_planned
from palier.web.programme.forms import NewSessionForm
from palier.web.standing import require, standing_in
from palier.web.templatetags.ui_values import Link

ICONS = {
    FormatKind.DIGITAL_CAFE: "people",
    FormatKind.STAFF_CAFE: "key",
    FormatKind.DISCOVERY: "hand",
    FormatKind.INITIATION: "computer",
    FormatKind.ADVANCED: "star",
    FormatKind.THEMATIC: "document",
    FormatKind.TALK: "ear",
    FormatKind.DEBATE: "question",
    FormatKind.SCHOOL: "school",
    FormatKind.WEBINAR: "globe",
    FormatKind.EVENT: "calendar",
}


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Show the formats; `?modele=` and `?lieu=` are carried on."""
    require(request, "plan_sessions")
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    cards = [
        Link(
            label=row.label,
            url=reverse("programme:new-of", args=[row.code]) + query,
            icon=ICONS[FormatKind(row.kind)],
            hint=said,
        )
        for row, said in queries.format_cards()
    ]
    return render(request, "programme/choose.html", {"cards": cards})


@require_http_methods(PAGE)
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Write the draft of a session, published at once if one asks for it and nothing is missing."""
    by = require(request, "plan_sessions")
    format = _format_or_404(code)
    template = _template_of(request)
    form = _form(request, format, template)

    def make(public_id: str) -> Session:
        standing, now = standing_in(request), timezone.now()
        return _create(form, template=template, public_id=public_id, by=by, standing=standing, now=now)

    if request.method == "POST" and form.is_valid():
        with refusals(form):
            session = made_once(Session, make=make, press=press_of(request, form))
            return _done(request, session, form)
    return answer_form(
        request,
        "programme/new.html",
        {"form": form, "format": format, "template": template, "themes": _themes(form)},
    )


def _themes(form: NewSessionForm) -> list[str]:
    """Themes to start a café with, from what people asked lately; the only place, when there is one."""
    if "hook_theme" not in form.fields:
        return []
    place = next(iter(form.places.values())) if len(form.places) == 1 else None
    return suggestions.hook_themes(place=place, series=None, now=timezone.now())


def _form(request: HttpRequest, format: EventFormat, template: SessionTemplate | None) -> NewSessionForm:
    places = places_planned(request)
    structures = structures_planned(request)
    initial: dict[str, Any] = {"place": request.GET.get("lieu", "")} if request.GET.get("lieu") else {}
    if template is not None:
        said = templates.values_of_template(template)
        initial |= {name: said.get(name, "") for name in ("theme", "hook_theme", "description")}
    return NewSessionForm(
        request.POST or None, initial=initial, format=format, places=places, structures=structures
    )


@transaction.atomic
def _create(
    form: NewSessionForm,
    *,
    template: SessionTemplate | None,
    public_id: str,
    by: User,
    standing: Standing,
    now: datetime,
) -> Session:
    place, organiser = form.chosen_place, form.chosen_organiser
    assert organiser is not None  # the form refuses it
    here = place is not None and permissions.may(standing, "plan_sessions", place)
    if not here and not permissions.may(standing, "plan_sessions", organiser):
        raise PermissionDenied
    session = actions.create_session(
        format=form.format,
        organiser=organiser,
        place=place,
        starts_at=form.starts_at,
        ends_at=form.ends_at,
        values=form.values() | _topics(template) | {"public_id": public_id},
        by=by,
        now=now,
    )
    if speaker := form.cleaned_data.get("speaker"):
        around.credit_person(
            session=session, values={"role": CreditRole.SPEAKER, "name": speaker}, on=now.date()
        )
    return session


def _topics(template: SessionTemplate | None) -> dict[str, Any]:
    return {"topics": templates.values_of_template(template)["topics"]} if template is not None else {}


def _done(request: HttpRequest, session: Session, form: NewSessionForm) -> HttpResponse:
    messages.success(request, "La séance est enregistrée.")
    if form.remark:
        messages.warning(request, form.remark)
    if "publish" in request.POST:
        try:
            actions.publish_session(session=session, now=timezone.now())
        except actions.SessionNotReady as missing:
            messages.warning(request, str(missing))
    return redirect("programme:session", public_id=session.public_id)


def _format_or_404(code: str) -> EventFormat:
    format = queries.format_by_code(code)
    if format is None:
        raise Http404
    return format


def _template_of(request: HttpRequest) -> SessionTemplate | None:
    number = request.GET.get("modele", "")
    return queries.template_by_pk(int(number)) if number.isdigit() and len(number) < 10 else None


# --- Elsewhere ------------------------------------------------------------------------------------------------


@require_http_methods(PAGE)
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a session to the programme of another structure: its place first, then what it is."""
    by = require(request, "plan_sessions")
    place = queries.open_place(request.GET.get("lieu", ""))
    format = queries.format_by_code(request.GET.get("format", ""))
    if place is None or format is None:
        return _where(request, place)
    structures = structures_planned(request)
    form = NewSessionForm(
        request.POST or None, format=format, places=[place], structures=structures, needs_place=True
    )
    if "organiser" in form.fields:
        form.fields["organiser"].label = "Votre structure"
        form.fields["organiser"].required = True
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            return _propose(request, form, place=place, by=by)
    context = {"form": form, "format": format, "place": place, "may_propose": bool(structures)}
    return answer_form(request, "programme/propose.html", context)


def _propose(request: HttpRequest, form: NewSessionForm, *, place: Place, by: User) -> HttpResponse:
    own = form.structures.get(form.cleaned_data.get("organiser", "")) or next(
        iter(form.structures.values()), None
    )
    if own is None:
        raise PermissionDenied

    def make(public_id: str) -> Session:
        return proposing.propose_session(
            format=form.format,
            place=place,
            proposed_by=own,
            starts_at=form.starts_at,
            ends_at=form.ends_at,
            values=form.values() | {"public_id": public_id},
            by=by,
            now=timezone.now(),
        )

    session = made_once(Session, make=make, press=press_of(request, form))
    messages.success(request, f"La proposition est envoyée à {session.organiser}.")
    return redirect("programme:session", public_id=session.public_id)


def _where(request: HttpRequest, place: Place | None) -> HttpResponse:
    """Look for a place by its name, then choose a format."""
    words = request.GET.get("q", "")[:100]
    context = {
        "q": words,
        "place": place,
        "found": queries.places_named(words) if words else [],
        "formats": [row for row in queries.formats() if not row.is_staff_only] if place else [],
    }
    return render(request, "programme/propose_where.html", context)
