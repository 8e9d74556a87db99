"""Closed for good, or moved."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from palier.directory.actions import PlaceNotPublishable
from palier.directory.actions.editing import Author, close_for_good
from palier.directory.models import Place
from palier.directory.queries import keeping
from palier.web.records.flow import found_or_404
from palier.web.records.forms import CloseForm
from palier.web.standing import require

_IDENTIFIER = re.compile(r"(?:^|/)([0123456789abcdefghjkmnpqrstvwxyz]{8})(?:[-/?#]|$)")
UNKNOWN = "Nous n’avons pas trouvé ce lieu parmi ceux qui sont publiés : copiez l’adresse de sa page."


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask where one goes now, then close the place; its address leads to the new one."""
    place = found_or_404(keeping.place_to_keep(public_id))
    user = require(request, "close_record", place)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["moved_to"]
        moved_to = _place_in(typed)
        if typed and moved_to is None:
            form.add_error("moved_to", UNKNOWN)
        else:
            try:
                close_for_good(place=place, author=Author.of(user), now=timezone.now(), moved_to=moved_to)
            except PlaceNotPublishable:
                form.add_error("moved_to", UNKNOWN)
            else:
                messages.success(request, "Le lieu est fermé. Rien n’est perdu : l’historique garde tout.")
                return redirect("records:place", public_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "records/close.html", {"form": form, "place": place}, status=status)


def _place_in(typed: str) -> Place | None:
    found = _IDENTIFIER.search(typed.strip())
    return keeping.place_to_keep(found[1]) if found else None
