"""The guide that a métropole prints every two years: half a hundred structures, then a hundred and ten."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from palier.directory import actions as directory
from palier.directory.enums import ContactKind, Visibility
from palier.directory.models import Need, Place, VerificationRequestLine
from palier.outreach.models import GuideEdition
from tests.cast import over, person
from tests.factories.directory import StructureFactory, a_need, a_place, a_service
from tests.outreach.editions import DIRECT_PHONE, MAYENNE
from tests.printing.pdf import facts_of, needs_poppler, text_of
from tests.web.guide.test_guide_pages import said

pytestmark = pytest.mark.django_db
FIRST, LATER = 50, 110


def publish_until(count: int, boxes: Need) -> None:
    """Structures with a place, a service, a public mail and a direct phone, as many as that."""
    for number in range(Place.objects.count(), count):
        structure = StructureFactory(name=f"Structure {number:03}")
        directory.add_contact(of=structure, kind=ContactKind.EMAIL, value=f"s{number}@exemple.example")
        place = a_place(f"Accueil {number:03}", owner=structure, operator=structure,
                        insee_code=("53084", "53130")[number % 2])  # fmt: skip
        directory.add_contact(
            of=place, kind=ContactKind.PHONE, value=DIRECT_PHONE, visibility=Visibility.PROFESSIONAL
        )
        a_service(place, boxes, name="Aide au courriel")


def edition_of(coordinator: Client, *, year: int) -> str:
    """Begin an edition from its page; return its address."""
    form = {"title": "Guide", "territory": MAYENNE, "year": str(year)}
    coordinator.post("/coordination/guide/", form)
    return f"/coordination/guide/{GuideEdition.objects.get(year=year).pk}/"


@needs_poppler
@pytest.mark.requirement("R004-176", "R004-177", "R004-179", "R004-180", "S19")
def test_a_hundred_and_ten_structures_are_asked_frozen_and_printed_for_professionals(
    client: Client, tmp_path: Path
) -> None:
    over(MAYENNE, person("Alice"), "coordinator")
    client.force_login(person("Alice"))
    boxes = a_need("boite-mail", "Ma boîte mail")
    publish_until(FIRST, boxes)
    client.post(f"{edition_of(client, year=2024)}figer/")
    publish_until(LATER, boxes)

    one = edition_of(client, year=2026)
    asked = said(client.post(f"{one}interroger/", follow=True))
    line = VerificationRequestLine.objects.get(place__name="Accueil 003")
    directory.verify_place(place=line.place, by_label="la structure", now=timezone.now() + timedelta(days=1))
    followed = said(client.get(one))
    done = said(client.post(f"{one}figer/", follow=True))
    pdf = client.get("/guide/departement-53/2026/guide.pdf").content
    web = said(client.get("/guide/departement-53/2026/"))
    anonymous = Client().get("/guide/departement-53/2026/guide.pdf")

    assert f"{LATER} par courriel" in asked
    assert len(mail.outbox) == LATER
    assert f"1 réponse sur {LATER}" in followed
    assert f"{LATER} structures" in done
    assert ("2024 : 50 structures" in web, "2026 : 110 structures" in web) == (True, True)
    text, facts = text_of(pdf, tmp_path), facts_of(pdf, tmp_path)
    assert ("Index par besoin" in text, "Index par commune" in text, DIRECT_PHONE in text) == (
        True,
        True,
        True,
    )
    assert "L’édition 2024 en comptait 50" in " ".join(text.split())
    assert f"Structure {LATER - 1:03}" in text[text.rindex("Index par commune") :]
    assert (int(facts["Pages"]) > 10, facts["Tagged"]) == (True, "yes")
    assert (anonymous.status_code, b"%PDF" in anonymous.content) == (302, False)
