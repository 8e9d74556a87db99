"""`/coordination/lettres/`: letters for owners without a mail address; who may print them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.directory.actions.verification import ask_for_verification
from palier.directory.models import Place, Structure, VerificationRequest
from palier.directory.queries.verification import link_code
from tests.cast import at, over, person
from tests.factories.directory import StructureFactory, a_place
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db


def letters_to(*names: str, insee_code: str = "53084") -> list[VerificationRequest]:
    """One letter per structure of these names, which has one old place and no mail address."""
    for name in names:
        owner: Structure = StructureFactory(name=f"Structure {name}")
        a_place(f"Lieu {name}", owner=owner, insee_code=insee_code, phone="02 61 91 00 01")
    Place.objects.update(published_at=timezone.now() - timedelta(days=300))
    ask_for_verification(now=timezone.now())
    return list(VerificationRequest.objects.filter(structure__name__in=[f"Structure {n}" for n in names]))


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(person(name))
    return client


def test_only_those_who_may_verify_these_records_see_and_note_their_letters() -> None:
    (letter,) = letters_to("Un")
    one = f"/coordination/lettres/{letter.public_id}/imprimer/"
    over("departement:53", person("Alice"), "coordinator")
    over("departement:49", person("Bob"), "coordinator")

    for name, page, printed in (("Alice", 200, 200), ("Bob", 200, 404), ("Charlie", 403, 403)):
        client = signed_in(name)
        assert client.get("/coordination/lettres/").status_code == page
        assert client.get("/coordination/lettres/imprimer/").status_code == page
        assert client.get(one).status_code == printed
        if name != "Alice":
            assert client.post("/coordination/lettres/", {"lettre": letter.public_id}).status_code in (
                302,
                403,
            )
    assert "Lieu Un" not in said_by(signed_in("Bob").get("/coordination/lettres/imprimer/"))
    assert VerificationRequest.objects.get().sent_at is None
    assert Client().get("/coordination/lettres/").headers["Location"].startswith("/connexion/")


def test_a_letter_about_places_of_two_territories_is_for_those_who_may_verify_both() -> None:
    (letter,) = letters_to("Un")
    neighbour = a_place("Lieu d’Angers", owner=letter.structure, insee_code="49007")
    letter.lines.create(place=neighbour)
    over("departement:53", person("Alice"), "coordinator")
    at(letter.structure, person("Bob"), "digital_lead")

    assert "Structure Un" not in said_by(signed_in("Alice").get("/coordination/lettres/"))
    assert "Structure Un" in said_by(signed_in("Bob").get("/coordination/lettres/"))


def test_a_letter_says_the_record_as_it_stands_and_three_ways_to_answer(settings: Any) -> None:
    settings.SITE_CONTACT_PHONE = "02 61 91 00 99"
    (letter,) = letters_to("Un")
    over("departement:53", person("Alice"), "coordinator")

    response = signed_in("Alice").get("/coordination/lettres/imprimer/")
    said = said_by(response)

    for words in (
        "Structure Un Lieu Un 12 place du Pilori 53400 Craon",
        "Téléphone 02 61 91 00 01",
        "Horaires non précisé",
        link_code(letter).upper(),
        "127.0.0.1:8000/verifier",
        "téléphonez au 02 61 91 00 99",
    ):
        assert words in said
    assert response.content.decode().count('class="qr"') == 1


def test_letters_noted_as_posted_leave_the_pile_and_stay_readable() -> None:
    first, second = letters_to("Un", "Deux")
    over("departement:53", person("Alice"), "coordinator")
    client = signed_in("Alice")

    response = client.post("/coordination/lettres/", {"lettre": [first.public_id]})

    assert response.headers["Location"] == "/coordination/lettres/"
    said = said_by(client.get("/coordination/lettres/"))
    assert "À imprimer : 1" in said
    assert "Postées, sans réponse : 1" in said
    assert first.structure.name not in said_by(client.get("/coordination/lettres/imprimer/"))
    assert first.structure.name in said_by(client.get(f"/coordination/lettres/{first.public_id}/imprimer/"))
    second.refresh_from_db()
    assert second.sent_at is None


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("address", ["/coordination/lettres/", "/coordination/lettres/imprimer/"])
def test_the_pages_cost_the_same_however_many_letters(
    django_assert_num_queries: Any, count: int, address: str
) -> None:
    letters_to(*(str(n) for n in range(count)))
    over("departement:53", person("Alice"), "coordinator")
    client = signed_in("Alice")
    client.get(address)

    with django_assert_num_queries(8):
        client.get(address)
