"""A library with its team, on the clock that pages read: Alice plans there, Bob elsewhere, Charlie nowhere."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client
from django.utils import timezone

from palier.agenda import actions
from palier.agenda.enums import FormatKind
from palier.agenda.models import Session
from palier.directory.enums import PlaceKind
from palier.directory.models import Place, PlaceType, Structure
from tests.cast import at, person
from tests.factories.agenda import a_format, a_session
from tests.factories.directory import StructureFactory, a_place

PARIS = ZoneInfo("Europe/Paris")


def soon(days: int = 10, hour: int = 14) -> datetime:
    """A moment to come, at that hour on the clocks of Paris."""
    on = timezone.now().astimezone(PARIS) + timedelta(days=days)
    return on.replace(hour=hour, minute=0, second=0, microsecond=0)


def a_library(name: str = "Médiathèque de Craon", **fields: Any) -> Place:
    """A published library with a structure of the same name."""
    place = a_place(name, owner=StructureFactory(name=name), **fields)
    PlaceType.objects.get_or_create(place=place, kind=PlaceKind.LIBRARY)
    return place


def owner_of(place: Place) -> Structure:
    """The structure that keeps it."""
    assert place.owner is not None
    return place.owner


def as_planner(client: Client, place: Place, name: str = "Alice", role: str = "digital_lead") -> Client:
    """Sign in somebody who works at the structure of a place."""
    at(owner_of(place), person(name), role)
    client.force_login(person(name))
    return client


def planned(
    place: Place,
    kind: FormatKind = FormatKind.DIGITAL_CAFE,
    *,
    days: int = 10,
    published: bool = True,
    **values: Any,
) -> Session:
    """A session of that place to come, published unless told otherwise."""
    a_format(kind)
    session = a_session(kind, place=place, starts_at=soon(days), published=False, **values)
    if published:
        actions.publish_session(session=session, now=timezone.now())
        session.refresh_from_db()
    return session


def when(days: int = 10, start: str = "14:00", end: str = "16:00") -> dict[str, str]:
    """The day and the hours of a form."""
    return {"on": f"{soon(days):%Y-%m-%d}", "start": start, "end": end}


def page_of(client: Client, session: Session, path: str = "") -> Any:
    """A page of a session."""
    return client.get(f"/programme/seances/{session.public_id}/{path}")


def send(client: Client, session: Session, path: str, data: dict[str, Any] | None = None) -> Any:
    """Send a form of a session, and follow where it leads."""
    return client.post(f"/programme/seances/{session.public_id}/{path}", data or {}, follow=True)
