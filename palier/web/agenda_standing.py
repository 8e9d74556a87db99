"""A session or a series in an address: who asks, what they may do to it, its heading and its pages."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from palier.accounts.models import User
from palier.agenda.enums import SessionStatus
from palier.agenda.models import Series, Session
from palier.agenda.permissions import may_on, may_run
from palier.agenda.queries.programme import session_by_public_id
from palier.agenda.wording import place_line, when_line
from palier.directory.queries.standing import Standing
from palier.web.standing import standing_in
from palier.web.templatetags.ui_values import Link


def require_on(request: HttpRequest, action: str, of: Session | Series) -> User:
    """Return who asks if they may do `action` of the matrix on that session. Raises PermissionDenied."""
    user = request.user
    if not isinstance(user, User) or not may_on(standing_in(request), action, of):
        raise PermissionDenied
    return user


def session_or_404(public_id: str) -> Session:
    """Return the session of an address. Raises Http404."""
    session = session_by_public_id(public_id)
    if session is None:
        raise Http404
    return session


def session_for(
    request: HttpRequest, public_id: str, allowed: str | Callable[[Standing, Session], bool]
) -> tuple[Session, User]:
    """Return the session of an address and who asks. Raises Http404 and PermissionDenied.

    `allowed`: an action of the matrix, or what tells whether somebody may.
    """
    session = session_or_404(public_id)
    if isinstance(allowed, str):
        return session, require_on(request, allowed, session)
    user = request.user
    if not isinstance(user, User) or not allowed(standing_in(request), session):
        raise PermissionDenied
    return session, user


def tabs_of(session: Session, standing: Standing, *, current: str) -> list[Link]:
    """Return the pages of a session that somebody may open, wherever they live."""
    plans, runs = may_on(standing, "plan_sessions", session), may_run(standing, session)
    registers = may_on(standing, "register_people", session)
    is_online = session.status in (SessionStatus.PUBLISHED, SessionStatus.CANCELLED)
    pages = [
        ("session", "La séance", "programme:session", True),
        ("preparation", "Préparation", "preparation:page", runs),
        ("people", "Avec qui", "programme:people", plans),
        ("table", "Documents", "programme:table", plans),
        ("list", "Inscriptions", "registration:list", is_online and registers),
        ("desk", "Tenir la séance", "desk:desk", is_online and runs),
        ("spread", "Affiches", "posters:spread-session", plans or runs),
        ("public", "Page publique", "agenda:session", is_online and not session.is_staff_only),
    ]
    return [
        Link(label=label, url=reverse(name, args=[session.public_id]), current=code == current)
        for code, label, name, is_open in pages
        if is_open
    ]


def heading(session: Session, tabs: list[Link]) -> dict[str, Any]:
    """Return what the top of each page of a session needs: where, when, the tabs."""
    return {
        "session": session,
        "when": when_line(session, with_year=True),
        "where": place_line(session),
        "tabs": tabs,
    }
