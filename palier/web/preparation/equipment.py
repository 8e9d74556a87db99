"""Reserving a thing for a session, from the page where it is prepared."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.accounts.models import User
from palier.agenda.models import Session
from palier.agenda.preparation import reservable_for
from palier.kits import actions
from palier.kits.enums import ReservationStatus
from palier.kits.permissions import may_reserve_for
from palier.kits.queries.items import item_by_public_id
from palier.web.kits.wording import refusal_of
from palier.web.preparation.checklist import prepared_by, show
from palier.web.preparation.forms import ReserveForm
from palier.web.standing import standing_in

REFUSALS = (actions.AlreadyReserved, actions.NotShared, actions.NotLendable)


@require_POST
def reserve(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep a thing for the hours of the session, and some time around them."""
    session, user = prepared_by(request, public_id)
    if not may_reserve_for(standing_in(request), session.organiser):
        raise PermissionDenied
    form = ReserveForm(request.POST, things=reservable_for(session))
    if form.is_valid() and _reserved(request, form, session, user, timezone.now()):
        return redirect("preparation:page", public_id=public_id)
    return show(request, session, status=422, reserve_form=form)


def _reserved(request: HttpRequest, form: ReserveForm, session: Session, user: User, now: datetime) -> bool:
    """Reserve what the form says, or write on it why not."""
    told = form.cleaned_data
    thing = item_by_public_id(told["thing"])
    if thing is None:
        form.add_error("thing", "Ce matériel n’est plus à l’inventaire.")
        return False
    margins = {"before_min": told["before_min"], "after_min": told["after_min"]}
    wanted = actions.Wanted.for_session(session, thing=thing, **margins)
    try:
        reservation = actions.reserve(wanted=wanted, by=user, now=now)
    except REFUSALS as error:
        form.add_error("thing", refusal_of(error))
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
    else:
        asked = reservation.status == ReservationStatus.REQUESTED
        messages.success(
            request,
            f"« {thing.label} » est demandé à {thing.owner.name}, qui doit donner son accord."
            if asked
            else f"« {thing.label} » est réservé pour cette séance.",
        )
        return True
    return False
