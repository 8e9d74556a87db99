"""The library’s door: when it opens, who helps there, whether its record is right, who is on the team."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from palier.directory.queries.doors import (
    count_own_places,
    count_proposals_waiting,
    own_places,
    structures_held,
)
from palier.web.doors.own import own_place_lines
from palier.web.doors.threshold import Entrance, behind


@require_safe
@behind("library")
def library(request: HttpRequest, entrance: Entrance) -> HttpResponse:
    """One’s libraries: next opening, who helps and when, records to verify, the team, corrections proposed."""
    now = timezone.now()
    standing = entrance.visitor.standing
    places = own_places(standing.at, on=now.date(), libraries_only=True)
    lines = own_place_lines(places, now=now, standing=standing)
    deciding = standing.structures_for("decide_proposal")
    context: dict[str, object] = {
        "places": lines,
        "count": count_own_places(standing.at, libraries_only=True),
        "to_verify": [line for line in lines if line.is_to_verify],
        "teams": structures_held(standing.structures_for("vouch_member")),
        "waiting": count_proposals_waiting(deciding) if deciding else 0,
    }
    return entrance.show(request, "doors/library.html", context)
