"""What narrows an agenda: levels, publics, topics, days by the clock of the place."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from palier.agenda.enums import FormatKind
from palier.agenda.models import Session
from palier.agenda.queries.agenda_pages import (
    Agenda,
    SessionFilters,
    agenda_of_territory,
    agenda_sessions,
    midnight,
    month_bounds,
    this_evening,
    this_weekend,
)
from palier.directory.actions import load_codelists
from palier.directory.models import Audience, Place, Topic
from tests.factories.agenda import a_session
from tests.factories.directory import AudienceFactory, LanguageFactory, StructureFactory, a_place, commune
from tests.web.agenda.days import PARIS, in_days
from tests.web.agenda.pages import CRAON, titles
from tests.web.reading import said_by

pytestmark = pytest.mark.django_db


def a_topic(code: str, label: str) -> Topic:
    topic, _made = Topic.objects.get_or_create(code=code, defaults={"label": label})
    return topic


@pytest.mark.requirement("R003-020")
@pytest.mark.parametrize("level", ["first-contact", "initiation", "advanced"])
def test_a_cafe_is_returned_by_every_level_filter(client: Client, library: Place, level: str) -> None:
    a_session(place=library, starts_at=in_days(1), title="Café")
    for day, stored in enumerate(("FIRST_CONTACT", "INITIATION", "ADVANCED"), start=2):
        a_session(FormatKind.THEMATIC, place=library, starts_at=in_days(day), title=stored, level=stored)

    assert titles(client.get(CRAON, {"niveau": level})) == ["Café", level.upper().replace("-", "_")]


def test_a_workshop_of_first_contact_is_found_by_its_level_and_says_it(
    client: Client, library: Place
) -> None:
    a_session(FormatKind.DISCOVERY, place=library, starts_at=in_days(1), title="Toucher une souris")
    a_session(FormatKind.THEMATIC, place=library, starts_at=in_days(2), title="Tableurs", level="ADVANCED")

    response = client.get(CRAON, {"niveau": "first-contact"})

    assert titles(response) == ["Toucher une souris"]
    assert "niveau : premier contact" in said_by(response)


@pytest.mark.requirement("R000-032")
@pytest.mark.parametrize("audience", ["seniors", "parents", "jeunes"])
def test_a_session_without_audience_is_listed_for_every_audience(
    client: Client, library: Place, audience: str
) -> None:
    for code in ("seniors", "parents", "jeunes"):
        AudienceFactory(code=code)
    a_session(place=library, starts_at=in_days(1), title="Pour tous")
    a_session(
        FormatKind.THEMATIC,
        place=library,
        starts_at=in_days(2),
        title="Pour les seniors",
        audiences=[AudienceFactory(code="seniors")],
    )

    expected = ["Pour tous", "Pour les seniors"] if audience == "seniors" else ["Pour tous"]
    assert titles(client.get(CRAON, {"public": audience})) == expected


def test_each_shipped_topic_and_audience_filters_sessions(client: Client, library: Place) -> None:
    load_codelists(on=timezone.localdate())
    topics = ["temps-ecran", "jeux-video", "education-medias", "parentalite"]
    topics += ["intelligence-artificielle", "applications-culturelles"]
    for day, code in enumerate(topics, start=1):
        a_session(
            FormatKind.THEMATIC,
            place=library,
            starts_at=in_days(day),
            title=code,
            topics=[Topic.objects.get(code=code)],
            audiences=[Audience.objects.get(code="familles")],
        )

    found = [titles(client.get(CRAON, {"theme": code, "public": "familles"})) for code in topics]

    assert found == [[code] for code in topics]


def test_workshops_are_found_by_level_and_topic_together(client: Client, library: Place) -> None:
    for number, (topic, level) in enumerate(
        [
            ("bureautique", "INITIATION"),
            ("bureautique", "ADVANCED"),
            ("image", "INITIATION"),
            ("mise-en-page", "ADVANCED"),
        ]
    ):
        a_session(
            FormatKind.THEMATIC,
            place=library,
            starts_at=in_days(1 + number),
            title=f"{topic} {level}",
            topics=[a_topic(topic, topic.capitalize())],
            level=level,
        )

    assert titles(client.get(CRAON, {"theme": "bureautique", "niveau": "advanced"})) == [
        "bureautique ADVANCED"
    ]
    assert titles(client.get(CRAON, {"theme": "image"})) == ["image INITIATION"]
    assert titles(client.get(CRAON, {"theme": "mise-en-page"})) == ["mise-en-page ADVANCED"]


@pytest.mark.requirement("R002-010")
def test_a_session_for_social_link_is_found_by_it(client: Client, library: Place) -> None:
    session = a_session(
        place=library, starts_at=in_days(1), title="Café", purposes=["SHARING", "SOCIAL_LINK"]
    )
    a_session(
        FormatKind.TALK, place=library, starts_at=in_days(2), title="Conférence", purposes=["INCLUSION"]
    )

    assert titles(client.get(CRAON, {"objectif": "social-link"})) == ["Café"]
    page = said_by(client.get(f"/seances/{session.public_id}/"))
    assert "Pour : partage des savoirs, lien social" in page


@pytest.mark.requirement("R004-109")
def test_a_talk_open_to_all_says_so_and_is_found_by_it(client: Client, library: Place) -> None:
    a_session(
        FormatKind.TALK, place=library, starts_at=in_days(1), title="Regards croisés", is_open_to_all=True
    )
    a_session(FormatKind.TALK, place=library, starts_at=in_days(2), title="Pour connaisseurs")

    response = client.get(CRAON, {"ouvert-a-tous": "1"})

    assert titles(response) == ["Regards croisés"]
    assert "accessible à tous" in said_by(response)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"langue": "ar"}, ["Café"]),
        ({"format": "talk"}, ["Conférence"]),
        ({"entree": "libre"}, ["Café"]),
        ({"entree": "inscription"}, ["Conférence", "Webinaire"]),
        ({"gratuit": "1"}, ["Café", "Webinaire"]),
        ({"en-ligne": "1"}, ["Webinaire"]),
        ({"langue": "ar", "format": "talk"}, []),
    ],
)
def test_filters_keep_what_answers(
    client: Client, library: Place, query: dict[str, str], expected: list[str]
) -> None:
    a_session(place=library, starts_at=in_days(1), title="Café", languages=[LanguageFactory(code="ar")])
    a_session(
        FormatKind.TALK,
        place=library,
        starts_at=in_days(2),
        title="Conférence",
        price_text="5 €",
        registration_mode="REQUIRED",
    )
    a_session(
        FormatKind.WEBINAR,
        place=library,
        starts_at=in_days(3),
        title="Webinaire",
        online_url="https://visio.example/a",
    )

    assert titles(client.get(CRAON, query)) == expected


def test_one_may_join_from_anywhere_what_is_only_online(client: Client, library: Place) -> None:
    online = a_session(
        FormatKind.WEBINAR,
        place=library,
        starts_at=in_days(3),
        title="En ligne",
        online_url="https://visio.example/a",
    )
    Session.objects.filter(pk=online.pk).update(place=None, commune=None)
    commune("53130")

    assert titles(client.get("/agenda/commune-53130/", {"en-ligne": "1"})) == ["En ligne"]
    assert titles(client.get("/agenda/commune-53130/")) == []


def test_a_day_and_a_month_keep_what_is_on_them(client: Client, library: Place) -> None:
    first, second = in_days(3), in_days(40)
    a_session(place=library, starts_at=first, title="Proche")
    a_session(place=library, starts_at=second, title="Plus tard")

    assert titles(client.get(CRAON, {"jour": f"{first:%Y-%m-%d}"})) == ["Proche"]
    assert titles(client.get(CRAON, {"jour": f"{in_days(5):%Y-%m-%d}"})) == []
    assert titles(client.get(CRAON, {"mois": f"{second:%Y-%m}"})) == ["Plus tard"]


def test_what_is_not_understood_is_said_and_left_out(client: Client, library: Place) -> None:
    a_session(place=library, starts_at=in_days(1), title="Café")

    response = client.get(CRAON, {"theme": "<b>", "jour": "2026-02-31", "mois": "hier", "page": "x"})

    assert titles(response) == ["Café"]
    page = said_by(response)
    assert "Le filtre « Thème » ne connaît pas la valeur « <b> »" in page
    assert "Le jour n’est pas compris" in page


@pytest.mark.parametrize("year", ["0001", "1999", "2101", "9999"])
def test_a_day_out_of_every_calendar_is_left_out_and_said(client: Client, library: Place, year: str) -> None:
    a_session(place=library, starts_at=in_days(1), title="Café")

    by_day = client.get(CRAON, {"jour": f"{year}-01-01"})

    assert titles(by_day) == ["Café"]
    assert "Le jour n’est pas compris" in said_by(by_day)
    assert titles(client.get(CRAON, {"mois": f"{year}-12"})) == ["Café"]


def test_filters_that_leave_nothing_offer_to_take_them_off(client: Client, library: Place) -> None:
    a_session(place=library, starts_at=in_days(2), title="Café")

    page = said_by(client.get(CRAON, {"en-ligne": "1"}))

    assert "Aucune date ne répond à ces choix" in page
    assert "Voir toutes les dates : Craon" in page


@pytest.mark.parametrize(
    ("zone", "now", "start"),
    [
        # 24 November, 23 h in Paris: in Tahiti it is noon, and this evening has not begun.
        ("Pacific/Tahiti", datetime(2026, 11, 24, 23, tzinfo=PARIS), datetime(2026, 11, 24, 17)),  # noqa: DTZ001
        ("Europe/Paris", datetime(2026, 11, 24, 9, tzinfo=PARIS), datetime(2026, 11, 24, 17)),  # noqa: DTZ001
        ("Indian/Reunion", datetime(2026, 11, 24, 22, tzinfo=PARIS), datetime(2026, 11, 25, 17)),  # noqa: DTZ001
    ],
)
def test_this_evening_is_the_evening_of_the_place(zone: str, now: datetime, start: datetime) -> None:
    found, until = this_evening(now, ZoneInfo(zone))

    assert found == start.replace(tzinfo=ZoneInfo(zone))
    assert until - found == timedelta(hours=12)


@pytest.mark.parametrize("day", [19, 21, 25])  # Monday, Wednesday, and the Sunday on which the clock changes
def test_the_weekend_is_that_of_the_week_even_when_the_clock_changes(day: int) -> None:
    start, end = this_weekend(datetime(2026, 10, day, 12, tzinfo=PARIS), PARIS)

    assert (start.isoformat(), end.isoformat()) == (
        "2026-10-24T00:00:00+02:00",
        "2026-10-26T00:00:00+01:00",
    )


def test_a_month_ends_at_the_first_midnight_of_the_next() -> None:
    start, end = month_bounds(midnight(datetime(2026, 10, 15, tzinfo=PARIS), PARIS))

    assert (start.isoformat(), end.isoformat()) == (
        "2026-10-01T00:00:00+02:00",
        "2026-11-01T00:00:00+01:00",
    )


def test_tonight_keeps_what_starts_or_goes_on_tonight() -> None:
    place = a_place("Médiathèque", owner=StructureFactory())
    now = datetime(2026, 11, 24, 9, tzinfo=PARIS)
    for hour, length in ((10, 2), (16, 2), (19, 2)):
        a_session(place=place, starts_at=now.replace(hour=hour), hours=length, title=f"{hour} h")
    a_session(place=place, starts_at=now.replace(hour=19) + timedelta(days=1), title="demain")
    agenda = agenda_of_territory("commune:53084")
    assert isinstance(agenda, Agenda)
    since, until = this_evening(now, agenda.zone)

    found = agenda_sessions(agenda, SessionFilters(since=since, until=until), now=now)

    assert [session.title for session in found] == ["16 h", "19 h"]
