"""The history of a record, and the way back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from palier.directory import permissions
from palier.directory.actions import PlaceNotPublishable, ServiceWithoutNeed
from palier.directory.actions.editing import Author, restore_change
from palier.directory.models import Place, RecordChange, Structure
from palier.directory.queries import history, keeping
from palier.web.records.flow import found_or_404, said_moment
from palier.web.standing import require, standing_in

LINES_A_PAGE = 20


@require_safe
def of_place(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show who changed what of a place and of its services."""
    place = found_or_404(keeping.place_to_keep(public_id))
    back = reverse("records:place", args=[public_id])
    return _history(request, place, history.changes_of_place(place), back)


@require_safe
def of_structure(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show who changed what of a structure."""
    structure = found_or_404(keeping.structure_to_keep(public_id))
    back = reverse("records:structure", args=[public_id])
    return _history(request, structure, history.changes_of_structure(structure), back)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what a record said before one change."""
    change = found_or_404(history.change_by_pk(pk))
    record = change.service or change.place or change.structure
    user = require(request, "restore_version", record)
    try:
        done = restore_change(change=change, author=Author.of(user), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except (PlaceNotPublishable, ServiceWithoutNeed):
        messages.error(request, "Ce serait une fiche que personne ne trouverait : complétez-la plutôt.")
    else:
        words = "C’est remis comme avant." if done else "La fiche disait déjà cela : rien n’a changé."
        messages.success(request, words)
    place = (
        change.service.place if change.service else change.place
    )  # a join may have moved the service since
    if place is not None:
        return redirect("records:place-history", place.public_id)
    assert change.structure is not None
    return redirect("records:structure-history", change.structure.public_id)


def _history(
    request: HttpRequest, record: Place | Structure, changes: QuerySet[RecordChange], back: str
) -> HttpResponse:
    standing = standing_in(request)
    if not permissions.may(standing, "see_history", record):
        raise PermissionDenied
    page = Paginator(changes, LINES_A_PAGE).get_page(request.GET.get("page"))
    lines = history.told(page.object_list, levels=permissions.visible_levels(standing, record))
    context = {
        "record": record,
        "back": back,
        "page": page,
        "lines": [(line, said_moment(line.change.made_at)) for line in lines],
        "may_restore": permissions.may(standing, "restore_version", record),
    }
    return render(request, "records/history.html", context)
