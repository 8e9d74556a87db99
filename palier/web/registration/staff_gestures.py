"""The gestures of the list of registrations: one press each, then back to the list."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.accounts.models import User
from palier.agenda.actions import registrations as actions
from palier.agenda.actions import seats, waiting
from palier.agenda.models import Registration, Session
from palier.agenda.queries import registrations as queries
from palier.core.plurals import counted
from palier.web.registration.staff import team_session


@require_POST
def accept(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Somebody said yes to the seat that was offered."""
    session, user, registration = _asked(request, public_id, pk)
    if waiting.accept_offer(registration=registration, by=user, now=timezone.now()):
        messages.success(request, "C’est noté : la place est prise.")
    else:
        messages.error(
            request,
            "Cette place n’est plus à prendre : quelqu’un d’autre l’a eue, ou la séance est annulée ou finie.",
        )
    return _back(session, registration)


@require_POST
def cancel(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Somebody will not come."""
    session, user, registration = _asked(request, public_id, pk)
    if actions.cancel(registration=registration, by=user, now=timezone.now()):
        messages.success(request, "Inscription annulée. Une place libre est proposée à la liste d’attente.")
    else:
        messages.info(request, "Cette inscription est déjà annulée, ou la séance est finie.")
    return _back(session, registration)


@require_POST
def give(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Give a seat to somebody who waits, beyond the capacity if a reason is written."""
    session, user, registration = _asked(request, public_id, pk)
    try:
        waiting.give_seat(
            registration=registration,
            reason=request.POST.get("raison", "")[:200],
            by=user,
            now=timezone.now(),
        )
    except seats.OverrideRefused as refusal:
        messages.error(request, str(refusal))
    except waiting.NotWaiting:
        messages.info(request, "Cette personne n’attend plus, ou la séance est annulée ou finie.")
    else:
        messages.success(request, "Une place est donnée.")
    return _back(session, registration)


@require_POST
def release(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Give the seats kept for an audience back to everybody."""
    session, _user = team_session(request, public_id)
    hold = queries.hold_of(session, pk)
    if hold is None:
        raise Http404
    count = seats.release_hold(hold=hold, now=timezone.now())
    messages.success(request, f"{counted(count, 'place rendue')} à tous.")
    return redirect(f"{reverse('registration:list', kwargs={'public_id': session.public_id})}#places")


def _asked(request: HttpRequest, public_id: str, pk: int) -> tuple[Session, User, Registration]:
    """Return the session, who asks and the registration. Raises PermissionDenied, Http404."""
    session, user = team_session(request, public_id)
    registration = queries.registration_of(session, pk)
    if registration is None:
        raise Http404
    return session, user, registration


def _back(session: Session, registration: Registration) -> HttpResponse:
    here = reverse("registration:list", kwargs={"public_id": session.public_id})
    return redirect(f"{here}#inscription-{registration.pk}")
