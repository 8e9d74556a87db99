"""Figures over a period: added up, ranked, and masked so that nobody is found from them."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Q

from palier.agenda.actions import attendance, pulse, reports
from palier.agenda.actions.reports import Told
from palier.agenda.enums import FormatKind
from palier.agenda.models import Session, SessionSeen
from palier.agenda.queries import figures
from palier.agenda.queries.figures import Line
from palier.agenda.queries.staff import staff_lines
from palier.directory.models import Place, Topic
from tests.cast import at, person
from tests.factories.agenda import a_session
from tests.factories.directory import NOW, StructureFactory, a_place
from tests.web.desk.sessions import age_bands

pytestmark = pytest.mark.django_db
START = NOW + timedelta(days=7)
YEAR = {"from_on": date(2026, 1, 1), "to_on": date(2026, 12, 31)}
YOUNG, MIDDLE, SENIOR = ("AGE_BAND", "10-17"), ("AGE_BAND", "40-59"), ("AGE_BAND", "75-et-plus")


@pytest.fixture
def place() -> Place:
    age_bands()
    return a_place("Médiathèque de Craon", owner=StructureFactory(name="Commune de Craon"))


def held(
    place: Place, people: int, *, kind: FormatKind = FormatKind.DIGITAL_CAFE, topics: str = "", **values: Any
) -> Session:
    """A session with a report that says how many came, of what ages and about what (codes)."""
    counts = values.pop("counts", {})
    session = a_session(kind, place=place, organiser=place.owner, **values)
    found = tuple(Topic.objects.get_or_create(code=c, defaults={"label": c})[0] for c in topics.split())
    told = Told(head_count=people, counts=counts, topics=found)
    reports.save_report(session=session, told=told, by=person("Alice"), now=START)
    return session


def all_held() -> list[Session]:
    return list(figures.sessions_held(Q(), **YEAR))


@pytest.mark.requirement("R004-104")
def test_topics_are_ranked_by_the_people_who_came_over_the_period(place: Place) -> None:
    held(place, 30, topics="securite photo")
    held(place, 12, topics="photo")
    held(place, 9, topics="jeux")
    held(place, 40, topics="photo", starts_at=START + timedelta(days=400))  # another year

    assert figures.ranked_topics(all_held()) == [
        Line("photo", 2, 42),
        Line("securite", 1, 30),
        Line("jeux", 1, 9),
    ]


def test_topics_announced_count_where_the_report_says_none(place: Place) -> None:
    topic = Topic.objects.create(code="securite", label="Sécurité")
    session = held(place, 8)
    session.topics.add(topic)

    assert figures.ranked_topics(all_held()) == [Line("Sécurité", 1, 8)]


@pytest.mark.requirement("R002-009")
def test_ages_are_told_by_event_and_by_place(place: Place) -> None:
    other = a_place("Bibliothèque de Laval", insee_code="53130", owner=place.owner)
    held(place, 20, counts={MIDDLE: 8, SENIOR: 12}, title="Premier")
    held(place, 11, counts={YOUNG: 5, SENIOR: 6}, title="Second", starts_at=START + timedelta(days=1))
    held(other, 9, counts={SENIOR: 9}, title="Ailleurs", starts_at=START + timedelta(days=2))

    sessions = all_held()

    assert [(a.label, a.people, a.bands) for a in figures.ages_by_event(sessions)] == [
        ("Ailleurs", 9, {"75 ans et plus": 9}),
        ("Second", 11, {"10 à 17 ans": 5, "75 ans et plus": 6}),
        ("Premier", 20, {"40 à 59 ans": 8, "75 ans et plus": 12}),
    ]
    assert [(a.label, a.people, a.bands) for a in figures.ages_by_place(sessions)] == [
        ("Bibliothèque de Laval", 9, {"75 ans et plus": 9}),
        ("Médiathèque de Craon", 31, {"10 à 17 ans": 5, "40 à 59 ans": 8, "75 ans et plus": 18}),
    ]


def test_what_one_event_hides_is_not_found_by_subtraction_from_its_place(place: Place) -> None:
    held(place, 20, counts={YOUNG: 6, MIDDLE: 14})
    held(place, 11, counts={YOUNG: 1, SENIOR: 10}, starts_at=START + timedelta(days=1))

    events, (of_place,) = figures.ages_by_event(all_held()), figures.ages_by_place(all_held())

    assert [event.bands["10 à 17 ans"] for event in events] == [None, 6]
    assert of_place.bands["10 à 17 ans"] is None
    assert list(of_place.bands.values()).count(None) > 1


def test_each_format_is_counted_against_its_objectives(place: Place) -> None:
    session = held(place, 8, counts={YOUNG: 3, SENIOR: 5})
    held(place, 6, counts={SENIOR: 6}, starts_at=START + timedelta(days=1))
    held(place, 30, kind=FormatKind.DISCOVERY, starts_at=START + timedelta(days=2))
    pulse.type_pulses(session=session, sheets=[("YES", "NO")] * 6, form_key=uuid4(), now=START)

    found = {line.label: line for line in figures.by_format(all_held())}

    cafe, discovery = found["Café numérique"], found["Atelier découverte"]
    assert cafe.purposes == ["inclusion numérique", "partage des savoirs", "lien social"]
    assert (cafe.sessions, cafe.people, cafe.at_ease_share, cafe.met_share) == (2, 14, 100, 0)
    assert (cafe.mixed_sessions, cafe.counted_sessions) == (1, 2)
    assert (discovery.sessions, discovery.people, discovery.at_ease_share) == (1, 30, None)


def test_a_session_counts_on_the_day_of_its_own_clock() -> None:
    papeete = a_place("Médiathèque de Papeete", insee_code="98735", owner=StructureFactory())
    evening = datetime(2026, 12, 31, 18, tzinfo=ZoneInfo("Pacific/Tahiti"))  # 1 January in Paris
    session = a_session(place=papeete, organiser=papeete.owner, starts_at=evening)

    assert all_held() == [session]
    assert list(figures.sessions_held(Q(), from_on=date(2027, 1, 1), to_on=date(2027, 1, 1))) == []


def test_drafts_cancelled_sessions_and_those_of_the_staff_are_not_counted(place: Place) -> None:
    a_session(published=False)
    a_session(FormatKind.STAFF_CAFE)
    Session.objects.filter(pk=a_session().pk).update(status="CANCELLED", cancelled_at=NOW)

    assert all_held() == []


@pytest.mark.requirement("R003-014")
def test_before_a_session_the_recent_public_of_the_place_is_shown_without_small_counts(place: Place) -> None:
    held(place, 9, counts={MIDDLE: 3, SENIOR: 6}, topics="securite", starts_at=START - timedelta(days=30))
    held(place, 50, counts={YOUNG: 50}, starts_at=START - timedelta(days=400))
    held(place, 50, counts={YOUNG: 50}, starts_at=START + timedelta(days=1))

    recent = figures.recent_public(place, before=START)

    assert recent.sessions == 1
    assert recent.bands == {"40 à 59 ans": None, "75 ans et plus": None}
    assert recent.topics == [Line("securite", 1, 9)]


def test_the_activity_of_a_place_and_of_its_structure_for_a_sheet(place: Place) -> None:
    held(place, 9, counts={SENIOR: 9}, topics="securite")
    outside = a_session(place=None, organiser=place.owner, starts_at=START + timedelta(days=1))
    attendance.walk_in(session=outside, people=6, form_key=uuid4(), now=START + timedelta(days=1))
    question = outside.questions.create(text="Le wifi ?", origin="SESSION", asked_at=START, state="ANSWERED")
    outside.questions.create(text="Pub", origin="ONLINE", asked_at=START, state="ANSWERED", hidden_at=START)

    of_place = figures.activity_of(place, **YEAR)
    assert place.owner is not None
    of_structure = figures.activity_of(place.owner, **YEAR)

    assert question.session == outside
    assert (of_place.sessions, of_place.people, of_place.hours, of_place.questions_answered) == (1, 9, 2, 0)
    assert (of_place.topics, of_place.bands) == ([Line("securite", 1, 9)], {"75 ans et plus": 9})
    assert (of_structure.sessions, of_structure.people, of_structure.questions_answered) == (2, 15, 1)
    assert of_structure.formats == [Line("Café numérique", 2, 15)]
    assert of_structure.name == "Commune de Craon"


@pytest.mark.parametrize("count", [1, 3])
def test_an_activity_costs_the_same_however_many_sessions(
    place: Place, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        held(place, 9, counts={SENIOR: 9}, topics="a b", starts_at=START + timedelta(days=number))

    with django_assert_num_queries(8):
        figures.activity_of(place, **YEAR)


@pytest.mark.requirement("R003-055")
def test_a_place_shows_which_colleagues_took_part_when_and_their_share(place: Place) -> None:
    assert place.owner is not None
    for name in ("Alice", "Bob", "Chloé"):
        at(place.owner, person(name.replace("é", "e")), "librarian")
    at(StructureFactory(), person("Dora"), "librarian")
    cafe = a_session(FormatKind.STAFF_CAFE, place=place, organiser=place.owner, title="Café de l’équipe")
    old = a_session(place=place, organiser=place.owner, starts_at=START - timedelta(days=500))
    for session, name in ((cafe, "Alice"), (old, "Bob"), (cafe, "Dora")):
        SessionSeen.objects.create(session=session, user=person(name))

    share = staff_lines(place, on=START.date())

    assert (share.took_part, share.percent) == (1, 33)
    assert [(c.name, c.sessions) for c in share.colleagues] == [
        ("Alice", [("Café de l’équipe", START.date(), True)]),
        ("Bob", []),
        ("Chloe", []),
    ]


def test_a_session_of_a_few_people_is_not_found_from_the_total_of_its_place_or_format(place: Place) -> None:
    held(place, 14, counts={MIDDLE: 14}, title="Quatorze")
    held(place, 30, counts={SENIOR: 30}, title="Trente", starts_at=START + timedelta(days=1))
    held(place, 3, title="Trois", starts_at=START + timedelta(days=2))

    events = figures.ages_by_event(all_held())
    (of_place,), (of_format,) = figures.ages_by_place(all_held()), figures.by_format(all_held())

    assert (of_place.people, of_format.people) == (47, 47)
    # 47 - 30 leaves 17 people in two sessions: nobody tells 14 from 3.
    assert [(event.label, event.people) for event in events] == [("Trente", 30), ("Quatorze", None)]
    assert events[1].bands == {"40 à 59 ans": None}


def test_a_topic_does_not_tell_the_session_of_a_few_people_that_spoke_of_something_else(place: Place) -> None:
    held(place, 14, topics="securite")
    held(place, 3, topics="photo", starts_at=START + timedelta(days=1))
    held(place, 30, topics="jeux", starts_at=START + timedelta(days=2))

    # The place says 47 and the game session 30: « securite : 14 » would leave the three people of the photographs.
    assert figures.ranked_topics(all_held()) == [
        Line("jeux", 1, 30),
        Line("photo", 1, None),
        Line("securite", 1, None),
    ]
