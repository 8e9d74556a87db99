"""`/seances/<session>/inscription/`: register without an account, in one short form."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from palier.agenda import wording
from palier.agenda.actions import registrations as actions
from palier.agenda.enums import FormatKind, RegistrationChannel, RegistrationMode, SessionStatus
from palier.agenda.ical import public_phone
from palier.agenda.models import Session
from palier.agenda.queries import inviting, related
from palier.agenda.queries.delays import closes_at, is_open, moment_line
from palier.agenda.queries.registrations import waiting_count
from palier.web.agenda.present import events_of
from palier.web.public_forms import public_post, too_many, too_many_posts
from palier.web.registration.forms import RegistrationForm
from palier.web.registration.patience import with_patience

TEMPLATE = "registration/new.html"


@login_not_required
@public_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_patience
def new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Register; a session that is full says so and keeps a place on its waiting list."""
    session = inviting.session_to_register(public_id)
    if session is None:
        raise Http404
    now = timezone.now()
    if session.registration_mode == RegistrationMode.FREE or not is_open(session, now=now):
        return render(request, "registration/closed.html", _closed(session, now=now))
    form = RegistrationForm(
        request.POST or None,
        minimum_age=session.minimum_age,
        audiences=inviting.audiences_kept(session, now=now),
    )
    context = {**said_of(session), **_open(session, now=now), "form": form}
    if request.method != "POST":
        return render(request, TEMPLATE, context)
    if not form.is_valid():
        return render(request, TEMPLATE, context, status=422)
    if too_many_posts(request):
        return too_many(request, TEMPLATE, context)
    return _register(request, session, form, context, now=now)


def _register(
    request: HttpRequest, session: Session, form: RegistrationForm, context: dict[str, Any], *, now: datetime
) -> HttpResponse:
    try:
        made = actions.register(
            session_id=session.pk,
            asked=form.asked(),
            form_key=form.key,
            channel=RegistrationChannel.ONLINE,
            by=None,
            now=now,
        )
    except actions.TooYoung:
        return render(request, "registration/too_young.html", _too_young(session, now=now), status=422)
    except (actions.RegistrationClosed, actions.RegistrationNotNeeded):
        session.refresh_from_db()
        return render(request, "registration/closed.html", _closed(session, now=now), status=409)
    except ValidationError as error:
        form.add_error(None, error)
        return render(request, TEMPLATE, context, status=422)
    return redirect(f"{reverse('registration:mine', kwargs={'code': made.code})}?nouveau=1")


def said_of(session: Session) -> dict[str, Any]:
    """What every page of a registration says of its session."""
    return {
        "session": session,
        "session_url": reverse("agenda:session", kwargs={"public_id": session.public_id}),
        "when": wording.when_line(session, with_year=True),
        "clock": wording.clock_line(session),
        "place_name": wording.place_line(session),
        "address_lines": wording.address_lines(session),
        "arrival": wording.arrival_line(session),
        "phone": public_phone(session),
    }


def _open(session: Session, *, now: datetime) -> dict[str, Any]:
    is_full = session.seats_left == 0
    next_one = related.next_in_its_place(session, now=now) if is_full else None
    workshop = (
        related.next_discovery(session, now=now) if session.format.kind == FormatKind.DIGITAL_CAFE else None
    )
    return {
        "is_full": is_full,
        "waiting": waiting_count(session) if is_full else 0,
        "next_dates": events_of([next_one] if next_one else []),
        "for_beginners": events_of([workshop] if workshop else []),
        "is_required": session.registration_mode == RegistrationMode.REQUIRED,
        "closes": moment_line(closes_at(session), session),
    }


def _closed(session: Session, *, now: datetime) -> dict[str, Any]:
    next_one = related.next_in_its_place(session, now=now)
    is_free = session.registration_mode == RegistrationMode.FREE
    is_cancelled = session.status == SessionStatus.CANCELLED
    return {
        **said_of(session),
        "is_cancelled": is_cancelled,
        "is_over": now >= session.ends_at,
        "is_free": is_free and not is_cancelled and now < session.ends_at,
        "next_dates": events_of([next_one] if next_one else []),
    }


def _too_young(session: Session, *, now: datetime) -> dict[str, Any]:
    return {**said_of(session), "others": events_of(inviting.for_children(session, now=now))}
