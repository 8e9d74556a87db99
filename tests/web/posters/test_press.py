"""Texts for the press: never longer than asked, whole facts, the essential first."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from palier.agenda.enums import FormatKind
from palier.agenda.models import Session
from palier.outreach.press import press_text_of, press_text_of_month
from palier.outreach.programme import agenda_named
from palier.outreach.sessions import public_session
from tests.factories.agenda import a_session
from tests.factories.directory import NOW
from tests.outreach.paperwork import DECEMBER, a_cafe, a_library

pytestmark = pytest.mark.django_db


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2060", "")


def event_text(session: Session, length: int) -> str:
    found = public_session(session.public_id)
    assert found is not None
    return press_text_of(found, length=length, now=NOW)


def month_text(kind: str, reference: str, length: int) -> str:
    agenda = agenda_named(kind, reference)
    assert agenda is not None
    return press_text_of_month(agenda, month=DECEMBER.date(), length=length, now=NOW)


@pytest.mark.requirement("R004-100")
def test_an_event_is_said_for_the_press_in_300_characters_the_essential_first() -> None:
    session = a_cafe(title="Café numérique", is_open_to_all=True, description="On cherche ensemble. " * 40)

    text = event_text(session, 300)

    assert plain(text).startswith(
        "Café numérique, mardi 1er décembre, de 14 h à 16 h. Médiathèque L’Escale, 12 place du Pilori, 53400 Craon. "
        "Tél. 02 61 91 00 10. Entrée libre. "
    )
    assert len(text) <= 300
    assert text.endswith(".")


@pytest.mark.requirement("R004-100")
@pytest.mark.parametrize("length", [300, 600])
@pytest.mark.parametrize(
    "values",
    [
        {"title": "T" * 150, "hook_theme": "x"},
        {"title": "Bien long " * 14, "room": "Salle " * 15, "price_text": "gratuit " * 12},
        {"title": "Court", "description": "Une phrase sans fin " * 100},
        {"title": "Court", "description": "Des phrases. " * 100},
    ],
)
def test_a_text_for_the_press_is_never_longer_than_asked(length: int, values: dict[str, Any]) -> None:
    text = event_text(a_cafe(**values), length)

    assert 10 < len(text) <= length


def test_more_room_says_more_and_repeats_nothing() -> None:
    session = a_cafe(
        title="Café numérique", description="On vient avec ses questions. On repart avec des réponses."
    )

    short, long = event_text(session, 300), event_text(session, 600)

    assert "On repart avec des réponses." in long
    assert long.count("Café numérique") == 1
    assert len(short) < len(long)


def test_a_workshop_on_registration_says_so_with_its_theme_and_a_cancelled_one_is_cancelled() -> None:
    session = a_session(
        FormatKind.THEMATIC, place=a_library(), starts_at=DECEMBER, title="Atelier", theme="Les photos"
    )
    assert "Atelier : Les photos, mardi 1er décembre" in plain(event_text(session, 300))
    assert "Sur inscription." in event_text(session, 300)
    Session.objects.filter(pk=session.pk).update(status="CANCELLED", cancelled_at=NOW)

    assert "annulé" in event_text(session, 300)


@pytest.mark.requirement("R004-100")
@pytest.mark.parametrize("length", [300, 600])
def test_the_programme_of_a_month_fits_and_says_how_many_dates_are_left(length: int) -> None:
    place = a_library()
    for day in range(14):
        a_cafe(place, title="Café numérique", starts_at=DECEMBER + timedelta(days=2 * day))

    text = plain(month_text("place", place.public_id, length))

    kept = text.count("Café numérique")
    assert len(text) <= length
    assert text.startswith(
        "Médiathèque L’Escale, programme de décembre 2026 : mardi 1er décembre, 14 h : Café numérique"
    )
    assert f"Et {14 - kept} autres dates. Tél. 02 61 91 00 10." in text
    assert text.endswith(f"/agenda/lieu/{place.public_id}.")
    assert kept >= 2


def test_the_programme_of_a_territory_says_where_and_leaves_out_what_is_cancelled() -> None:
    session = a_cafe(title="Café numérique")
    other = a_cafe(a_library("Bibliothèque de la Gare", insee_code="53130"), title="Annulé demain")
    Session.objects.filter(pk=other.pk).update(status="CANCELLED", cancelled_at=NOW)

    text = plain(month_text("territory", "departement-53", 300))

    assert session.place is not None
    assert f"Café numérique ({session.place.name}, Craon)" in text
    assert "Annulé demain" not in text
    assert "Aucune date annoncée." in month_text("territory", "commune-53130", 300)


def test_texts_for_the_press_open_without_an_account_at_the_length_chosen(client: Client) -> None:
    session = a_cafe(description="On cherche ensemble, chacun à son rythme. " * 30)
    draft = a_cafe(session.place, published=False)
    address = f"/seances/{session.public_id}/presse.txt"

    short, long = client.get(f"{address}?longueur=300"), client.get(f"{address}?longueur=600")

    assert short["Content-Type"] == "text/plain; charset=utf-8"
    assert len(short.text.strip()) <= 300 < len(long.text.strip()) <= 600
    assert client.get("/agenda/commune-53084/presse.txt?mois=2026-12&longueur=600").status_code == 200
    assert client.get(f"/seances/{draft.public_id}/presse.txt").status_code == 404
    assert client.get("/agenda/lieu/aaaaaaaa/presse.txt").status_code == 404
