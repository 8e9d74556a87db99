"""`/portes/`: after signing in. One professional door: straight through it; several: all of them, said in one line."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from palier.accounts.enums import RoleStatus
from palier.accounts.models import User
from palier.directory.queries.members import held_by, where_held
from palier.web.doors.registry import doors_of
from palier.web.doors.threshold import visitor_in
from palier.web.templatetags.ui_values import Link


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """The doors of the person, invitations first; `?toutes=1` shows them even if there is only one."""
    assert isinstance(request.user, User)  # the login wall stands before
    doors = doors_of(visitor_in(request))
    waiting = [held for held in held_by(request.user) if held.status == RoleStatus.INVITED]
    professional = [door for door in doors if door.is_professional]
    if len(professional) == 1 and not waiting and "toutes" not in request.GET:
        return redirect(professional[0].path)
    public = Link(
        label="Public",
        url=reverse("doors:home"),
        icon="home",
        hint="Ce que tout le monde voit : un besoin, un lieu.",
    )
    return render(
        request,
        "doors/landing.html",
        {
            "offered": [f"{held.role.label}, {where_held(held)}" for held in waiting],
            "doors": [
                *(Link(label=d.label, url=d.path, icon=d.icon, hint=d.purpose) for d in doors),
                public,
            ],
            "is_bare": not professional,
        },
    )
