"""The week on a screen in the hall: large type, no sign-in, refreshed by itself; it prints as well."""

from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from palier.agenda import wording
from palier.agenda.queries.agenda_pages import midnight
from palier.agenda.queries.related import week_of_place
from palier.directory.hours import format_date, format_time
from palier.web.agenda.agendas import agenda_or_404
from palier.web.agenda.present import session_card
from palier.web.directory.place import qr_svg

REFRESH_S = 600


@login_not_required
@require_safe
def week(request: HttpRequest, public_id: str) -> HttpResponse:
    """The seven days to come of a place and of its networks. `?fixe=1` does not refresh by itself, to read in peace."""
    agenda = agenda_or_404("place", public_id)
    place = agenda.place
    assert place is not None  # an agenda of a place has one
    now = timezone.now()
    sessions = week_of_place(place, start=midnight(now, agenda.zone), now=now)
    is_fixed = "fixe" in request.GET
    url = request.build_absolute_uri(f"/agenda/{agenda.reference}/")
    days = [
        (format_date(day), [(session_card(s), s.place_id == place.pk) for s in on])
        for day, on in groupby(sessions, key=wording.starts_on)
    ]
    context = {
        "place": place,
        "days": days,
        "is_fixed": is_fixed,
        "url": url,
        "qr_svg": qr_svg(url),
        "read_at": format_time(now.astimezone(agenda.zone).time()),
        "phone": next((c for c in place.contacts.all() if c.kind == "PHONE"), None),
    }
    response = render(request, "agenda/screen.html", context)
    if not is_fixed:
        response.headers["Refresh"] = str(REFRESH_S)
    return response
