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
# What a person answered: what is said when it is noted, and when it is not.
ANSWERS = {
    "oui": (
        "La place est prise.",
        "Cette place n’est plus à prendre : quelqu’un d’autre l’a eue, ou la séance est annulée ou finie.",
    ),
    "non": (
        "Inscription annulée. La place libre est proposée à la personne suivante.",
        "Rien n’est changé : cette inscription est déjà annulée, ou la séance est finie.",
    ),
    "fait": ("C’est noté.", "Un ou une collègue a déjà noté cet appel."),
}


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
    if answer not in ANSWERS or (answer == "oui" and call.reason != CallBackReason.SEAT_OFFERED):
        raise Http404
    if answer == "oui":
        is_done = waiting.accept_offer(registration=call.registration, by=user, now=now)
    elif answer == "non":
        is_done = registrations.cancel(registration=call.registration, by=user, now=now)
    else:
        is_done = telling.settle_call_back(call_back=call, outcome="Prévenu", by=user, now=now)
    done_said, not_done_said = ANSWERS[answer]
    if is_done:
        messages.success(request, done_said)
    else:
        messages.error(request, not_done_said)
    if request.POST.get("retour") == "seance":
        return redirect("registration:list", public_id=session.public_id)
    return redirect("registration:calls")
