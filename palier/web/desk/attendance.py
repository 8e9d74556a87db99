"""`/tenir/<session>/`: who is there, one press a person; what is refused is explained, with a way on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from palier.accounts.models import User
from palier.agenda.actions import attendance as actions
from palier.agenda.actions.seats import OverrideRefused
from palier.agenda.enums import Attendance, SessionStatus
from palier.agenda.models import Attendee, Registration, Session
from palier.agenda.permissions import may_on, may_see_names
from palier.agenda.queries.desk import attendee_of, desk_of, next_dates, opens_at, waiting_of
from palier.agenda.queries.figures import recent_public
from palier.agenda.wording import place_line, when_line
from palier.core.plurals import counted
from palier.web.desk.common import heading, held_by, key_of, number_in
from palier.web.standing import standing_in

AGAIN = ("gesture", "people", "person", "registration", "to", "form_key", "although_late")
SAID = {
    Attendance.PRESENT: "est là.",
    Attendance.LATE: "est là, en retard.",
    Attendance.ABSENT: "n’est pas venu : sa place est libre.",
    Attendance.LEFT: "est parti : sa place est libre.",
    Attendance.EXPECTED: "est de nouveau attendu.",
}
Gesture = Callable[[HttpRequest, Session, User, datetime], str]


@dataclass(frozen=True)
class Refusal:
    """A gesture that was not done, why, and what it would send again. `kind`: full, late or other."""

    kind: str
    message: str
    again: list[tuple[str, str]]
    minutes: int = 0


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show who is there and who is expected; a POST does one gesture."""
    session, user = held_by(request, public_id)
    now = timezone.now()
    refusal: Refusal | None = None
    if request.method == "POST":
        refusal = _do(request, session, user, now)
        if refusal is None:
            return redirect("desk:desk", public_id)
        session.refresh_from_db()
    shown = desk_of(session)
    context = {
        **heading(session, current="desk:desk"),
        "desk": shown,
        "said": f"{counted(shown.here, 'personne')} là.",
        "refusal": refusal,
        "is_open": session.status == SessionStatus.PUBLISHED,
        "is_over": now >= session.ends_at,
        "opens": when_line(session) if now < opens_at(session) else "",
        "first_to_leave": shown.walk_ins_here[-1:],
        "last_counted": shown.walk_ins_here[:1],
        "next_dates": _said(next_dates(session, now=now)) if refusal else [],
        "recent": _recent(session, now),
        "may_register": may_on(standing_in(request), "register_people", session),
        "may_see_names": may_see_names(standing_in(request), session),
        "below": settings.SMALL_COUNTS_BELOW,
    }
    return render(request, "desk/desk.html", context, status=422 if refusal else 200)


def _do(request: HttpRequest, session: Session, user: User, now: datetime) -> Refusal | None:
    """Do the gesture that was sent; return why it was refused."""
    gesture = GESTURES.get(request.POST.get("gesture", ""))
    if gesture is None:
        raise PermissionDenied
    again = [(name, request.POST[name]) for name in AGAIN if name in request.POST]
    try:
        messages.success(request, gesture(request, session, user, now))
    except actions.NoSeatLeft as full:
        told = f"Il manque {counted(full.missing, 'place')} : tout le monde n’entre pas à la fois."
        return Refusal("full", told, again)
    except actions.ComesTooLate as late:
        return Refusal("late", "Cette séance se suit depuis le début.", again, late.minutes)
    except (actions.GestureRefused, OverrideRefused) as problem:
        return Refusal("other", str(problem), again)
    except actions.CountedInTheReport:
        return Refusal("other", "Pour ce format, on compte seulement les têtes, dans le bilan.", [])
    except actions.DeskClosed:
        return Refusal("other", "Cette séance n’est pas publiée, elle est annulée, ou c’est trop tôt.", [])
    return None


def _walk_in(request: HttpRequest, session: Session, user: User, now: datetime) -> str:
    people = actions.walk_in(
        session=session,
        people=number_in(request, "people"),
        form_key=key_of(request),
        although_late="although_late" in request.POST,
        reason=request.POST.get("reason", "")[:200],
        by=user,
        now=now,
    )
    return "1 personne de plus." if len(people) == 1 else f"{len(people)} personnes de plus."


def _mark(request: HttpRequest, session: Session, user: User, now: datetime) -> str:
    person = _person(request, session)
    if person.registration_id is not None:
        _require_names(request, session)
    to = request.POST.get("to", "")
    if to not in Attendance.values:
        raise PermissionDenied
    actions.mark_attendance(
        attendee=person, attendance=to, reason=request.POST.get("reason", "")[:200], by=user, now=now
    )
    who = person.first_name or ("Une personne" if person.registration_id is None else "Cette personne")
    return f"{who} {SAID[Attendance(to)]}"


def _missing(request: HttpRequest, session: Session, user: User, now: datetime) -> str:
    count = actions.mark_missing_absent(session=session, now=now)
    return "1 personne notée absente." if count == 1 else f"{count} personnes notées absentes."


def _uncount(request: HttpRequest, session: Session, user: User, now: datetime) -> str:
    person = attendee_of(session, pk=number_in(request, "person"))
    if person is not None:  # pressed twice: taken back already
        actions.uncount_walk_in(attendee=person, now=now)
    return "La dernière personne comptée est retirée."


def _welcome(request: HttpRequest, session: Session, user: User, now: datetime) -> str:
    found: Registration | None = waiting_of(session, pk=number_in(request, "registration"))
    if found is None:
        raise Http404
    _require_names(request, session)
    actions.welcome_waiting(registration=found, reason=request.POST.get("reason", "")[:200], by=user, now=now)
    return "Accueilli depuis la liste d’attente."


GESTURES: dict[str, Gesture] = {
    "walk-in": _walk_in,
    "mark": _mark,
    "missing": _missing,
    "uncount": _uncount,
    "welcome": _welcome,
}


def _require_names(request: HttpRequest, session: Session) -> None:
    """A gesture on somebody by name is for those who may read names. Raises PermissionDenied."""
    if not may_see_names(standing_in(request), session):
        raise PermissionDenied


def _person(request: HttpRequest, session: Session) -> Attendee:
    person = attendee_of(session, pk=number_in(request, "person"))
    if person is None:
        raise Http404
    return person


def _said(sessions: object) -> list[dict[str, object]]:
    """Other dates, in words."""
    return [
        {
            "title": s.title,
            "when": when_line(s),
            "where": place_line(s),
            "left": s.seats_left,
            "id": s.public_id,
        }
        for s in sessions  # type: ignore[attr-defined]
    ]


def _recent(session: Session, now: datetime) -> object:
    """The recent public of the place, until the session starts."""
    if session.place is None or now >= session.starts_at:
        return None
    return recent_public(session.place, before=session.starts_at)
