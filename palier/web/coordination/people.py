"""Who counts in a territory: key actors, mandated structures, and the part of each coordinator."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from palier.accounts.actions.perimeters import describe_perimeter
from palier.directory.models import ContactChannel, Structure
from palier.directory.queries import campaigns as queries
from palier.directory.queries import coordination
from palier.directory.queries.perimeters import territory_names
from palier.web.coordination.perimeter import looking
from palier.web.standing import require

PAGE_SIZE = 50


@require_safe
def key_actors(request: HttpRequest) -> HttpResponse:
    """The contacts marked for the territories of the perimeter."""
    seen = looking(request, "mark_key_actor")
    page = Paginator(queries.key_actors_within(seen.perimeter), PAGE_SIZE).get_page(request.GET.get("page"))
    names = territory_names([actor.territory for actor in page])
    lines = [(actor, names[actor.territory], _structure(actor.contact)) for actor in page]
    return render(request, "coordination/key_actors.html", {"seen": seen, "page": page, "lines": lines})


@require_safe
def mandates(request: HttpRequest) -> HttpResponse:
    """The structures mandated over the territories of the perimeter."""
    seen = looking(request, "give_mandate")
    rows = queries.mandates_within(seen.perimeter, on=timezone.localdate())
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    names = territory_names([mandate.territory for mandate in page])
    lines = [(mandate, names[mandate.territory]) for mandate in page]
    return render(request, "coordination/mandates.html", {"seen": seen, "page": page, "lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
def my_part(request: HttpRequest, pk: int) -> HttpResponse:
    """A coordinator writes what they look after, so that two parts complete each other."""
    user = require(request, "coordinate")
    held = coordination.coordinator_role(pk, on=timezone.localdate())
    if held is None:
        raise Http404
    if held.user_id != user.pk:
        raise PermissionDenied
    if request.method == "POST":
        describe_perimeter(held=held, note=request.POST.get("note", ""))
        messages.success(request, "C’est écrit : les autres personnes qui coordonnent le lisent.")
        return redirect("coordination:home")
    names = territory_names([held.territory])
    return render(
        request, "coordination/my_part.html", {"held": held, "territory_name": names[held.territory]}
    )


def _structure(contact: ContactChannel) -> Structure | None:
    return contact.structure or (contact.place.owner if contact.place else None)
