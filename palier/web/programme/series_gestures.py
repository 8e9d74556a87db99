"""What is done on a series in one gesture: a day left out, a subject kept or picked, a date more, its end."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.agenda.actions import backlog, suggesting
from palier.agenda.actions import series as actions
from palier.agenda.actions.programme import SessionOver
from palier.agenda.queries import programme as queries
from palier.directory.queries.keeping import place_to_keep
from palier.web.agenda_standing import session_or_404
from palier.web.days import OUTSIDE, read_day
from palier.web.programme.flow import OVER, sentence_of, series_or_404
from palier.web.programme.present import change_line
from palier.web.standing import require


def _day(request: HttpRequest, name: str) -> date:
    """Return the day of a form. Raises ValidationError."""
    day = read_day(request.POST.get(name, ""))
    if day is None:
        raise ValidationError(OUTSIDE)
    return day


@require_POST
def days(request: HttpRequest, public_id: str) -> HttpResponse:
    """Leave a day out, or put it back."""
    found, _user = series_or_404(request, public_id)
    now = timezone.now()
    try:
        on = _day(request, "jour")
        if "remettre" in request.POST:
            actions.restore_day(series=found, on=on, now=now)
            messages.success(request, "Le jour est remis dans la série.")
        else:
            actions.skip_day(series=found, on=on, reason=request.POST.get("raison", ""), now=now)
            messages.success(request, "Pas de séance ce jour-là.")
    except ValidationError as error:
        messages.error(request, sentence_of(error))
    except SessionOver:
        messages.error(request, OVER)
    return redirect("programme:series", public_id=public_id)


@require_POST
def stop(request: HttpRequest, public_id: str) -> HttpResponse:
    """End a series after a day."""
    found, _user = series_or_404(request, public_id)
    try:
        change = actions.stop_series(
            series=found,
            after=_day(request, "jour"),
            reason=request.POST.get("raison", ""),
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, sentence_of(error))
    else:
        messages.success(request, f"La série s’arrête. {change_line(change)}".strip())
    return redirect("programme:series", public_id=public_id)


@require_POST
def thread(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write the thread of a series."""
    found, _user = series_or_404(request, public_id)
    actions.write_thread(series=found, text=request.POST.get("fil", ""))
    messages.success(request, "Le fil rouge est noté.")
    return redirect("programme:series", public_id=public_id)


@require_POST
def note(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep a subject for later."""
    found, _user = series_or_404(request, public_id)
    try:
        backlog.note_topic(series=found, text=request.POST.get("sujet", ""), now=timezone.now())
    except ValidationError as error:
        messages.error(request, sentence_of(error))
    else:
        messages.success(request, "Le sujet est gardé.")
    return redirect("programme:series", public_id=public_id)


@require_POST
def topic(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Pick a subject for a session, or set it aside."""
    found, _user = series_or_404(request, public_id)
    subject = queries.topic_of(found, pk)
    if subject is None:
        raise Http404
    gesture = request.POST.get("geste")
    session = session_or_404(request.POST.get("seance", "")) if gesture == "reprendre" else None
    if session is None and gesture != "laisser":
        raise Http404
    try:
        if session is not None:
            backlog.take_topic(topic=subject, session=session)
            messages.success(request, "Le sujet est repris dans la séance.")
            return redirect("programme:session", public_id=session.public_id)
        backlog.drop_topic(topic=subject)
        messages.success(request, "Le sujet est laissé de côté.")
    except backlog.TopicSettled:
        messages.error(request, "Ce sujet a déjà été repris ou laissé de côté.")
    except ValidationError as error:
        messages.error(request, sentence_of(error))
    return redirect("programme:series", public_id=public_id)


@require_POST
def extra_date(request: HttpRequest, public_id: str) -> HttpResponse:
    """Follow or set aside the suggestion of a date more."""
    found, by = series_or_404(request, public_id)
    if "laisser" in request.POST and found.place is not None:
        suggesting.set_aside(place=found.place, series=found, by=by, now=timezone.now())
        return redirect("programme:home")
    try:
        session = suggesting.make_extra_date(series=found, by=by, now=timezone.now())
    except suggesting.NothingToGoBy as missing:
        messages.error(request, str(missing))
        return redirect("programme:series", public_id=public_id)
    messages.success(request, "Le brouillon est prêt : relisez le jour et publiez-le.")
    return redirect("programme:session", public_id=session.public_id)


@require_POST
def suggested(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """Follow or set aside the suggestion of a workshop on what people keep asking."""
    place, subject = place_to_keep(public_id), queries.topic_by_code(code)
    if place is None or subject is None:
        raise Http404
    by = require(request, "plan_sessions", place)
    if "laisser" in request.POST:
        suggesting.set_aside(place=place, topic=subject, by=by, now=timezone.now())
        return redirect("programme:home")
    try:
        session = suggesting.make_suggested_workshop(place=place, topic=subject, by=by, now=timezone.now())
    except suggesting.NothingToGoBy as missing:
        messages.error(request, str(missing))
        return redirect("programme:home")
    messages.success(request, "Le brouillon est prêt : relisez le jour et publiez-le.")
    return redirect("programme:session", public_id=session.public_id)
