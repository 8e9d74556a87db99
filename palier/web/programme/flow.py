"""What the pages of the programme share: who asks, the record they are about, refusals shown beside their field."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from palier.accounts.models import User
from palier.agenda.models import Series, Session
from palier.agenda.permissions import may_on, may_run
from palier.agenda.queries import programme as queries
from palier.directory import permissions
from palier.web.agenda_standing import require_on
from palier.web.standing import standing_in

CHANGED = "Quelqu’un a modifié cette séance pendant que vous la regardiez : relisez-la, puis recommencez."
OVER = "Cette séance est annulée ou n’est plus modifiable."
PAGE = ["GET", "HEAD", "POST"]


def session_or_404(public_id: str) -> Session:
    """Return the session of an address. Raises Http404."""
    session = queries.session_by_public_id(public_id)
    if session is None:
        raise Http404
    return session


def planned_or_404(request: HttpRequest, public_id: str) -> tuple[Session, User]:
    """Return the session and who asks, if they may plan it. Raises Http404 and PermissionDenied."""
    session = session_or_404(public_id)
    return session, require_on(request, "plan_sessions", session)


def seen_or_404(request: HttpRequest, public_id: str) -> tuple[Session, User]:
    """Return the session and who asks, if they plan, hold or proposed it. Raises Http404 and PermissionDenied."""
    session = session_or_404(public_id)
    user, standing = signed_in(request), standing_in(request)
    has_proposed = session.proposed_by is not None and permissions.may(
        standing, "plan_sessions", session.proposed_by
    )
    if not (may_on(standing, "plan_sessions", session) or may_run(standing, session) or has_proposed):
        raise PermissionDenied
    return session, user


def series_or_404(request: HttpRequest, public_id: str) -> tuple[Series, User]:
    """Return the series and who asks, if they may plan it. Raises Http404 and PermissionDenied."""
    series = queries.series_by_public_id(public_id)
    if series is None:
        raise Http404
    return series, require_on(request, "plan_sessions", series)


def signed_in(request: HttpRequest) -> User:
    """Return who asks. Raises PermissionDenied for nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@contextmanager
def refusals(form: forms.Form) -> Iterator[None]:
    """Show a ValidationError of the domain beside the field it is about, or above the form."""
    try:
        yield
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            form.add_error(None, error)
            return
        for name, sentences in error.message_dict.items():
            form.add_error(name if name in form.fields else None, ValidationError(sentences))


def answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show a page with its form: 422 when it was sent and is refused."""
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def sentence_of(error: ValidationError) -> str:
    """Return a refusal as one sentence, for a gesture without a form."""
    return " ".join(error.messages)
