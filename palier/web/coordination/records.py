"""The lists behind the figures: records to verify, communes where something is missing."""

from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateformat import format as format_day
from django.views.decorators.http import require_safe

from palier.directory.queries import coordination as queries
from palier.directory.queries.coordination import RecordList
from palier.territory.models import Commune
from palier.web.coordination.perimeter import delays, looking
from palier.web.days import read_month

PAGE_SIZE = 50
TITLES = {
    RecordList.TO_VERIFY: "Fiches à vérifier",
    RecordList.STALE: "Fiches « à vérifier » pour le public",
    RecordList.WAITING: "Premières publications à relire",
    RecordList.CREATED: "Fiches créées",
    RecordList.VERIFIED: "Fiches vérifiées",
}
ACTIONS = {RecordList.WAITING: "decide_first_publication"}


@require_safe
def records(request: HttpRequest, which: str) -> HttpResponse:
    """One list of records of the perimeter."""
    if which not in set(RecordList):
        raise Http404
    wanted = RecordList(which)
    seen = looking(request, ACTIONS.get(wanted, "coordinate"))
    month = _month(request.GET.get("mois", ""))
    rows = queries.records_of(wanted, within=seen.perimeter, delays=delays(), month=month)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    title = TITLES[wanted] + (f" en {format_day(month, 'F Y')}" if month else "")
    name = "proposals:publication" if wanted == RecordList.WAITING else "records:place"
    lines = [(place, reverse(name, args=[place.public_id])) for place in page]
    context = {"seen": seen, "title": title, "page": page, "lines": lines}
    return render(request, "coordination/records.html", context)


@require_safe
def communes_without_place(request: HttpRequest) -> HttpResponse:
    """The communes where nothing is published, with their map."""
    seen = looking(request, "coordinate")
    rows = queries.communes_without_place(seen.perimeter)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    markers = [_marker(number, commune) for number, commune in enumerate(page, start=page.start_index())]
    return render(
        request,
        "coordination/communes.html",
        {
            "seen": seen,
            "title": "Communes sans aucun lieu",
            "page": page,
            "markers": markers,
            "tiles_url": settings.TILES_URL,
            "tiles_attribution": settings.TILES_ATTRIBUTION,
        },
    )


@require_safe
def communes_without_ccas(request: HttpRequest) -> HttpResponse:
    """The communes whose social action centre is not in the directory."""
    seen = looking(request, "coordinate")
    rows = queries.communes_without_ccas(seen.perimeter)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    title = "Communes dont le CCAS ou CIAS manque"
    context = {"seen": seen, "title": title, "page": page, "markers": []}
    return render(request, "coordination/communes.html", context)


def _marker(number: int, commune: Commune) -> dict[str, object]:
    url = reverse("communes:commune", kwargs={"insee_code": commune.insee_code, "slug": commune.slug})
    return {"number": number, "name": commune.name, "lat": commune.lat, "lon": commune.lon, "url": url}


def _month(text: str) -> date | None:
    """Return the first day of « 2026-11 », None for nothing. Raises Http404 for anything else."""
    month = read_month(text)
    if text and month is None:
        raise Http404
    return month
