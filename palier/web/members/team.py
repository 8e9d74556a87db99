"""`/structures/<id>/equipe/`: the people of a structure, invited, confirmed, gone."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from palier.accounts import actions as accounts
from palier.accounts.models import User
from palier.directory import permissions
from palier.directory.actions import members
from palier.directory.models import Affiliation
from palier.directory.queries.members import members_of, structure_by_public_id, where_held
from palier.web.members.forms import InviteForm, ReasonForm
from palier.web.members.held import AT, card_of, held_or_404
from palier.web.members.mine import PAGE, TOO_LATE, add_refusals, answer_form, signed_in
from palier.web.standing import require, standing_in

ONESELF = "Une autre personne confirme un rôle : vous ne pouvez pas le faire pour vous-même."


@require_http_methods(PAGE)
def team(request: HttpRequest, public_id: str) -> HttpResponse:
    """The people of a structure, and a form to invite somebody."""
    structure = structure_by_public_id(public_id)
    if structure is None:
        raise Http404
    by = require(request, "vouch_member", structure)
    now = timezone.now()
    form = InviteForm(request.POST or None, structure=structure, on=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            who = members.Invitee(email=form.cleaned_data.pop("email"), name=form.cleaned_data.pop("name"))
            members.invite_member(who=who, structure=structure, by=by, now=now, **form.cleaned_data)
        except ValidationError as error:
            add_refusals(form, error)
        except accounts.MayNotVouchForOneself:
            form.add_error("email", ONESELF)
        else:
            messages.success(request, f"L’invitation est partie à {who.email}.")
            return redirect("members:team", public_id=public_id)
    cards = [card_of(held) for held in members_of(structure)]
    return answer_form(
        request,
        "members/team.html",
        {
            "structure": structure,
            "form": form,
            "asking": [card for card in cards if card.is_requested],
            "here": [card for card in cards if card.is_active],
            "invited": [card for card in cards if card.is_invited],
        },
    )


def _answerable(request: HttpRequest, pk: int) -> tuple[Affiliation, User]:
    """Return the role and who answers. Raises Http404 and PermissionDenied."""
    held = held_or_404(AT, pk)
    assert isinstance(held, Affiliation)
    if not permissions.may_vouch(standing_in(request), held):
        raise PermissionDenied
    return held, signed_in(request)


def _back(held: Affiliation) -> HttpResponse:
    return redirect("members:team", public_id=held.structure.public_id)


@require_POST
def vouch(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the role that somebody asked for."""
    held, by = _answerable(request, pk)
    try:
        accounts.vouch_role(held=held, where=where_held(held), by=by, now=timezone.now())
        messages.success(request, f"{held.user.name} est maintenant « {held.role.label} ».")
    except accounts.RoleMovedOn:
        messages.error(request, TOO_LATE)
    return _back(held)


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse, with a reason, the role that somebody asked for."""
    held, _ = _answerable(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Dites pourquoi : la personne recevra cette raison.")
        return _back(held)
    try:
        accounts.refuse_role(held=held, reason=form.cleaned_data["reason"], where=where_held(held))
        messages.success(request, "La demande est refusée, et la personne prévenue.")
    except accounts.RoleMovedOn:
        messages.error(request, TOO_LATE)
    return _back(held)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody’s role today, or take back an invitation."""
    held, by = _answerable(request, pk)
    try:
        accounts.leave_role(held=held, by=by, on=timezone.localdate())
        messages.success(request, f"{held.user.name} n’a plus ce rôle.")
    except accounts.RoleMovedOn:
        messages.error(request, TOO_LATE)
    return _back(held)
