"""Counting what leaves, what comes back and what is there; following what is missing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.kits import actions, permissions
from palier.kits.enums import LackState
from palier.kits.models import EquipmentItem
from palier.kits.queries.checks import expected_lines, lack_by_pk, lacks_of
from palier.web.kits.counting import CountForm
from palier.web.kits.forms import SettleForm
from palier.web.kits.found import kept_thing, seen_reservation, visitor
from palier.web.kits.wording import refusal_of, when_of
from palier.web.members.mine import PAGE, add_refusals, answer_form

REFUSALS = (actions.ReservationMovedOn, actions.StillOut, actions.NotLendable, actions.AlreadyReserved)
MOST_LACKS = 200
Write = Callable[[CountForm, datetime], object]


@require_http_methods(PAGE)
def out(request: HttpRequest, public_id: str) -> HttpResponse:
    """Count what leaves with a reservation."""
    return _loan(
        request, public_id, actions.check_out, title="Sortie", done="C’est noté : le matériel est sorti."
    )


@require_http_methods(PAGE)
def back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Count what comes back."""
    return _loan(
        request, public_id, actions.check_in, title="Retour", done="C’est noté : le matériel est rendu."
    )


@require_http_methods(PAGE)
def inventory(request: HttpRequest, public_id: str) -> HttpResponse:
    """Count a thing, or what a case holds, outside any loan."""
    thing, user = kept_thing(request, public_id)
    url = reverse("kits:thing", args=[public_id])

    def write(form: CountForm, now: datetime) -> object:
        told = {"counts": form.counts, "note": form.cleaned_data["remark"]}
        return actions.take_inventory(thing=thing, by=user, now=now, **told)

    return _count(
        request,
        thing,
        write,
        told={"title": "Inventaire", "line": "", "url": url},
        done="L’inventaire est fait.",
    )


@require_safe
def lacks(request: HttpRequest) -> HttpResponse:
    """What is missing or damaged, and who had it."""
    _, standing = visitor(request)
    found = list(lacks_of(permissions.kept_by(standing))[:MOST_LACKS])
    rows = [(lack, _had_by(lack), SettleForm(auto_id=f"id_{lack.pk}_%s")) for lack in found]
    return render(request, "kits/lacks.html", {"rows": rows})


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of something missing or damaged."""
    user, standing = visitor(request)
    lack = lack_by_pk(pk)
    if lack is None:
        raise Http404
    if not permissions.may_keep(standing, lack.thing):
        raise PermissionDenied
    form = SettleForm(request.POST)
    if form.is_valid():
        state, note = LackState(form.cleaned_data["state"]), form.cleaned_data["note"]
        actions.settle_lack(lack=lack, state=state, note=note, by=user, now=timezone.now())
        messages.success(request, f"« {lack.label} » : {state.label}.")
    else:
        messages.error(request, "Choisissez ce que c’est devenu.")
    return redirect("kits:lacks")


def _loan(request: HttpRequest, public_id: str, action: Any, *, title: str, done: str) -> HttpResponse:
    """Answer the page that counts a loan, on its way out or back."""
    found, user, standing = seen_reservation(request, public_id)
    if not permissions.may_check(standing, found):
        raise PermissionDenied
    url = reverse("kits:reservation", args=[public_id])

    def write(form: CountForm, now: datetime) -> object:
        told = {"counts": form.counts, "note": form.cleaned_data["remark"]}
        return action(reservation=found, by=user, now=now, **told)

    line = f"{found.structure.name}, {when_of(found)}"
    return _count(request, found.thing, write, told={"title": title, "line": line, "url": url}, done=done)


def _count(
    request: HttpRequest, thing: EquipmentItem, write: Write, *, told: dict[str, str], done: str
) -> HttpResponse:
    form = CountForm(request.POST or None, lines=expected_lines(thing))
    if request.method == "POST" and form.is_valid():
        try:
            write(form, timezone.now())
        except REFUSALS as error:
            form.add_error(None, refusal_of(error))
        except ValidationError as error:
            add_refusals(form, ValidationError(error.messages))
        else:
            messages.success(request, done)
            return redirect(told["url"])
    return answer_form(request, "kits/count.html", {"thing": thing, "form": form, **told})


def _had_by(lack: Any) -> str:
    loan = lack.noticed_in.reservation
    if loan is None or lack.noticed_in.moment != "BACK":
        return str(lack.noticed_in.get_moment_display())
    return f"au retour de {loan.structure.name}"
