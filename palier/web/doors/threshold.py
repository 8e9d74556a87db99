"""Standing before a door: who may pass, the strip of the other doors, what is said to those who may not."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from palier.accounts.models import User
from palier.directory.queries.doors import holds_a_library
from palier.web.doors.registry import Door, Visitor, door_of, doors_of
from palier.web.standing import standing_in
from palier.web.templatetags.ui_values import Link

DoorPage = Callable[[HttpRequest, "Entrance"], HttpResponse]


@dataclass(frozen=True, slots=True)
class Entrance:
    """What the page behind a door starts from: who came in, by which door, and the way to the others."""

    door: Door
    user: User
    visitor: Visitor
    strip: list[Link]

    def show(self, request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
        """Render the page of the door with its strip."""
        return render(request, template, {"door": self.door, "strip": self.strip, **context})


def visitor_in(request: HttpRequest) -> Visitor:
    """Return what decides of doors for the person asking."""
    standing = standing_in(request)
    return Visitor(standing, holds_a_library(standing.at))


def strip_for(visitor: Visitor, *, current: str) -> list[Link]:
    """Return the public door, then those that open to `visitor`; `current` is the code of the one one is behind."""
    links = [Link(label="Public", url=reverse("doors:home"))]
    return links + [
        Link(label=door.label, url=door.path, current=door.code == current) for door in doors_of(visitor)
    ]


def behind(code: str) -> Callable[[DoorPage], Callable[[HttpRequest], HttpResponse]]:
    """Return a decorator that opens a page to those for whom the door opens, and says to others what to do."""

    def decorate(page: DoorPage) -> Callable[[HttpRequest], HttpResponse]:
        @wraps(page)
        def opened(request: HttpRequest) -> HttpResponse:
            user = request.user
            assert isinstance(user, User)  # the login wall stands before
            visitor, door = visitor_in(request), door_of(code)
            strip = strip_for(visitor, current=code)
            if not door.opens_to(visitor):
                return render(request, "doors/closed.html", {"door": door, "strip": strip}, status=403)
            return page(request, Entrance(door, user, visitor, strip))

        return opened

    return decorate
