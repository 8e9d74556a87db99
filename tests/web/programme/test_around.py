"""With whom a session is given, and what lies on its table."""

import pytest
from django.test import Client

from palier.agenda.enums import FormatKind
from tests.cast import person
from tests.factories.agenda import a_session, a_shipped_format
from tests.factories.directory import StructureFactory
from tests.web.programme.planning import a_library, as_planner, page_of, planned, send, soon

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R002-043")
def test_colleagues_of_several_structures_are_credited_each_with_theirs(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place)
    StructureFactory(name="Mission locale du Sud")
    alice = {"colleague": str(person("Alice").pk), "role": "FACILITATOR", "is_public": "on"}
    bob = {"name": "Bob", "structure": "mission locale", "role": "FACILITATOR", "is_public": "on"}

    for data in (alice, bob):
        send(client, session, "personnes/", data)

    credited = {c.name: c.structure.name for c in session.credits.all() if c.structure}
    assert credited == {"Alice": "Médiathèque de Craon", "Bob": "Mission locale du Sud"}
    public = client.get(f"/seances/{session.public_id}/").text
    assert "Mission locale du Sud" in public
    assert "Bob" in public


@pytest.mark.requirement("R003-025")
def test_two_user_experts_who_agreed_are_shown_to_the_staff_and_on_the_page_if_they_like(
    client: Client,
) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place)
    paul = {"name": "Paul", "role": "EXPERT_USER", "has_agreed": "on", "is_public": "on"}
    awa = {"name": "Awa", "role": "EXPERT_USER", "has_agreed": "on"}

    refused = client.post(
        f"/programme/seances/{session.public_id}/personnes/", {"name": "Paul", "role": "EXPERT_USER"}
    )
    pages = [send(client, session, "personnes/", data) for data in (paul, awa, {**awa, "name": "Léo"})]

    assert "Demandez d’abord son accord" in refused.text
    assert "Deux usagers experts au plus" in pages[-1].text
    assert [c.name for c in session.credits.all()] == ["Paul", "Awa"]
    staff = page_of(client, session).text
    assert ("Paul" in staff, "Awa" in staff) == (True, True)
    public = client.get(f"/seances/{session.public_id}/").text
    assert "Paul" in public
    assert "Awa" not in public


def test_a_structure_that_is_unknown_or_doubtful_is_asked_again(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place)
    for name in ("Mission locale du Nord", "Mission locale du Sud"):
        StructureFactory(name=name)
    url = f"/programme/seances/{session.public_id}/personnes/"

    doubt = client.post(url, {"partner-structure": "mission locale", "partner-role": "RELAY"})
    nothing = client.post(url, {"partner-structure": "xylophone", "partner-role": "RELAY"})
    client.post(url, {"partner-structure": "Mission locale du Sud", "partner-role": "RELAY"})

    assert "Plusieurs structures répondent" in doubt.text
    assert "Aucune structure de ce nom" in nothing.text
    assert [str(p) for p in session.partners.all()] == ["Mission locale du Sud (relaie l’information)"]


def test_documents_and_other_sessions_are_laid_on_the_table_and_taken_off(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session, other = planned(place), planned(place, title="L’atelier d’après", days=20)

    page = send(
        client, session, "documents/", {"kind": "PRESS", "title": "Un magazine", "reference": "n° 12"}
    )
    assert "Un magazine" in page.text
    assert "L’atelier d’après" in page.text
    page = send(client, session, "documents/seance/", {"autre": other.public_id})
    assert "Retirer" in page.text
    assert "Choisissez une séance" in send(client, session, "documents/seance/", {"autre": "zzzzzzzz"}).text

    send(client, session, f"retirer/document/{session.documents.get().pk}/")
    send(client, session, f"retirer/seance/{session.related.get().pk}/")
    assert not session.documents.exists()
    assert not session.related.exists()


def test_people_and_partners_are_taken_away(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    session = planned(place)
    send(client, session, "personnes/", {"name": "Paul", "role": "HOST"})

    send(client, session, f"retirer/personne/{session.credits.get().pk}/")

    assert not session.credits.exists()
    assert client.post(f"/programme/seances/{session.public_id}/retirer/rien/1/").status_code == 404


@pytest.mark.requirement("R004-041")
def test_a_large_event_has_co_organisers_and_counts_heads_without_registrations(client: Client) -> None:
    place = a_library()
    as_planner(client, place)
    shipped = a_shipped_format(FormatKind.EVENT)
    event = a_session(format=shipped, place=place, starts_at=soon(), title="Numérique en fête")
    StructureFactory(name="Mission locale du Sud")

    said = {"partner-structure": "Mission locale du Sud", "partner-role": "CO_ORGANISER"}
    send(client, event, "personnes/", said)

    assert "on compte les têtes" in page_of(client, event).text
    public = client.get(f"/seances/{event.public_id}/").text
    assert "Mission locale du Sud" in public
    assert "inscription/" not in public
