"""The library of templates: written, found, copied with their source, taken out."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.models import SessionTemplate
from palier.directory.models import Topic
from tests.cast import at, person
from tests.factories.agenda import a_format
from tests.web.programme.planning import a_library, as_planner, owner_of, planned, send

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R004-186")
def test_a_template_is_written_found_copied_with_its_source_and_taken_out(client: Client) -> None:
    place, other = a_library(), a_library("Bib’ d’à côté")
    topic = Topic.objects.create(code="video-son", label="Vidéo et son")
    as_planner(client, other, "Bob")
    a_format()
    said = {
        "title": "Ma radio",
        "format": "digital-cafe",
        "structure": owner_of(other).public_id,
        "interests": "La radio, la musique d’autrefois",
        "topics": ["video-son"],
    }
    client.post("/programme/modeles/nouveau/", said)
    theirs = SessionTemplate.objects.get()
    assert list(theirs.topics.all()) == [topic]
    client.post(f"/programme/modeles/{theirs.pk}/modifier/", {**said, "description": "Trois temps"})

    alice = as_planner(Client(), place)
    assert "Ma radio" in alice.get("/programme/modeles/?q=radio").text
    assert "Ma radio" not in alice.get("/programme/modeles/?q=xylophone").text
    page = alice.get(f"/programme/modeles/{theirs.pk}/")
    assert "La radio, la musique d’autrefois" in page.text
    assert "Retirer ce modèle" not in page.text
    copied = alice.post(
        f"/programme/modeles/{theirs.pk}/copier/", {"structure": owner_of(place).public_id}, follow=True
    )
    assert "repris de Bib’ d’à côté" in copied.text
    copy = SessionTemplate.objects.exclude(pk=theirs.pk).get()
    assert copy.description == "Trois temps"
    alice.post(f"/programme/modeles/{copy.pk}/retirer/")
    assert SessionTemplate.objects.get() == theirs


def test_an_address_without_a_name_is_refused(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    a_format()
    said = {"title": "Ma radio", "format": "digital-cafe", "structure": owner_of(place).public_id}

    page = client.post("/programme/modeles/nouveau/", {**said, "source_url": "https://exemple.example/fiche"})

    assert page.status_code == 422
    assert "Dites de qui vient ce modèle." in page.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_library_of_templates_costs_the_same_however_many(
    count: int, client: Client, django_assert_num_queries: Any
) -> None:
    place = a_library()
    as_planner(client, place)
    for n in range(count):
        SessionTemplate.objects.create(format=a_format(), title=f"Modèle {n}", created_at=timezone.now())
    client.get("/programme/modeles/")

    with django_assert_num_queries(8):
        page = client.get("/programme/modeles/")

    assert page.text.count('<li class="card">') == count


def test_a_role_at_one_place_only_keeps_writes_and_changes_ones_own_templates() -> None:
    place, other = a_library(), a_library("Bib’ d’à côté")
    clients = {}
    for name, home in (("Alice", place), ("Bob", other)):
        at(owner_of(home), person(name), "librarian", place=home)
        clients[name] = Client()
        clients[name].force_login(person(name))
    session = planned(place, title="Café de mai")
    colleagues = SessionTemplate.objects.create(
        structure=owner_of(place), format=session.format, title="D’une collègue", created_at=timezone.now()
    )
    said = {"title": "Ma radio", "format": "digital-cafe", "structure": owner_of(place).public_id}

    kept = send(clients["Alice"], session, "modele/")
    written = clients["Alice"].post("/programme/modeles/nouveau/", said, follow=True)
    foreign = clients["Bob"].post("/programme/modeles/nouveau/", said)

    mine = SessionTemplate.objects.get(title="Ma radio")
    address = f"/programme/modeles/{mine.pk}/"
    assert "Modifier ce modèle" in kept.text
    assert "Modifier ce modèle" in written.text
    assert "Le vôtre" in clients["Alice"].get("/programme/modeles/").text
    assert foreign.status_code == 422  # that structure is not among Bob’s
    changes = {name: client.get(f"{address}modifier/").status_code for name, client in clients.items()}
    assert changes == {"Alice": 200, "Bob": 403}
    assert clients["Alice"].get(f"/programme/modeles/{colleagues.pk}/modifier/").status_code == 403
