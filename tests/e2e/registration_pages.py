"""Make a full café, people in every state and a librarian who signs in: `python -m tests.e2e.registration_pages`.

Prints, as JSON, the cookie of the librarian and the path of each page. `DATABASE_URL` names the served demonstration.
"""

import json
import sys
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import django

DAY = timedelta(days=1)


def main() -> None:
    """Fill the database of the settings and print what the tests need."""
    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from palier.accounts.actions import load_roles
    from palier.accounts.models import Role, User
    from palier.directory.models import Affiliation, Place

    now = timezone.now()
    load_roles()
    place = Place.objects.select_related("owner", "operator").get(name="Bibliothèque La Bougie")
    organiser = place.owner or place.operator
    user = User.objects.create_user("lison@demo.example", None, name="Lison")
    Affiliation.objects.create(
        user=user,
        structure=organiser,
        role=Role.objects.get(code="librarian"),
        status="ACTIVE",
        vouched_at=now,
        starts_on=now.date() - DAY,
        created_at=now,
    )
    client = Client()
    client.force_login(user)
    paths = people_in_every_state(place, organiser, now)
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }
    sys.stdout.write(json.dumps({"cookie": cookie, "paths": paths}) + "\n")


def people_in_every_state(place: Any, organiser: Any, now: datetime) -> dict[str, str]:
    """Make sessions through the actions and people of each state; return the path of each page by its name."""
    from palier.agenda import actions
    from palier.agenda.actions import registrations, seats, telling
    from palier.agenda.actions.registrations import Asked, read_contact
    from palier.agenda.actions.waiting import give_seat
    from palier.agenda.models import EventFormat
    from palier.core import sms
    from palier.directory.models import Audience

    day = now.replace(hour=13, minute=0, second=0, microsecond=0)

    def session(public_id: str, code: str, days: int, **values: Any) -> Any:
        made = actions.create_session(
            format=EventFormat.objects.get(code=code),
            organiser=organiser,
            place=place,
            starts_at=day + days * DAY,
            ends_at=day + days * DAY + timedelta(hours=2),
            values={"public_id": public_id, "is_demo": True, **values},
            by=None,
            now=now,
        )
        actions.publish_session(session=made, now=now)
        return made

    def register(to: Any, names: str, contact: str = "", **asked: Any) -> Any:
        return registrations.register(
            session_id=to.pk,
            asked=Asked(first_names=tuple(names.split()), contact=read_contact(contact), **asked),
            form_key=uuid4(),
            channel="ONLINE",
            by=None,
            now=now,
        )

    full, _next = session("s06cafe1", "digital-cafe", 6), session("s06cafe2", "digital-cafe", 36)
    for names in ("Ana Paul", "Zoé", "Omar Léa Sam", "Inès", "Aya", "Rose", "Jules"):
        register(full, names, "02 61 91 00 10" if names == "Zoé" else "")
    young = Audience.objects.get(code="jeunes")
    session("s07hist1", "thematic", 9, title="Histoires et tablettes", theme="Lire à l’écran").audiences.add(
        young
    )
    busy = session("atel0009", "discovery", 12, capacity_preferred=None, capacity_max=6)
    seats.hold_seats(session=busy, audience=young, seats=1, until_at=day + 8 * DAY, now=now)
    first = register(busy, "Marguerite Louis", "marguerite@demo.example", minors_agreed=False)
    gone = register(busy, "Nadia Sofia")
    register(busy, "Yann", "06 39 98 00 10", wants_sms=True)
    offered = register(busy, "Gaston Odile", "02 61 91 00 11")
    waiting = register(busy, "Fatou", "fatou@demo.example")
    registrations.cancel(registration=gone, by=None, now=now)
    hugo = register(busy, "Hugo")
    give_seat(registration=hugo, reason="Il vient de loin, il reste une chaise", by=None, now=now)
    telling.tell_registered(session=full, reason="MOVED", now=now)
    sms.send(to="+33639980010", text="Rappel : atelier découverte, mardi 24 novembre, 14 h – 16 h.", now=now)
    return {
        "registered": f"/mon-inscription/{first.code}/?nouveau=1",
        "offered": f"/mon-inscription/{offered.code}/",
        "waiting": f"/mon-inscription/{waiting.code}/",
        "cancelled": f"/mon-inscription/{gone.code}/",
        "full session": "/seances/s06cafe1/inscription/",
        "seats kept": "/seances/atel0009/inscription/",
        "list": "/programme/seances/atel0009/inscriptions/",
        "full list": "/programme/seances/s06cafe1/inscriptions/",
        "paper list": "/programme/seances/atel0009/inscriptions/papier/",
        "calls": "/programme/rappels/",
    }


if __name__ == "__main__":
    main()
