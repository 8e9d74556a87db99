"""Making a session: what it takes from its format, and what it refuses."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from palier.agenda import actions, queries
from palier.agenda.actions import programme
from palier.agenda.enums import FormatKind, SessionStatus
from palier.agenda.models import Session
from tests.factories.agenda import a_session
from tests.factories.directory import NOW

pytestmark = pytest.mark.django_db


def test_a_cafe_takes_its_rules_from_its_format() -> None:
    session = a_session()

    taken = (session.capacity_max, session.minimum_age, session.is_open_door, session.brings_own_device)
    assert taken == (10, 10, True, True)
    assert (session.commune.name, session.time_zone, session.level) == ("Craon", "Europe/Paris", "")


@pytest.mark.requirement("R003-009")
def test_a_cafe_never_closes_its_subject() -> None:
    with pytest.raises(ValidationError) as refused:
        a_session(theme="La sécurité")

    assert list(refused.value.message_dict) == ["theme"]
    assert a_session(hook_theme="La sécurité").hook_theme == "La sécurité"


def test_the_public_sees_published_and_cancelled_sessions_and_never_those_of_the_staff() -> None:
    shown = a_session(title="Café d’avril")
    a_session(title="Brouillon", published=False)
    a_session(FormatKind.STAFF_CAFE, title="Entre nous")

    assert list(queries.public_sessions()) == [shown]


def test_fewer_seats_than_the_format_prefers_are_all_preferred_and_the_reverse_is_refused() -> None:
    small = a_session(FormatKind.DISCOVERY, capacity_max=4)

    assert (small.format.capacity_preferred, small.capacity_preferred, small.capacity_max) == (6, 4, 4)
    with pytest.raises(ValidationError) as refused:
        a_session(FormatKind.DISCOVERY, capacity_preferred=9, capacity_max=8)
    assert list(refused.value.message_dict) == ["capacity_preferred"]
    with pytest.raises(ValidationError) as changed:
        programme.edit_session(session=small, values={"capacity_max": 3}, now=NOW, revision=small.revision)
    assert list(changed.value.message_dict) == ["capacity_preferred"]


def test_a_talk_needs_its_speaker_before_it_is_published() -> None:
    session = a_session(FormatKind.TALK, theme="La fibre", published=False)

    with pytest.raises(actions.SessionNotReady):
        actions.publish_session(session=session, now=session.created_at)

    session.refresh_from_db()
    assert session.status == SessionStatus.DRAFT


@pytest.mark.parametrize(
    "wrong",
    [
        {"seats_taken": 11},
        {"held_seats": 11},
        {"seats_taken": 6, "held_seats": 5},
        {"seats_taken": 12, "overbooked_seats": 1},
        {"capacity_preferred": 11},
        {"status": "CANCELLED"},
        {"title": ""},
    ],
)
def test_the_database_refuses(wrong: dict[str, object]) -> None:
    session = a_session()

    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(**wrong)
