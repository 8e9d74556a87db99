"""What is for the staff is nowhere in public: three people look everywhere a visitor may look."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.enums import FormatKind
from palier.agenda.models import RelatedSession, Session
from palier.directory.models import Place, PlaceNetwork, Topic
from tests.cast import at, person
from tests.factories.agenda import a_session
from tests.factories.directory import (
    AudienceFactory,
    LanguageFactory,
    StructureFactory,
    a_need,
    a_place,
    a_service,
)
from tests.printing.pdf import needs_poppler
from tests.printing.pdf import text_of as pdf_text_of
from tests.web.agenda.days import in_days
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db

# What anybody may ask about one session.
PATHS = (
    "/seances/{}/", "/seances/{}/seance.ics", "/seances/{}/presse.txt", "/seances/{}/affiche.pdf",
    "/seances/{}/a-emporter.pdf", "/seances/{}/inscription/", "/api/v1/sessions/{}",
)  # fmt: skip
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


def agendas_of(place: Place) -> list[str]:
    network = PlaceNetwork.objects.create(name="Réseau du Sud", carrier=StructureFactory())
    network.places.add(place)
    whose = ("commune-53084", "departement-53", "format/digital-cafe")
    whose += (f"lieu/{place.public_id}", f"reseau/{network.public_id}")
    return [f"/agenda/{one}/" for one in whose]


@pytest.fixture
def addresses(place: Place, hidden: list[Session]) -> dict[str, bool]:
    """Every page, feed and answer of the API that speaks of sessions, and whether the public café is told there."""
    shown = Session.objects.get(title=PUBLIC)
    month = f"presse.txt?mois={in_days(3):%Y-%m}"
    telling = [
        f"/seances/{shown.public_id}/",
        f"/seances/{shown.public_id}/seance.ics",
        f"/seances/{shown.public_id}/presse.txt",
        f"/ecran/{place.public_id}/",
        *(
            f"{agenda}{end}"
            for agenda in agendas_of(place)
            for end in ("", "agenda.ics", "nouvelles.rss", month)
        ),
        # A café welcomes every level and every public.
        *(f"/agenda/departement-53/?{query}" for query in ("niveau=first-contact", "public=seniors")),
        f"/agenda/departement-53/?jour={in_days(3):%Y-%m-%d}",
        "/chercher/?ou=Craon",
        "/chercher/?besoin=mail&ou=Craon",
        f"/lieux/{place.public_id}-{place.slug}/",
        "/communes/53084-craon/",
        "/widget/dates/?ou=53084",
        "/api/v1/sessions",
        f"/api/v1/sessions?place={place.public_id}",
    ]
    silent = [
        *(f"/agenda/format/discovery/{end}" for end in ("", "agenda.ics", "nouvelles.rss", "presse.txt")),
        *(
            f"/agenda/departement-53/?{query}"
            for query in (
                "langue=ar",
                "theme=courriel",
                "en-ligne=1",
                "entree=inscription",
                "ouvert-a-tous=1",
            )
        ),
        f"/agenda/departement-53/?jour={in_days(2):%Y-%m-%d}",
        "/agenda/",
        "/",
        "/widget/lieux/?ou=Craon",
        "/api/v1/sessions?topic=courriel",
        f"/api/v1/places/{place.public_id}",
        "/api/v1/places?commune=53084",
        "/donnees/data-inclusion.json",
        "/donnees/lieux.csv",
    ]
    return dict.fromkeys(telling, True) | dict.fromkeys(silent, False)


@pytest.fixture
def prints(place: Place, hidden: list[Session]) -> list[str]:
    """Every print where the public café is told: the months of the three sessions may be two."""
    shown = Session.objects.get(title=PUBLIC)
    return [
        f"/seances/{shown.public_id}/affiche.pdf",
        f"/seances/{shown.public_id}/a-emporter.pdf",
        f"/lieux/{place.public_id}/affiche.pdf",
        f"/lieux/{place.public_id}/tracts.pdf",
        *(f"{agenda}programme.pdf?mois={in_days(3):%Y-%m}" for agenda in agendas_of(place)),
    ]


@pytest.fixture(params=["anonymous", "an account", "a librarian from elsewhere", "a librarian of the place"])
def somebody(request: pytest.FixtureRequest, place: Place) -> Client:
    """Public pages know nobody: even the team reads there what everybody reads."""
    client = Client()
    if request.param != "anonymous":
        client.force_login(person("Alice"))
    if request.param == "a librarian from elsewhere":
        at(StructureFactory(), person("Alice"), "librarian")
    if request.param == "a librarian of the place":
        assert place.owner is not None
        at(place.owner, person("Alice"), "librarian")
    return client


def leaks_in(text: str, hidden: list[Session]) -> list[str]:
    said = " ".join(text.split())
    return [secret for secret in (*SECRETS, *(session.public_id for session in hidden)) if secret in said]


@pytest.mark.requirement("R003-039")
def test_no_page_feed_export_or_answer_betrays_a_session_of_the_staff(
    somebody: Client, addresses: dict[str, bool], hidden: list[Session]
) -> None:
    for address, is_told in addresses.items():
        response = somebody.get(address)
        text = b"".join(response).decode()
        told = " ".join(text.split())
        assert (address, response.status_code, leaks_in(text, hidden)) == (address, 200, [])
        assert (address, PUBLIC in told) == (address, is_told)


@needs_poppler
@pytest.mark.requirement("R003-039")
def test_no_print_betrays_a_session_of_the_staff(
    client: Client, prints: list[str], hidden: list[Session], tmp_path: Path
) -> None:
    for address in prints:
        said = pdf_text_of(client.get(address).content, tmp_path)
        assert (address, leaks_in(said, hidden)) == (address, [])
        assert (address, PUBLIC in " ".join(said.split())) == (address, True)


@pytest.mark.requirement("R003-039")
def test_a_session_of_the_staff_is_as_unknown_as_one_that_never_was(
    somebody: Client, hidden: list[Session]
) -> None:
    for session in hidden:
        for path in PATHS:
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
