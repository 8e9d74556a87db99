"""The front desk’s door: somebody is there, who can help them, when, where."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from palier.directory.queries.doors import count_own_places, own_places
from palier.web.doors.forms import AT_THE_DESK, AskForSomebodyForm
from palier.web.doors.own import first_to_see, own_place_lines
from palier.web.doors.threshold import Entrance, behind


@require_safe
@behind("front_desk")
def front_desk(request: HttpRequest, entrance: Entrance) -> HttpResponse:
    """One screen: a need, a commune, what gets in the way; then the places of one’s own structure, now."""
    now = timezone.now()
    standing = entrance.visitor.standing
    places = own_places(standing.at, on=now.date())
    where = f"{places[0].commune.name} ({places[0].postal_code})" if places else ""
    context: dict[str, object] = {
        "form": AskForSomebodyForm(flags=AT_THE_DESK, initial={"ou": where}),
        "places": first_to_see(own_place_lines(places, now=now, standing=standing)),
        "count": count_own_places(standing.at),
    }
    return entrance.show(request, "doors/front_desk.html", context)
