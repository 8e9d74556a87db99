"""The page of a reservation: where it stands, the answer of the owner, giving it up."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from palier.agenda.permissions import may_run
from palier.agenda.wording import when_line
from palier.kits import actions, permissions
from palier.kits.enums import NOT_OUT_YET
from palier.kits.queries.checks import checks_of
from palier.web.kits.forms import AnswerForm
from palier.web.kits.found import seen_reservation
from palier.web.kits.wording import badge_of, refusal_of, when_of, where_of


@require_safe
def reservation(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where a reservation stands, and what can be done now."""
    found, _, standing = seen_reservation(request, public_id)
    now, session = timezone.now(), found.session
    checks = permissions.may_check(standing, found)
    context = {
        "reservation": found,
        "thing": found.thing,
        "when": when_of(found),
        "where": where_of(found.thing),
        "badge": badge_of(found, now=now),
        "session_when": when_line(session, with_year=True) if session else "",
        "may_prepare": session is not None and may_run(standing, session),
        "may_answer": found.status == "REQUESTED" and permissions.may_keep(standing, found.thing),
        "may_cancel": found.status in NOT_OUT_YET and permissions.may_cancel(standing, found),
        "may_go_out": checks and found.status == "CONFIRMED" and found.ends_at > now,
        "may_come_back": checks and found.status == "OUT",
        "checks": list(checks_of(found)) if checks else [],
        "form": AnswerForm(),
    }
    return render(request, "kits/reservation.html", context)


@require_POST
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Agree, or refuse with a word."""
    found, user, standing = seen_reservation(request, public_id)
    if not permissions.may_keep(standing, found.thing):
        raise PermissionDenied
    form, now = AnswerForm(request.POST), timezone.now()
    try:
        if not form.is_valid():
            raise ValidationError([str(said) for said in form.errors["answer"]])
        word = form.cleaned_data["answer"]
        if request.POST.get("reponse") == "oui":
            actions.accept_reservation(reservation=found, by=user, now=now, answer=word)
            messages.success(request, f"{found.structure.name} verra votre accord sur cette page.")
        else:
            actions.refuse_reservation(reservation=found, by=user, now=now, answer=word)
            messages.success(request, f"{found.structure.name} verra votre refus sur cette page.")
    except (actions.ReservationMovedOn, ValidationError) as error:
        said = error.messages[0] if isinstance(error, ValidationError) else refusal_of(error)
        messages.error(request, f"Votre réponse n’est pas notée. {said}")
    return redirect("kits:reservation", public_id=public_id)


@require_POST
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give a reservation up: the thing is free for others."""
    found, _, standing = seen_reservation(request, public_id)
    if not permissions.may_cancel(standing, found):
        raise PermissionDenied
    try:
        actions.cancel_reservation(reservation=found, now=timezone.now())
        messages.success(
            request, f"La réservation est annulée : « {found.thing.label} » est libre à ce moment."
        )
    except actions.ReservationMovedOn as error:
        messages.error(request, f"Rien n’est annulé. {refusal_of(error)}")
    return redirect("kits:reservation", public_id=public_id)
