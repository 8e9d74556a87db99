"""The page of a commune: everybody who helps there, and who comes."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from palier.agenda.queries.initiatives import initiatives_of
from palier.agenda.queries.related import next_of_commune
from palier.directory import queries as directory
from palier.orientation.queries.dates import next_by_place
from palier.orientation.results import Filters, Where
from palier.territory import queries as territory
from palier.web.agenda.present import events_of, initiative_lines
from palier.web.orientation import present
from palier.web.orientation.asking import NO_WORDS, ask_for_help
from palier.web.orientation.forms import AskForm

NEARBY = 6
MOST_SHOWN = 60


@login_not_required
@require_safe
def commune(request: HttpRequest, insee_code: str, slug: str | None = None) -> HttpResponse:
    """Show a commune; the code of a commune of yesterday leads to the one of today."""
    found = territory.commune_by_insee(insee_code)
    if found is None:
        raise Http404
    if found.insee_code != insee_code or slug != found.slug:
        return redirect("communes:commune", insee_code=found.insee_code, slug=found.slug, permanent=True)
    now = timezone.now()
    where = Where(commune=found, point=found.point, label=found.name)
    findings = ask_for_help(NO_WORDS, where, filters=Filters(), now=now)
    here_ids = directory.places_of_commune(found, on=now.date())
    by_place = {f.place_id: f for f in findings.found}
    nearby_ids = [f.place_id for f in findings.found if f.place_id not in set(here_ids) and f.service_ids][
        :NEARBY
    ]
    # A place whose help only comes to the person is told with the ways, not here.
    shown_ids = [pk for pk in here_ids if pk in by_place][:MOST_SHOWN]
    places = directory.place_cards([*shown_ids, *nearby_ids], on=now.date())
    next_ones = next_by_place(places, need=None, now=now)
    here = present.found_cards([by_place[pk] for pk in shown_ids], places, first=1, now=now, dates=next_ones)
    nearby = present.found_cards(
        [by_place[pk] for pk in nearby_ids], places, first=len(here) + 1, now=now, dates=next_ones
    )
    return render(
        request,
        "directory/commune.html",
        {
            "commune": found,
            "form": AskForm(initial={"ou": found.name}),
            "here": here,
            "nearby": nearby,
            "ways": [
                present.way_card(s, number=i, now=now) for i, s in enumerate(findings.other_ways[:6], start=1)
            ],
            "town_hall": directory.town_hall_of(found),
            "dates": events_of(next_of_commune(found, now=now)),
            "initiatives": initiative_lines(initiatives_of(found, now=now)),
            **present.map_values([], found),
        },
    )
