"""A button pressed twice makes one thing: what a form makes, what the programme suggests."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from palier.agenda.actions import suggesting
from palier.agenda.actions.once import made_once
from palier.agenda.actions.programme import duplicate_session
from palier.agenda.enums import FormatKind, SessionStatus
from palier.agenda.models import Series, Session, WorkshopSuggestion
from palier.directory.models import Place, Topic
from tests.agenda.test_series import a_series
from tests.cast import person
from tests.factories.agenda import a_format, a_session
from tests.factories.directory import NOW, StructureFactory, a_place

DECEMBER = date(2026, 12, 1)
WEEK = timedelta(days=7)


def _a_place() -> Place:
    return a_place("Bibliothèque neuve", owner=StructureFactory())


@pytest.mark.django_db
def test_a_form_sent_twice_makes_one_series_with_its_sessions_once() -> None:
    place, key = _a_place(), uuid4()

    first, second = (
        made_once(Series, make=lambda public_id: a_series(place, public_id=public_id), press=(key, "Café"))
        for _press in range(2)
    )

    assert (first, Series.objects.count(), Session.objects.count()) == (second, 1, 3)


@pytest.mark.django_db
@pytest.mark.parametrize("said", [("autre clé", "Café"), ("clé", "Café du mardi")], ids=["key", "words"])
def test_another_form_or_the_same_one_corrected_makes_another(said: tuple[str, str]) -> None:
    place = _a_place()

    for words in (("clé", "Café"), said):
        made_once(Series, make=lambda public_id: a_series(place, public_id=public_id), press=words)

    assert Series.objects.count() == 2


@pytest.mark.race
def test_a_form_sent_four_times_at_once_copies_a_session_once(threads: Any) -> None:
    like, key = a_session(), uuid4()
    like.documents.create(kind="ON_TABLE", title="Le mémo")

    def copy(public_id: str) -> Session:
        return duplicate_session(
            session=like,
            starts_at=like.starts_at + WEEK,
            ends_at=like.ends_at + WEEK,
            by=None,
            now=NOW,
            values={"public_id": public_id},
        )

    made = threads(4, lambda _number: made_once(Session, make=copy, press=(key,)).pk)

    assert (len(set(made)), Session.objects.count()) == (1, 2)
    assert Session.objects.get(pk=made[0]).documents.count() == 1


@pytest.mark.race
def test_one_more_date_pressed_twice_at_once_is_one_draft(threads: Any) -> None:
    series, alice = a_series(), person("Alice")

    made = threads(2, lambda _number: suggesting.make_extra_date(series=series, by=alice, now=NOW).pk)

    assert (len(set(made)), series.sessions.filter(series_day=None).count()) == (1, 1)
    assert WorkshopSuggestion.objects.count() == 1


@pytest.mark.django_db
def test_once_published_one_more_date_is_followed_by_another() -> None:
    series, alice = a_series(), person("Alice")
    first = suggesting.make_extra_date(series=series, by=alice, now=NOW)
    Session.objects.filter(pk=first.pk).update(status=SessionStatus.PUBLISHED, published_at=NOW)

    second = suggesting.make_extra_date(series=series, by=alice, now=NOW)

    assert second.starts_at == first.starts_at + WEEK


@pytest.mark.race
def test_a_suggested_workshop_pressed_twice_at_once_is_one_draft(threads: Any) -> None:
    a_format(FormatKind.THEMATIC)
    place, alice = _a_place(), person("Alice")
    topic = Topic.objects.create(code="radio", label="La radio")

    made = threads(
        2,
        lambda _number: suggesting.make_suggested_workshop(place=place, topic=topic, by=alice, now=NOW).pk,
    )

    assert (len(set(made)), Session.objects.count()) == (1, 1)


@pytest.mark.race
@pytest.mark.parametrize("case", ["series", "weekly", "last", "nothing"])
def test_a_missing_session_pressed_twice_at_once_is_one(case: str, threads: Any) -> None:
    a_format()
    place, alice = _a_place(), person("Alice")
    if case in ("series", "weekly"):
        rule = {} if case == "series" else {"recurrence": "FREQ=WEEKLY;BYDAY=SA"}
        a_series(place, **rule)
        Session.objects.all().delete()
    elif case == "last":
        a_session(place=place, starts_at=NOW - WEEK)
    before = Session.objects.count()

    made = threads(
        2,
        lambda _number: suggesting.make_missing_session(place=place, month=DECEMBER, by=alice, now=NOW).pk,
    )

    assert (len(set(made)), Session.objects.count()) == (1, before + 1)
