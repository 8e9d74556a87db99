"""The library’s door: its next sessions, when it opens, who helps there, whether its record is right, its team."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from palier.agenda.permissions import sessions_within
from palier.agenda.queries.grid import missing_months
from palier.agenda.queries.programme import next_sessions
from palier.directory.models import Place
from palier.directory.permissions import may
from palier.directory.queries.doors import (
    count_own_places,
    count_proposals_waiting,
    is_held,
    own_places,
    structures_held,
)
from palier.directory.queries.standing import Standing
from palier.web.doors.own import own_place_lines
from palier.web.doors.sessions import missing_lines, session_lines
from palier.web.doors.threshold import Entrance, behind

UNFOLDED = 5  # libraries, months or records that stand open; more of them are folded under their names


@require_safe
@behind("library")
def library(request: HttpRequest, entrance: Entrance) -> HttpResponse:
    """One’s next sessions, then one’s libraries: opening, who helps, records to verify, team, corrections proposed."""
    now = timezone.now()
    standing = entrance.visitor.standing
    places = own_places(standing.at, on=now.date(), libraries_only=True)
    lines = own_place_lines(places, now=now, standing=standing)
    deciding = standing.structures_for("decide_proposal")
    context: dict[str, object] = {
        **_programme(standing, places, now=now),
        "places": lines,
        "unfolded": UNFOLDED,
        "count": count_own_places(standing.at, libraries_only=True),
        "to_verify": [line for line in lines if line.is_to_verify],
        "teams": structures_held(standing.structures_for("vouch_member")),
        "waiting": count_proposals_waiting(deciding) if deciding else 0,
    }
    return entrance.show(request, "doors/library.html", context)


def _programme(standing: Standing, places: list[Place], *, now: datetime) -> dict[str, object]:
    """What is coming for those who hold or plan sessions; nobody else pays for it."""
    plans, runs = (bool(standing.structures_for(action)) for action in ("plan_sessions", "run_sessions"))
    planned = [place for place in places if is_held(place, standing.structures_for("plan_sessions"))]
    coming = next_sessions(sessions_within(standing, "run_sessions"), now=now) if runs else []
    return {
        "sessions": session_lines(coming),
        "missing": missing_lines(planned, missing_months(planned, on=localdate(now))) if planned else [],
        "runs_sessions": runs,
        "plans_sessions": plans,
        "registers": bool(standing.structures_for("register_people")),
        "borrows": may(standing, "reserve_equipment"),
    }
