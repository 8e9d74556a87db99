"""`/programme/seances/<session>/inscriptions/`: who is registered, for the team; three fields to add somebody."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from palier.accounts.models import User
from palier.agenda.actions import registrations as actions
from palier.agenda.actions import seats
from palier.agenda.enums import RegistrationChannel, RegistrationMode, RegistrationStatus
from palier.agenda.models import Registration, Session
from palier.agenda.queries import registrations as queries
from palier.agenda.queries.delays import end_of_hold, moment_line
from palier.agenda.queries.inviting import every_audience
from palier.core.plurals import counted
from palier.web.agenda_standing import heading, session_for, tabs_of
from palier.web.registration.forms import HoldForm, PaperForm, QuickForm
from palier.web.registration.showing import Row, call_rows, row_of
from palier.web.standing import standing_in

REFUSED = "Cette séance n’est pas publiée, ou elle est annulée : on n’y inscrit personne."
FREE = "Entrée libre : pour cette séance, personne ne s’inscrit."


def team_session(request: HttpRequest, public_id: str) -> tuple[Session, User]:
    """Return the session of an address and who asks, if they may register people. Raises PermissionDenied."""
    return session_for(request, public_id, "register_people")


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show everybody with their gestures; a POST registers somebody in three fields."""
    session, user = team_session(request, public_id)
    form = QuickForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _register(request, session, form, user)
        if made is not None:
            return redirect(f"{_here(session)}#inscription-{made.pk}")
    return _show(request, session, quick=form, status=422 if form.is_bound else 200)


def _register(request: HttpRequest, session: Session, form: QuickForm, user: User) -> Registration | None:
    by_phone = request.POST.get("venue") == "telephone"
    try:
        made = actions.register(
            session_id=session.pk,
            asked=form.asked(),
            form_key=form.key,
            channel=RegistrationChannel.PHONE if by_phone else RegistrationChannel.DESK,
            by=user,
            now=timezone.now(),
        )
    except (actions.RegistrationClosed, actions.RegistrationNotNeeded) as refusal:
        form.add_error(None, _why_not(refusal))
        return None
    except ValidationError as error:
        form.add_error(None, error)
        return None
    waits = made.status == RegistrationStatus.WAITING
    where = "sur liste d’attente : la séance est complète" if waits else "inscription notée"
    messages.success(request, f"{queries.show_code(made.code)}, {where}. Dites ce code à la personne.")
    return made


def _why_not(refusal: Exception) -> str:
    return FREE if isinstance(refusal, actions.RegistrationNotNeeded) else REFUSED


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """Copy a paper list, one registration a line."""
    session, user = team_session(request, public_id)
    form = PaperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register_lines(
                session_id=session.pk,
                lines=form.cleaned_data["lines"],
                form_key=form.key,
                by=user,
                now=timezone.now(),
            )
        except (actions.RegistrationClosed, actions.RegistrationNotNeeded) as refusal:
            form.add_error(None, _why_not(refusal))
        else:
            messages.success(request, _said_of_lines(made))
            return redirect("registration:list", public_id=session.public_id)
    context = {**_heading(request, session), "form": form}
    return render(request, "registration/paper.html", context, status=422 if form.is_bound else 200)


def _said_of_lines(made: list[Registration]) -> str:
    waiting = sum(row.status == RegistrationStatus.WAITING for row in made)
    noted = counted(len(made), "inscription notée")
    return f"{noted}, dont {waiting} sur liste d’attente." if waiting else f"{noted}."


@require_POST
def hold(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep seats for an audience until the end of a day."""
    session, _user = team_session(request, public_id)
    form = HoldForm(request.POST, audiences=every_audience())
    if form.is_valid():
        try:
            seats.hold_seats(
                session=session,
                audience=form.cleaned_data["audience"],
                seats=form.cleaned_data["seats"],
                until_at=end_of_hold(session, on=form.cleaned_data["until_on"]),
                now=timezone.now(),
            )
        except seats.HoldRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Ces places sont réservées.")
            return redirect(f"{_here(session)}#places")
    return _show(request, session, hold_form=form, status=422)


def _heading(request: HttpRequest, session: Session) -> dict[str, Any]:
    return heading(session, tabs_of(session, standing_in(request), current="list"))


def _here(session: Session) -> str:
    return reverse("registration:list", kwargs={"public_id": session.public_id})


def _show(
    request: HttpRequest,
    session: Session,
    *,
    quick: QuickForm | None = None,
    hold_form: HoldForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    session.refresh_from_db(fields=["seats_taken", "held_seats", "overbooked_seats"])
    rows = [row_of(row, session) for row in queries.registrations_of(session)]
    context = {
        **_heading(request, session),
        "confirmed": _of(rows, RegistrationStatus.CONFIRMED),
        "offered": _of(rows, RegistrationStatus.OFFERED),
        "waiting": _of(rows, RegistrationStatus.WAITING),
        "gone": _of(rows, RegistrationStatus.CANCELLED, RegistrationStatus.LAPSED),
        "quick": quick or QuickForm(),
        "hold_form": hold_form or HoldForm(audiences=every_audience()),
        "holds": [(hold, moment_line(hold.until_at, session)) for hold in queries.holds_of(session)],
        "overrides": queries.overrides_of(session),
        "calls": call_rows(queries.calls_to_make_for(session, now=now)),
        "is_free": session.registration_mode == RegistrationMode.FREE,
        "is_over": now >= session.ends_at,
    }
    return render(request, "registration/list.html", context, status=status)


def _of(rows: list[Row], *statuses: RegistrationStatus) -> list[Row]:
    return [row for row in rows if row.registration.status in statuses]
