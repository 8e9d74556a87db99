"""`/tenir/`: the sessions to hold this week, and those whose report waits."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from palier.accounts.models import User
from palier.agenda.permissions import sessions_within
from palier.agenda.queries.desk import sessions_to_hold
from palier.agenda.wording import place_line, when_line
from palier.directory.permissions import may
from palier.web.desk.common import HOLD, READ, SEE
from palier.web.standing import standing_in


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """List what one may hold: own sessions, and those one is credited for."""
    user, now = request.user, timezone.now()
    if not isinstance(user, User):
        raise PermissionDenied
    standing = standing_in(request)
    within = sessions_within(standing, HOLD)
    found = sessions_to_hold(within, user_id=user.pk, now=now)
    lines = [(s, when_line(s), place_line(s)) for s in found]
    context = {
        "coming": [line for line in lines if line[0].ends_at > now],
        "to_write": [line for line in lines if line[0].ends_at <= now],
        "may_read": may(standing, READ),
        "may_count": may(standing, HOLD) or may(standing, SEE),
    }
    return render(request, "desk/home.html", context)
