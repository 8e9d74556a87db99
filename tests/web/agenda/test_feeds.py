"""Calendars and news to subscribe to, and the week on a screen: open, small, the same as the pages."""

import gzip
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from palier.agenda.enums import FormatKind, SessionStatus
from palier.directory.models import Place, PlaceNetwork
from tests.factories.agenda import a_session
from tests.factories.directory import StructureFactory, a_place
from tests.web.agenda.days import PARIS, in_days
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(library: Place) -> PlaceNetwork:
    made = PlaceNetwork.objects.create(name="Réseau du Sud", carrier=StructureFactory())
    made.places.set([library, a_place("Médiathèque de Laval", insee_code="53130", owner=StructureFactory())])
    return made


def summaries(client: Client, path: str) -> list[str]:
    calendar = Calendar.from_ical(client.get(path).content)
    return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]


def items(client: Client, path: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(client.get(path).content).iter("item"))


def test_there_is_a_calendar_for_every_kind_of_agenda(
    client: Client, library: Place, network: PlaceNetwork
) -> None:
    other = network.places.exclude(pk=library.pk).get()
    a_session(place=library, starts_at=in_days(1), title="Craon")
    a_session(FormatKind.TALK, place=other, starts_at=in_days(2), title="Laval")

    found = {
        path: summaries(client, f"/agenda/{path}/agenda.ics")
        for path in (
            f"lieu/{library.public_id}",
            f"reseau/{network.public_id}",
            "commune-53130",
            "departement-53",
            "format/talk",
        )
    }

    assert list(found.values()) == [["Craon"], ["Craon", "Laval"], ["Laval"], ["Craon", "Laval"], ["Laval"]]


def test_one_session_is_a_file_for_a_calendar(client: Client, library: Place) -> None:
    session = a_session(place=library, starts_at=in_days(1), title="Café")

    response = client.get(f"/seances/{session.public_id}/seance.ics")

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert f'filename="seance-{session.public_id}.ics"' in response.headers["Content-Disposition"]
    assert summaries(client, f"/seances/{session.public_id}/seance.ics") == ["Café"]
    assert client.get("/seances/zzzzzzzz/seance.ics").status_code == 404


def test_a_calendar_keeps_the_last_weeks_and_crosses_out_what_is_cancelled(
    client: Client, library: Place
) -> None:
    a_session(place=library, starts_at=timezone.now() - timedelta(days=60), title="Oublié")
    a_session(place=library, starts_at=timezone.now() - timedelta(days=10), title="Gardé")
    gone = a_session(place=library, starts_at=in_days(3), title="Perdu")
    gone.status, gone.cancelled_at = SessionStatus.CANCELLED, timezone.now()
    gone.save()

    calendar = Calendar.from_ical(client.get("/agenda/commune-53084/agenda.ics").content)
    found = [(str(e["SUMMARY"]), str(e["STATUS"])) for e in calendar.walk("VEVENT")]

    assert found == [("Gardé", "CONFIRMED"), ("Annulé : Perdu", "CANCELLED")]


def test_a_calendar_overseas_is_at_the_hours_of_the_place(client: Client) -> None:
    island = a_place("Médiathèque", insee_code="98735", owner=StructureFactory())
    session = a_session(place=island, starts_at=datetime(2050, 11, 24, 19, tzinfo=UTC))  # 9 h in Tahiti

    text = client.get(f"/agenda/lieu/{island.public_id}/agenda.ics").content.decode()

    assert "DTSTART;TZID=Pacific/Tahiti:20501124T090000" in text
    assert "TZOFFSETTO:-1000" in text
    assert session.public_id in text


@pytest.mark.parametrize("name", ["agenda.ics", "nouvelles.rss"])
def test_a_feed_is_open_small_and_read_once(client: Client, library: Place, name: str) -> None:
    for number in range(8):
        a_session(place=library, starts_at=in_days(1 + number))
    path = f"/agenda/commune-53084/{name}"

    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    again = client.get(path, headers={"If-None-Match": plain.headers["ETag"]})

    assert plain.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age=3600" in plain.headers["Cache-Control"]
    assert not plain.cookies
    assert again.status_code == 304
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2


@pytest.mark.parametrize("name", ["agenda.ics", "nouvelles.rss"])
def test_a_feed_changes_when_a_session_does(client: Client, library: Place, name: str) -> None:
    session = a_session(place=library, starts_at=in_days(1))
    path = f"/agenda/commune-53084/{name}"
    before = client.get(path).headers["ETag"]
    session.title, session.updated_at = "Un autre titre", timezone.now()
    session.save()

    assert client.get(path, headers={"If-None-Match": before}).status_code == 200


@pytest.mark.parametrize("name", ["agenda.ics", "nouvelles.rss"])
def test_a_feed_of_nothing_is_still_a_feed_and_one_of_nowhere_is_not_found(
    client: Client, library: Place, name: str
) -> None:
    assert client.get(f"/agenda/lieu/{library.public_id}/{name}").status_code == 200
    assert client.get(f"/agenda/commune-00000/{name}").status_code == 404
    assert client.get(f"/agenda/lieu/zzzzzzzz/{name}").status_code == 404


def test_news_tell_the_latest_announced_first_with_day_place_and_way_to_come(
    client: Client, library: Place
) -> None:
    first = a_session(place=library, starts_at=in_days(1), title="Annoncé hier")
    first.published_at = timezone.now() - timedelta(days=1)
    first.save()
    second = a_session(
        FormatKind.DISCOVERY, place=library, starts_at=in_days(9, hour=10), title="Annoncé <ici>"
    )
    second.published_at = timezone.now()
    second.save()
    a_session(place=library, starts_at=timezone.now() - timedelta(days=2), title="Passé")

    found = items(client, "/agenda/commune-53084/nouvelles.rss")
    titles = [item.findtext("title") or "" for item in found]

    assert [title.partition(",")[0] for title in titles] == ["Annoncé <ici>", "Annoncé hier"]
    text = found[0].findtext("description") or ""
    assert "10\xa0h\xa0–\xa012\xa0h. Médiathèque de Craon." in text
    assert "Sur inscription. Soyez là dès 10\xa0h" in text
    assert (found[0].findtext("guid") or "").endswith(f"/seances/{second.public_id}/")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/agenda/departement-53/agenda.ics", 6),
        ("/agenda/departement-53/nouvelles.rss", 5),
        ("/ecran/{}/", 5),
    ],
)
def test_feeds_and_screens_cost_the_same_for_one_session_and_for_three(
    client: Client, django_assert_num_queries: Any, library: Place, path: str, queries: int, count: int
) -> None:
    network = PlaceNetwork.objects.create(name="Réseau", carrier=StructureFactory())
    network.places.add(library)
    for number in range(count):
        place = a_place(f"Lieu {number}", phone=f"02 61 91 00 2{number}", owner=StructureFactory())
        network.places.add(place)
        a_session(place=place, starts_at=in_days(1 + number), title=f"Café {number}")

    with django_assert_num_queries(queries):
        content = client.get(path.format(library.public_id)).content.decode()

    assert [n for n in range(count) if f"Café {n}" not in content] == []


# --- The week on a screen -----------------------------------------------------------------------------------


@pytest.mark.requirement("R003-029")
def test_the_week_of_a_place_and_of_its_network_is_at_one_address_without_signing_in(
    client: Client, library: Place, network: PlaceNetwork
) -> None:
    other = network.places.exclude(pk=library.pk).get()
    a_session(place=library, starts_at=in_days(1), title="Café d’ici")
    a_session(place=other, starts_at=in_days(2), title="Atelier du réseau")
    a_session(place=library, starts_at=in_days(9), title="Dans deux semaines")
    a_session(place=library, starts_at=in_days(1, hour=18), title="Réunion d’équipe", is_staff_only=True)

    response = client.get(f"/ecran/{library.public_id}/")
    page = said_by(response)

    assert "Café d’ici" in page
    assert "Atelier du réseau" in page
    assert "Médiathèque de Laval" in page
    assert "02 61 91 00 01" in page
    assert [t for t in ("Dans deux semaines", "Réunion d’équipe") if t in page] == []
    assert response.headers["Refresh"] == "600"
    assert not response.cookies


def test_somebody_who_reads_may_stop_the_screen(client: Client, library: Place) -> None:
    response = client.get(f"/ecran/{library.public_id}/", {"fixe": "1"})

    assert "Refresh" not in response.headers
    assert "Rien cette semaine" in said_by(response)


def test_the_days_of_the_screen_are_those_of_the_place(client: Client) -> None:
    island = a_place("Médiathèque", insee_code="98735", owner=StructureFactory())
    a_session(
        place=island, starts_at=in_days(2, hour=23), title="Café"
    )  # that morning in Tahiti, at 11 or 12

    page = said_by(client.get(f"/ecran/{island.public_id}/"))
    hour = in_days(2, hour=23).astimezone(PARIS).utcoffset()

    assert hour is not None
    assert f"{23 - hour // timedelta(hours=1) - 10} h –" in page
