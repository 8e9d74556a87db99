"""Cancelling, waiting and answering: who gets the seat that is given back."""

from datetime import UTC, datetime, timedelta

import pytest

from palier.agenda.actions import registrations as actions
from palier.agenda.actions import seats, waiting
from palier.agenda.enums import FormatKind
from palier.agenda.models import Attendee, Registration, SeatOverride
from tests.agenda.people import full_session, registered, seats_of, status_of
from tests.cast import person
from tests.factories.agenda import a_session
from tests.factories.directory import NOW, AudienceFactory

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.django_db
@pytest.mark.requirement("R004-196")
def test_a_seat_given_back_is_offered_to_the_first_who_waits_who_says_yes() -> None:
    session = a_session(FormatKind.DISCOVERY, capacity_max=2)
    paul, ana = registered(session, "Paul"), registered(session, "Ana")
    first, second = registered(session, "Inès"), registered(session, "Omar")

    assert actions.cancel(registration=paul, by=None, now=NOW)

    after = [status_of(row) for row in (paul, ana, first, second)]
    assert after == ["CANCELLED", "CONFIRMED", "OFFERED", "WAITING"]
    assert seats_of(session) == 2
    assert waiting.accept_offer(registration=first, by=None, now=NOW)
    assert waiting.accept_offer(registration=first, by=None, now=NOW)
    assert status_of(first) == "CONFIRMED"


@pytest.mark.django_db
def test_a_registration_is_cancelled_once() -> None:
    session, paul = full_session()

    assert actions.cancel(registration=paul, by=None, now=NOW)
    assert not actions.cancel(registration=paul, by=None, now=NOW)

    assert seats_of(session) == 0


@pytest.mark.django_db
def test_somebody_who_waits_and_gives_up_frees_no_seat() -> None:
    session, _paul = full_session()
    ines = registered(session, "Inès")

    actions.cancel(registration=ines, by=None, now=NOW)

    assert (status_of(ines), seats_of(session)) == ("CANCELLED", 2)


@pytest.mark.django_db
def test_who_is_there_already_keeps_a_seat_when_the_others_of_the_registration_do_not_come() -> None:
    session = a_session(capacity_max=2)
    paul = registered(session, "Paul", "Ana")
    Attendee.objects.filter(first_name="Paul").update(attendance="PRESENT", arrived_at=session.starts_at)

    actions.cancel(registration=paul, by=None, now=session.starts_at + HOUR)

    assert seats_of(session) == 1


@pytest.mark.django_db
def test_an_offer_without_an_answer_passes_to_the_next() -> None:
    session, paul = full_session()
    first, second = registered(session, "Inès", "Léa"), registered(session, "Omar", "Zoé")
    actions.cancel(registration=paul, by=None, now=NOW)
    deadline = Registration.objects.get(pk=first.pk).answer_by
    assert deadline == NOW + DAY

    assert waiting.lapse_offers(now=deadline - HOUR) == 0
    assert waiting.lapse_offers(now=deadline) == 1
    assert waiting.lapse_offers(now=deadline) == 0

    assert [status_of(first), status_of(second)] == ["LAPSED", "OFFERED"]
    assert not waiting.accept_offer(registration=first, by=None, now=deadline)
    assert seats_of(session) == 2


@pytest.mark.django_db
def test_a_late_yes_counts_while_nobody_else_was_offered_the_seat() -> None:
    session, paul = full_session()
    ines = registered(session, "Inès")
    actions.cancel(registration=paul, by=None, now=NOW)

    assert waiting.accept_offer(registration=ines, by=None, now=NOW + 3 * DAY)

    assert waiting.lapse_offers(now=NOW + 3 * DAY) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("offered_at", "hours", "deadline"),
    [
        # Craon, in winter: UTC + 1.
        (datetime(2026, 11, 24, 9, tzinfo=UTC), 24, datetime(2026, 11, 25, 9, tzinfo=UTC)),
        (datetime(2026, 11, 24, 9, tzinfo=UTC), 12, datetime(2026, 11, 25, 8, tzinfo=UTC)),
        (datetime(2026, 11, 24, 22, tzinfo=UTC), 2, datetime(2026, 11, 25, 10, tzinfo=UTC)),
        (datetime(2026, 11, 30, 20, tzinfo=UTC), 24, datetime(2026, 12, 1, 9, tzinfo=UTC)),
    ],
    ids=["the-next-day", "not-at-night", "nobody-reads-at-night", "never-after-the-start"],
)
def test_an_answer_is_awaited_by_day_and_before_the_start(
    offered_at: datetime, hours: int, deadline: datetime
) -> None:
    session, paul = full_session(answer_hours=hours)
    ines = registered(session, "Inès", "Léa")

    actions.cancel(registration=paul, by=None, now=offered_at)

    assert Registration.objects.get(pk=ines.pk).answer_by == deadline


@pytest.mark.django_db
def test_somebody_of_an_audience_takes_a_seat_kept_for_it_and_gives_it_back() -> None:
    session, seniors = a_session(FormatKind.DISCOVERY, capacity_max=2), AudienceFactory()
    seats.hold_seats(session=session, audience=seniors, seats=1, until_at=NOW + DAY, now=NOW)
    paul, ines = registered(session, "Paul"), registered(session, "Inès")
    omar = registered(session, "Omar", audience_id=seniors.pk)

    assert [status_of(row) for row in (paul, ines, omar)] == ["CONFIRMED", "WAITING", "CONFIRMED"]

    actions.cancel(registration=omar, by=None, now=NOW)
    session.refresh_from_db()
    assert (status_of(ines), session.seats_taken, session.held_seats) == ("WAITING", 1, 1)
    seats.release_lapsed_holds(now=NOW + DAY)
    assert status_of(ines) == "OFFERED"


@pytest.mark.django_db
def test_the_team_gives_a_seat_beyond_the_capacity_with_a_reason_that_is_kept() -> None:
    session, _paul = full_session()
    ines, alice = registered(session, "Inès", contact="ines@exemple.example"), person("Alice")

    with pytest.raises(seats.OverrideRefused):
        waiting.give_seat(registration=ines, reason="  ", by=alice, now=NOW)
    assert (status_of(ines), seats_of(session)) == ("WAITING", 2)

    waiting.give_seat(registration=ines, reason="Elle vient en car", by=alice, now=NOW)

    assert (status_of(ines), seats_of(session)) == ("CONFIRMED", 3)
    rows = SeatOverride.objects.values_list("session", "seats", "reason", "by")
    assert list(rows) == [(session.pk, 1, "Elle vient en car", alice.pk)]
    with pytest.raises(waiting.NotWaiting):
        waiting.give_seat(registration=ines, reason="Encore", by=alice, now=NOW)


@pytest.mark.django_db
def test_the_team_adds_only_the_seats_that_miss() -> None:
    session = a_session(FormatKind.DISCOVERY, capacity_max=3)
    registered(session, "Paul", "Ana")
    family = registered(session, "Inès", "Léa")

    waiting.give_seat(registration=family, reason="Une famille", by=person("Alice"), now=NOW)

    session.refresh_from_db()
    assert (session.seats_taken, session.overbooked_seats, session.seats_left) == (4, 1, 0)
