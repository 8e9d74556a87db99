"""The page of a session: who gives it, with what, and where it leads when it is over or gone."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.enums import CreditRole, DocumentKind, FormatKind, PartnerRole, SessionStatus
from palier.agenda.models import (
    RelatedSession,
    Session,
    SessionCredit,
    SessionDocument,
    SessionPartner,
)
from palier.directory.models import Place, PlaceNetwork
from tests.factories.agenda import a_session
from tests.factories.directory import (
    StructureFactory,
    a_need,
    a_place,
    a_service,
)
from tests.web.agenda.days import in_days
from tests.web.agenda.pages import cancel, url_of
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R002-043")
def test_facilitators_of_several_structures_are_each_credited(client: Client, library: Place) -> None:
    session = a_session(place=library, starts_at=in_days(3))
    for name, structure in (("Nadia", "Greta du Maine"), ("Paul", "Centre social Les Coteaux")):
        SessionCredit.objects.create(
            session=session,
            role=CreditRole.FACILITATOR,
            name=name,
            structure=StructureFactory(name=structure),
        )
    SessionCredit.objects.create(session=session, role=CreditRole.HOST, name="Ysaure", is_public=False)

    page = said_by(client.get(url_of(session)))

    assert "Nadia animation, Greta du Maine" in page
    assert "Paul animation, Centre social Les Coteaux" in page
    assert "Ysaure" not in page


def test_partners_and_documents_are_told(client: Client, library: Place) -> None:
    session = a_session(place=library, starts_at=in_days(3))
    SessionPartner.objects.create(
        session=session, structure=StructureFactory(name="CCAS de Craon"), role=PartnerRole.RELAY
    )
    SessionDocument.objects.create(
        session=session, kind=DocumentKind.BOOK, title="Le mulot apprivoisé", reference="004 MUL"
    )

    page = said_by(client.get(url_of(session)))

    assert "CCAS de Craon relaie l’information" in page
    assert "Le mulot apprivoisé (livre, 004 MUL)" in page


@pytest.mark.requirement("R003-060")
def test_the_page_shows_the_next_sessions_of_the_place_and_network_and_the_services_of_the_place(
    client: Client, library: Place
) -> None:
    a_service(library, a_need(), name="Aide aux démarches du mardi")
    other = a_place("Bibliothèque de Laval", insee_code="53130", owner=StructureFactory())
    network = PlaceNetwork.objects.create(name="Réseau du Sud", carrier=StructureFactory())
    network.places.set([library, other])
    session = a_session(place=library, starts_at=in_days(3))
    chosen = a_session(FormatKind.TALK, starts_at=in_days(40), title="La conférence choisie")
    RelatedSession.objects.create(session=session, other=chosen)
    a_session(place=library, starts_at=in_days(12), title="L’atelier du même lieu")
    a_session(place=other, starts_at=in_days(5), title="L’atelier du réseau")
    a_session(place=library, starts_at=in_days(4), title="L’atelier de l’équipe", is_staff_only=True)
    cancel(a_session(place=library, starts_at=in_days(6), title="L’atelier annulé"))

    page = said_by(client.get(url_of(session)))

    wanted = ["La conférence choisie", "L’atelier du même lieu", "L’atelier du réseau"]
    assert sorted(wanted, key=page.index) == wanted
    assert "Aide aux démarches du mardi" in page
    assert "L’atelier de l’équipe" not in page
    assert "L’atelier annulé" not in page


def test_a_cancelled_session_says_so_first_with_why_and_the_next_date(client: Client, library: Place) -> None:
    session = a_session(place=library, starts_at=in_days(3))
    cancel(session, cancelled_reason="La salle est inondée.")
    a_session(FormatKind.TALK, place=library, starts_at=in_days(5), title="Une conférence")
    a_session(place=library, starts_at=in_days(12), title="Le café suivant")

    page = said_by(client.get(url_of(session)))

    assert "Cette séance est annulée" in page
    assert "La salle est inondée." in page
    assert page.index("Le café suivant") < page.index("De quoi s’agit-il")
    assert "Mettre dans mon calendrier" not in page


def test_a_past_session_leads_to_the_next_one(client: Client, library: Place) -> None:
    session = a_session(place=library, starts_at=timezone.now() - timedelta(days=3))
    a_session(place=library, starts_at=in_days(12), title="Le café suivant")

    page = said_by(client.get(url_of(session)))

    assert "Cette séance est passée" in page
    assert "Le café suivant" in page


def test_an_unknown_session_is_not_found_and_leads_on(client: Client) -> None:
    response = client.get("/seances/zzzzzzzz/")

    assert response.status_code == 404
    assert 'action="/agenda/"' in response.content.decode()


def test_a_session_withdrawn_is_gone_and_leads_to_the_agenda_of_its_commune(
    client: Client, library: Place
) -> None:
    session = a_session(place=library, starts_at=in_days(3), title="Mirliton")
    Session.objects.filter(pk=session.pk).update(status=SessionStatus.DRAFT)

    response = client.get(url_of(session))

    assert response.status_code == 410
    assert "/agenda/commune-53084/" in response.content.decode()
    assert "Mirliton" not in response.content.decode()


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        (FormatKind.DIGITAL_CAFE, {}, "S’inscrire"),
        (FormatKind.DISCOVERY, {}, "S’inscrire"),
        (FormatKind.DISCOVERY, {"seats_taken": 8}, "Aller sur la liste d’attente"),
        (FormatKind.TALK, {"registration_mode": "FREE"}, ""),
    ],
)
def test_one_registers_from_the_page_where_one_may(
    client: Client, library: Place, kind: FormatKind, values: dict[str, Any], said: str
) -> None:
    session = a_session(kind, place=library, starts_at=in_days(3), **values)

    html = client.get(url_of(session)).content.decode()

    assert (f'href="/seances/{session.public_id}/inscription/"' in html) is bool(said)
    assert said in html
    assert f"/seances/{session.public_id}/affiche.pdf" in html


def test_nobody_registers_for_what_is_cancelled_or_over(client: Client, library: Place) -> None:
    gone = a_session(place=library, starts_at=in_days(3))
    cancel(gone)
    over = a_session(place=library, starts_at=timezone.now() - timedelta(days=3))

    for session in (gone, over):
        assert "/inscription/" not in client.get(url_of(session)).content.decode().replace(
            '"/inscription/"', ""
        )
