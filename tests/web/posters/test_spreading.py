"""« Imprimer et diffuser »: one screen for a session, one for a place; who opens them; every link of theirs opens."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.enums import FormatKind
from palier.directory import actions as directory
from palier.directory.models import Place
from tests.cast import at, over, person
from tests.factories.agenda import a_session
from tests.factories.directory import NOW, StructureFactory, a_need, a_service
from tests.outreach.paperwork import a_cafe, a_library, two_hosts

pytestmark = pytest.mark.django_db
_LINK = re.compile(r'<a [^>]*?href="(/[^"#]+)"')
SESSION_QUERIES, PLACE_QUERIES = 18, 36


@pytest.fixture
def alice(client: Client) -> Client:
    """Alice is a librarian of the commune that runs the library."""
    place = a_library()
    at(place.owner or StructureFactory(), person("Alice"), "librarian")
    client.force_login(person("Alice"))
    return client


def soon(days: int = 3) -> Any:
    return timezone.now() + timedelta(days=days)


def links_of(page: str) -> set[str]:
    """The links of the page itself, its header and footer left out."""
    return {
        link.replace("&amp;", "&") for link in _LINK.findall(page[page.index("<main") : page.index("</main")])
    }


def test_the_screen_of_a_session_leads_to_all_that_is_printed_of_it(alice: Client) -> None:
    session = a_cafe(Place.objects.get(), starts_at=soon(), title="Café numérique")
    two_hosts(session)

    page = alice.get(f"/programme/seances/{session.public_id}/diffuser/").text

    links = links_of(page)
    own = f"/seances/{session.public_id}/"
    assert links >= {
        f"{own}affiche.pdf", f"{own}affiche.pdf?format=A5", f"{own}a-emporter.pdf", f"/programme{own}presences.pdf",
        f"/programme{own}questions.pdf", f"/programme{own}questions.pdf?format=A4",
    }  # fmt: skip
    assert {link: alice.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    assert page.count("<textarea") == 2
    assert "CCAS de Craon : logo déposé." in page
    assert f"/fiches/structures/{session.organiser.public_id}/logo/" in links


def test_the_screen_of_a_staff_cafe_offers_the_kit_and_no_poster(alice: Client) -> None:
    session = a_session(FormatKind.STAFF_CAFE, place=Place.objects.get(), starts_at=soon())

    links = links_of(alice.get(f"/programme/seances/{session.public_id}/diffuser/").text)

    assert f"/programme/seances/{session.public_id}/kit.pdf" in links
    assert [link for link in links if link.endswith("affiche.pdf")] == []
    assert {link: alice.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_the_screen_of_a_place_leads_to_all_that_is_printed_of_it(alice: Client) -> None:
    place = Place.objects.get()
    service = a_service(place, a_need("impots", "Mes impôts"), name="Aide aux démarches")
    session = a_cafe(place, starts_at=soon())

    page = alice.get(f"/programme/lieux/{place.public_id}/diffuser/").text

    links = links_of(page)
    own = f"/lieux/{place.public_id}/"
    assert links >= {
        f"{own}tracts.pdf", f"{own}affiche.pdf", f"{own}affiche.pdf?format=A5",
        f"{own}services/{service.public_id}/affiche.pdf", f"{own}services/{service.public_id}/invitation.pdf",
        f"/programme/seances/{session.public_id}/diffuser/",
    }  # fmt: skip
    assert len([link for link in links if "programme.pdf?mois=" in link]) == 2
    assert {link: alice.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    assert f"/programme/lieux/{place.public_id}/activite.pdf" in page
    assert f'value="{timezone.localdate().isoformat()}"' in page


def test_a_place_that_is_not_public_offers_its_activity_only(alice: Client) -> None:
    place = Place.objects.get()
    directory.unpublish_place(place=place, now=NOW)

    page = alice.get(f"/programme/lieux/{place.public_id}/diffuser/").text

    assert "Ce lieu n’est pas public" in page
    assert [link for link in links_of(page) if link.endswith(".pdf")] == []


def test_only_the_team_opens_these_screens(client: Client) -> None:
    session = a_cafe()
    at(session.organiser, person("Alice"), "librarian")
    at(StructureFactory(), person("Bob"), "librarian")
    over("departement:53", person("Dora"), "coordinator")
    assert session.place is not None
    codes = {}
    for name in ("", "Alice", "Bob", "Charlie", "Dora"):
        if name:
            client.force_login(person(name))
        codes[name] = [
            client.get(f"/programme/seances/{session.public_id}/diffuser/").status_code,
            client.get(f"/programme/lieux/{session.place.public_id}/diffuser/").status_code,
            client.get("/programme/seances/aaaaaaaa/diffuser/").status_code,
            client.get("/programme/lieux/aaaaaaaa/diffuser/").status_code,
        ]

    assert codes == {
        "": [302] * 4,
        "Alice": [200, 200, 404, 404],
        "Bob": [403, 403, 404, 404],
        "Charlie": [403, 403, 404, 404],
        "Dora": [200, 200, 404, 404],
    }


@pytest.mark.parametrize("name", ["Bob", "Charlie", "Elsa"])
def test_only_those_who_plan_sessions_write_to_relays(client: Client, name: str) -> None:
    session = a_cafe(starts_at=soon())
    at(StructureFactory(), person("Bob"), "librarian")
    at(session.organiser, person("Elsa"), "volunteer")
    client.force_login(person(name))

    assert client.post(f"/programme/seances/{session.public_id}/diffuser/relais/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_screens_cost_the_same_number_of_queries_however_many_hosts_services_and_dates(
    alice: Client, django_assert_num_queries: Any, count: int
) -> None:
    place = Place.objects.get()
    session = a_cafe(place, starts_at=soon())
    need = a_need("impots", "Mes impôts")
    for number in range(count):
        a_service(place, need, name=f"Aide {number}")
        a_cafe(place, starts_at=soon(4 + number))

    with django_assert_num_queries(SESSION_QUERIES):
        alice.get(f"/programme/seances/{session.public_id}/diffuser/")
    with django_assert_num_queries(PLACE_QUERIES):
        alice.get(f"/programme/lieux/{place.public_id}/diffuser/")
