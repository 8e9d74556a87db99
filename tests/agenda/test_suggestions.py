"""The grid of a network, what the programme suggests, subjects kept for later, templates."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Q

from palier.agenda.actions import backlog, suggesting, templates
from palier.agenda.enums import BacklogState, FormatKind, QuestionOrigin, SessionStatus
from palier.agenda.models import Session, SessionQuestion, SessionReport, SessionTemplate
from palier.agenda.queries import grid
from palier.agenda.queries import programme as read
from palier.agenda.queries import suggestions as queries
from palier.directory.models import Place, PlaceNetwork, Topic
from tests.agenda.test_series import a_series
from tests.cast import person
from tests.factories.agenda import a_format, a_session
from tests.factories.directory import NOW, StructureFactory, a_place

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


def _topic() -> Topic:
    return Topic.objects.get_or_create(code="securite", defaults={"label": "Sécurité et arnaques"})[0]


def _network(*names: str) -> PlaceNetwork:
    carrier = StructureFactory(name="Le réseau")
    network = PlaceNetwork.objects.create(name="Médiathèques du Val", carrier=carrier)
    for name in names:
        network.places.add(a_place(name, owner=StructureFactory(name=name)))
    return network


def _place(network: PlaceNetwork, name: str) -> Place:
    return network.places.get(name=name)


@pytest.mark.requirement("R003-001")
@pytest.mark.requirement("S11")
def test_the_grid_flags_the_libraries_with_nothing_published_this_month_or_the_next() -> None:
    network = _network("Bibliothèque d’Ahuillé", "Bibliothèque de Bazouges")
    ahuille, bazouges = (
        _place(network, name) for name in ("Bibliothèque d’Ahuillé", "Bibliothèque de Bazouges")
    )
    a_session(place=ahuille)  # on 1 December
    a_session(place=bazouges, published=False)
    a_session(FormatKind.STAFF_CAFE, place=bazouges)

    rows = grid.network_grid(network, on=NOW.date())

    missing = {row.place.name: [cell.month.month for cell in row.cells if cell.is_missing] for row in rows}
    assert missing == {"Bibliothèque d’Ahuillé": [11], "Bibliothèque de Bazouges": [11, 12]}
    assert [len(cell.drafts) for cell in rows[1].cells] == [0, 1, 0, 0]
    assert grid.missing_months([ahuille], on=NOW.date()) == {ahuille.pk: [date(2026, 11, 1)]}


@pytest.mark.parametrize("count", [1, 3])
def test_the_grid_costs_two_queries_however_many_libraries(
    count: int, django_assert_num_queries: object
) -> None:
    network = _network(*(f"Bibliothèque {n}" for n in range(count)))

    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(grid.network_grid(network, on=NOW.date())) == count


def test_one_gesture_makes_the_missing_session_of_the_series_of_the_place() -> None:
    series = a_series(defaults={})
    assert series.place is not None
    Session.objects.all().delete()

    made = suggesting.make_missing_session(
        place=series.place, month=date(2026, 12, 1), by=person("Alice"), now=NOW
    )

    assert (made.series, made.series_day, made.status) == (series, date(2026, 12, 12), SessionStatus.DRAFT)


def test_without_a_series_the_missing_session_is_like_the_last_one() -> None:
    last = a_session(starts_at=NOW - timedelta(days=3), hook_theme="Les photos")  # a third Saturday
    assert last.place is not None

    made = suggesting.make_missing_session(
        place=last.place, month=date(2026, 12, 1), by=person("Alice"), now=NOW
    )

    assert made.starts_at.astimezone(made.zone).date() == date(2026, 12, 19)
    assert (made.hook_theme, made.starts_at.hour) == ("Les photos", 9)


def test_a_cafe_of_the_staff_is_no_model_for_the_missing_one() -> None:
    a_format()
    staff = a_session(FormatKind.STAFF_CAFE, starts_at=NOW - timedelta(days=3))
    assert staff.place is not None

    made = suggesting.make_missing_session(
        place=staff.place, month=date(2026, 12, 1), by=person("Alice"), now=NOW
    )

    assert (made.format.kind, made.is_staff_only) == (FormatKind.DIGITAL_CAFE, False)


def test_a_place_without_any_session_gets_a_cafe_on_the_second_saturday() -> None:
    a_format()
    place = a_place("Bibliothèque neuve", owner=StructureFactory())

    made = suggesting.make_missing_session(place=place, month=date(2026, 12, 1), by=person("Alice"), now=NOW)

    assert made.format.kind == FormatKind.DIGITAL_CAFE
    assert made.starts_at.astimezone(made.zone).date() == date(2026, 12, 12)


def test_the_missing_session_of_this_month_is_on_a_day_to_come() -> None:
    a_format()
    place = a_place("Bibliothèque neuve", owner=StructureFactory())

    made = suggesting.make_missing_session(place=place, month=date(2026, 11, 1), by=person("Alice"), now=NOW)

    assert made.starts_at.astimezone(made.zone).date() == date(2026, 11, 28)


# --- Full three times in a row -------------------------------------------------------------------------------


def _played(heads: list[int]) -> Session:
    """Sessions of one series of ten seats, with so many people counted, the last one a month ago."""
    series = a_series(defaults={})
    Session.objects.all().delete()
    session = None
    for age, count in enumerate(reversed(heads), start=1):
        session = a_session(place=series.place, organiser=series.organiser, starts_at=NOW - age * MONTH)
        session.series = series
        session.save()
        SessionReport.objects.create(session=session, head_count=count, updated_at=NOW)
    assert session is not None
    return session


def test_a_series_full_three_times_in_a_row_suggests_an_extra_date() -> None:
    session = _played([4, 10, 12, 10])

    (found,) = queries.full_series(Q(), now=NOW)

    assert found.series == session.series


@pytest.mark.parametrize("heads", [[10, 10], [10, 10, 9], [10, 9, 10]])
def test_a_series_not_full_three_times_in_a_row_suggests_nothing(heads: list[int]) -> None:
    _played(heads)

    assert queries.full_series(Q(), now=NOW) == []


def test_the_extra_date_is_a_week_after_the_next_session_and_the_suggestion_goes() -> None:
    series = _played([10, 10, 10]).series
    assert series is not None
    coming = a_session(place=series.place, organiser=series.organiser, starts_at=NOW + timedelta(days=10))
    coming.series = series
    coming.save()

    extra = suggesting.make_extra_date(series=series, by=person("Alice"), now=NOW)

    assert (extra.series, extra.series_day, extra.status) == (series, None, SessionStatus.DRAFT)
    assert extra.starts_at == coming.starts_at + timedelta(days=7)
    assert queries.full_series(Q(), now=NOW) == []


def test_a_suggestion_set_aside_does_not_come_back() -> None:
    series = _played([10, 10, 10]).series
    assert series is not None
    assert series.place is not None

    suggesting.set_aside(place=series.place, series=series, by=person("Alice"), now=NOW)

    assert queries.full_series(Q(), now=NOW) == []


# --- Asked again and again -----------------------------------------------------------------------------------


def _ask(session: Session, *, times: int) -> None:
    for n in range(times):
        SessionQuestion.objects.create(
            session=session,
            text=f"Question {n} ?",
            topic=_topic(),
            origin=QuestionOrigin.SESSION,
            asked_at=NOW,
        )


@pytest.mark.requirement("R003-061")
def test_a_topic_asked_again_across_sessions_suggests_a_workshop_and_one_press_makes_its_draft() -> None:
    a_format(FormatKind.THEMATIC, theme_rule="REQUIRED")
    first = a_session(starts_at=NOW - timedelta(days=10))  # a Saturday
    second = a_session(place=first.place, organiser=first.organiser, starts_at=NOW - timedelta(days=3))
    _ask(first, times=2)
    assert queries.recurring_topics(Q(), now=NOW) == []
    _ask(second, times=1)

    (found,) = queries.recurring_topics(Q(), now=NOW)
    assert (found.place, found.topic, found.count, found.sessions) == (first.place, _topic(), 3, 2)

    draft = suggesting.make_suggested_workshop(
        place=found.place, topic=found.topic, by=person("Alice"), now=NOW
    )

    assert (draft.status, draft.theme) == (SessionStatus.DRAFT, "Sécurité et arnaques")
    assert draft.starts_at.astimezone(draft.zone).date() == date(2026, 12, 19)
    assert list(draft.topics.all()) == [_topic()]
    assert queries.recurring_topics(Q(), now=NOW) == []


def test_themes_to_start_with_come_from_subjects_kept_then_from_recent_questions() -> None:
    series = a_series(defaults={})
    session = a_session(place=series.place, organiser=series.organiser, starts_at=NOW - timedelta(days=3))
    _ask(session, times=1)
    backlog.note_topic(series=series, text="Le coffre-fort numérique", now=NOW)

    themes = queries.hook_themes(place=series.place, series=series, now=NOW)

    assert themes[:2] == ["Le coffre-fort numérique", "Sécurité et arnaques"]


def test_the_first_sessions_of_a_series_are_those_that_need_a_theme() -> None:
    series = a_series(recurrence="FREQ=WEEKLY;BYDAY=SA", defaults={})
    sessions = list(series.sessions.order_by("starts_at")[:4])

    assert [queries.needs_a_theme(session) for session in sessions] == [True, True, True, False]


# --- Subjects kept for later ---------------------------------------------------------------------------------


@pytest.mark.requirement("R003-032")
def test_a_subject_raised_in_a_session_is_kept_and_picked_for_a_later_one() -> None:
    series = a_series(defaults={})
    december, january, _ = series.sessions.order_by("starts_at")
    topic = backlog.note_topic(series=series, text="Le coffre-fort numérique", session=december, now=NOW)
    assert read.backlog_of(series) == [topic]

    backlog.take_topic(topic=topic, session=january)

    january.refresh_from_db()
    topic.refresh_from_db()
    assert (january.hook_theme, topic.taken_in, topic.raised_in) == (topic.text, january, december)
    assert read.backlog_of(series) == []
    with pytest.raises(backlog.TopicSettled):
        backlog.take_topic(topic=topic, session=december)


def test_a_question_is_kept_once_and_a_subject_is_set_aside_once() -> None:
    series = a_series(defaults={})
    session = series.sessions.order_by("starts_at")[0]
    _ask(session, times=1)
    question = session.questions.get()

    topics = {
        backlog.note_topic(series=series, text="Deux fois", question=question, now=NOW) for _ in range(2)
    }

    (topic,) = topics
    backlog.drop_topic(topic=topic)
    with pytest.raises(backlog.TopicSettled):
        backlog.drop_topic(topic=topic)
    topic.refresh_from_db()
    assert topic.state == BacklogState.DROPPED


def test_a_subject_is_picked_for_a_session_of_its_own_series_and_says_something() -> None:
    series = a_series(defaults={})
    topic = backlog.note_topic(series=series, text="Un sujet", now=NOW)

    with pytest.raises(ValidationError):
        backlog.take_topic(topic=topic, session=a_session())
    with pytest.raises(ValidationError):
        backlog.note_topic(series=series, text="  ", now=NOW)


# --- Templates ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-186")
def test_a_template_copied_from_elsewhere_keeps_its_source_and_its_starting_point() -> None:
    theirs = templates.write_template(
        template=SessionTemplate(structure=StructureFactory(name="Bib’ d’à côté"), created_at=NOW),
        values={
            "format": a_format(FormatKind.THEMATIC),
            "title": "Ma radio",
            "interests": "La radio, la musique",
        },
        topics=[_topic()],
    )
    ours = StructureFactory(name="Nous")

    copies = {
        templates.copy_template(template=theirs, structure=ours, by=person("Alice"), now=NOW) for _ in "ab"
    }

    (copy,) = copies
    assert (copy.structure, copy.source_name, copy.interests) == (
        ours,
        "Bib’ d’à côté",
        "La radio, la musique",
    )
    assert list(copy.topics.all()) == [_topic()]
    assert templates.values_of_template(copy)["theme"] == "Ma radio"


def test_a_session_becomes_a_template_and_an_address_needs_its_name() -> None:
    session = a_session(hook_theme="Les photos", description="Trois exercices")

    kept = templates.template_from_session(session=session, by=person("Alice"), now=NOW)

    assert (kept.title, kept.description, kept.structure) == (
        session.title,
        "Trois exercices",
        session.organiser,
    )
    assert templates.values_of_template(kept)["hook_theme"] == session.title
    with pytest.raises(ValidationError):
        templates.write_template(
            template=kept, values={"source_name": "", "source_url": "https://exemple.example/"}
        )
    templates.forget_template(template=kept)
    assert not SessionTemplate.objects.exists()
