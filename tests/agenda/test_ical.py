"""Sessions in a calendar: winter time, other oceans, what moves and what is called off."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from palier.agenda.enums import FormatKind, SessionStatus
from palier.agenda.ical import session_calendar, sessions_calendar
from palier.agenda.models import Session
from palier.directory import actions as directory
from palier.directory.enums import ContactKind, Visibility
from tests.factories.agenda import a_session
from tests.factories.directory import NOW, StructureFactory, a_place

pytestmark = pytest.mark.django_db

SITE = "https://palier.example"
PARIS = ZoneInfo("Europe/Paris")


def event_of(session: Session, **options: Any) -> Event:
    calendar = Calendar.from_ical(session_calendar(session, site_url=SITE, **options))
    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, Event)
    return event


def test_an_event_bears_the_identifier_of_the_session_on_the_site() -> None:
    session = a_session(title="Café numérique, thème : les « cookies »; et plus")

    event = event_of(session)

    assert str(event["UID"]) == f"{session.public_id}@palier.example"
    assert str(event["URL"]) == f"https://palier.example/seances/{session.public_id}/"
    assert str(event["SUMMARY"]) == "Café numérique, thème : les « cookies »; et plus"
    assert (int(event["SEQUENCE"]), str(event["STATUS"])) == (0, "CONFIRMED")


@pytest.mark.parametrize(
    ("moment", "offset_hours"),
    [
        (datetime(2026, 10, 24, 14, tzinfo=PARIS), 2),  # the last day of summer time
        (datetime(2026, 10, 25, 14, tzinfo=PARIS), 1),  # the first of winter time
        (datetime(2027, 3, 27, 14, tzinfo=PARIS), 1),
        (datetime(2027, 3, 28, 14, tzinfo=PARIS), 2),
    ],
)
def test_two_in_the_afternoon_stays_two_in_the_afternoon_when_the_clock_changes(
    moment: datetime, offset_hours: int
) -> None:
    session = a_session(starts_at=moment.astimezone(UTC))

    event = event_of(session)
    text = session_calendar(session, site_url=SITE).decode()

    assert f"DTSTART;TZID=Europe/Paris:{moment:%Y%m%dT%H%M%S}" in text
    assert event.start.utcoffset() == timedelta(hours=offset_hours)
    assert event.start == moment


@pytest.mark.parametrize("first_month", [1, 3, 7, 10, 12])
def test_the_clock_that_goes_with_the_event_says_when_winter_and_summer_begin(first_month: int) -> None:
    session = a_session(starts_at=datetime(2026, first_month, 28, 14, tzinfo=PARIS))

    calendar = Calendar.from_ical(session_calendar(session, site_url=SITE))
    (clock,) = calendar.walk("VTIMEZONE")
    zone = clock.to_tz()

    for day in (datetime(2026, 10, 24, tzinfo=PARIS), datetime(2026, 10, 26, tzinfo=PARIS)):
        assert day.replace(hour=12, tzinfo=zone).utcoffset() == day.utcoffset()


@pytest.mark.parametrize(
    ("insee_code", "zone", "offset_hours"),
    [("97411", "Indian/Reunion", 4), ("98735", "Pacific/Tahiti", -10)],
)
def test_a_session_overseas_is_at_the_hour_of_its_place(
    insee_code: str, zone: str, offset_hours: int
) -> None:
    place = a_place("Médiathèque", insee_code=insee_code, owner=StructureFactory())
    place.commune.departement.time_zone = zone
    place.commune.departement.save()
    session = a_session(place=place, starts_at=datetime(2026, 11, 24, 9, tzinfo=ZoneInfo(zone)))

    event = event_of(session)

    assert event.start.utcoffset() == timedelta(hours=offset_hours)
    assert event.start.hour == 9
    assert f"TZID:{zone}" in session_calendar(session, site_url=SITE).decode()


def test_a_session_that_moved_keeps_its_identifier_and_has_a_later_sequence() -> None:
    session = a_session()
    before = event_of(session)
    session.starts_at, session.ends_at = (
        session.starts_at + timedelta(days=1),
        session.ends_at + timedelta(days=1),
    )
    session.revision += 1
    session.save()

    after = event_of(session)

    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) == 1
    assert after.start == before.start + timedelta(days=1)


def test_a_cancelled_session_crosses_out_what_the_calendar_held() -> None:
    session = a_session(title="Atelier photo")
    session.status, session.cancelled_at, session.revision = SessionStatus.CANCELLED, NOW, 2
    session.cancelled_reason = "La salle est fermée."
    session.save()

    event = event_of(session)

    assert (str(event["STATUS"]), int(event["SEQUENCE"])) == ("CANCELLED", 2)
    assert str(event["SUMMARY"]) == "Annulé : Atelier photo"
    assert "La salle est fermée." in str(event["DESCRIPTION"])


def test_only_the_public_telephone_of_the_place_is_in_the_event() -> None:
    session = a_session()
    assert session.place is not None
    directory.add_contact(
        of=session.place, kind=ContactKind.PHONE, value="06 39 98 00 01", visibility=Visibility.PROFESSIONAL
    )
    directory.add_contact(of=session.place, kind=ContactKind.PHONE, value="02 61 91 00 07")

    description = str(event_of(session)["DESCRIPTION"]).replace("\u202f", " ")

    assert "02 61 91 00 07" in description
    assert "06 39 98 00 01" not in description


@pytest.mark.parametrize(("mode", "is_shown"), [("FREE", True), ("ADVISED", True), ("REQUIRED", False)])
def test_the_address_of_a_video_meeting_is_for_those_who_registered_when_one_must(
    mode: str, is_shown: bool
) -> None:
    session = a_session(
        FormatKind.WEBINAR, registration_mode=mode, online_url="https://visio.example/salle-42"
    )

    assert ("salle-42" in str(event_of(session)["DESCRIPTION"])) is is_shown
    assert "salle-42" in str(event_of(session, for_registered=True)["DESCRIPTION"])


def test_a_feed_has_one_clock_per_zone_and_the_same_bytes_each_time() -> None:
    far = a_place("Médiathèque de Papeete", insee_code="98735", owner=StructureFactory())
    sessions = [a_session(), a_session(starts_at=NOW + timedelta(days=300)), a_session(place=far)]

    text = sessions_calendar(sessions, name="Agenda de Craon", site_url=SITE)

    calendar = Calendar.from_ical(text)
    assert len(calendar.walk("VTIMEZONE")) == 2
    assert [str(e["UID"])[:8] for e in calendar.walk("VEVENT")] == [s.public_id for s in sessions]
    assert sessions_calendar(sessions, name="Agenda de Craon", site_url=SITE) == text
    assert str(calendar["X-WR-CALNAME"]) == "Agenda de Craon"
