"""What the pages of a session at its desk share: the session, who holds it, the tabs, the key of a form."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.urls import reverse

from palier.accounts.models import User
from palier.agenda.models import Session
from palier.agenda.permissions import may_run
from palier.web import agenda_standing
from palier.web.templatetags.ui_values import Link

# Actions of the matrix: holding a session, reading what the network wrote, seeing the figures of a territory.
HOLD, READ, SEE = "run_sessions", "read_session_summaries", "see_territory_figures"
TABS = {
    "desk:desk": "Présences",
    "desk:board": "Questions",
    "desk:report": "Bilan",
    "desk:pulse": "Fin de séance",
}


def held_by(request: HttpRequest, public_id: str) -> tuple[Session, User]:
    """Return the session of an address and who asks, if they may hold its desk. Raises Http404, PermissionDenied."""
    return agenda_standing.session_for(request, public_id, may_run)


def heading(session: Session, *, current: str) -> dict[str, Any]:
    """Return what the top of each page of a session at its desk needs: where, when, the tabs, the key of a form."""
    tabs = [
        Link(label=label, url=reverse(name, args=[session.public_id]), current=name == current)
        for name, label in TABS.items()
    ]
    return {**agenda_standing.heading(session, tabs), "form_key": uuid4()}


def key_of(request: HttpRequest) -> UUID:
    """Return the key that the form was given when it was shown; a form without a good one gets one of its own."""
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError:
        return uuid4()


def number_in(request: HttpRequest, name: str) -> int:
    """Return a number that a button or a hidden field sent; 0 for anything else."""
    given = request.POST.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else 0
