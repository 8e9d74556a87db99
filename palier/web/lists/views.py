"""`/fiches/`: the records one may edit, filtered, sorted; from here one opens a record or changes many."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateformat import format as format_day
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from palier.directory import permissions
from palier.directory.actions.bulk import MOST_RECORDS
from palier.directory.models import Place
from palier.directory.queries.lists import listed
from palier.web.lists.filters import condition_on, form_of, places_of, query_of
from palier.web.standing import require, standing_in

PAGE_SIZE = 50
HEADERS = ("Fiche", "Commune", "Ce que c’est", "Publication", "Vérifiée", "Tenue par")


@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """The list, with the way to each record and to what is done on many."""
    require(request, "edit_record")
    within = condition_on(request, "edit_record")
    form = form_of(request.GET, within)
    page = Paginator(listed(places_of(form, within)), PAGE_SIZE).get_page(request.GET.get("page"))
    may_many = permissions.may(standing_in(request), "bulk_edit")
    headers = (*HEADERS, "Choisir") if may_many else HEADERS
    return render(
        request,
        "lists/records.html",
        {
            "form": form,
            "page": page,
            "count": page.paginator.count,
            "headers": headers,
            "rows": list(_rows(page.object_list, with_box=may_many)),
            "may_many": may_many,
            "query": query_of(request.GET),
            "hidden": [(name, request.GET[name]) for name in form.fields if request.GET.get(name)],
            "is_filtered": bool(query_of(request.GET)),
            "most": MOST_RECORDS,
        },
    )


def _rows(places: Iterable[Place], *, with_box: bool) -> Iterable[tuple[str, ...]]:
    for place in places:
        verified = format_day(place.verified_on, "j F Y") if place.verified_on else "jamais"
        row: tuple[str, ...] = (
            format_html('<a class="link" href="{}">{}</a>', record_url(place.public_id), place.name),
            place.commune.name,
            ", ".join(dict.fromkeys(row.get_kind_display() for row in place.types.all())) or "non précisé",
            place.get_status_display(),
            verified,
            place.owner.name if place.owner else "personne",
        )
        if with_box:
            box = '<label class="link"><input type="checkbox" name="fiche" value="{}" aria-label="Choisir {}"></label>'
            row = (*row, format_html(box, place.public_id, place.name))
        yield row


def record_url(public_id: str) -> str:
    """Return the address of the page where a place is edited."""
    return reverse("records:place", kwargs={"public_id": public_id})
