"""Plan a network of two libraries: `python -m tests.e2e.programme_pages`, with `DATABASE_URL` set.

Prints, as JSON, the cookie of who plans and the path of each page.
"""

import json
import sys
from datetime import time, timedelta
from typing import Any

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
    place = Place.objects.select_related("owner").get(name="Bibliothèque associative Le Petit Banc")
    user = User.objects.create_user("paule@demo.example", None, name="Paule")
    Affiliation.objects.create(
        user=user,
        structure=place.owner,
        role=Role.objects.get(code="digital_lead"),
        status="ACTIVE",
        vouched_at=now,
        starts_on=now.date() - DAY,
        created_at=now,
    )
    client = Client()
    client.force_login(user)
    paths = plan(place, user, now)
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }
    sys.stdout.write(json.dumps({"cookie": cookie, "paths": paths}) + "\n")


def plan(place: Any, user: Any, now: Any) -> dict[str, str]:
    """Do what people do; return the path of each page by its name."""
    from palier.agenda.actions import around, backlog, networks, proposing, series, templates
    from palier.agenda.actions.formats import load_formats
    from palier.agenda.models import EventFormat, SessionTemplate
    from palier.directory.models import Structure

    load_formats()
    cafe, talk = (EventFormat.objects.get(code=code) for code in ("digital-cafe", "talk"))
    network = networks.write_network(
        network=None, name="Bancs et seuils", description="", carrier=place.owner, places=[place]
    )
    made = series.create_series(
        format=EventFormat.objects.get(code="staff-cafe"),
        organiser=place.owner,
        place=place,
        values={
            "title": "Entre nous",
            "recurrence": "FREQ=MONTHLY;BYDAY=2TU",
            "starts_on": now.date(),
            "start_time": time(9),
            "duration_min": 60,
            "defaults": {"publishes": True},
        },
        by=user,
        now=now,
    )
    session = made.sessions.order_by("starts_at")[0]
    backlog.note_topic(series=made, text="Le coffre-fort numérique", session=session, now=now)
    around.add_document(session=session, values={"kind": "PRESS", "title": "Un magazine"})
    around.credit_person(
        session=session, values={"role": "HOST", "name": "Paule", "user": user}, on=now.date()
    )
    other = Structure.objects.exclude(pk=place.owner.pk).order_by("pk")[0]
    proposed = proposing.propose_session(
        format=talk,
        place=place,
        proposed_by=other,
        starts_at=now + 20 * DAY,
        ends_at=now + 20 * DAY + timedelta(hours=1),
        values={"theme": "Les mots de passe"},
        by=user,
        now=now,
    )
    template = templates.write_template(
        template=SessionTemplate(format=cafe, structure=place.owner, created_by=user, created_at=now),
        values={"title": "Ma radio", "interests": "La radio, la musique", "source_name": "Une voisine"},
    )
    here, grid = f"/programme/seances/{session.public_id}/", f"/programme/reseaux/{network.public_id}/"
    return {
        "programme": "/programme/",
        "formats": "/programme/nouvelle/",
        "new café": "/programme/nouvelle/digital-cafe/",
        "new talk": "/programme/nouvelle/talk/",
        "propose": "/programme/proposer/?q=Craon",
        "session": here,
        "proposed": f"/programme/seances/{proposed.public_id}/",
        **{name: f"{here}{part}/" for name, part in PARTS.items()},
        "series list": "/programme/series/",
        "new series": "/programme/series/nouvelle/",
        "series": f"/programme/series/{made.public_id}/",
        "networks": "/programme/reseaux/",
        "grid": grid,
        "network": f"{grid}modifier/",
        "texts": f"{grid}textes/",
        "text": f"{grid}textes/digital-cafe/",
        "templates": "/programme/modeles/",
        "template": f"/programme/modeles/{template.pk}/",
        "new template": "/programme/modeles/nouveau/",
        "import": "/programme/importer/",
        "library": "/bibliotheque/",
    }


PARTS = {
    "edit": "modifier",
    "move": "deplacer",
    "cancel": "annuler",
    "again": "refaire",
    "series from": "serie",
    "people": "personnes",
    "table": "documents",
}


if __name__ == "__main__":
    main()
