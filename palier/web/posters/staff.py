"""« Imprimer et diffuser »: what the team of a session or of a place prints, says and sends, on one screen."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from palier.agenda.enums import FormatKind
from palier.agenda.models import Session
from palier.agenda.permissions import may_on, may_run, may_see_names
from palier.agenda.queries.agenda_pages import agenda_of_place
from palier.directory import permissions
from palier.directory.models import Place
from palier.directory.queries.places import place_detail
from palier.outreach import press, relays, sheets, wording
from palier.outreach.handouts import promotion_kit
from palier.outreach.logos import fingerprints_of
from palier.outreach.paper import size_asked
from palier.outreach.sessions import any_session, coming_at, month_after, place_by_id
from palier.printing import PageSize
from palier.web.agenda_standing import tabs_of
from palier.web.days import day_field
from palier.web.posters.answering import answer_print
from palier.web.standing import require, standing_in

AT_A_PLACE = "run_sessions"


class PeriodForm(forms.Form):
    """The two days of an activity sheet, both included."""

    du = day_field("Du", required=False)
    au = day_field("Au", required=False)


# --- A session --------------------------------------------------------------------------------------------------


@require_safe
def spread_session(request: HttpRequest, public_id: str) -> HttpResponse:
    """All that can be printed, sent and published about a session."""
    session = _session_of_team(request, public_id)
    now = timezone.now()
    return render(request, "posters/spread_session.html", _session_context(request, session, now=now))


@require_POST
def send_to_relays(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send the poster to the relays that have not received it."""
    session = _session_of_team(request, public_id)
    if not may_on(standing_in(request), "plan_sessions", session):
        raise PermissionDenied
    try:
        unreached = relays.send_posters(session=session, now=timezone.now())
    except relays.NothingToSpread:
        messages.error(request, "Cette séance n’est pas publique, ou elle est passée : rien n’a été envoyé.")
    else:
        said = ", ".join(f"{one.name} ({one.phone or 'sans téléphone'})" for one in unreached)
        messages.success(request, f"C’est parti. À prévenir autrement : {said}." if said else "C’est parti.")
    return redirect("posters:spread-session", public_id)


@require_safe
def sign_in_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """The sheet of those who come, first names printed."""
    session = _session_or_404(public_id)
    if not may_see_names(standing_in(request), session):
        raise PermissionDenied
    return answer_print(request, sheets.sign_in_sheet(session, now=timezone.now()), is_private=True)


@require_safe
def board(request: HttpRequest, public_id: str) -> HttpResponse:
    """The board of questions, empty, A3 or A4."""
    session = _session_of_team(request, public_id)
    size = size_asked(request.GET.get("format", ""), among=(PageSize.A3, PageSize.A4))
    return answer_print(request, sheets.blank_board(session, size=size, now=timezone.now()), is_private=True)


@require_safe
def kit(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a café between colleagues gives to promote the public ones."""
    session = _session_of_team(request, public_id)
    if session.format.kind != FormatKind.STAFF_CAFE:
        raise Http404
    return answer_print(request, promotion_kit(session, now=timezone.now()), is_private=True)


def _session_context(request: HttpRequest, session: Session, *, now: datetime) -> dict[str, Any]:
    standing = standing_in(request)
    is_public = relays.can_be_spread(session, now=now)
    hosts = wording.hosts_of(session)
    logos = fingerprints_of(host.pk for host in hosts)
    on = timezone.localdate(now, session.zone)
    return {
        "session": session,
        "tabs": tabs_of(session, standing, current="spread"),
        "when": f"{wording.day_said(session, on=on)}, {wording.hours_said(session)}",
        "is_public": is_public,
        "is_staff_cafe": session.format.kind == FormatKind.STAFF_CAFE,
        "may_see_names": may_see_names(standing, session),
        "may_open_place": session.place is not None and permissions.may(standing, AT_A_PLACE, session.place),
        "may_send": is_public and may_on(standing, "plan_sessions", session),
        "texts": [(length, press.press_text_of(session, length=length, now=now)) for length in press.LENGTHS]
        if is_public
        else [],
        "relays": relays.relays_of(session),
        "hosts": [(host, host.pk in logos, permissions.may(standing, "edit_record", host)) for host in hosts],
    }


def _session_or_404(public_id: str) -> Session:
    session = any_session(public_id)
    if session is None:
        raise Http404
    return session


def _session_of_team(request: HttpRequest, public_id: str) -> Session:
    """Return the session if who asks plans or holds it. Raises Http404 and PermissionDenied."""
    session = _session_or_404(public_id)
    standing = standing_in(request)
    if not (may_run(standing, session) or may_on(standing, "plan_sessions", session)):
        raise PermissionDenied
    return session


# --- A place ----------------------------------------------------------------------------------------------------


@require_safe
def spread_place(request: HttpRequest, public_id: str) -> HttpResponse:
    """All that can be printed and published about a place: programme, flyers, cards, activity."""
    place = _place_of_team(request, public_id)
    now = timezone.now()
    this_month = timezone.localdate(now).replace(day=1)
    months = [this_month, month_after(this_month)]
    shown = place_detail(place.public_id, on=timezone.localdate(now))
    context = {
        "place": place,
        "is_public": shown is not None,
        "months": [(f"{month:%Y-%m}", wording.of_month(month)) for month in months],
        "texts": _texts_of_month(place, months[1], now=now) if shown else [],
        "next_month": wording.of_month(months[1]),
        "services": shown.shown_services if shown else [],  # type: ignore[attr-defined]
        "coming": [(one, wording.day_said(one, on=this_month)) for one in coming_at(place, now=now)],
        "period": PeriodForm(initial={"du": date(this_month.year, 1, 1), "au": timezone.localdate(now)}),
    }
    return render(request, "posters/spread_place.html", context)


@require_safe
def activity(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the place did between two days, on one sheet; a refused period leads back to the screen."""
    place = _place_of_team(request, public_id)
    now, form = timezone.now(), PeriodForm(request.GET)
    try:
        if not form.is_valid():
            raise sheets.PeriodRefused(next(iter(form.errors.values()))[0])
        asked = form.cleaned_data
        from_on, to_on = sheets.period_asked(asked["du"], asked["au"], on=timezone.localdate(now))
    except sheets.PeriodRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("posters:spread-place", public_id)
    paper = sheets.activity_sheet(place, from_on=from_on, to_on=to_on, now=now)
    return answer_print(request, paper, is_private=True)


def _texts_of_month(place: Place, month: date, *, now: datetime) -> list[tuple[int, str]]:
    agenda = agenda_of_place(place.public_id)
    if agenda is None:
        return []
    texts = {
        press.press_text_of_month(agenda, month=month, length=length, now=now): length
        for length in reversed(press.LENGTHS)
    }
    # A short programme is the same text at every length: it is shown once, under the shortest.
    return sorted((length, text) for text, length in texts.items())


def _place_of_team(request: HttpRequest, public_id: str) -> Place:
    place = place_by_id(public_id)
    if place is None:
        raise Http404
    require(request, AT_A_PLACE, place)
    return place
