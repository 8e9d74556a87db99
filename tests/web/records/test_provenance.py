"""`/fiches/lieux/…/provenance/`: who says each field, and what the other lists say."""

from datetime import date

import pytest
from django.test import Client

from palier.accounts.models import User
from palier.directory.actions import joins
from palier.directory.actions.imports import correct_place, project_place
from palier.directory.models import ContactChannel, Place, Source, SourceRecord
from tests.factories.directory import NOW, a_place
from tests.web.reading import said_by
from tests.web.records.conftest import signed_in

pytestmark = pytest.mark.django_db


def listed(place: Place, code: str, rank: int, **says: object) -> SourceRecord:
    source = Source.objects.create(code=code, name=f"Liste {code}", rank=rank)
    record = SourceRecord.objects.create(
        source=source, key="1", place=place, raw={}, says=says, raw_sha256="x", stated_on=date(2026, 1, 15),
        first_seen_at=NOW, last_seen_at=NOW,
    )  # fmt: skip
    project_place(place=place, now=NOW)
    return record


def test_each_field_says_who_says_it_since_when_and_what_others_say(carole: User) -> None:
    place = a_place("Médiathèque")
    listed(place, "ville", 10, name="Médiathèque Jean-Moulin", commune="53084", address="1 rue du Mûrier")
    listed(place, "comté", 20, name="Mediatheque", address="1 r. du Murier", description="Une aide.")
    correct_place(place=place, field="name", value="La médiathèque", by=carole, now=NOW)

    page = said_by(signed_in(carole).get(f"/fiches/lieux/{place.public_id}/provenance/"))

    for words in (
        "Nom La médiathèque Carole, le 24 novembre 2026",
        "Liste ville, mise à jour le 15 janvier 2026, lue le 24 novembre 2026 : Médiathèque Jean-Moulin",
        "Adresse 1 rue du Mûrier Liste ville, mise à jour le 15 janvier 2026, lue le 24 novembre 2026",
        "lue le 24 novembre 2026 : 1 r. du Murier",
        "Présentation Une aide. Liste comté",
        "Code postal 53400 écrit sur la fiche",
    ):
        assert words in page


def test_what_was_joined_is_told_with_its_reasons(carole: User) -> None:
    place = a_place("Gare")
    evidence = {"lines": [{"sentence": "même téléphone +8"}]}
    joins.join_places(kept=place, joined=a_place("La gare"), evidence=evidence, now=NOW)

    page = said_by(signed_in(carole).get(f"/fiches/lieux/{place.public_id}/provenance/")).replace(
        "\u00a0", " "
    )

    assert (
        "« La gare », réunie le 24 novembre 2026 par le rapprochement des listes : même téléphone +8" in page
    )


def test_only_those_who_may_read_the_history_of_a_record_see_where_it_comes_from(
    place: Place, alice: User, bob: User, carole: User
) -> None:
    page = f"/fiches/lieux/{place.public_id}/provenance/"
    ContactChannel.objects.create(place=place, kind="PHONE", value="+33639980001", visibility="COORDINATOR")

    assert signed_in(bob).get(page).status_code == 403
    assert Client().get(page).status_code == 302
    seen = {user.name: "+33639980001" in said_by(signed_in(user).get(page)) for user in (alice, carole)}
    assert seen == {"Alice": False, "Carole": True}


def test_a_join_is_not_restored_field_by_field(carole: User) -> None:
    place = a_place("Gare", description="Une salle")
    joins.join_places(kept=place, joined=a_place("La gare", opening_hours="Mo 09:00-12:00"), now=NOW)
    change = place.changes.get(via="JOIN")
    client = signed_in(carole)

    history = client.get(f"/fiches/lieux/{place.public_id}/historique/")
    answer = client.post(f"/fiches/changements/{change.pk}/remettre/", follow=True)

    assert "réunion de fiches" in said_by(history)
    assert "Remettre comme avant" not in said_by(history)
    assert "se défait depuis les pages des doublons" in said_by(answer)
    assert Place.objects.get(pk=place.pk).opening_hours == "Mo 09:00-12:00"
