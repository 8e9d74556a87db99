"""Series: the list, a new one, its page, and what is done on it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from palier.agenda import wording
from palier.agenda.actions import series as actions
from palier.agenda.actions.once import made_once
from palier.agenda.actions.programme import SessionChangedMeanwhile, SessionOver
from palier.agenda.closed_days import knows_school_holidays
from palier.agenda.models import BacklogTopic, Series, Session
from palier.agenda.permissions import sessions_within
from palier.agenda.queries import programme as queries
from palier.agenda.queries.series_days import MONTHS_AHEAD, all_days
from palier.agenda.recurrence import month_end, months_from, say_rule
from palier.directory import permissions
from palier.directory.hours import format_date, format_time
from palier.web.members.mine import PAGE, answer_form
from palier.web.programme import present
from palier.web.programme.flow import (
    OVER,
    places_planned,
    planned_or_404,
    press_of,
    refusals,
    series_or_404,
    structures_planned,
)
from palier.web.programme.series_form import ChangeSeriesForm, NewSeriesForm, initial_series
from palier.web.standing import require, standing_in

PAGE_SIZE = 50
PAST_SHOWN = 12


@require_safe
def series_list(request: HttpRequest) -> HttpResponse:
    """The series of the perimeter."""
    require(request, "plan_sessions")
    within = sessions_within(standing_in(request), "plan_sessions")
    found = queries.series_within(within, on=timezone.localdate())
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "programme/series_list.html",
        {"page": page, "rows": [(row, rhythm_of(row)) for row in page]},
    )


def rhythm_of(series: Series) -> str:
    """« chaque 2e samedi du mois, à 10 h »."""
    return f"{say_rule(series.recurrence)}, à {format_time(series.start_time)}"


@require_http_methods(PAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Write a series and its first sessions."""
    by = require(request, "plan_sessions")
    standing = standing_in(request)
    form = NewSeriesForm(
        request.POST or None,
        initial={"starts_on": timezone.localdate(), "place": request.GET.get("lieu", "")},
        formats=queries.formats(),
        places=places_planned(request),
        structures=structures_planned(request),
    )
    if request.method == "POST" and form.is_valid():
        organiser = form.chosen_organiser
        if organiser is None or not permissions.may(standing, "plan_sessions", form.chosen_place):
            raise PermissionDenied

        def make(public_id: str) -> Series:
            return actions.create_series(
                format=form.chosen_format,
                organiser=organiser,
                place=form.chosen_place,
                values=form.values() | {"public_id": public_id},
                by=by,
                now=timezone.now(),
            )

        with refusals(form):
            series = made_once(Series, make=make, press=press_of(request, form))
            messages.success(request, "La série est créée, avec ses premières séances.")
            return redirect("programme:series", public_id=series.public_id)
    return answer_form(request, "programme/series_new.html", {"form": form})


@require_safe
def series(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a series: its rhythm, its sessions, the days left out, the subjects kept for later."""
    found, _user = series_or_404(request, public_id)
    now, today = timezone.now(), timezone.localdate()
    until = month_end(months_from(today, count=MONTHS_AHEAD)[-1])
    left_out = [day for day in all_days(found, since=today, until=until) if day.left_out]
    by_hand = queries.days_left_out(found)
    context = {
        "series": found,
        "rhythm": rhythm_of(found),
        "is_over": found.ends_on is not None and found.ends_on < today,
        "headers": present.DAY_HEADERS,
        "coming": present.rows_by_day(queries.series_sessions(found, now=now, coming=True)),
        "past": present.rows_by_day(queries.series_sessions(found, now=now, coming=False)[:PAST_SHOWN]),
        "left_out": [
            (day.on, format_date(day.on, with_year=True), day.left_out, day.on in by_hand) for day in left_out
        ],
        "school_unknown": found.skips_school_holidays
        and not knows_school_holidays(found.place.commune if found.place else None),
        "topics": [(row, _raised(row)) for row in queries.backlog_of(found)],
        "today": today,
    }
    return render(request, "programme/series.html", context)


def _raised(topic: BacklogTopic) -> str:
    return format_date(wording.starts_on(topic.raised_in)) if topic.raised_in else ""


@require_http_methods(PAGE)
def change_from(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a series from one of its sessions on."""
    session, by = planned_or_404(request, public_id)
    if session.series is None or session.series_day is None:
        messages.error(request, "Cette séance ne vient pas d’une série.")
        return redirect("programme:session", public_id=public_id)
    if request.POST.get("series", session.series.public_id) != session.series.public_id:
        return _meanwhile(request, session)
    form = ChangeSeriesForm(request.POST or None, initial=initial_series(session.series))
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            return _change(request, session, form, by)
    context = {"form": form, "session": session, "from_day": format_date(session.series_day, with_year=True)}
    return answer_form(request, "programme/series_from.html", context)


def _meanwhile(request: HttpRequest, session: Session) -> HttpResponse:
    """Pressed twice, or two people at the same time: the series that was shown goes no further than this session."""
    messages.error(request, "La série vient de changer : relisez cette séance avant de la changer encore.")
    return redirect("programme:session", public_id=session.public_id)


def _change(request: HttpRequest, session: Session, form: ChangeSeriesForm, by: Any) -> HttpResponse:
    try:
        change = actions.change_series_from(
            session=session,
            values=form.values(),
            reason=form.cleaned_data["reason"],
            by=by,
            now=timezone.now(),
        )
    except SessionOver:
        messages.error(request, OVER)
        return redirect("programme:session", public_id=session.public_id)
    except SessionChangedMeanwhile:
        return _meanwhile(request, session)
    messages.success(request, f"La série est changée. {present.change_line(change)}".strip())
    return redirect("programme:series", public_id=change.series.public_id)
