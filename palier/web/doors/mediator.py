"""The mediator’s door: today, one’s places, what to say and what to look at."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from palier.directory.hours import format_date
from palier.directory.queries.doors import count_own_places, own_places, places_to_verify
from palier.directory.queries.keeping import drafts_of
from palier.web.doors.own import first_to_see, own_place_lines, verify_before
from palier.web.doors.threshold import Entrance, behind


@require_safe
@behind("mediator")
def mediator(request: HttpRequest, entrance: Entrance) -> HttpResponse:
    """One’s places with who is there now and one gesture each; records to verify; drafts."""
    now = timezone.now()
    standing = entrance.visitor.standing
    held = standing.structures_for("state_availability")
    places = own_places(held, on=now.date())
    context: dict[str, object] = {
        "today": format_date(timezone.localdate(now), with_year=True),
        "places": first_to_see(own_place_lines(places, now=now, standing=standing)),
        "count": count_own_places(held),
        "to_verify": places_to_verify(standing.structures_for("verify_record"), before=verify_before(now)),
        "drafts": drafts_of(entrance.user).count(),
    }
    return entrance.show(request, "doors/mediator.html", context)
