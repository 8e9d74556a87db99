"""What a case holds: small pieces by count, things of the inventory."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from palier.accounts.models import User
from palier.kits import actions
from palier.kits.models import Kit, KitLine
from palier.kits.queries.checks import absent_from_kit
from palier.kits.queries.items import kit_line, kit_of, lines_of_kit, loose_items
from palier.web.kits.forms import ItemForm, LineForm
from palier.web.kits.found import kept_thing
from palier.web.kits.wording import refusal_of
from palier.web.members.mine import PAGE, add_refusals, answer_form


def _kept_kit(request: HttpRequest, public_id: str) -> tuple[Kit, User]:
    """Return a case that one keeps. Raises Http404, PermissionDenied."""
    thing, user = kept_thing(request, public_id)
    kit = kit_of(thing)
    if kit is None:
        raise Http404
    return kit, user


@require_http_methods(PAGE)
def contents(request: HttpRequest, public_id: str) -> HttpResponse:
    """The list, and a line to add."""
    kit, _ = _kept_kit(request, public_id)
    form = LineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_line(kit=kit, **form.cleaned_data)
        except ValidationError as error:
            add_refusals(form, error)
        else:
            return redirect("kits:contents", public_id=public_id)
    return _show(request, kit, form=form)


@require_POST
def put(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a thing of the inventory in the case."""
    kit, _ = _kept_kit(request, public_id)
    form = ItemForm(request.POST, items=loose_items(kit.case.owner))
    if form.is_valid():
        try:
            actions.put_in_kit(kit=kit, item=form.cleaned_data["item"], now=timezone.now())
        except ValidationError as error:
            add_refusals(form, error)
        except actions.AlreadyReserved as error:
            form.add_error("item", refusal_of(error))
        else:
            return redirect("kits:contents", public_id=public_id)
    return _show(request, kit, item_form=form)


@require_POST
def count(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Say how many pieces the case must hold."""
    line = _line(request, public_id, pk)
    given = request.POST.get("quantity", "")
    try:
        actions.change_line(line=line, quantity=int(given) if given.isascii() and given.isdigit() else 0)
    except ValidationError:
        messages.error(request, "Entre 1 et 99 ; un matériel de l’inventaire compte pour un.")
    return redirect("kits:contents", public_id=public_id)


@require_POST
def remove(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Take something out of the case."""
    actions.remove_line(line=_line(request, public_id, pk), now=timezone.now())
    return redirect("kits:contents", public_id=public_id)


def _line(request: HttpRequest, public_id: str, pk: int) -> KitLine:
    kit, _ = _kept_kit(request, public_id)
    line = kit_line(kit, pk)
    if line is None:
        raise Http404
    return line


def _show(
    request: HttpRequest, kit: Kit, *, form: LineForm | None = None, item_form: ItemForm | None = None
) -> HttpResponse:
    loose = loose_items(kit.case.owner)
    context = {
        "kit": kit,
        "thing": kit.case,
        "lines": list(lines_of_kit(kit)),
        "absent": list(absent_from_kit(kit)),
        "form": form or LineForm(),
        "item_form": item_form or ItemForm(items=loose),
        "has_loose": bool(loose),
    }
    return answer_form(request, "kits/contents.html", context)
