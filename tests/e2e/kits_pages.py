"""Put equipment in each state in the served demonstration: `python -m tests.e2e.kits_pages`, with `DATABASE_URL` set.

Needs `tests.e2e.demo_base`. Prints, as JSON, the cookie of the session of somebody who keeps it and the path of each
page.
"""

import json
import sys
from datetime import datetime, timedelta
from typing import Any

import django


def main() -> None:
    """Fill the database of the settings and print what the tests need."""
    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from palier.agenda.models import Session
    from palier.directory.models import Structure
    from tests.cast import at, person

    now, alice = timezone.now(), person("Alice")
    session = Session.objects.select_related("organiser").get(public_id="cafe0001")
    at(session.organiser, alice, "digital_lead")
    other = Structure.objects.create(name="Centre social des Trois Haies", commune=session.commune)
    at(other, person("Bob"), "librarian")
    client = Client()
    client.force_login(alice)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value}
    told = {"cookie": cookie, "paths": paths(session, other, now)}
    sys.stdout.write(json.dumps(told) + "\n")


def paths(session: Any, other: Any, now: datetime) -> dict[str, str]:
    """Build a thing in each state and return the paths of their pages."""
    from palier.kits import actions
    from palier.kits.enums import SharingRule
    from palier.kits.models import KitTemplate
    from palier.kits.queries.checks import expected_lines

    actions.load_templates()
    ours, hour = session.organiser, timedelta(hours=1)

    def thing(owner: Any, label: str, **values: Any) -> Any:
        told = {
            "kind": "PROJECTOR",
            "label": label,
            "place": session.place if owner == ours else None,
            **values,
        }
        return actions.add_item(owner=owner, values=told, now=now)

    def loan(what: Any, structure: Any, start: datetime, hours: int, asked: datetime) -> Any:
        ends_at = start + timedelta(hours=hours)
        wanted = actions.Wanted(
            thing=what, structure=structure, starts_at=start, ends_at=ends_at, purpose="Atelier hors les murs"
        )
        return actions.reserve(wanted=wanted, by=None, now=asked)

    def whole(what: Any, **changed: Any) -> dict[str, Any]:
        lines = expected_lines(what)
        return {line.key: changed.get(line.label, actions.Counted(line.expected)) for line in lines}

    projector = thing(
        ours, "Vidéoprojecteur blanc", sharing=SharingRule.ON_AGREEMENT, inventory_number="VP-01"
    )
    tablets = thing(ours, "Lot de tablettes", kind="TABLET", where="Réserve", sharing=SharingRule.FREELY)
    thing(other, "Vidéoprojecteur du centre social", sharing=SharingRule.ON_AGREEMENT)
    template = KitTemplate.objects.get(code="mobile-case")
    values = {"label": "Valise nomade n° 1", "sharing": SharingRule.FREELY}
    case = actions.create_kit(owner=ours, template=template, values=values, now=now).case
    before = now - timedelta(days=3)
    back = loan(case, other, before, 5, before)
    actions.check_out(reservation=back, counts=whole(case), by=None, now=before)
    counts = whole(case, Souris=actions.Counted(3, 1, "Une souris ne clique plus."))
    actions.check_in(reservation=back, counts=counts, by=None, now=before + hour)
    late = loan(tablets, other, before, 5, before)
    actions.check_out(reservation=late, counts=whole(tablets), by=None, now=before)
    asked = loan(projector, other, now + timedelta(days=9), 30, now)
    ready = loan(case, other, now + hour, 4, now)
    wanted = actions.Wanted.for_session(session, thing=projector, before_min=30, after_min=30)
    kept = actions.reserve(wanted=wanted, by=None, now=now)
    here, reservations = "/materiel/", "/materiel/reservations/"
    return {
        "home": here,
        "home, filtered": f"{here}?q=xylophone",
        "shared": f"{here}partage/",
        "lacks": f"{here}manques/",
        "add": f"{here}ajouter/{ours.public_id}/",
        "add a case": f"{here}ajouter/{ours.public_id}/valise/",
        "thing": f"{here}{projector.public_id}/",
        "edit": f"{here}{projector.public_id}/modifier/",
        "case": f"{here}{case.public_id}/",
        "contents": f"{here}{case.public_id}/contenu/",
        "reserve": f"{here}{tablets.public_id}/reserver/",
        "inventory": f"{here}{case.public_id}/inventaire/",
        "reservation asked": f"{reservations}{asked.public_id}/",
        "reservation late": f"{reservations}{late.public_id}/",
        "reservation over": f"{reservations}{back.public_id}/",
        "reservation kept": f"{reservations}{kept.public_id}/",
        "out": f"{reservations}{ready.public_id}/sortie/",
        "back": f"{reservations}{late.public_id}/retour/",
        "preparation": f"/programme/seances/{session.public_id}/preparation/",
        "preparation, changed": f"/programme/seances/{session.public_id}/preparation/?changer=1",
        "preparation, cancelled": "/programme/seances/cafe0002/preparation/",
    }


if __name__ == "__main__":
    main()
