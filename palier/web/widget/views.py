"""The widget: a page of another site shows our list in a frame, filtered by territory, need or audience."""

from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from palier.agenda.queries.related import next_of_commune
from palier.directory import queries as directory
from palier.directory.queries import Understanding
from palier.orientation import queries
from palier.orientation.queries.dates import next_dates
from palier.web.agenda.present import events_of
from palier.web.orientation import present
from palier.web.orientation.asking import ask_for_help
from palier.web.orientation.forms import read_search, search_choices

SHOWN = 20


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How to put the list on one’s own site: choose, see, copy."""
    choices = search_choices()
    asked = read_search(request.GET, choices)
    shows_dates = request.GET.get("montrer") == "dates"
    families = [(f.label, [(n.code, n.label) for n in f.children.all()]) for f in directory.current_needs()]
    part = "dates" if shows_dates else "lieux"
    address = f"{settings.SITE_URL}/widget/{part}/"
    query = request.GET.urlencode()
    return render(
        request,
        "widget/about.html",
        {
            "asked": asked,
            "families": families,
            "audiences": choices["audience"],
            "frame_url": f"{address}?{query}" if query else address,
            "frame_path": f"/widget/{part}/?{query}" if query else "",
            "shows_dates": shows_dates,
        },
    )


@login_not_required
@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def dates(request: HttpRequest) -> HttpResponse:
    """The coming dates of a commune, without the site’s own frame; around it when it announces nothing.

    With a need, the nearest dates that answer it, in the commune and around.
    """
    asked = read_search(request.GET, search_choices())
    where, match = queries.where_from_text(asked.where_text)
    need = directory.need_by_code(asked.need_code) if asked.need_code else None
    now = timezone.now()
    of_commune = where is not None and need is None
    own = next_of_commune(where.commune, now=now, limit=SHOWN) if where and of_commune else []
    shown = own or next_dates(where, need=need, now=now, limit=SHOWN)
    context: dict[str, Any] = {
        "where": where,
        "where_match": match,
        "is_around": of_commune and bool(shown) and not own,
        "dates": events_of(shown),
    }
    return render(request, "widget/dates.html", context)


@login_not_required
@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def frame(request: HttpRequest) -> HttpResponse:
    """The list itself, without the site’s own frame; links open on our site."""
    choices = search_choices()
    asked = read_search(request.GET, choices)
    where, match = queries.where_from_text(asked.where_text)
    need = directory.need_by_code(asked.need_code) if asked.need_code else None
    understanding = Understanding("", need, ()) if need else directory.understand(asked.words)
    now = timezone.now()
    findings = ask_for_help(understanding, where, filters=asked.filters, now=now)
    shown = findings.found[:SHOWN]
    places = directory.place_cards([f.place_id for f in shown], on=now.date())
    context: dict[str, Any] = {
        "asked": asked,
        "where": where,
        "where_match": match,
        "need": findings.need,
        "total": len(findings.found),
        "cards": [
            present.found_card(f, places[f.place_id], number=i, now=now)
            for i, f in enumerate(shown, start=1)
            if f.place_id in places
        ],
    }
    return render(request, "widget/frame.html", context)
