"""Relays receive the poster by mail, once each; those without an address are to be telephoned."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from palier.agenda.actions.around import add_partner
from palier.agenda.enums import FormatKind, PartnerRole
from palier.agenda.models import Session, SessionPartner
from palier.directory import actions as directory
from palier.directory.enums import ContactKind, Visibility
from palier.directory.models import Structure
from palier.outreach.relays import NothingToSpread, relays_of, send_posters
from palier.outreach.sessions import any_session
from tests.cast import at, person
from tests.factories.agenda import a_session
from tests.factories.directory import NOW, StructureFactory
from tests.outreach.paperwork import a_cafe, a_library

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def a_relay(session: Session, name: str, **contacts: str) -> Structure:
    """A structure that spreads the word, reached by what `contacts` says: email=…, phone=…"""
    structure: Structure = StructureFactory(name=name)
    for kind, value in contacts.items():
        directory.add_contact(
            of=structure, kind=ContactKind(kind.upper()), value=value, visibility=Visibility.PROFESSIONAL
        )
    add_partner(session=session, structure=structure, role=PartnerRole.RELAY)
    return structure


def read_again(session: Session) -> Session:
    found = any_session(session.public_id)
    assert found is not None
    return found


@pytest.mark.requirement("R003-026")
def test_an_event_lists_relays_and_co_builders_and_relays_receive_its_poster() -> None:
    session = a_cafe(title="Café numérique")
    a_relay(session, "Centre social", email="accueil@centre-social.example")
    a_relay(session, "Épicerie", phone="02 61 91 00 55")
    builder = StructureFactory(name="Association des aînés")
    directory.add_contact(of=builder, kind=ContactKind.EMAIL, value="aines@exemple.example")
    add_partner(session=session, structure=builder, role=PartnerRole.CO_BUILDER)

    unreached = send_posters(session=read_again(session), now=NOW)

    (sent,) = mail.outbox
    assert sent.to == ["accueil@centre-social.example"]
    assert str(sent.subject).replace("\u00a0", " ") == (
        "Une affiche à faire connaître : Café numérique, mardi 1er décembre, 14 h – 16 h"
    )
    assert f"/seances/{session.public_id}/affiche.pdf\n" in str(sent.body)
    assert "02 61 91 00 10" in str(sent.body).replace("\u202f", " ")
    assert [(one.name, one.phone.replace("\u202f", " ")) for one in unreached] == [
        ("Épicerie", "02 61 91 00 55")
    ]
    assert [(one.name, one.sent_at) for one in relays_of(session)] == [
        ("Centre social", NOW),
        ("Épicerie", None),
    ]


@pytest.mark.requirement("R003-026")
def test_the_poster_that_a_relay_receives_opens_without_an_account(client: Client) -> None:
    session = a_cafe()
    a_relay(session, "Centre social", email="accueil@centre-social.example")
    send_posters(session=read_again(session), now=NOW)

    address = next(word for word in str(mail.outbox[0].body).split() if word.endswith("/affiche.pdf"))
    opened = client.get(address.split("://", 1)[-1].partition("/")[1] + address.split("/", 3)[3])

    assert opened.content.startswith(b"%PDF")


def test_a_relay_receives_the_poster_once_however_often_the_button_is_pressed() -> None:
    session = a_cafe()
    a_relay(session, "Centre social", email="accueil@centre-social.example")

    for moment in (NOW, LATER):
        send_posters(session=read_again(session), now=moment)
    a_relay(session, "Nouveau relais", email="nouveau@exemple.example")
    send_posters(session=read_again(session), now=LATER)

    assert [sent.to for sent in mail.outbox] == [
        ["accueil@centre-social.example"],
        ["nouveau@exemple.example"],
    ]


@pytest.mark.race
def test_pressed_by_ten_at_once_the_poster_leaves_once(threads: Any) -> None:
    session = a_cafe()
    a_relay(session, "Centre social", email="accueil@centre-social.example")
    found = read_again(session)

    threads(10, lambda number: send_posters(session=found, now=NOW))

    assert len(mail.outbox) == 1


@pytest.mark.parametrize("state", ["draft", "cancelled", "over", "staff"])
def test_nothing_is_sent_of_a_session_that_nobody_may_come_to(state: str) -> None:
    place = a_library()
    if state == "staff":
        session = a_session(FormatKind.STAFF_CAFE, place=place)
    elif state == "over":
        session = a_cafe(place, starts_at=NOW - timedelta(days=1))
    else:
        session = a_cafe(place, published=state != "draft")
    if state == "cancelled":
        Session.objects.filter(pk=session.pk).update(status="CANCELLED", cancelled_at=NOW)
    a_relay(session, "Centre social", email="accueil@centre-social.example")

    with pytest.raises(NothingToSpread):
        send_posters(session=read_again(session), now=NOW)

    assert (mail.outbox, SessionPartner.objects.get().poster_sent_at) == ([], None)


@pytest.mark.parametrize("count", [1, 3])
def test_reading_relays_costs_two_queries_however_many(django_assert_num_queries: Any, count: int) -> None:
    session = a_cafe()
    for number in range(count):
        a_relay(session, f"Relais {number}", email=f"relais{number}@exemple.example", phone="02 61 91 00 55")

    with django_assert_num_queries(2):
        assert len(relays_of(session)) == count


# --- From the screen --------------------------------------------------------------------------------------------


def test_the_poster_is_sent_from_the_screen_which_says_whom_to_telephone(client: Client) -> None:
    session = a_cafe(starts_at=timezone.now() + timedelta(days=3))
    a_relay(session, "Centre social", email="accueil@centre-social.example")
    a_relay(session, "Épicerie", phone="02 61 91 00 55")
    at(session.organiser, person("Alice"), "librarian")
    client.force_login(person("Alice"))
    here = f"/programme/seances/{session.public_id}/diffuser/"
    before = client.get(here).text

    after = client.post(f"{here}relais/", follow=True).text

    assert "Centre social : pas encore envoyée" in before
    assert "À prévenir autrement : Épicerie" in after
    assert "Centre social : affiche envoyée le" in after
    assert len(mail.outbox) == 1


def test_a_session_of_yesterday_is_not_sent_from_the_screen(client: Client) -> None:
    session = a_cafe(starts_at=timezone.now() - timedelta(days=1))
    a_relay(session, "Centre social", email="accueil@centre-social.example")
    at(session.organiser, person("Alice"), "librarian")
    client.force_login(person("Alice"))

    said = client.post(f"/programme/seances/{session.public_id}/diffuser/relais/", follow=True).text

    assert "rien n’a été envoyé" in said
    assert mail.outbox == []
