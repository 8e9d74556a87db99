"""The grid of a network, the words it shares, the library of templates, and what a door shows of all this."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.actions.formats import load_formats
from palier.agenda.enums import QuestionOrigin
from palier.agenda.models import FormatSheet, Session, SessionQuestion
from palier.agenda.recurrence import months_from
from palier.directory.models import PlaceNetwork
from tests.cast import at, over, person
from tests.factories.agenda import a_format
from tests.web.programme.planning import a_library, as_planner, owner_of, planned
from tests.web.programme.test_series import now_series

pytestmark = pytest.mark.django_db


def _network(*places: Any) -> PlaceNetwork:
    network = PlaceNetwork.objects.create(name="Médiathèques du Val", carrier=owner_of(places[0]))
    network.places.set(places)
    return network


@pytest.mark.requirement("R003-001")
@pytest.mark.requirement("S11")
def test_the_grid_flags_who_misses_a_session_and_one_press_makes_it(client: Client) -> None:
    ours, theirs = a_library("Bibliothèque A"), a_library("Bibliothèque B")
    network = _network(ours, theirs)
    as_planner(client, ours)
    a_format()
    next_month = months_from(timezone.localdate(), count=2)[1].isoformat()

    page = client.get(f"/programme/reseaux/{network.public_id}/")

    assert page.text.count("rien de publié") == 4
    assert page.text.count("Créer la séance") == 2  # ours: theirs are theirs to make
    made = client.post(f"/programme/lieux/{ours.public_id}/manque/", {"mois": next_month}, follow=True)
    assert "Le brouillon est prêt" in made.text
    session = Session.objects.get()
    client.post(f"/programme/seances/{session.public_id}/publier/")

    page = client.get(f"/programme/reseaux/{network.public_id}/")
    assert page.text.count("rien de publié") == 3
    assert session.title in page.text
    filtered = client.get(f"/programme/reseaux/{network.public_id}/?format=digital-cafe")
    assert filtered.text.count("rien de publié") == 3
    assert client.post(f"/programme/lieux/{ours.public_id}/manque/", {"mois": "x"}).status_code == 404


def test_the_networks_that_one_may_look_at_are_listed(client: Client) -> None:
    place = a_library()
    _network(place)
    PlaceNetwork.objects.create(name="Ailleurs", carrier=owner_of(a_library("Loin")))
    as_planner(client, place)

    page = client.get("/programme/reseaux/")

    assert "Médiathèques du Val" in page.text
    assert "Ailleurs" not in page.text


def test_a_network_is_written_with_its_places(client: Client) -> None:
    first, second = a_library("Bibliothèque A"), a_library("Bibliothèque B")
    over("departement:53", person("Denis"), "coordinator")
    client.force_login(person("Denis"))
    said = {"name": "Réseau du Val", "carrier": owner_of(first).public_id, "places": [first.public_id]}

    client.post("/programme/reseaux/nouveau/", said)
    network = PlaceNetwork.objects.get()
    client.post(
        f"/programme/reseaux/{network.public_id}/modifier/",
        {**said, "places": [first.public_id, second.public_id]},
    )
    again = client.post("/programme/reseaux/nouveau/", said)

    assert set(network.places.all()) == {first, second}
    assert "déjà un réseau de ce nom" in again.text


@pytest.mark.requirement("R003-004")
def test_the_text_of_a_network_is_shown_on_each_of_its_sessions(client: Client) -> None:
    load_formats()
    place = a_library()
    network = _network(place)
    as_planner(client, place)
    session, other = planned(place), planned(a_library("Ailleurs"))
    url = f"/programme/reseaux/{network.public_id}/textes/digital-cafe/"
    form = client.get(url).context["form"]
    assert "réparation" in form.initial["what_it_is_not"]

    client.post(url, {**form.initial, "what_it_is": "Un moment entre voisins, sans personne qui enseigne."})

    assert "entre voisins" in client.get(f"/seances/{session.public_id}/").text
    assert "entre voisins" not in client.get(f"/seances/{other.public_id}/").text
    assert "texte du réseau" in client.get(f"/programme/reseaux/{network.public_id}/textes/").text
    client.post(url, {"forget": "1"})
    assert not FormatSheet.objects.filter(network=network).exists()


# --- The door -------------------------------------------------------------------------------------------------


def test_the_door_of_the_library_shows_next_sessions_preparation_questions_and_missing_months(
    client: Client,
) -> None:
    load_formats()
    place = a_library()
    _network(place)
    as_planner(client, place)
    # One month of the two, whichever day it is: what is past was in neither.
    past, session = planned(place, days=-40), planned(place, days=1)
    planned(a_library("Ailleurs"), title="Pas la nôtre")
    SessionQuestion.objects.create(
        session=past, text="Encore ouverte ?", origin=QuestionOrigin.SESSION, asked_at=timezone.now()
    )
    session.checklist.filter(code="drinks").update(done_at=timezone.now())

    page = client.get("/bibliotheque/")

    assert "Mes prochaines séances" in page.text
    assert "Préparation : 1 sur 12 prête" in page.text
    assert "1 question en attente" in page.text
    assert "Rien de publié" in page.text
    assert "Pas la nôtre" not in page.text


def test_a_library_that_promised_nothing_is_not_blamed_and_a_reader_sees_no_session(client: Client) -> None:
    place = a_library()
    at(owner_of(place), person("Rose"), "front_desk_agent")
    as_planner(client, place)

    mine = client.get("/bibliotheque/")
    client.force_login(person("Rose"))
    hers = client.get("/bibliotheque/")

    assert "Aucune séance à venir." in mine.text
    assert "Rien de publié" not in mine.text
    assert "Mes prochaines séances" not in hers.text


def test_a_library_with_a_series_is_told_of_the_months_it_misses(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    now_series(place, defaults={})

    page = client.get("/bibliotheque/")

    assert "Rien de publié" in page.text
