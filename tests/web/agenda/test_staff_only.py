"""What is for the staff is nowhere in public: three people look everywhere a visitor may look."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.enums import FormatKind
from palier.agenda.models import RelatedSession, Session
from palier.directory.models import Place, PlaceNetwork, Topic
from tests.cast import person
from tests.factories.agenda import a_session
from tests.factories.directory import (
    AudienceFactory,
    LanguageFactory,
    StructureFactory,
    a_need,
    a_place,
    a_service,
)
from tests.web.agenda.days import in_days
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db

FEEDS = ("", "agenda.ics", "nouvelles.rss", "presse.txt")
SECRETS = ("zorglub", "krypton", "mandragore", "salsifis", "Le café équipe")
PUBLIC = "Le café de tout le monde"


@pytest.fixture
def place() -> Place:
    return a_place("Médiathèque de Craon", owner=StructureFactory())


@pytest.fixture
def hidden(place: Place) -> list[Session]:
    """A café of the staff, and an ordinary workshop kept for it, with all that could betray them."""
    need = a_need("mail", "Mes mails")
    a_service(place, need)
    staff_cafe = a_session(
        FormatKind.STAFF_CAFE, place=place, starts_at=in_days(1), title="Le café équipe", hook_theme="zorglub"
    )
    workshop = a_session(
        FormatKind.DISCOVERY,
        place=place,
        starts_at=in_days(2),
        title="krypton",
        theme="mandragore",
        description="salsifis",
        is_staff_only=True,
        is_open_to_all=True,
        online_url="https://visio.example/zorglub",
        needs=[need],
        topics=[Topic.objects.create(code="courriel", label="Courriel")],
        audiences=[AudienceFactory(code="seniors")],
        languages=[LanguageFactory(code="ar")],
    )
    shown = a_session(place=place, starts_at=in_days(3), title=PUBLIC)
    for session in (staff_cafe, workshop):
        RelatedSession.objects.create(session=shown, other=session)
    return [staff_cafe, workshop]


@pytest.fixture
def addresses(place: Place, hidden: list[Session]) -> list[str]:
    """Every page, feed and answer of the API that speaks of sessions."""
    network = PlaceNetwork.objects.create(name="Réseau du Sud", carrier=StructureFactory())
    network.places.add(place)
    shown = Session.objects.get(title=PUBLIC)
    agendas = ["commune-53084", "departement-53", f"lieu/{place.public_id}", f"reseau/{network.public_id}"]
    narrowed = ["niveau=first-contact", "public=seniors", "langue=ar", "theme=courriel", "en-ligne=1"]
    narrowed += ["entree=inscription", "ouvert-a-tous=1", f"jour={in_days(2):%Y-%m-%d}"]
    return [
        f"/seances/{shown.public_id}/",
        f"/seances/{shown.public_id}/seance.ics",
        f"/ecran/{place.public_id}/",
        *(f"/agenda/{agenda}/{name}" for agenda in agendas for name in FEEDS),
        *(f"/agenda/format/{code}/{name}" for code in ("digital-cafe",) for name in ("", "agenda.ics")),
        *(f"/agenda/commune-53084/?{query}" for query in narrowed),
        "/agenda/",
        "/",
        "/chercher/?ou=Craon",
        "/chercher/?besoin=mail&ou=Craon",
        f"/lieux/{place.public_id}-{place.slug}/",
        "/communes/53084-craon/",
        "/widget/dates/?ou=53084",
        "/widget/lieux/?ou=Craon",
        "/api/v1/sessions",
        f"/api/v1/sessions?place={place.public_id}",
        "/api/v1/sessions?topic=courriel",
        f"/api/v1/places/{place.public_id}",
        "/api/v1/places?commune=53084",
        "/donnees/data-inclusion.json",
        "/donnees/lieux.csv",
    ]


@pytest.fixture(params=["anonymous", "account"])
def somebody(request: pytest.FixtureRequest) -> Client:
    client = Client()
    if request.param == "account":
        client.force_login(person("Alice"))
    return client


@pytest.mark.requirement("R003-039")
def test_no_page_feed_export_or_answer_betrays_a_session_of_the_staff(
    somebody: Client, addresses: list[str], hidden: list[Session]
) -> None:
    secrets = [*SECRETS, *(session.public_id for session in hidden)]

    for address in addresses:
        response = somebody.get(address)
        text = b"".join(response).decode().replace("\xa0", " ")
        leaked = [secret for secret in secrets if secret in text]
        assert (address, response.status_code, leaked) == (address, 200, [])


@pytest.mark.requirement("R003-039")
def test_a_session_of_the_staff_is_as_unknown_as_one_that_never_was(
    somebody: Client, hidden: list[Session]
) -> None:
    for session in hidden:
        for path in ("/seances/{}/", "/seances/{}/seance.ics", "/api/v1/sessions/{}"):
            real, invented = (
                somebody.get(path.format(session.public_id)),
                somebody.get(path.format("zzzzzzzz")),
            )
            assert real.status_code == invented.status_code == 404
            assert said_by(real).replace(session.public_id, "zzzzzzzz") == said_by(invented)
    assert somebody.get("/agenda/format/staff-cafe/").status_code == 404


@pytest.mark.requirement("R003-039")
def test_no_count_tells_that_the_staff_meets(client: Client, place: Place, hidden: list[Session]) -> None:
    a_session(
        FormatKind.DEBATE, place=place, starts_at=timezone.now() - timedelta(days=3), is_staff_only=True
    )

    assert "<b>1 date</b>" in client.get("/agenda/commune-53084/").content.decode()
    assert len(client.get("/api/v1/sessions").json()["sessions"]) == 1
    # The public café, and the help given every day.
    assert "2 initiatives en cours" in client.get("/communes/53084-craon/").content.decode()


def test_what_is_public_is_there_so_that_the_other_tests_mean_something(
    client: Client, addresses: list[str]
) -> None:
    shown = [address for address in addresses if PUBLIC in b"".join(client.get(address)).decode()]

    assert len(shown) >= 18
