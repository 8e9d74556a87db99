"""Sessions for programs: the same as on the pages, page after page, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.enums import FormatKind, SessionStatus
from palier.agenda.models import Session
from palier.directory import actions as directory
from palier.directory.enums import ContactKind, Visibility
from palier.directory.models import Place, PlaceNetwork, Topic
from tests.api.conftest import Read
from tests.factories.agenda import a_session
from tests.factories.directory import AudienceFactory, LanguageFactory, StructureFactory, a_place
from tests.web.agenda.days import in_days

pytestmark = pytest.mark.django_db

KEYS = [
    "address", "audiences", "brings_own_device", "cancelled_reason", "capacity", "commune", "description", "ends_at",
    "format", "id", "is_demo", "is_open_door", "is_open_to_all", "languages", "lat", "level", "lon", "minimum_age",
    "needs", "online_url", "organiser", "phone", "place", "postal_code", "price", "purposes", "registration",
    "revision", "room", "school_level", "seats_left", "series", "starts_at", "status", "theme", "time_zone", "title",
    "topics", "uid", "updated_at", "url",
]  # fmt: skip


@pytest.fixture
def library() -> Place:
    return a_place(
        "Médiathèque de Craon", phone="02 61 91 00 01", owner=StructureFactory(name="Ville de Craon")
    )


def titles(page: dict[str, Any]) -> list[str]:
    return [session["title"] for session in page["sessions"]]


def test_a_session_says_what_when_where(read: Read, library: Place) -> None:
    start = in_days(3)
    session = a_session(place=library, starts_at=start, title="Café", languages=[LanguageFactory(code="ar")])

    (found,) = read("/sessions")["sessions"]

    assert sorted(found) == KEYS
    assert read(f"/sessions/{session.public_id}") == found
    assert (found["id"], found["title"], found["status"]) == (session.public_id, "Café", "published")
    assert found["starts_at"] == start.isoformat()
    assert found["place"] == {"id": library.public_id, "name": "Médiathèque de Craon"}
    assert found["commune"] == {"insee_code": "53084", "name": "Craon"}
    assert found["phone"] == "+33261910001"
    assert found["languages"] == ["ar"]
    assert (found["registration"], found["capacity"], found["seats_left"]) == ("advised", 10, 10)


def test_pages_follow_each_other_without_gap_nor_repeat_while_sessions_are_added(
    read: Read, library: Place
) -> None:
    start = in_days(3)
    for number in range(5):  # three of them at the same hour
        a_session(
            place=library, starts_at=start + timedelta(hours=max(0, number - 2)), title=f"Séance {number}"
        )

    seen, page = [], read("/sessions", limit="2", territory="departement:53")
    while True:
        seen += titles(page)
        if page["next_cursor"] is None:
            break
        a_session(place=library, starts_at=start - timedelta(hours=2), title="Ajoutée avant")
        page = read("/sessions", limit="2", territory="departement:53", cursor=page["next_cursor"])

    assert seen == [f"Séance {number}" for number in range(5)]


def test_a_cursor_is_only_good_for_its_question(read: Read, library: Place) -> None:
    for number in range(2):
        a_session(place=library, starts_at=in_days(3 + number))
    cursor = read("/sessions", limit="1")["next_cursor"]

    refused = read("/sessions", 422, limit="1", free="true", cursor=cursor)
    broken = read("/sessions", 422, cursor="abc")

    assert "vient d’une autre demande" in refused["detail"]
    assert "vient d’une autre demande" in broken["detail"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"level": "initiation"}, ["Café", "Webinaire"]),
        ({"audience": "seniors"}, ["Café", "Webinaire"]),
        ({"topic": "courriel"}, ["Atelier"]),
        ({"format": "digital-cafe"}, ["Café"]),
        ({"purpose": "social-link"}, ["Café"]),
        ({"registration": "free"}, ["Café"]),
        ({"registration": "required"}, ["Atelier", "Webinaire"]),
        ({"online": "true"}, ["Webinaire"]),
        ({"open_to_all": "true"}, ["Webinaire"]),
        ({"free": "true"}, ["Café", "Webinaire"]),
        ({"territory": "commune:53130"}, []),
        ({"territory": "departement:53"}, ["Café", "Atelier", "Webinaire"]),
    ],
)
def test_filters_are_those_of_the_pages(
    read: Read, library: Place, asked: dict[str, str], expected: list[str]
) -> None:
    AudienceFactory(code="seniors")
    a_place("Ailleurs", insee_code="53130")
    a_session(place=library, starts_at=in_days(1), title="Café")
    a_session(
        FormatKind.THEMATIC,
        place=library,
        starts_at=in_days(2),
        title="Atelier",
        level="ADVANCED",
        price_text="5 €",
        topics=[Topic.objects.create(code="courriel", label="Courriel")],
        audiences=[AudienceFactory(code="jeunes")],
    )
    a_session(
        FormatKind.WEBINAR,
        place=library,
        starts_at=in_days(3),
        title="Webinaire",
        is_open_to_all=True,
        online_url="https://visio.example/salle-42",
    )

    assert titles(read("/sessions", **asked)) == expected


def test_sessions_of_a_place_of_a_network_and_of_a_day(read: Read, library: Place) -> None:
    network = PlaceNetwork.objects.create(name="Réseau", carrier=StructureFactory())
    network.places.add(library)
    other = a_place("Ailleurs", owner=StructureFactory())
    a_session(place=library, starts_at=in_days(2), title="Ici")
    a_session(place=other, starts_at=in_days(3), title="Là")

    assert titles(read("/sessions", place=library.public_id)) == ["Ici"]
    assert titles(read("/sessions", network=network.public_id)) == ["Ici"]
    assert titles(read("/sessions", day=f"{in_days(3):%Y-%m-%d}")) == ["Là"]


def test_what_is_cancelled_is_said_and_what_is_past_is_only_found_by_its_identifier(
    read: Read, library: Place
) -> None:
    past = a_session(place=library, starts_at=timezone.now() - timedelta(days=3), title="Passé")
    session = a_session(place=library, starts_at=in_days(2), title="Annulé")
    session.status, session.cancelled_at, session.revision = SessionStatus.CANCELLED, timezone.now(), 1
    session.cancelled_reason = "Travaux"
    session.save()

    (found,) = read("/sessions")["sessions"]

    assert (found["status"], found["cancelled_reason"], found["revision"]) == ("cancelled", "Travaux", 1)
    assert read(f"/sessions/{past.public_id}")["title"] == "Passé"


@pytest.mark.parametrize(
    ("path", "parameter", "sentence"),
    [
        ("/sessions?couleur=bleu", "couleur", "« couleur » n’existe pas ici"),
        ("/sessions?limit=0", "limit", "commence à 1"),
        ("/sessions?limit=201", "limit", "s’arrête à 200"),
        ("/sessions?level=genie", "level", "ne connaît pas le code « genie »"),
        ("/sessions?topic=xyz", "topic", "ne connaît pas le code « xyz »"),
        ("/sessions?territory=departement:00", "territory", "Aucun territoire"),
        ("/sessions?place=zzzzzzzz", "place", "Aucun lieu publié"),
        ("/sessions?network=zzzzzzzz", "network", "Aucun réseau"),
        ("/sessions?day=2026-02-31", "day", "attend un jour"),
        ("/sessions?registration=maybe", "registration", "forme attendue"),
        ("/sessions?free=1", "free", "« true » ou « false »"),
    ],
)
def test_what_is_not_understood_is_refused_in_french(
    client: Client, path: str, parameter: str, sentence: str
) -> None:
    response = client.get(f"/api/v1{path}")

    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert error["parameter"] == parameter
    assert sentence in error["message"]


def test_an_unknown_session_is_refused_with_a_sentence(client: Client) -> None:
    response = client.get("/api/v1/sessions/zzzzzzzz")

    assert response.status_code == 404
    assert "Aucune séance publiée" in response.json()["detail"]


def test_nothing_reserved_is_given(client: Client, library: Place) -> None:
    directory.add_contact(
        of=library, kind=ContactKind.PHONE, value="06 39 98 00 01", visibility=Visibility.PROFESSIONAL
    )
    session = a_session(
        FormatKind.WEBINAR, place=library, starts_at=in_days(3), online_url="https://visio.example/salle-42"
    )

    for path in ("sessions", f"sessions/{session.public_id}"):
        content = client.get(f"/api/v1/{path}").content.decode()
        assert [secret for secret in ("639980001", "salle-42") if secret in content] == []


def test_a_place_withdrawn_is_named_without_its_identifier(read: Read, library: Place) -> None:
    session = a_session(place=library, starts_at=in_days(3))
    Place.objects.filter(pk=library.pk).update(status="UNPUBLISHED")

    assert read(f"/sessions/{session.public_id}")["place"] == {"id": None, "name": "Médiathèque de Craon"}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_session_and_for_three(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        place = a_place(f"Lieu {number}", phone=f"02 61 91 00 2{number}", owner=StructureFactory())
        a_session(
            place=place,
            starts_at=in_days(1 + number),
            languages=[LanguageFactory(code="ar")],
            audiences=[AudienceFactory()],
        )
    assert Session.objects.count() == count

    with django_assert_num_queries(12):
        page = client.get("/api/v1/sessions?territory=departement:53").json()

    assert len(page["sessions"]) == count
