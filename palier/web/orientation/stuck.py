"""« Je suis bloqué »: three steps at most to a phone number and an address."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from palier.directory import queries as directory
from palier.directory.queries import Understanding
from palier.orientation import queries
from palier.orientation.results import Filters, Findings, Where
from palier.web.orientation import present
from palier.web.orientation.asking import NO_WORDS, ask_for_help
from palier.web.orientation.forms import MAX_WORDS_CHARS, AskForm
from palier.web.templatetags.ui_values import Link

SHOWN = 3


@login_not_required
@require_safe
def stuck(request: HttpRequest) -> HttpResponse:
    """Step 1: what happens; step 2: where; step 3: who to call. Each step is an address, so « back » works."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_WORDS_CHARS]
    where_text = request.GET.get("ou", "").replace("\x00", "").strip()[:MAX_WORDS_CHARS]
    code = request.GET.get("besoin", "").replace("\x00", "")[:60]
    need = directory.need_by_code(code) if code else None
    understanding = Understanding(words, need, ()) if need else directory.understand(words)
    asked_something = bool(words or need)
    where, match = queries.where_from_text(where_text)
    context = {
        "form": AskForm(initial={"q": words, "ou": where_text}),
        "words": words,
        "need": understanding.need,
        "where": where,
        "where_match": match,
        "step": 1 if not asked_something else 2 if where is None else 3,
    }
    if context["step"] == 1:
        base = reverse("orientation:stuck")
        context["needs"] = [
            Link(label=n.label, url=f"{base}?besoin={n.code}", icon=n.icon) for n in directory.home_needs()
        ]
    if where is not None and asked_something:
        context |= _who_to_call(understanding, where) | {
            "more_url": f"{reverse('orientation:search')}?{request.GET.urlencode()}"
        }
    return render(request, "orientation/stuck.html", context)


def _who_to_call(understanding: Understanding, where: Where) -> dict[str, Any]:
    """The third step: a few places, help that comes to the person, the town hall."""
    now = timezone.now()
    findings = _findings(understanding, where, now)
    shown = findings.found[:SHOWN]
    places = directory.place_cards([f.place_id for f in shown], on=now.date())
    return {
        "cards": present.found_cards(shown, places, first=1, now=now),
        "ways": [
            present.way_card(s, number=i, now=now) for i, s in enumerate(findings.other_ways[:2], start=1)
        ],
        "is_far": findings.is_far,
        "town_hall": directory.town_hall_of(where.commune),
    }


def _findings(understanding: Understanding, where: Where, now: datetime) -> Findings:
    """Places for the words; when none speaks of them, whoever helps nearby: never an empty answer."""
    findings = ask_for_help(understanding, where, filters=Filters(), now=now)
    if findings.found or understanding.need:
        return findings
    return ask_for_help(NO_WORDS, where, filters=Filters(), now=now)
