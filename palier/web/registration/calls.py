"""`/programme/rappels/`: whom to telephone, over all one’s sessions; one press when it is done."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from palier.agenda.actions import registrations, telling, waiting
from palier.agenda.enums import CallBackReason
from palier.agenda.permissions import sessions_within
from palier.agenda.queries import registrations as queries
from palier.web.agenda_standing import require_on
from palier.web.registration.showing import call_rows
from palier.web.standing import standing_in

PAGE_SIZE = 50
ACTION = "register_people"


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """List the calls to make, the soonest session first."""
    standing = standing_in(request)
    if not (standing.everywhere(ACTION) or standing.structures_for(ACTION)):
        raise PermissionDenied
    rows = queries.calls_to_make(sessions_within(standing, ACTION), now=timezone.now())
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "registration/calls.html", {"page": page, "calls": call_rows(page)})


@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Note one call: told; or, for a seat that is offered, yes or no."""
    call = queries.call_to_make(pk)
    if call is None:
        raise Http404
    session = call.registration.session
    user = require_on(request, ACTION, session)
    answer, now = request.POST.get("reponse", ""), timezone.now()
    if call.reason == CallBackReason.SEAT_OFFERED and answer == "oui":
        kept = waiting.accept_offer(registration=call.registration, by=user, now=now)
        said = "La place est prise." if kept else "Cette place a été proposée à quelqu’un d’autre."
    elif answer == "non":
        registrations.cancel(registration=call.registration, by=user, now=now)
        said = "Inscription annulée. La place libre est proposée à la personne suivante."
    else:
        telling.settle_call_back(call_back=call, outcome="Prévenu", by=user, now=now)
        said = "C’est noté."
    messages.success(request, said)
    if request.POST.get("retour") == "seance":
        return redirect("registration:list", public_id=session.public_id)
    return redirect("registration:calls")
