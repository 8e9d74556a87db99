"""Sign a coordinator in and put in each list what it is for: `python -m tests.e2e.coordination_pages`.

Prints, as JSON, the cookie of the session and the path of each page. `DATABASE_URL` names the served demonstration.
"""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

from tests.e2e.one_record import LAVAL, write_lists

ASKED = {
    "name": "Bibliothèque du Mûrier",
    "contact_kind": "PHONE",
    "contact_value": "02 61 91 00 10",
    "service_text": "Aide pour les papiers sur internet",
    "hours_text": "mardi 14h-17h et les soirs de pleine lune",
    "sender_contact": "06 39 98 00 10",
}
MAYENNE = "departement:53"


def main() -> None:
    """Fill the database of the settings and print what the tests need."""
    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from palier.accounts.actions import load_roles
    from palier.accounts.models import Role, TerritorialRole, User

    now = timezone.now()
    load_roles()
    user = User.objects.create_user("maud@demo.example", None, name="Maud")
    for territory in (MAYENNE, "departement:49"):
        TerritorialRole.objects.create(
            user=user,
            role=Role.objects.get(code="coordinator"),
            territory=territory,
            status="ACTIVE",
            vouched_at=now,
            created_at=now,
            perimeter_note="Les bibliothèques",
        )
    client = Client()
    client.force_login(user)
    paths = put_something_in_each_list(user, now)
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }
    sys.stdout.write(json.dumps({"cookie": cookie, "paths": paths}) + "\n")


def put_something_in_each_list(user: Any, now: datetime) -> dict[str, str]:
    """Do what people do; return the path of each page by its name."""
    from palier.directory import mails
    from palier.directory.actions import campaigns, contact_log, inclusion, members
    from palier.directory.enums import ContactLogKind
    from palier.directory.models import ContactChannel, Structure
    from palier.feedback.actions import give_feedback
    from palier.territory.queries import commune_by_insee

    craon = commune_by_insee("53084")
    waiting, back = (inclusion.ask_inclusion(values={**ASKED, "commune": craon}, now=now) for _ in range(2))
    inclusion.send_inclusion_back(request=back, reason="Quel jour ouvrez-vous ?", by=user, now=now)
    campaign = campaigns.create_campaign(
        name="Bibliothèques du Nord", territory=MAYENNE, by=user, starts_on=date(2026, 1, 5)
    )
    campaigns.add_lines(campaign=campaign, text="Le Petit Banc ; Craon ; 02 61 91 00 11\nLa Poste\nMairie")
    line = campaign.lines.get(name="Le Petit Banc")
    campaigns.mark_line(line=line, status="CONFIRMED", on=now.date(), note="Très contents.")
    structure = Structure.objects.create(name="Le Petit Banc", commune=craon)
    contact = ContactChannel.objects.create(
        structure=structure, kind="PHONE", value="+33261910011", label="Samira"
    )
    contact_log.log_contact(
        structure=structure,
        kind=ContactLogKind.VISIT,
        happened_on=now.date(),
        note="Vu la salle.",
        by=user,
        now=now,
    )
    members.mark_key_actor(contact=contact, territory=MAYENNE, note="Connaît tout le Nord.", by=user, now=now)
    members.give_mandate(structure=structure, territory=MAYENNE, by=user, starts_on=now.date())
    opinion = give_feedback(page="/", message="C’est trop petit.", contact="", now=now)
    guides, pairs = put_guides(user, now), put_pairs(now)
    here = "/coordination/"
    return {
        **guides,
        **pairs,
        "door": here,
        "one territory": f"{here}?territoire={MAYENNE}",
        "records to verify": f"{here}fiches/a-verifier/",
        "communes without place": f"{here}communes/sans-lieu/",
        "communes without ccas": f"{here}communes/sans-ccas/",
        "requests": f"{here}demandes/",
        "request": f"{here}demandes/{waiting.public_id}/",
        "request followed": mails.inclusion_path(waiting),
        "request to complete": mails.inclusion_path(back),
        "campaigns": f"{here}campagnes/",
        "campaign": f"{here}campagnes/{campaign.pk}/",
        "structures": f"{here}structures/",
        "structure": f"{here}structures/{structure.public_id}/",
        "key actors": f"{here}acteurs-cles/",
        "mandates": f"{here}mandats/",
        "needs": f"{here}besoins/",
        "need": f"{here}besoins/boite-mail/",
        "opinions": f"{here}avis/",
        "opinion": f"{here}avis/{opinion.pk}/",
        "my part": f"{here}mon-role/{user.territorial_roles.first().pk}/",
    }


def put_guides(user: Any, now: datetime) -> dict[str, str]:
    """Freeze a guide and prepare another; return the paths of their pages."""
    from palier.outreach import actions

    made = {"title": "Guide du numérique", "territory": MAYENNE, "by": user, "now": now}
    frozen, next_one = (
        actions.create_edition(year=year, **made) for year in (2096, 2098)
    )  # not of the demonstration
    actions.freeze_edition(edition=frozen, with_public=True, now=now)
    there = f"/guide/departement-53/{frozen.year}/"
    return {
        "guides to prepare": "/coordination/guide/",
        "guide to freeze": f"/coordination/guide/{next_one.pk}/",
        "guide frozen": f"/coordination/guide/{frozen.pk}/",
        "guides": "/guide/",
        "guide": there,
        "structures of the guide": f"{there}structures/",
        "guide for everybody": f"{there}public/",
        "structures for everybody": f"{there}public/structures/",
    }


def put_pairs(now: datetime) -> dict[str, str]:
    """Import two lists that overlap: one join, three questions; put one aside; return the paths of their pages."""
    from palier.directory.actions import joins
    from palier.directory.actions.editing import Author
    from palier.directory.enums import PairAnswer
    from palier.directory.imports.preparing import prepare
    from palier.directory.imports.running import import_file
    from palier.directory.models import PairQuestion, PlaceJoin

    with TemporaryDirectory() as folder:
        for code, file in write_lists(Path(folder), insee_code=LAVAL).items():
            for _ in import_file(prepare(file, source_code=code), now=now, write=True):
                pass
    asked = PairQuestion.objects.filter(first__commune__insee_code=LAVAL)
    first, last = asked[0], asked[2]
    places = (last.first, last.second)
    joins.decide_pair(places=places, answer=PairAnswer.LATER, author=Author("Omar"), now=now)
    kept = PlaceJoin.objects.get(kept__commune__insee_code=LAVAL).kept
    there = "/coordination/doublons/"
    return {
        "pairs": there,
        "one pair": f"{there}{first.pk}/",
        "pairs put aside": f"{there}mises-de-cote/",
        "pairs joined": f"{there}reunies/",
        "provenance": f"/fiches/lieux/{kept.public_id}/provenance/",
    }


if __name__ == "__main__":
    main()
