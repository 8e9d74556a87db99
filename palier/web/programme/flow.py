"""What the pages of the programme share: who asks, the record they are about, refusals shown beside their field."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest

from palier.accounts.models import User
from palier.agenda.models import Series, Session
from palier.agenda.permissions import may_on, may_run
from palier.agenda.queries import programme as queries
from palier.directory import permissions
from palier.directory.models import Place, Structure
from palier.directory.queries.standing import Standing
from palier.web.agenda_standing import require_on, session_for
from palier.web.members.mine import add_refusals
from palier.web.registration.forms import FormKeyMixin
from palier.web.standing import standing_in

OVER = "Cette séance a eu lieu, ou elle est annulée : elle ne change plus."


def planned_or_404(request: HttpRequest, public_id: str) -> tuple[Session, User]:
    """Return the session and who asks, if they may plan it. Raises Http404 and PermissionDenied."""
    return session_for(request, public_id, "plan_sessions")


def seen_or_404(request: HttpRequest, public_id: str) -> tuple[Session, User]:
    """Return the session and who asks, if they plan, hold or proposed it. Raises Http404 and PermissionDenied."""
    return session_for(request, public_id, _may_see)


def _may_see(standing: Standing, session: Session) -> bool:
    if may_on(standing, "plan_sessions", session) or may_run(standing, session):
        return True
    proposed_by = session.proposed_by
    return proposed_by is not None and permissions.may(standing, "plan_sessions", proposed_by)


def series_or_404(request: HttpRequest, public_id: str) -> tuple[Series, User]:
    """Return the series and who asks, if they may plan it. Raises Http404 and PermissionDenied."""
    series = queries.series_by_public_id(public_id)
    if series is None:
        raise Http404
    return series, require_on(request, "plan_sessions", series)


def places_planned(request: HttpRequest) -> list[Place]:
    """Return the places where who asks may plan, by name."""
    return queries.places_to_plan(permissions.places_within(standing_in(request), "plan_sessions"))


def structures_planned(request: HttpRequest) -> list[Structure]:
    """Return the structures for which who asks may plan, by name."""
    return queries.structures_to_plan(permissions.structures_within(standing_in(request), "plan_sessions"))


def press_of(request: HttpRequest, form: FormKeyMixin) -> tuple[object, ...]:
    """Return what tells one press of a button from another, for `made_once`."""
    return form.key, request.user.pk, request.POST.urlencode()


@contextmanager
def refusals(form: forms.Form) -> Iterator[None]:
    """Show a ValidationError of the domain beside the field it is about, or above the form."""
    try:
        yield
    except ValidationError as error:
        add_refusals(form, error)


def sentence_of(error: ValidationError) -> str:
    """Return a refusal as one sentence, for a gesture without a form."""
    return " ".join(error.messages)
