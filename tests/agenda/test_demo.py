"""The month of the demonstration: eight libraries, real actions, safe to prepare again."""

from datetime import UTC, datetime

import pytest

from palier.accounts.actions import load_roles
from palier.agenda import demo, queries
from palier.agenda.actions.formats import load_formats
from palier.agenda.enums import RegistrationStatus, SessionStatus
from palier.agenda.models import (
    Attendee,
    BacklogTopic,
    Registration,
    Session,
    SessionQuestion,
    SessionReport,
)
from palier.directory.actions import load_codelists
from palier.directory.demo import build_people
from palier.directory.demo.people import LIBRARIES, PEOPLE
from palier.directory.enums import PlaceKind
from palier.directory.models import PlaceNetwork, Structure
from tests.factories.directory import NOW, StructureFactory, a_place, commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def _offer() -> None:
    """The structures of the invented people, and nine libraries of one network."""
    commune("53084")
    load_roles()
    load_codelists(on=NOW.date())
    load_formats()
    for name in {one.structure for one in PEOPLE}:
        StructureFactory(name=name, is_demo=True)
    owner = Structure.objects.get(name=LIBRARIES)
    for letter in "ABCDEFGHI":
        a_place(f"Bibliothèque {letter}", kinds=[PlaceKind.LIBRARY], owner=owner, is_demo=True)
    build_people(now=NOW)


def played(now: datetime) -> int:
    *_, held = 0, *demo.play_month(seed=1, now=now)
    return held


@pytest.mark.usefixtures("_offer")
def test_a_month_of_eight_libraries_is_played_once() -> None:
    assert played(NOW) > 20
    assert PlaceNetwork.objects.get().places.count() == 8
    before = (Session.objects.count(), Registration.objects.count(), SessionQuestion.objects.count())

    assert played(NOW) == 0
    assert (Session.objects.count(), Registration.objects.count(), SessionQuestion.objects.count()) == before


@pytest.mark.usefixtures("_offer")
def test_what_is_over_has_its_report_and_what_is_to_come_has_people_and_a_waiting_list() -> None:
    played(NOW)

    over = queries.public_sessions().filter(ends_at__lt=NOW, status=SessionStatus.PUBLISHED)
    assert over.exists()
    assert SessionReport.objects.filter(closed_at__isnull=False).count() == over.count()
    assert Attendee.objects.filter(session__starts_at__gt=NOW, arrived_at__isnull=False).count() == 0
    assert Registration.objects.filter(status=RegistrationStatus.WAITING).exists()
    assert BacklogTopic.objects.exists()
    assert Session.objects.filter(status=SessionStatus.PROPOSED).count() == 1


@pytest.mark.usefixtures("_offer")
def test_everything_that_is_played_is_marked_as_invented() -> None:
    played(NOW)

    assert not Session.objects.filter(is_demo=False).exists()


@pytest.mark.usefixtures("_offer")
@pytest.mark.parametrize(
    "day", [datetime(2026, 12, 31, 23, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC)]
)
def test_the_month_may_begin_any_day(day: datetime) -> None:
    assert played(day) > 20


def test_without_the_invented_offer_nothing_is_played() -> None:
    assert played(NOW) == 0
