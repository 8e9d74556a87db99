"""The doors of professionals: which open to whom, the way between them, what is said to those who may not enter."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from palier.accounts.actions import create_operator
from palier.accounts.enums import RoleStatus
from palier.accounts.models import User
from palier.directory.enums import PlaceKind
from palier.directory.models import Structure
from palier.web.doors.registry import DOORS
from tests.cast import NOW, at, over, person
from tests.factories.directory import StructureFactory, a_place, commune
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db
PATHS = {door.code: door.path for door in DOORS if door.code != "coordination"}


def open_to(client: Client, user: User) -> set[str]:
    """The codes of the doors that open to `user`, tried one by one."""
    client.force_login(user)
    answers = {code: client.get(path).status_code for code, path in PATHS.items()}
    assert set(answers.values()) <= {200, 403}
    return {code for code, status in answers.items() if status == 200}


@pytest.fixture
def library() -> Structure:
    """A structure that keeps a published library in Craon."""
    structure: Structure = StructureFactory(name="Réseau de lecture")
    a_place("Médiathèque du Pré", kinds=[PlaceKind.LIBRARY], owner=structure)
    return structure


@pytest.fixture
def town_hall() -> Structure:
    """A structure that keeps a published place which is no library."""
    structure: Structure = StructureFactory(name="Commune de Craon")
    a_place("Mairie du Pré", kinds=[PlaceKind.TOWN_HALL], owner=structure)
    return structure


ALL_AT_A_LIBRARY = {"front_desk", "prescriber", "mediator", "library", "contributor"}


@pytest.mark.parametrize(
    ("role", "doors"),
    [
        ("digital_lead", ALL_AT_A_LIBRARY),
        ("librarian", ALL_AT_A_LIBRARY),
        ("front_desk_agent", {"front_desk", "prescriber", "library", "contributor"}),
        ("volunteer", {"mediator", "library", "contributor"}),
    ],
)
def test_a_role_at_a_library_opens_its_doors_and_the_same_role_elsewhere_not_that_of_libraries(
    client: Client, library: Structure, town_hall: Structure, role: str, doors: set[str]
) -> None:
    at(library, person("Alice"), role)
    at(town_hall, person("Bob"), role)

    assert open_to(client, person("Alice")) == doors
    assert open_to(client, person("Bob")) == doors - {"library"}
    assert open_to(client, person("Charlie")) == {"contributor"}


@pytest.mark.parametrize(
    ("role", "doors"),
    [
        ("coordinator", {"prescriber", "governance", "contributor"}),
        ("contributor", {"prescriber", "contributor"}),
        ("elected_official", {"governance", "contributor"}),
        ("moderator", {"contributor"}),
    ],
)
def test_a_role_over_a_territory_opens_the_doors_of_the_table(
    client: Client, role: str, doors: set[str]
) -> None:
    commune("53084")
    over("departement:53", person("Alice"), role)
    over("departement:53", person("Bob"), role, status=RoleStatus.REQUESTED, vouched_at=None)

    assert open_to(client, person("Alice")) == doors
    assert open_to(client, person("Bob")) == {"contributor"}


def test_a_role_in_one_library_only_opens_the_door_of_libraries_and_a_role_in_the_next_place_does_not(
    client: Client, library: Structure
) -> None:
    office = a_place("Bureau du Pré", owner=library)
    at(library, person("Alice"), "librarian", place=library.owned_places.get(name="Médiathèque du Pré"))
    at(library, person("Bob"), "librarian", place=office)

    assert "library" in open_to(client, person("Alice"))
    assert "library" not in open_to(client, person("Bob"))


def test_an_operator_passes_every_door(client: Client) -> None:
    create_operator(email="ops@exemple.example", name="Ops", password="une phrase assez longue pour 2026")

    assert open_to(client, User.objects.get(email="ops@exemple.example")) == set(PATHS)


def test_doors_are_behind_the_login_wall(client: Client) -> None:
    answers = {client.get(path).headers["Location"] for path in [*PATHS.values(), "/portes/"]}

    assert answers == {f"{settings.LOGIN_URL}?next={path}" for path in [*PATHS.values(), "/portes/"]}


def test_a_door_that_does_not_open_says_for_whom_it_is_and_what_to_do(client: Client) -> None:
    client.force_login(person("Charlie"))

    refused = client.get("/territoire/")

    assert refused.status_code == 403
    assert "« Territoire » est pour les élus et élues, les institutions, et la coordination." in said_by(
        refused
    )
    assert 'href="/compte/roles/"' in refused.text


# --- The way between doors --------------------------------------------------------------------------------


def test_each_door_says_in_one_line_what_it_is_for_and_lists_the_others_that_one_holds(
    client: Client, library: Structure
) -> None:
    at(library, person("Alice"), "librarian")
    at(library, person("Bob"), "volunteer", supervisor=person("Alice"))
    client.force_login(person("Bob"))

    page = client.get("/pro/")

    purpose = next(door.purpose for door in DOORS if door.code == "mediator")
    assert purpose in said_by(page)
    assert '<a href="/pro/" aria-current="page">Médiation</a>' in page.text
    assert '<a href="/bibliotheque/">Bibliothèque</a>' in page.text
    assert 'href="/accueil/"' not in page.text


def test_switching_door_does_not_sign_in_again(client: Client, library: Structure) -> None:
    at(library, person("Alice"), "librarian")
    client.force_login(person("Alice"))
    before = client.cookies[settings.SESSION_COOKIE_NAME].value

    answers = [
        client.get(path).status_code for path in ("/accueil/", "/prescrire/", "/pro/", "/bibliotheque/")
    ]

    assert answers == [200, 200, 200, 200]
    assert client.cookies[settings.SESSION_COOKIE_NAME].value == before


def test_one_professional_door_is_gone_through_at_once_and_several_are_said(
    client: Client, town_hall: Structure
) -> None:
    commune("53084")
    over("departement:53", person("Alice"), "elected_official")
    at(town_hall, person("Bob"), "librarian")

    client.force_login(person("Alice"))
    assert client.get("/portes/").headers["Location"] == "/territoire/"
    assert client.get("/portes/?toutes=1").status_code == 200

    client.force_login(person("Bob"))
    page = said_by(client.get("/portes/"))
    held = [door.label for door in DOORS if door.code in {"front_desk", "prescriber", "mediator"}]
    assert [label for label in held if label not in page] == []
    assert "Demander un rôle" not in page


def test_a_bare_account_has_the_public_door_the_contributors_and_a_way_to_ask_for_a_role(
    client: Client,
) -> None:
    client.force_login(person("Charlie"))

    page = client.get("/portes/")

    assert page.text.count('<ul class="links">') == 1
    links = page.text.split('<ul class="links">')[1].split("</ul>")[0]
    assert [links.count(f'href="{path}"') for path in ("/", "/concertation/")] == [1, 1]
    assert links.count("<a ") == 2
    assert "Demander un rôle" in said_by(page)


def test_an_invitation_is_told_before_the_doors_and_opens_none(client: Client, library: Structure) -> None:
    commune("53084")
    at(library, person("Alice"), "librarian", status=RoleStatus.INVITED, starts_on=None)
    over("departement:53", person("Alice"), "elected_official")
    client.force_login(person("Alice"))

    page = said_by(client.get("/portes/"))  # not redirected to the one door that is open

    assert page.index("bibliothécaire, Réseau de lecture") < page.index("Territoire")
    assert client.get("/bibliotheque/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_doors_cost_the_same_whatever_the_roles_offered(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        structure = StructureFactory(name=f"Structure {number}")
        a_place(f"Lieu {number}", kinds=[PlaceKind.LIBRARY], owner=structure)
        at(structure, person("Alice"), "librarian", created_at=NOW)
        other = StructureFactory(name=f"Autre {number}")
        at(other, person("Alice"), "librarian", status=RoleStatus.INVITED)
    client.force_login(person("Alice"))

    with django_assert_num_queries(8):
        client.get("/portes/")


@pytest.mark.parametrize(
    "path", ["/accueil", "/prescrire", "/pro", "/bibliotheque", "/territoire", "/concertation"]
)
def test_an_address_told_without_its_last_slash_leads_there(client: Client, path: str) -> None:
    assert client.get(path).headers["Location"] == f"{path}/"
