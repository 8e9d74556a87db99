"""`/chercher/`: from a need and a commune to a human."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palier.directory import queries as directory
from palier.directory.queries import Understanding
from palier.orientation import queries
from palier.orientation.queries.dates import next_by_place, next_dates
from palier.orientation.results import Where
from palier.territory.models import Commune
from palier.territory.queries import CommuneMatch
from palier.web.agenda.present import events_of
from palier.web.orientation import present
from palier.web.orientation.asking import ask_for_help, nearest_help
from palier.web.orientation.forms import FLAGS, Asked, AskForm, read_search, search_choices
from palier.web.rendering import render_page

PER_PAGE = 10


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The list, its filters, and what to do when nobody is near."""
    choices = search_choices()
    asked = read_search(request.GET, choices)
    where, match = _where(asked)
    understanding = _understanding(asked)
    now = timezone.now()
    findings = ask_for_help(understanding, where, filters=asked.filters, now=now)
    page = Paginator(findings.found, PER_PAGE).get_page(asked.page)
    nearest = () if findings.found else nearest_help(understanding, where, now=now)
    shown = [*page.object_list, *nearest]
    places = directory.place_cards([f.place_id for f in shown], on=now.date())
    base_url = reverse("orientation:search")
    need, has_words = understanding.need, bool(understanding.stems)
    dates = next_by_place(places, need=need, has_words=has_words, now=now)
    context = {
        "form": _form(asked, understanding),
        "asked": asked,
        "where": where,
        "where_match": match,
        "other_communes": _other_communes(where, match),
        "understanding": understanding,
        "findings": findings,
        "page": page,
        "cards": present.found_cards(
            page.object_list, places, first=page.start_index(), now=now, dates=dates
        ),
        "nearest": present.found_cards(nearest, places, first=1, now=now, dates=dates),
        "dates": events_of(next_dates(where, need=need, has_words=has_words, now=now)),
        "ways": [
            present.way_card(s, number=i, now=now) for i, s in enumerate(findings.other_ways[:4], start=1)
        ],
        "chips": present.chips(asked, findings, request.GET, base_url=base_url),
        "selects": present.selects(asked, findings, choices),
        "kept": [(k, v) for k, v in request.GET.items() if k in ("q", "besoin", "ou", "lat", "lon", *FLAGS)],
        **present.map_values(list(places.values()), where.commune if where else None),
        "title": _title(understanding, asked, where),
        "town_hall": directory.town_hall_of(where.commune) if where and not findings.found else None,
    }
    return render_page(request, "orientation/search.html", context, fragment="results")


def _form(asked: Asked, understanding: Understanding) -> AskForm:
    need = understanding.need.label if understanding.need else ""
    return AskForm(initial={"q": asked.words or need, "ou": asked.where_text})


def _where(asked: Asked) -> tuple[Where | None, CommuneMatch | None]:
    if asked.where_text:
        return queries.where_from_text(asked.where_text)
    if asked.lat is not None and asked.lon is not None:
        return queries.where_from_point(asked.lat, asked.lon), None
    return None, None


def _other_communes(where: Where | None, match: CommuneMatch | None) -> list[Commune]:
    """Communes that what was typed could also mean."""
    return [c for c in match.candidates if where is None or c.pk != where.commune.pk][:8] if match else []


def _understanding(asked: Asked) -> Understanding:
    need = directory.need_by_code(asked.need_code) if asked.need_code else None
    if need is not None:
        return Understanding(text=asked.words, need=need, stems=())
    return directory.understand(asked.words)


def _title(understanding: Understanding, asked: Asked, where: Where | None) -> str:
    what = (
        understanding.need.label
        if understanding.need
        else asked.words or _("Trouver de l’aide près de chez vous")
    )
    if where is None:
        return what
    return _("%(what)s, autour de %(where)s") % {"what": what, "where": where.label}
