"""`/coordination/roles/`: who coordinates, contributes, follows or moderates over the territories one holds."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from palier.accounts import actions as accounts
from palier.accounts.models import TerritorialRole, User
from palier.directory import permissions
from palier.directory.queries.members import open_territorial_roles, where_held
from palier.web.members.forms import InviteToTerritoryForm, ReasonForm
from palier.web.members.held import OVER, card_of, held_or_404
from palier.web.members.mine import PAGE, TOO_LATE, add_refusals, answer_form, signed_in
from palier.web.members.team import ONESELF
from palier.web.standing import require, standing_in

OUT_OF_REACH = (
    "Vous ne pouvez pas donner ce rôle sur ce territoire : seuls les opérateurs nomment la coordination, "
    "et chaque territoire répond du sien."
)


@require_http_methods(PAGE)
def roles(request: HttpRequest) -> HttpResponse:
    """The roles over the territories one may answer for, and a form to invite somebody."""
    by = require(request, "vouch_territorial_role")
    standing = standing_in(request)
    form = InviteToTerritoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _invite(form, by, request):
        messages.success(request, f"L’invitation est partie à {form.cleaned_data['email']}.")
        return redirect("members:territorial")
    rows = [held for held in open_territorial_roles() if permissions.may_vouch(standing, held)]
    cards = [card_of(held) for held in rows]
    return answer_form(
        request,
        "members/territorial.html",
        {
            "form": form,
            "asking": [card for card in cards if card.is_requested],
            "here": [card for card in cards if card.is_active],
            "invited": [card for card in cards if card.is_invited],
        },
    )


def _invite(form: InviteToTerritoryForm, by: User, request: HttpRequest) -> bool:
    wanted = TerritorialRole(
        user=User(), role=form.cleaned_data["role"], territory=form.cleaned_data["territory"]
    )
    if not permissions.may_vouch(standing_in(request), wanted):
        form.add_error("role", OUT_OF_REACH)
        return False
    try:
        accounts.invite_to_territory(by=by, now=timezone.now(), **form.cleaned_data)
    except ValidationError as error:
        add_refusals(form, error)
    except accounts.MayNotVouchForOneself:
        form.add_error("email", ONESELF)
    return not form.errors


def _answerable(request: HttpRequest, pk: int) -> tuple[TerritorialRole, User]:
    held = held_or_404(OVER, pk)
    assert isinstance(held, TerritorialRole)
    if not permissions.may_vouch(standing_in(request), held):
        raise PermissionDenied
    return held, signed_in(request)


@require_POST
def vouch(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the role that somebody asked for."""
    held, by = _answerable(request, pk)
    try:
        accounts.vouch_role(held=held, where=where_held(held), by=by, now=timezone.now())
        messages.success(request, f"{held.user.name} est maintenant « {held.role.label} ».")
    except accounts.RoleMovedOn:
        messages.error(request, TOO_LATE)
    return redirect("members:territorial")


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse, with a reason, the role that somebody asked for."""
    held, _ = _answerable(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Dites pourquoi : la personne recevra cette raison.")
        return redirect("members:territorial")
    try:
        accounts.refuse_role(held=held, reason=form.cleaned_data["reason"], where=where_held(held))
        messages.success(request, "La demande est refusée, et la personne prévenue.")
    except accounts.RoleMovedOn:
        messages.error(request, TOO_LATE)
    return redirect("members:territorial")


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody’s role today, or take back an invitation."""
    held, by = _answerable(request, pk)
    try:
        accounts.leave_role(held=held, by=by, on=timezone.localdate())
        messages.success(request, f"{held.user.name} n’a plus ce rôle.")
    except accounts.RoleMovedOn:
        messages.error(request, TOO_LATE)
    return redirect("members:territorial")
