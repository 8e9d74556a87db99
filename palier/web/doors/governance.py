"""The door of those who decide: one territory, one page of plain sentences, to print on one sheet."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from palier.directory.queries.perimeters import territory_names
from palier.directory.queries.territory_figures import departements_with_places, territory_figures
from palier.territory.territories import Territory
from palier.web.doors.sentences import sentences_of
from palier.web.doors.threshold import Entrance, behind
from palier.web.templatetags.ui_values import Link

A_YEAR = timedelta(days=365)


@require_safe
@behind("governance")
def governance(request: HttpRequest, entrance: Entrance) -> HttpResponse:
    """The sentences of one territory; the others that one holds are tabs."""
    now = timezone.now()
    standing = entrance.visitor.standing
    action = "see_territory_figures"
    held = sorted(standing.territories_for(action))
    if standing.everywhere(action):
        held = departements_with_places()
    chosen = request.GET.get("territoire", "")
    chosen = chosen if chosen in held else next(iter(held), "")
    names = territory_names(held)
    context: dict[str, object] = {
        "tabs": [
            Link(label=names[reference], url=f"?territoire={reference}", current=reference == chosen)
            for reference in held
        ],
        "name": names.get(chosen, ""),
        "groups": [],
    }
    if chosen:
        kind, _, code = chosen.partition(":")
        territory = Territory(kind, code, names[chosen])
        since = timezone.localdate(now - A_YEAR)
        figures = territory_figures(territory, now=now, verified_since=since)
        context["groups"] = sentences_of(figures)
    return entrance.show(request, "doors/governance.html", context)
