"""Sign a librarian in, with sessions that run now: `python -m tests.e2e.desk_pages`, with `DATABASE_URL` set.

Prints, as JSON, the cookie of the session and the path of each page. `DATABASE_URL` names the served demonstration.
"""

import json
import sys
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import django


def main() -> None:
    """Fill the database of the settings and print what the tests need."""
    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from palier.accounts.actions import load_roles
    from palier.directory.actions import create_structure
    from tests.cast import at, person

    load_roles()
    library = create_structure(name="Commune de Craon")
    alice = person("Alice")
    at(library, alice, "librarian")
    client = Client()
    client.force_login(alice)
    paths = put_sessions(library, alice, timezone.now())
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }
    sys.stdout.write(json.dumps({"cookie": cookie, "paths": paths}) + "\n")


def put_sessions(library: Any, alice: Any, now: datetime) -> dict[str, str]:
    """Hold a café and a workshop that began forty minutes ago; return the path of each page by its name."""
    from palier.agenda import actions
    from palier.agenda.actions import formats, pulse, reports
    from palier.agenda.actions.attendance import walk_in
    from palier.agenda.models import EventFormat
    from palier.directory.actions import create_place, publish_place
    from palier.directory.models import Topic
    from palier.territory.queries import commune_by_insee

    formats.load_formats()
    craon = commune_by_insee("53084")
    place = create_place(
        name="Médiathèque des Trois Marches",
        commune=craon,
        owner=library,
        address="3 rue du Mûrier",
        postal_code="53400",
    )
    publish_place(place=place, now=now)

    def session(kind: str, title: str, start: datetime, **values: Any) -> Any:
        made = actions.create_session(
            format=EventFormat.objects.filter(kind=kind).order_by("pk").first(),
            organiser=library,
            place=place,
            starts_at=start,
            ends_at=start + timedelta(hours=2),
            values={"title": title, **values},
            by=alice,
            now=now,
        )
        actions.publish_session(session=made, now=now)
        return made

    began = now - timedelta(minutes=40)
    past = session("DIGITAL_CAFE", "Café numérique du mois dernier", now - timedelta(days=30))
    topic = Topic.objects.get(code="securite")
    told = reports.Told(
        head_count=14,
        counts={("AGE_BAND", "10-17"): 2, ("AGE_BAND", "40-59"): 5, ("AGE_BAND", "75-et-plus"): 7},
        topics=(topic,),
        words={
            "summary": "Nous avons parlé des faux messages et des mots de passe.",
            "topics_shared": "Les photos",
        },
    )
    reports.save_report(session=past, told=told, by=alice, now=now)
    past.questions.create(text="Comment reconnaître un faux message ?", origin="SESSION", asked_at=now)
    reports.close_report(session=past, by=alice, now=now)
    pulse.type_pulses(
        session=past, sheets=[("YES", "YES"), ("SOMEWHAT", "YES")] * 3, form_key=uuid4(), now=now
    )
    cafe = session("DIGITAL_CAFE", "Café numérique", began)
    workshop = session("DISCOVERY", "Découvrir l’ordinateur", began)
    coming = session("DIGITAL_CAFE", "Café numérique du mois prochain", now + timedelta(days=20))
    walk_in(session=cafe, people=3, form_key=uuid4(), now=now)
    cafe.wishes.create(kind="SEEKS", text="quelqu’un pour une visio", said_at=now)
    return _paths(cafe, workshop, coming, past)


def _paths(cafe: Any, workshop: Any, coming: Any, past: Any) -> dict[str, str]:
    here, public = f"/tenir/{cafe.public_id}/", f"/seances/{cafe.public_id}/"
    return {
        "sessions to hold": "/tenir/",
        "desk": here,
        "desk of a workshop": f"/tenir/{workshop.public_id}/",
        "desk before": f"/tenir/{coming.public_id}/",
        "board": f"{here}tableau/",
        "board that carries": f"/tenir/{coming.public_id}/tableau/",
        "wall": f"{here}tableau/projeter/",
        "blank board": f"{here}tableau/imprimer/",
        "paperboard": f"{here}tableau/recopier/",
        "heads": f"{here}compter/",
        "report": f"{here}bilan/",
        "report written": f"/tenir/{past.public_id}/bilan/",
        "two questions, team": f"{here}fin/",
        "summary": f"/tenir/{past.public_id}/resume/",
        "questions of the network": "/tenir/questions/?q=message",
        "figures": "/tenir/chiffres/",
        "ask": f"{public}questions/",
        "asked": f"{public}questions/merci/",
        "two questions": f"{public}fin/",
        "two questions, thanks": f"{public}fin/merci/",
    }


if __name__ == "__main__":
    main()
