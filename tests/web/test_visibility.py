"""What is reserved is shown nowhere: three people look everywhere a visitor may look."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from palier.accounts.enums import RoleStatus
from palier.directory import actions
from palier.directory.enums import ContactKind, Modality, PlaceKind, Visibility
from palier.directory.models import ContactChannel, Place
from tests.cast import at, over, person
from tests.factories.directory import ALWAYS, NOW, StructureFactory, a_need, a_place, a_service, commune

pytestmark = pytest.mark.django_db

SECRETS = (
    "06 39 98 00 01", "+33639980001", "639980001",  # a direct line, as people and machines write it
    "zorglub", "krypton", "mandragore", "salsifis", "rhododendron", "chrysocale",
)  # fmt: skip
PUBLIC_PHONE = "02 61 91 00 00"


@pytest.fixture
def place() -> Place:
    """A place with every kind of reserved thing everywhere it can be, and one public phone."""
    need = a_need("impots", "Mes impôts")
    structure = StructureFactory(name="La Ligue")
    made = a_place(
        "Médiathèque de Craon",
        kinds=[PlaceKind.TOWN_HALL],
        operator=structure,
        owner=structure,
        internal_notes="zorglub",
        description="krypton",
        access_notes="mandragore",
        field_visibility={
            "description": "PROFESSIONAL",
            "access_notes": "COORDINATOR",
            "helper_name": "PROFESSIONAL",
        },
    )
    service = a_service(
        made, need, provider=StructureFactory(), helper_hours=ALWAYS, helper_name="salsifis",
        modalities=(Modality.ON_SITE, Modality.HOME),
    )  # fmt: skip
    actions.cover(service=service, communes=[commune("53084")])
    occupant = actions.add_occupant(place=made, structure=StructureFactory(), now=NOW)
    actions.add_service(place=made, name="rhododendron", needs=[need])
    for owner in (structure, made, service, occupant, service.provider):
        for level in (Visibility.PROFESSIONAL, Visibility.COORDINATOR):
            actions.add_contact(of=owner, kind=ContactKind.PHONE, value="06 39 98 00 01", visibility=level)
            actions.add_contact(
                of=owner, kind=ContactKind.EMAIL, value="chrysocale@ligue.example", visibility=level
            )
    actions.add_contact(of=made, kind=ContactKind.PHONE, value=PUBLIC_PHONE)
    list(actions.rebuild_search_index(on=timezone.localdate()))
    return made


@pytest.fixture
def addresses(place: Place) -> list[str]:
    """Every page that speaks of the place, or could."""
    return [
        f"/lieux/{place.public_id}-{place.slug}/",
        f"/lieux/{place.public_id}/signaler/",
        "/chercher/?ou=Craon",
        "/chercher/?besoin=impots&ou=Craon",
        "/chercher/?besoin=impots&ou=Craon&domicile=1",
        *(f"/chercher/?ou=Craon&q={word}" for word in SECRETS[3:]),
        "/chercher/?q=ligue",
        "/je-suis-bloque/?besoin=impots&ou=Craon",
        "/communes/53084-craon/",
        "/widget/lieux/?besoin=impots&ou=Craon",
        "/",
        "/carte/contours/53.json",
    ]


@pytest.fixture(params=["anonymous", "account", "invited", "left"])
def somebody(request: pytest.FixtureRequest) -> Client:
    """Those who see what the public sees: nobody, a bare account, a role offered, a role that ended."""
    client = Client()
    if request.param != "anonymous":
        client.force_login(person("Alice"))
    if request.param == "invited":
        at(StructureFactory(), person("Alice"), "librarian", status=RoleStatus.INVITED)
    if request.param == "left":
        at(StructureFactory(), person("Alice"), "librarian", ends_on=date(2026, 6, 30))
    return client


@pytest.mark.requirement("R004-177")
@pytest.mark.parametrize(
    ("role", "territory", "seen"),
    [
        ("front_desk_agent", "", {"06 39 98 00 01", "chrysocale", "zorglub", "krypton", "salsifis"}),
        (
            "coordinator",
            "departement:53",
            {"06 39 98 00 01", "chrysocale", "zorglub", "krypton", "salsifis", "mandragore"},
        ),
        (
            "coordinator",
            "departement:49",
            {"06 39 98 00 01", "chrysocale", "zorglub", "krypton", "salsifis"},
        ),
    ],
)
def test_a_professional_reads_reserved_fields_and_a_coordinator_those_of_their_territory(
    client: Client, place: Place, role: str, territory: str, seen: set[str]
) -> None:
    if territory:
        over(territory, person("Alice"), role)
    else:
        at(StructureFactory(), person("Alice"), role)
    client.force_login(person("Alice"))

    response = client.get(f"/lieux/{place.public_id}-{place.slug}/")

    html = _plain(response.content.decode())
    assert {secret for secret in SECRETS if secret in html} - {"+33639980001", "639980001"} == seen
    assert "no-store" in response["Cache-Control"]


@pytest.mark.requirement("R004-177")
def test_nothing_reserved_is_shown_on_any_page(somebody: Client, addresses: list[str]) -> None:
    for address in addresses:
        response = somebody.get(address)

        html = response.content.decode()
        asked = address.partition("q=")[2]  # a page may repeat what was typed
        leaked = [secret for secret in SECRETS if secret in _plain(html) and secret != asked]
        assert (address, response.status_code, leaked) == (address, 200, [])


@pytest.mark.requirement("R004-177")
@pytest.mark.parametrize("word", SECRETS[3:])
def test_no_reserved_word_finds_the_place_nor_is_suggested(
    client: Client, addresses: list[str], word: str
) -> None:
    for typed in (word, word[:-1] + "x"):
        html = client.get("/chercher/", {"q": typed}).content.decode()

        assert "/lieux/" not in html
        assert "Vouliez-vous dire" not in html


def test_the_public_phone_is_there_so_that_the_other_tests_mean_something(
    client: Client, addresses: list[str]
) -> None:
    shown = [address for address in addresses if PUBLIC_PHONE in _plain(client.get(address).content.decode())]

    assert len(shown) >= 6


def _plain(html: str) -> str:
    return html.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize("agreed", [True, False])
def test_the_public_reads_the_name_of_who_helps_only_once_that_person_agreed(
    client: Client, agreed: bool
) -> None:
    place = a_place("Médiathèque de Craon")
    a_service(
        place,
        a_need("impots", "Mes impôts"),
        helper_hours=ALWAYS,
        helper_name="Samira",
        helper_agreed_on=date(2026, 1, 5) if agreed else None,
    )
    at(StructureFactory(), person("Alice"), "front_desk_agent")
    page = f"/lieux/{place.public_id}-{place.slug}/"
    public = [page, "/chercher/?besoin=impots&ou=Craon", f"/api/v1/places/{place.public_id}"]
    public += ["/donnees/data-inclusion.json", "/donnees/lieux.csv"]

    shown = {path: "Samira" in b"".join(client.get(path)).decode() for path in public}
    client.force_login(person("Alice"))

    # The table of places has no column for who helps.
    assert shown == dict.fromkeys(public, agreed) | {"/donnees/lieux.csv": False}
    assert "Samira" in client.get(page).content.decode()


def test_the_line_of_a_person_is_public_only_once_that_person_agreed() -> None:
    place = a_place("Médiathèque de Craon")
    line = {"place": place, "kind": ContactKind.PHONE, "value": "+33639980001", "is_named": True}

    with pytest.raises(IntegrityError), transaction.atomic():
        ContactChannel.objects.create(**line)
    ContactChannel.objects.create(**line, agreed_on=date(2026, 1, 5))
    ContactChannel.objects.create(**{**line, "visibility": Visibility.PROFESSIONAL})

    assert place.contacts.filter(is_named=True).count() == 2
