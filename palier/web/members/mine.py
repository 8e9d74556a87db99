"""`/compte/roles/`: what one is, what is offered, asking for a role, leaving."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.accounts import actions as accounts
from palier.accounts.models import User
from palier.directory.actions import members
from palier.directory.queries.members import held_by, structure_by_public_id, structures_named
from palier.web.members.forms import AskTerritoryForm, JoinForm
from palier.web.members.held import card_of, held_or_404

PAGE = ["GET", "HEAD", "POST"]
TOO_LATE = "Ce rôle a déjà reçu une réponse : la liste est à jour."


def signed_in(request: HttpRequest) -> User:
    """The login wall stands before every page here."""
    assert isinstance(request.user, User)
    return request.user


def add_refusals(form: forms.Form, error: ValidationError) -> None:
    """Show a refusal of the domain beside the field it is about, or above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, sentences in error.message_dict.items():
        form.add_error(name if name in form.fields else None, ValidationError(sentences))


def answer_form(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show a page with its form: 422 when it was sent and is refused."""
    return render(request, template, context, status=422 if request.method == "POST" else 200)


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Every role of the person: offered, asked for, held, past."""
    cards = [card_of(held) for held in held_by(signed_in(request))]
    return render(
        request,
        "members/mine.html",
        {
            "offered": [card for card in cards if card.is_invited],
            "held": [card for card in cards if card.is_active],
            "asked": [card for card in cards if card.is_requested],
            "past": [card for card in cards if not (card.is_invited or card.is_active or card.is_requested)],
        },
    )


@require_http_methods(PAGE)
def ask(request: HttpRequest) -> HttpResponse:
    """Choose a structure by its name, then ask for a role there."""
    user = signed_in(request)
    query = request.GET.get("q", "")[:120]
    chosen = request.POST.get("structure") or request.GET.get("structure", "")
    structure = structure_by_public_id(chosen) if chosen else None
    if chosen and structure is None:
        raise Http404
    if structure is None:
        found = structures_named(query)
        return render(request, "members/ask_where.html", {"query": query, "found": found})
    now = timezone.now()
    form = JoinForm(request.POST or None, structure=structure, on=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            members.request_to_join(user=user, structure=structure, now=now, **form.cleaned_data)
        except ValidationError as error:
            add_refusals(form, error)
        else:
            messages.success(request, f"Votre demande est envoyée à {structure.name}.")
            return redirect("members:mine")
    return answer_form(request, "members/ask.html", {"form": form, "structure": structure})


@require_http_methods(PAGE)
def ask_territory(request: HttpRequest) -> HttpResponse:
    """Ask for a role over a territory."""
    form = AskTerritoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.request_territorial_role(
                user=signed_in(request), now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            add_refusals(form, error)
        else:
            messages.success(request, "Votre demande est envoyée à la coordination du territoire.")
            return redirect("members:mine")
    return answer_form(request, "members/ask_territory.html", {"form": form})


@require_POST
def accept(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take up a role that is offered."""
    held = held_or_404(kind, pk)
    try:
        accounts.accept_invitation(held=held, by=signed_in(request), now=timezone.now())
        messages.success(request, f"Vous êtes maintenant « {held.role.label} ».")
    except accounts.RoleMovedOn:
        messages.error(request, TOO_LATE)
    return redirect("members:mine")


@require_POST
def decline(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Say no to a role that is offered."""
    try:
        accounts.decline_invitation(held=held_or_404(kind, pk), by=signed_in(request))
        messages.success(request, "L’invitation est refusée.")
    except accounts.RoleMovedOn:
        messages.error(request, TOO_LATE)
    return redirect("members:mine")


@require_POST
def leave(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Leave a role today. What one wrote stays one’s own."""
    held = held_or_404(kind, pk)
    if held.user_id != signed_in(request).pk:
        raise Http404
    try:
        accounts.leave_role(held=held, by=signed_in(request), on=timezone.localdate())
        messages.success(request, "C’est fait : vous n’avez plus ce rôle.")
    except accounts.RoleMovedOn:
        messages.error(request, TOO_LATE)
    return redirect("members:mine")
