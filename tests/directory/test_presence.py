"""Who is there? Helpers’ hours today, any other source tomorrow."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from palier.directory import actions, presence, queries
from palier.directory.presence import HelperThere, helpers_there, register_presence_source
from tests.factories.directory import ALWAYS, NEVER, NOW, PARIS, a_need, a_place, a_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def sources() -> Iterator[dict[str, object]]:
    """The registry, put back as it was afterwards."""
    before = dict(presence._sources)
    yield presence._sources
    presence._sources.clear()
    presence._sources.update(before)


def test_somebody_is_there_at_the_helpers_hours_and_until_when() -> None:
    place = a_place(opening_hours=ALWAYS)
    service = a_service(
        place,
        a_need(),
        helper_hours="Tu 09:00-12:00",
        helper_name="Samira, médiatrice numérique",
        helper_agreed_on=NOW.date(),
    )

    assert queries.who_is_there(place, NOW) == [
        HelperThere(
            place.pk, service.pk, "Samira, médiatrice numérique", datetime(2026, 11, 24, 12, tzinfo=PARIS)
        )
    ]
    assert queries.who_is_there(place, NOW + timedelta(hours=3)) == []


@pytest.mark.requirement("R000-021")
def test_an_open_door_is_nobody_there() -> None:
    place = a_place(opening_hours=ALWAYS)
    a_service(place, a_need(), helper_hours=NEVER)
    a_service(place, a_need("photos", "Photos"), name="Sans horaires")

    assert queries.who_is_there(place, NOW) == []


def test_by_appointment_is_not_somebody_there() -> None:
    place = a_place()
    a_service(place, a_need(), helper_hours='24/7 unknown "sur rendez-vous"')

    assert queries.who_is_there(place, NOW) == []


def test_a_draft_service_and_a_withdrawn_place_have_nobody() -> None:
    place, need = a_place(), a_need()
    actions.add_service(place=place, name="Brouillon", needs=[need], helper_hours=ALWAYS)
    gone = a_place("Partie")
    a_service(gone, need, helper_hours=ALWAYS)
    actions.unpublish_place(place=gone, now=NOW)

    assert helpers_there([place.pk, gone.pk], NOW) == {}


def test_another_floor_may_say_that_somebody_is_there(sources: dict[str, object]) -> None:
    place = a_place()
    service = a_service(place, a_need(), helper_hours=ALWAYS)
    until = NOW + timedelta(hours=1)

    @register_presence_source("workshops")
    def workshops(place_ids: Iterable[int], at: datetime) -> list[HelperThere]:
        return [HelperThere(pk, None, "Karim", until) for pk in place_ids]

    there = helpers_there([place.pk], NOW)

    assert [(h.name, h.service_id) for h in there[place.pk]] == [("", service.pk), ("Karim", None)]
    assert helpers_there([place.pk], NOW, leave_out="helper_hours") == {
        place.pk: [HelperThere(place.pk, None, "Karim", until)]
    }


@pytest.mark.parametrize("count", [1, 3])
def test_asking_who_is_there_costs_the_same_for_one_place_and_for_three(
    django_assert_num_queries: Any, count: int
) -> None:
    need = a_need()
    places = [a_place(f"Lieu {n}") for n in range(count)]
    for place in places:
        a_service(place, need, helper_hours=ALWAYS)

    with django_assert_num_queries(2):
        there = helpers_there([p.pk for p in places], NOW)

    assert set(there) == {p.pk for p in places}
