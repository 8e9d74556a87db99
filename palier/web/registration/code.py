"""`/mon-inscription/<code>/`: what one registered for, by its short code. Reading changes nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from palier.agenda.actions import registrations as actions
from palier.agenda.actions import waiting
from palier.agenda.enums import RegistrationStatus, SessionStatus
from palier.agenda.ical import MEDIA_TYPE, session_calendar
from palier.agenda.mails import page_of
from palier.agenda.models import Registration
from palier.agenda.queries.delays import is_open, moment_line
from palier.agenda.queries.registrations import (
    ALIVE,
    registration_by_code,
    show_code,
    waiting_before,
    will_be_written_to,
)
from palier.core.ratelimit import is_used_up, take
from palier.core.visitors import visitor_address
from palier.web.directory.place import qr_svg
from palier.web.public_forms import public_post
from palier.web.registration.forms import AnswerForm, CodeForm
from palier.web.registration.patience import with_patience
from palier.web.registration.public import said_of

HOUR_S = 3600
LATE_ANSWER = "Trop tard : la place a été proposée à la personne suivante, ou la séance est annulée ou finie."
TOO_LATE = "Cette inscription ne peut plus être annulée : elle l’est déjà, ou la séance est finie."


class TooManyTries(Exception):
    """This connection tried too many codes that open nothing: it opens no other for a while."""


def _opened(request: HttpRequest, code: str) -> Registration | None:
    """Return the registration of a code. One that opens nothing is counted. Raises TooManyTries."""
    tried = ("registration-code", visitor_address(request))
    limits: Any = {
        "limit": settings.RATE_LIMIT_CODES_PER_HOUR,
        "window_s": HOUR_S,
        "now": timezone.now(),
    }
    if is_used_up(*tried, **limits):
        raise TooManyTries
    found = registration_by_code(code)
    if found is None and not take(*tried, **limits):
        raise TooManyTries
    return found


def _by_code(view: Callable[[HttpRequest, Registration], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give `view` the registration of the code in the address; answer 404 or 429 without one."""

    @wraps(view)
    def opened(request: HttpRequest, code: str) -> HttpResponse:
        try:
            found = _opened(request, code)
        except TooManyTries:
            return _refused(request, status=429)
        return _refused(request, status=404) if found is None else view(request, found)

    return opened


@login_not_required
@public_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_patience
def find(request: HttpRequest) -> HttpResponse:
    """Type the code of a registration."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = _opened(request, form.cleaned_data["code"])
        except TooManyTries:
            return _refused(request, status=429)
        if found is not None:
            return redirect("registration:mine", code=found.code)
        form.add_error(
            "code", "Aucune inscription n’a ce code : relisez-le, ou téléphonez au lieu de la séance."
        )
    return render(request, "registration/code.html", {"form": form}, status=422 if form.is_bound else 200)


@login_not_required
@never_cache
@require_safe
@with_patience
@_by_code
def mine(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Show a registration, and nothing of anybody else."""
    return _show(request, registration)


@login_not_required
@public_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_patience
@_by_code
def accept(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Take the seat that is offered. A GET, as scanners of mails send, only leads back to the page."""
    return _answer(request, registration, accepts=True)


@login_not_required
@public_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_patience
@_by_code
def cancel(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Decline a seat, leave the waiting list or cancel. A GET only leads back to the page."""
    return _answer(request, registration, accepts=False)


@login_not_required
@never_cache
@require_safe
@with_patience
@_by_code
def calendar(request: HttpRequest, registration: Registration) -> HttpResponse:
    """The session as iCalendar, with the address of the video meeting if there is one."""
    may_join = registration.status == RegistrationStatus.CONFIRMED
    body = session_calendar(registration.session, site_url=settings.SITE_URL, for_registered=may_join)
    disposition = {"Content-Disposition": 'attachment; filename="seance.ics"'}
    return HttpResponse(body, content_type=MEDIA_TYPE, headers=disposition)


def _answer(request: HttpRequest, registration: Registration, *, accepts: bool) -> HttpResponse:
    page = redirect("registration:mine", code=registration.code)
    if request.method != "POST":
        return page
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, registration, refusal=" ".join(map(str, form.non_field_errors())), status=422)
    answer = waiting.accept_offer if accepts else actions.cancel
    if not answer(registration=registration, by=None, now=timezone.now()):
        registration.refresh_from_db()
        return _show(request, registration, refusal=LATE_ANSWER if accepts else TOO_LATE, status=409)
    return page


def _refused(request: HttpRequest, *, status: int) -> HttpResponse:
    return render(request, "registration/refused.html", {"is_too_many": status == 429}, status=status)


def _show(
    request: HttpRequest, registration: Registration, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    now = timezone.now()
    session = registration.session
    is_alive = registration.status in ALIVE and session.status == SessionStatus.PUBLISHED
    deadline = registration.answer_by
    context: dict[str, Any] = {
        **said_of(session),
        "registration": registration,
        "names": [person.first_name for person in registration.people.all() if person.first_name],
        "code": show_code(registration.code),
        "page_url": page_of(registration),
        "qr_svg": qr_svg(page_of(registration)),
        "calendar_url": reverse("registration:calendar", kwargs={"code": registration.code}),
        "before": waiting_before(registration) if registration.status == RegistrationStatus.WAITING else 0,
        "answer_by": moment_line(deadline, session) if deadline else "",
        "is_written_to": will_be_written_to(registration),
        "is_alive": is_alive and now < session.ends_at,
        "is_over": now >= session.ends_at,
        "is_cancelled_session": session.status == SessionStatus.CANCELLED,
        "may_register_again": registration.status not in ALIVE and is_open(session, now=now),
        "new_url": reverse("registration:new", kwargs={"public_id": session.public_id}),
        "is_new": "nouveau" in request.GET,
        "form": AnswerForm(),
        "refusal": refusal,
    }
    return render(request, "registration/mine.html", context, status=status)
