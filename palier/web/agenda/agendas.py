"""`/agenda/…`: what is coming in a territory, a place, a network, a format. Any date in three gestures, no account."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from palier.agenda.queries import agenda_pages
from palier.agenda.queries.agenda_pages import Agenda
from palier.orientation import queries
from palier.orientation.queries.dates import next_dates
from palier.orientation.results import Where
from palier.territory.queries import commune_by_insee
from palier.web.agenda import filters as asking
from palier.web.agenda.present import events_of, months_of
from palier.web.orientation.forms import MAX_WORDS_CHARS, AskForm
from palier.web.templatetags.ui_values import Link

PER_PAGE = 20
FINDERS = {
    "place": agenda_pages.agenda_of_place,
    "network": agenda_pages.agenda_of_network,
    "format": agenda_pages.agenda_of_format,
}


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Ask for a commune, and lead to its agenda; what could be another commune is proposed."""
    typed = request.GET.get("ou", "").replace("\x00", "").strip()[:MAX_WORDS_CHARS]
    where, match = queries.where_from_text(typed)
    if where is not None and match is not None and len(match.candidates) <= 1:
        return redirect("agenda:territory", territory=f"commune-{where.commune.insee_code}")
    formats = [
        Link(label=label, url=reverse("agenda:format", kwargs={"reference": code}))
        for code, label in agenda_pages.formats_for_everybody()
    ]
    context = {"form": AskForm(initial={"ou": typed}), "match": match, "typed": typed, "formats": formats}
    return render(request, "agenda/home.html", context)


@login_not_required
@require_safe
def territory(request: HttpRequest, territory: str) -> HttpResponse:
    """The agenda of a commune, an intercommunalité, a département or a région."""
    return _agenda(request, agenda_or_404("territory", territory))


@login_not_required
@require_safe
def of_place(request: HttpRequest, reference: str) -> HttpResponse:
    """The agenda of a place."""
    return _agenda(request, agenda_or_404("place", reference))


@login_not_required
@require_safe
def of_network(request: HttpRequest, reference: str) -> HttpResponse:
    """The agenda of a network of places: several libraries, one programme."""
    return _agenda(request, agenda_or_404("network", reference))


@login_not_required
@require_safe
def of_format(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that is coming in one format, wherever it is."""
    return _agenda(request, agenda_or_404("format", reference))


def agenda_or_404(kind: str, reference: str) -> Agenda:
    """Return the agenda that an address names. Raises Http404."""
    if kind == "territory":
        found = agenda_pages.agenda_of_territory(reference.replace("-", ":", 1)) if "-" in reference else None
    else:
        found = FINDERS[kind](reference)
    if found is None:
        raise Http404("Aucun agenda n’est à cette adresse.")
    return found


def title_of(agenda: Agenda) -> str:
    """« Agenda de la Mayenne » cannot be guessed from a name: « Agenda : Mayenne »."""
    return f"Agenda : {agenda.name}"


def _agenda(request: HttpRequest, agenda: Agenda) -> HttpResponse:
    now = timezone.now()
    choices = agenda_pages.filter_choices()
    asked = asking.read_filters(request.GET, choices, now=now, zone=agenda.zone)
    ids = agenda_pages.agenda_session_ids(agenda, asked.filters, now=now)
    page = Paginator(ids, PER_PAGE).get_page(request.GET.get("page"))
    sessions = agenda_pages.listed(list(page.object_list))
    last = agenda_pages.last_day_of(agenda, now=now)
    base_url = request.path
    context = {
        "agenda": agenda,
        "title": title_of(agenda),
        "asked": asked,
        "page": page,
        "count": len(ids),
        "is_cut": len(ids) >= agenda_pages.MAX_LISTED,
        "months": months_of(sessions, with_town=agenda.place is None and not _is_commune(agenda)),
        "chips": asking.chips(request.GET, base_url=base_url),
        "month_links": asking.months(request.GET, last, now=now, zone=agenda.zone, base_url=base_url),
        "selects": asking.selects(request.GET, choices),
        "kept": asking.kept_values(request.GET),
        "day": request.GET.get("jour", ""),
        "base_url": base_url,
        "calendar_url": _webcal(request.build_absolute_uri(f"{base_url}agenda.ics")),
        "help_url": _help_url(agenda),
        **_around(agenda, has_any=bool(sessions)),
    }
    return render(request, "agenda/agenda.html", context)


def _webcal(url: str) -> str:
    """The address that calendars subscribe to, rather than download once."""
    return f"webcal://{url.partition('://')[2]}"


def _help_url(agenda: Agenda) -> str:
    """Where to be helped without waiting for a date: near the commune of the agenda, if it is of one."""
    search = reverse("orientation:search")
    if agenda.place is not None:
        return f"{search}?ou={agenda.place.commune.insee_code}"
    return f"{search}?ou={agenda.territory.code}" if agenda.territory and _is_commune(agenda) else search


def _is_commune(agenda: Agenda) -> bool:
    return agenda.territory is not None and agenda.territory.kind == "commune"


def _around(agenda: Agenda, *, has_any: bool) -> dict[str, Any]:
    """Where else to look: near a commune that has nothing, its whole département, the place itself."""
    around: dict[str, Any] = {"nearby": [], "wider": [], "place_url": "", "screen_url": ""}
    if agenda.place is not None:
        place = agenda.place
        around["place_url"] = reverse(
            "directory:place", kwargs={"public_id": place.public_id, "slug": place.slug}
        )
        around["screen_url"] = reverse("agenda:screen", kwargs={"public_id": place.public_id})
        code = place.commune.insee_code
        around["wider"] = [
            Link(label=f"Agenda : {place.commune.name}", url=_territory_url(f"commune-{code}"))
        ]
    if _is_commune(agenda) and agenda.territory is not None:
        commune = commune_by_insee(agenda.territory.code)
        if commune is not None:
            url = _territory_url(f"departement-{commune.departement.code}")
            around["wider"] = [Link(label=f"Agenda : {commune.departement.name}", url=url)]
            if not has_any:
                where = Where(commune=commune, point=commune.point, label=commune.name)
                around["nearby"] = events_of(next_dates(where, need=None, now=timezone.now(), limit=5))
    return around


def _territory_url(reference: str) -> str:
    return reverse("agenda:territory", kwargs={"territory": reference})
