"""`/guide/`: the frozen editions of the guide as pages, for professionals; under `public/`, what everybody may see."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from palier.directory.queries.perimeters import territory_names
from palier.outreach import queries
from palier.outreach.enums import Readership
from palier.outreach.guide.comparing import index_by_commune, index_by_need
from palier.outreach.guide.content import content_for
from palier.outreach.guide.entries import Entry
from palier.outreach.guide.prints import figures_of, said_day
from palier.outreach.models import GuideEdition
from palier.web.standing import require

PAGE_SIZE = 20
READ = "see_professional_fields"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Every frozen edition, latest first."""
    require(request, READ)
    page = Paginator(queries.frozen_editions(), 50).get_page(request.GET.get("page"))
    names = territory_names([row.territory for row in page])
    return render(
        request, "guide/home.html", {"page": page, "editions": [(row, names[row.territory]) for row in page]}
    )


@require_safe
def edition(request: HttpRequest, territory: str, year: int) -> HttpResponse:
    """The edition for professionals: figures, map, what changed, indexes."""
    require(request, READ)
    return _private(_edition(request, territory, year, Readership.PROFESSIONAL))


@require_safe
def structures(request: HttpRequest, territory: str, year: int) -> HttpResponse:
    """The entries for professionals, reserved fields included."""
    require(request, READ)
    return _private(_structures(request, territory, year, Readership.PROFESSIONAL))


@login_not_required
@require_safe
def public_edition(request: HttpRequest, territory: str, year: int) -> HttpResponse:
    """The edition that everybody may open, if there is one."""
    return _edition(request, territory, year, Readership.PUBLIC)


@login_not_required
@require_safe
def public_structures(request: HttpRequest, territory: str, year: int) -> HttpResponse:
    """The entries that everybody may read."""
    return _structures(request, territory, year, Readership.PUBLIC)


def edition_or_404(territory: str, year: int, readership: Readership) -> GuideEdition:
    """Return the frozen edition of an address (« departement-53 ») for these readers. Raises Http404."""
    found = queries.frozen_edition(territory.replace("-", ":", 1), year, readership=readership)
    if found is None:
        raise Http404
    return found


def addresses_of(edition: GuideEdition, readership: Readership) -> dict[str, str]:
    """Return the addresses of an edition for its readers: "edition", "structures", "pdf"."""
    prefix = "public-" if readership is Readership.PUBLIC else ""
    where = {"territory": edition.slug, "year": edition.year}
    return {name: reverse(f"guide:{prefix}{name}", kwargs=where) for name in ("edition", "structures", "pdf")}


def _edition(request: HttpRequest, territory: str, year: int, readership: Readership) -> HttpResponse:
    found = edition_or_404(territory, year, readership)
    content = content_for(found, readership)
    entries: list[Entry] = content["entries"]
    urls = addresses_of(found, readership)
    context = {
        **_shared(found, readership, content),
        "figures": figures_of(entries),
        "evolution": [(row.year, row.structure_count) for row in queries.editions_of(found.territory)],
        "since": content["since"],
        "map_svg": _drawn(found.map_svg),
        "needs": [
            (
                family["family"],
                [(n["label"], _url(urls, besoin=n["label"]), len(n["entries"])) for n in family["needs"]],
            )
            for family in index_by_need(entries)
        ],
        "communes": [
            (c["name"], _url(urls, commune=c["insee_code"]), len(c["entries"]))
            for c in index_by_commune(entries)
        ],
    }
    return render(request, "guide/edition.html", context)


def _structures(request: HttpRequest, territory: str, year: int, readership: Readership) -> HttpResponse:
    found = edition_or_404(territory, year, readership)
    content = content_for(found, readership)
    need, commune = request.GET.get("besoin", ""), request.GET.get("commune", "")
    entries = [entry for entry in content["entries"] if _holds(entry, need=need, commune=commune)]
    towns = {place["insee_code"]: place["commune"] for entry in entries for place in entry["places"]}
    chosen = ", ".join(part for part in (need, towns.get(commune, commune)) if part)
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {**_shared(found, readership, content), "page": page, "count": len(entries), "chosen": chosen}
    return render(request, "guide/structures.html", context)


def _shared(edition: GuideEdition, readership: Readership, content: dict[str, Any]) -> dict[str, Any]:
    return {
        "edition": edition,
        "where": territory_names([edition.territory])[edition.territory],
        "made_on": said_day(content["made_on"]),
        "is_professional": readership is Readership.PROFESSIONAL,
        "urls": addresses_of(edition, readership),
    }


def _holds(entry: Entry, *, need: str, commune: str) -> bool:
    places = entry["places"]
    labels = {n["label"] for place in places for service in place["services"] for n in service["needs"]}
    return (not need or need in labels) and (
        not commune or commune in {place["insee_code"] for place in places}
    )


def _url(urls: dict[str, str], **asked: str) -> str:
    return f"{urls['structures']}?{urlencode(asked)}"


def _drawn(svg: str) -> SafeString:
    # Drawn by palier.printing from outlines and names of communes, which it escapes.
    words = 'role="img" aria-label="Carte : un point par lieu ; les mêmes sont dans la liste par commune."'
    return mark_safe(svg.replace("<svg ", f"<svg {words} ", 1))


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
