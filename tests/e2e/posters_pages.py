"""Sign a librarian in, with a session of two hosts: `python -m tests.e2e.posters_pages`, with `DATABASE_URL` set.

Prints, as JSON, the cookie of the session and the path of each screen of what is printed and sent.
"""

import json
import sys
from datetime import timedelta

import django


def main() -> None:
    """Fill the database of the settings and print what the tests need."""
    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from palier.accounts.actions import load_roles
    from palier.agenda.actions.around import add_partner
    from palier.agenda.enums import FormatKind, PartnerRole
    from palier.directory import actions
    from palier.directory.enums import ContactKind
    from palier.directory.models import Structure
    from palier.outreach.logos import save_logo
    from palier.territory.queries import commune_by_insee
    from tests.cast import at, person
    from tests.factories.agenda import a_session
    from tests.outreach.paperwork import png

    now = timezone.now()
    load_roles()
    craon = commune_by_insee("53084")
    town, ccas, signed, relay = (
        Structure.objects.create(name=name, commune=craon)
        for name in ("Mairie des Lilas", "CCAS des Lilas", "Office des Lilas", "Centre social des Lilas")
    )
    for structure in (town, ccas, signed):
        at(structure, person("Maud"), "digital_lead")
    save_logo(structure=signed, data=png(300, 90), by=None, now=now)
    actions.add_contact(of=relay, kind=ContactKind.EMAIL, value="relais@exemple.example")
    place = actions.create_place(
        name="Médiathèque des Lilas", commune=craon, address="3 rue des Lilas", postal_code="53400",
        point=craon.point, owner=town, operator=town, opening_hours="Tu-Fr 14:00-18:00",
    )  # fmt: skip
    actions.add_contact(of=place, kind=ContactKind.PHONE, value="02 61 91 00 10")
    actions.publish_place(place=place, now=now)
    soon = (now + timedelta(days=9)).replace(hour=13, minute=0, second=0, microsecond=0)
    cafe = a_session(place=place, organiser=town, starts_at=soon, title="Café numérique des Lilas")
    add_partner(session=cafe, structure=ccas, role=PartnerRole.HOST)
    add_partner(session=cafe, structure=relay, role=PartnerRole.RELAY)
    staff = a_session(FormatKind.STAFF_CAFE, place=place, organiser=town, starts_at=soon + timedelta(days=1))
    client = Client()
    client.force_login(person("Maud"))
    name = settings.SESSION_COOKIE_NAME
    paths = {
        "session": f"/programme/seances/{cafe.public_id}/diffuser/",
        "staff café": f"/programme/seances/{staff.public_id}/diffuser/",
        "place": f"/programme/lieux/{place.public_id}/diffuser/",
        "no logo yet": f"/fiches/structures/{ccas.public_id}/logo/",
        "logo": f"/fiches/structures/{signed.public_id}/logo/",
    }
    cookie = {"name": name, "value": client.cookies[name].value}
    sys.stdout.write(json.dumps({"cookie": cookie, "paths": paths}) + "\n")


if __name__ == "__main__":
    main()
