"""Sign a librarian and a coordinator in, with a place: `python -m tests.e2e.records_pages`, with `DATABASE_URL` set.

Prints, as JSON, the cookie of each session and the path of each page of their records.
"""

import json
import sys
from datetime import timedelta
from typing import Any

import django


def main() -> None:
    """Fill the database of the settings and print what the tests need."""
    django.setup()
    from django.conf import settings
    from django.test import Client

    from palier.accounts.actions import load_roles
    from palier.directory.actions import create_structure
    from tests.cast import at, over, person

    load_roles()
    library = create_structure(name="Commune de Craon")
    alice, carole = person("Alice"), person("Carole")
    at(library, alice, "librarian")
    over("departement:53", carole, "coordinator")
    paths = a_record(library, alice)
    cookies = {}
    for user in (alice, carole):
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookies[user.name] = {"name": name, "value": client.cookies[name].value}
    sys.stdout.write(json.dumps({"cookies": cookies, "paths": paths}) + "\n")


def a_record(library: Any, alice: Any) -> dict[str, str]:
    """Create a place with a full service, a closure, hours that a grid cannot show, changes and a draft."""
    from django.utils import timezone

    from palier.directory.actions.drafts import save_draft
    from palier.directory.actions.editing import Author, create_edited_place, edit_place, edit_service
    from palier.directory.enums import ChangeVia
    from palier.directory.queries import current_needs

    now = timezone.now()
    author, soon = Author.of(alice), (timezone.localdate() + timedelta(days=3)).isoformat()
    need = current_needs()[0].children.all()[0]
    place = create_edited_place(
        values={
            "name": "Médiathèque des Trois Marches",
            "commune": "53084",
            "address": "3 rue du Mûrier",
            "status": "PUBLISHED",
            "owner": library.public_id,
            "opening_hours": "Tu-Fr 09:00-12:00,14:00-18:00; We[1] 18:00-20:00; Jul-Aug off; PH off",
            "capabilities": [["WIFI", "YES"], ["PRINTER", "NO"]],
        },
        author=author,
        via=ChangeVia.FORM,
        now=now,
        service={"name": "Aide aux démarches", "needs": [f"besoins/{need.code}"], "status": "PUBLISHED"},
    )
    service = place.services.get()
    how: dict[str, Any] = {"author": author, "via": ChangeVia.GESTURE, "now": now}
    edit_service(service=service, values={"is_full": True, "full_delay_weeks": 3}, **how)
    edit_place(place=place, values={"closures": [[soon, soon, "Travaux"]]}, **how)
    save_draft(user=alice, key="place:new", typed={"name": ["Un lieu commencé"]}, now=now)
    base, structure = f"/fiches/lieux/{place.public_id}/", f"/fiches/structures/{library.public_id}/"
    return {
        "records": "/fiches/",
        "place": base,
        "edit place": f"{base}modifier/",
        "new place": "/fiches/lieux/nouveau/",
        "gestures": f"{base}gestes/",
        "history": f"{base}historique/",
        "close": f"{base}fermer/",
        "new service": f"{base}services/nouveau/",
        "edit service": f"/fiches/services/{service.public_id}/modifier/",
        "structure": structure,
        "edit structure": f"{structure}modifier/",
        "new structure": "/fiches/structures/nouvelle/",
    }


if __name__ == "__main__":
    main()
