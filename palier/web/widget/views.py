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

from palier.directory import queries as directory
from palier.directory.queries import Understanding
from palier.orientation import queries
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
    families = [(f.label, [(n.code, n.label) for n in f.children.all()]) for f in directory.current_needs()]
    address = f"{settings.SITE_URL}/widget/lieux/"
    query = request.GET.urlencode()
    return render(
        request,
        "widget/about.html",
        {
            "asked": asked,
            "families": families,
            "audiences": choices["audience"],
            "frame_url": f"{address}?{query}" if query else address,
            "frame_path": f"/widget/lieux/?{query}" if query else "",
        },
    )


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
