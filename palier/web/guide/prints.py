"""PDF to download: the guide, a sheet, sheets of a list, the directory of a collectivité."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from palier.outreach import actions, queries
from palier.outreach.enums import Readership
from palier.outreach.guide.prints import sheets_pdf
from palier.territory.territories import UnknownTerritory
from palier.web.guide.reading import READ, edition_or_404
from palier.web.lists.filters import condition_on, form_of, places_of
from palier.web.standing import require

MOST_SHEETS = 100


def pdf_response(pdf: bytes, *, name: str, is_private: bool = False) -> HttpResponse:
    """Return a PDF that the browser shows; a private one is kept by no cache."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    if is_private:
        add_never_cache_headers(response)
    return response


@require_safe
def guide(request: HttpRequest, territory: str, year: int) -> HttpResponse:
    """The guide for professionals, as it was printed when it was frozen."""
    require(request, READ)
    return _guide(territory, year, Readership.PROFESSIONAL)


@login_not_required
@require_safe
def public_guide(request: HttpRequest, territory: str, year: int) -> HttpResponse:
    """The guide for everybody, if there is one."""
    return _guide(territory, year, Readership.PUBLIC)


def _guide(territory: str, year: int, readership: Readership) -> HttpResponse:
    pdf = queries.print_of(edition_or_404(territory, year, readership), readership)
    if pdf is None:
        raise Http404
    is_private = readership is Readership.PROFESSIONAL
    return pdf_response(pdf, name=f"guide-{territory}-{year}", is_private=is_private)


@require_safe
def directory(request: HttpRequest, territory: str) -> HttpResponse:
    """The directory of a collectivité: public fields, with the day of each verification."""
    require(request, READ)
    try:
        pdf = actions.directory_of(territory=territory.replace("-", ":", 1), now=timezone.now())
    except (UnknownTerritory, actions.NothingToPrint):
        raise Http404 from None
    return pdf_response(pdf, name=f"annuaire-{territory}", is_private=True)


@login_not_required
@require_safe
def sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """One page about a published place, to hand over or pin up: what everybody may see."""
    now = timezone.now()
    place = queries.sheet_of(public_id, now=now)
    if place is None:
        raise Http404
    pdf = sheets_pdf([place], title=place["name"], site_url=settings.SITE_URL, at=now)
    return pdf_response(pdf, name=f"fiche-{place['id']}")


@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """The sheets of the published places of a filtered list, a hundred at most, by commune."""
    require(request, "edit_record")
    within, now = condition_on(request, "edit_record"), timezone.now()
    places = places_of(form_of(request.GET, within), within)
    found = queries.sheets_of(places, now=now, at_most=MOST_SHEETS)
    if not found:
        raise Http404
    pdf = sheets_pdf(found, title="Fiches des lieux", site_url=settings.SITE_URL, at=now)
    return pdf_response(pdf, name="fiches", is_private=True)
