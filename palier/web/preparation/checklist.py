"""`/programme/seances/<id>/preparation/`: what must be ready, ticked in one gesture, printed, kept for the place."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from palier.accounts.models import User
from palier.agenda.actions import checklists
from palier.agenda.models import ChecklistItem, Session
from palier.agenda.permissions import may_on, may_run
from palier.agenda.preparation import reservable_for
from palier.agenda.queries.checklists import checklist_item, place_has_own_list
from palier.agenda.wording import address_lines
from palier.core.plurals import counted
from palier.kits.permissions import may_reserve_for
from palier.web.agenda_standing import heading, session_for, tabs_of
from palier.web.preparation.forms import LineForm, NoteForm, ReserveForm
from palier.web.preparation.present import lines_of, reserved_things
from palier.web.rendering import render_page
from palier.web.standing import standing_in


def prepared_by(request: HttpRequest, public_id: str) -> tuple[Session, User]:
    """Return the session of an address and who asks, if they may prepare it. Raises Http404, PermissionDenied."""
    return session_for(request, public_id, may_run)


@require_safe
def page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The list, what is reserved, what can be."""
    session, _ = prepared_by(request, public_id)
    return show(request, session)


def show(
    request: HttpRequest, session: Session, *, status: int = 200, **forms: LineForm | ReserveForm
) -> HttpResponse:
    """Answer the page, or its list when htmx asks for it; `forms` are those that were refused."""
    reserved = reserved_things(session)
    lines = lines_of(session, reserved)
    may_open = may_reserve_for(standing_in(request), session.organiser)
    may_reserve = may_open and session.ends_at > timezone.now()
    things = reservable_for(session) if may_reserve else []
    context: dict[str, Any] = {
        **heading(session, tabs_of(session, standing_in(request), current="preparation")),
        "is_changing": request.GET.get("changer") == "1",
        "address": address_lines(session),
        "lines": lines,
        "ready": sum(line.is_done for line in lines),
        "reserved": reserved,
        "may_reserve": may_reserve,
        "may_open": may_open,
        "may_keep": session.place is not None and may_on(standing_in(request), "plan_sessions", session),
        "has_own_list": place_has_own_list(session),
        "add_form": forms.get("add_form") or LineForm(),
        "reserve_form": forms.get("reserve_form") or (ReserveForm(things=things) if things else None),
    }
    answer = render_page(request, "preparation/page.html", context, fragment="liste")
    answer.status_code = status
    return answer


@require_POST
def tick(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Say that a line is ready, or no longer."""
    item, user = _line(request, public_id, pk)
    checklists.tick_item(item=item, is_done=request.POST.get("fait") == "1", by=user, now=timezone.now())
    return redirect("preparation:page", public_id=public_id)


@require_POST
def add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a line to this session."""
    session, _ = prepared_by(request, public_id)
    form = LineForm(request.POST)
    if form.is_valid():
        try:
            checklists.add_to_checklist(session=session, label=form.cleaned_data["label"])
        except ValidationError as error:
            form.add_error("label", error.message_dict["label"])
        else:
            return redirect("preparation:page", public_id=public_id)
    return show(request, session, status=422, add_form=form)


@require_POST
def note(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Write a word beside a line."""
    item, _ = _line(request, public_id, pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        checklists.note_item(item=item, note=form.cleaned_data["note"])
    else:
        messages.error(request, "Une précision tient en 200 caractères.")
    return _changing(public_id)


@require_POST
def remove(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Take a line out of this session."""
    item, _ = _line(request, public_id, pk)
    checklists.remove_from_checklist(item=item)
    return _changing(public_id)


@require_POST
def keep(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make this list that of the place for this format, or go back to the standard one."""
    session, _ = prepared_by(request, public_id)
    if session.place is None or not may_on(standing_in(request), "plan_sessions", session):
        raise PermissionDenied
    which = request.POST.get("liste")
    if which == "habituelle":
        if checklists.forget_list_of_place(session=session):
            messages.success(request, "Les prochaines séances reprendront la liste habituelle du format.")
        else:
            messages.info(request, "Ce lieu suit déjà la liste habituelle du format.")
    elif which != "du-lieu":
        raise Http404
    elif count := checklists.keep_list_for_place(session=session):
        kept = f"C’est votre liste pour « {session.place.name} » : {counted(count, 'ligne')}"
        messages.success(request, f"{kept}, pour les prochaines séances.")
    else:
        messages.error(request, "Cette liste est vide : rien n’est gardé. Ajoutez d’abord une ligne.")
    return redirect("preparation:page", public_id=public_id)


def _changing(public_id: str) -> HttpResponse:
    """Go back to the page as it was: with a note and a way out beside each line."""
    return redirect(reverse("preparation:page", args=[public_id]) + "?changer=1")


def _line(request: HttpRequest, public_id: str, pk: int) -> tuple[ChecklistItem, User]:
    """Return a line of the session and who asks. Raises Http404, PermissionDenied."""
    session, user = prepared_by(request, public_id)
    item = checklist_item(session, pk)
    if item is None:
        raise Http404
    return item, user
