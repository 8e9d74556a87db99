"""Ask owners, propose corrections, prepare letters: `python -m tests.e2e.verification_pages`, with `DATABASE_URL` set.

Prints, as JSON, the cookie of a coordinator’s session and the path of the page of each state.
"""

import json
import sys
from datetime import datetime, timedelta
from typing import Any

import django

MAIL, PHONE = "mairie@demo.example", "02 61 91 00 01"


def main() -> None:
    """Fill the database of the settings and print what the tests need."""
    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from palier.accounts.models import User

    operator = User.objects.create_superuser("coordinatrice@demo.example", name="Coordinatrice")
    client = Client()
    client.force_login(operator)
    paths = {**links(timezone.now()), **proposals(operator, timezone.now())}
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }
    sys.stdout.write(json.dumps({"cookie": cookie, "paths": paths}) + "\n")


def a_place(name: str, owner: Any, **fields: Any) -> Any:
    """A place of Angers that was put online a year ago."""
    from django.utils import timezone

    from palier.directory import actions
    from palier.directory.enums import ContactKind
    from palier.territory.models import Commune

    place = actions.create_place(
        name=name,
        commune=Commune.objects.get(insee_code="49007"),
        address="3 rue de la Roë",
        postal_code="49100",
        opening_hours="Mo-Fr 09:00-12:00,14:00-17:30; PH off",
        owner=owner,
        is_demo=True,
        **fields,
    )
    actions.add_contact(of=place, kind=ContactKind.PHONE, value=PHONE)
    actions.publish_place(place=place, now=timezone.now() - timedelta(days=365))
    return place


def links(now: datetime) -> dict[str, str]:
    """Ask two owners, one by mail about two places, one by letter; answer for one place."""
    from palier.directory import actions
    from palier.directory.actions import verification
    from palier.directory.enums import ContactKind, VerificationChannel
    from palier.directory.models import VerificationRequest
    from palier.directory.queries.verification import line_of, link_token

    mailed = actions.create_structure(name="Ville de démonstration")
    actions.add_contact(of=mailed, kind=ContactKind.EMAIL, value=MAIL)
    written = actions.create_structure(name="Association du Petit Pont")
    first = a_place("Médiathèque à vérifier", mailed)
    answered = a_place("Annexe déjà vérifiée", mailed)
    a_place("Le Petit Pont", written, hours_note="sonnez à la porte bleue")
    verification.ask_for_verification(now=now)
    by_mail = VerificationRequest.objects.get(structure=mailed, channel=VerificationChannel.EMAIL)
    line = line_of(by_mail, answered.public_id)
    assert line is not None
    verification.confirm_by_link(line=line, now=now)
    link = f"/verifier/{link_token(by_mail)}/"
    return {
        "link": link,
        "correct": f"{link}{first.public_id}/corriger/",
        "code": "/verifier/",
        "refused": "/verifier/abcdefgh.faux/",
        "letters": "/coordination/lettres/",
        "print letters": "/coordination/lettres/imprimer/",
        "report": f"/lieux/{first.public_id}/signaler/",
    }


def proposals(operator: Any, now: datetime) -> dict[str, str]:
    """Propose a correction of a record that changes afterwards, and write a first publication."""
    from palier.directory import actions
    from palier.directory.actions.editing import Author, create_edited_place
    from palier.directory.editable import read_place
    from palier.directory.enums import ChangeVia, PlaceStatus

    place = a_place("Bibliothèque à corriger", None)
    values = {"opening_hours": "Tu 09:00-12:00", "address": "5 rue de la Roë"}
    proposal = actions.report_error(
        place=place,
        message="Les horaires ne sont pas justes. C’est écrit sur la porte.",
        contact="06 39 98 34 56",
        changes=values,
        before=read_place(place),
        now=now,
    )
    actions.update_place(place=place, now=now, address="4 rue de la Roë")
    waiting = create_edited_place(
        values={
            "name": "Café numérique",
            "commune": "49007",
            "address": "8 rue Saint-Laud",
            "status": PlaceStatus.WAITING.value,
        },
        author=Author.of(operator),
        via=ChangeVia.FORM,
        now=now,
    )
    return {
        "proposals": "/propositions/",
        "proposal": f"/propositions/{proposal.pk}/",
        "publication": f"/propositions/lieux/{waiting.public_id}/",
    }


if __name__ == "__main__":
    main()
