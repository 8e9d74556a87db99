"""What the pages of a session at its desk share: the session, who holds it, the tabs, the key of a form."""

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from palier.accounts.models import User
from palier.agenda.models import Session
from palier.agenda.permissions import may_run
from palier.agenda.queries.desk import session_by_id
from palier.agenda.wording import place_line, when_line
from palier.web.standing import standing_in
from palier.web.templatetags.ui_values import Link

TABS = {
    "desk:desk": "Présences",
    "desk:board": "Questions",
    "desk:report": "Bilan",
    "desk:pulse": "Fin de séance",
}


def session_or_404(public_id: str) -> Session:
    """Return the session of an address."""
    session = session_by_id(public_id)
    if session is None:
        raise Http404
    return session


def held_by(request: HttpRequest, public_id: str) -> tuple[Session, User]:
    """Return the session of an address and who asks, if they may hold its desk. Raises PermissionDenied."""
    session = session_or_404(public_id)
    user = request.user
    if not isinstance(user, User) or not may_run(standing_in(request), session):
        raise PermissionDenied
    return session, user


def heading(session: Session, *, current: str) -> dict[str, Any]:
    """Return what the top of each page of a session needs: where, when, the tabs."""
    tabs = [
        Link(label=label, url=reverse(name, args=[session.public_id]), current=name == current)
        for name, label in TABS.items()
    ]
    return {
        "session": session,
        "when": when_line(session, with_year=True),
        "where": place_line(session),
        "tabs": tabs,
        "form_key": uuid4(),
    }


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
