"""Who opens which page of the programme: Alice plans there, Bob plans elsewhere, Charlie has a bare account."""

import pytest
from django.test import Client

from palier.agenda.actions import backlog
from palier.agenda.models import SessionTemplate
from palier.directory.models import PlaceNetwork, Topic
from tests.agenda.test_series import a_series
from tests.cast import at, over, person
from tests.factories.agenda import a_format
from tests.factories.directory import NOW
from tests.web.programme.planning import a_library, as_planner, owner_of, planned

pytestmark = pytest.mark.django_db
LISTS = ("", "nouvelle/", "nouvelle/digital-cafe/", "proposer/", "series/", "series/nouvelle/", "reseaux/")
LISTS += ("modeles/", "modeles/nouveau/", "importer/")
PAGES = ("", "modifier/", "deplacer/", "annuler/", "refaire/", "personnes/", "documents/")
GESTURES = (
    "publier/",
    "supprimer/",
    "repondre/",
    "modele/",
    "accroche/",
    "documents/seance/",
    "retirer/document/1/",
)


def _cast(client: Client) -> tuple[dict[str, Client], object]:
    place, elsewhere = a_library(), a_library("Médiathèque d’ailleurs")
    clients = {"Alice": as_planner(Client(), place), "Bob": as_planner(Client(), elsewhere, "Bob")}
    clients["Charlie"] = Client()
    clients["Charlie"].force_login(person("Charlie"))
    return clients, place


@pytest.mark.parametrize("path", LISTS)
def test_the_lists_open_to_those_who_plan_somewhere(path: str, client: Client) -> None:
    clients, _place = _cast(client)
    a_format()

    answers = {name: who.get(f"/programme/{path}").status_code for name, who in clients.items()}

    assert answers == {"Alice": 200, "Bob": 200, "Charlie": 403}
    assert client.get(f"/programme/{path}").status_code == 302


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_of_a_session_open_to_those_who_plan_it(path: str, client: Client) -> None:
    clients, place = _cast(client)
    session = planned(place)  # type: ignore[arg-type]

    answers = {
        name: who.get(f"/programme/seances/{session.public_id}/{path}").status_code
        for name, who in clients.items()
    }

    assert answers == {"Alice": 200, "Bob": 403, "Charlie": 403}


@pytest.mark.parametrize("path", GESTURES)
def test_the_gestures_on_a_session_are_refused_to_others(path: str, client: Client) -> None:
    clients, place = _cast(client)
    session = planned(place, published=False)  # type: ignore[arg-type]

    sent = {"refuse": "1"}  # the answer to a proposal says which
    answers = {
        name: clients[name].post(f"/programme/seances/{session.public_id}/{path}", sent).status_code
        for name in ("Bob", "Charlie", "Alice")
    }

    assert answers == {"Bob": 403, "Charlie": 403, "Alice": 302}


@pytest.mark.parametrize(
    "path", ["", "jours/", "arreter/", "fil-rouge/", "sujets/", "sujets/{topic}/", "date-de-plus/"]
)
def test_a_series_opens_to_those_who_plan_it(path: str, client: Client) -> None:
    clients, place = _cast(client)
    series = a_series(place)  # type: ignore[arg-type]
    topic = backlog.note_topic(series=series, text="Un sujet", now=NOW)
    url = f"/programme/series/{series.public_id}/{path.format(topic=topic.pk)}"

    sent = {"geste": "laisser"}  # so does what is done of a subject
    answers = {
        name: (clients[name].post(url, sent) if path else clients[name].get(url)).status_code
        for name in ("Bob", "Charlie", "Alice")
    }

    assert answers == {"Bob": 403, "Charlie": 403, "Alice": 302 if path else 200}


def test_what_does_not_exist_is_not_found(client: Client) -> None:
    as_planner(client, a_library())

    for path in (
        "seances/zzzzzzzz/",
        "series/zzzzzzzz/",
        "reseaux/zzzzzzzz/",
        "modeles/99/",
        "nouvelle/rien/",
    ):
        assert client.get(f"/programme/{path}").status_code == 404


def test_a_volunteer_opens_the_page_of_a_session_and_changes_nothing(client: Client) -> None:
    place = a_library()
    at(owner_of(place), person("Vera"), "volunteer")
    client.force_login(person("Vera"))
    session = planned(place)

    page = client.get(f"/programme/seances/{session.public_id}/")

    assert page.status_code == 200
    assert "Préparation" in page.text
    assert "Modifier" not in page.text
    assert client.get(f"/programme/seances/{session.public_id}/modifier/").status_code == 403


def test_a_network_is_seen_by_its_members_and_kept_by_its_carrier_or_the_coordination(client: Client) -> None:
    clients, place = _cast(client)
    carrier = a_library("Le réseau")
    network = PlaceNetwork.objects.create(name="Médiathèques du Val", carrier=owner_of(carrier))
    network.places.add(place)  # type: ignore[arg-type]
    clients["Carla"] = as_planner(Client(), carrier, "Carla")
    over("departement:53", person("Denis"), "coordinator")
    clients["Denis"] = Client()
    clients["Denis"].force_login(person("Denis"))
    a_format()

    url = f"/programme/reseaux/{network.public_id}/"
    said = {
        path: {name: who.get(url + path).status_code for name, who in clients.items()}
        for path in ("", "modifier/", "textes/", "textes/digital-cafe/")
    }

    kept = {"Alice": 403, "Bob": 403, "Charlie": 403, "Carla": 200, "Denis": 200}
    assert said.pop("") == {"Alice": 200, "Bob": 403, "Charlie": 403, "Carla": 200, "Denis": 200}
    assert said == dict.fromkeys(said, kept)


def test_a_template_is_changed_by_its_own_structure_only(client: Client) -> None:
    clients, place = _cast(client)
    template = SessionTemplate.objects.create(
        structure=owner_of(place),
        format=a_format(),
        title="Ma radio",
        created_at=NOW,  # type: ignore[arg-type]
    )
    url = f"/programme/modeles/{template.pk}/"

    assert {n: who.get(url).status_code for n, who in clients.items()} == {
        "Alice": 200,
        "Bob": 200,
        "Charlie": 403,
    }
    assert {n: who.get(f"{url}modifier/").status_code for n, who in clients.items()} == {
        "Alice": 200,
        "Bob": 403,
        "Charlie": 403,
    }
    assert clients["Bob"].post(f"{url}retirer/").status_code == 403
    stolen = clients["Bob"].post(f"{url}copier/", {"structure": owner_of(place).public_id})  # type: ignore[arg-type]
    assert stolen.status_code == 403


def test_one_gesture_at_a_place_is_for_those_who_plan_there(client: Client) -> None:
    clients, place = _cast(client)
    Topic.objects.create(code="securite", label="Sécurité")
    a_format()

    for path in ("manque/", "atelier/securite/"):
        url = f"/programme/lieux/{place.public_id}/{path}"  # type: ignore[attr-defined]
        assert {n: clients[n].post(url).status_code for n in ("Bob", "Charlie")} == {
            "Bob": 403,
            "Charlie": 403,
        }
