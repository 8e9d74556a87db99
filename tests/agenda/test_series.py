"""Series: made of sessions once, without the closed days, changed from a day on, stopped."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from palier.agenda.actions import programme
from palier.agenda.actions import series as actions
from palier.agenda.enums import CallBackReason, FormatKind, SessionStatus
from palier.agenda.models import CallBack, Series, Session
from palier.agenda.queries.series_days import all_days
from palier.directory.models import Place
from tests.agenda.people import registered
from tests.factories.agenda import a_format
from tests.factories.directory import NOW, StructureFactory, a_place

pytestmark = pytest.mark.django_db
SECOND_SATURDAY = "FREQ=MONTHLY;BYDAY=2SA"


def a_series(
    place: Place | None = None,
    *,
    kind: FormatKind = FormatKind.DIGITAL_CAFE,
    now: datetime = NOW,
    **values: Any,
) -> Series:
    """A café of each second Saturday at ten, published at once."""
    place = place or a_place("Médiathèque de Craon", owner=StructureFactory())
    assert place.owner is not None
    said = {
        "title": "Café numérique",
        "recurrence": SECOND_SATURDAY,
        "starts_on": date(2026, 9, 1),
        "start_time": time(10),
        "duration_min": 120,
        "defaults": {"publishes": True},
        **values,
    }
    return actions.create_series(
        format=a_format(kind), organiser=place.owner, place=place, values=said, by=None, now=now
    )


def days(series: Series) -> list[date]:
    return [s.series_day for s in series.sessions.order_by("series_day") if s.series_day]


@pytest.mark.requirement("R003-058")
def test_a_series_of_the_staff_is_made_like_one_of_the_public_and_shows_nowhere_public() -> None:
    series = a_series(kind=FormatKind.STAFF_CAFE, title="Entre nous")

    assert days(series) == [date(2026, 12, 12), date(2027, 1, 9), date(2027, 2, 13)]
    assert set(series.sessions.values_list("is_staff_only", "status")) == {(True, "PUBLISHED")}


def test_making_the_sessions_twice_makes_them_once() -> None:
    series = a_series()

    assert actions.materialise_series(series=series, now=NOW) == []
    assert actions.materialise_all(now=NOW) == 0
    assert series.sessions.count() == 3


def test_time_passes_and_the_next_month_is_made() -> None:
    series = a_series()

    assert actions.materialise_all(now=NOW + timedelta(days=30)) == 1
    assert days(series)[-1] == date(2027, 3, 13)


def test_each_session_keeps_its_hour_on_the_wall_in_summer_and_in_winter() -> None:
    autumn = datetime(2026, 10, 1, 8, tzinfo=UTC)
    series = a_series(recurrence="FREQ=WEEKLY;BYDAY=SA", now=autumn, ends_on=date(2026, 11, 7))

    hours = {s.series_day: s.starts_at.hour for s in series.sessions.all()}
    assert (hours[date(2026, 10, 24)], hours[date(2026, 10, 31)]) == (8, 9)


@pytest.mark.parametrize(("insee_code", "hour"), [("97411", 6), ("98735", 20)])
def test_a_series_overseas_follows_its_own_clock(insee_code: str, hour: int) -> None:
    place = a_place("Médiathèque du large", insee_code=insee_code, owner=StructureFactory())
    zones = {"97411": "Indian/Reunion", "98735": "Pacific/Tahiti"}
    place.commune.departement.time_zone = zones[insee_code]
    place.commune.departement.save()

    series = a_series(place)

    first = series.sessions.order_by("starts_at")[0]
    assert (first.time_zone, first.starts_at.hour) == (zones[insee_code], hour)


def test_public_holidays_are_left_out_as_the_departement_keeps_them() -> None:
    place = a_place("Médiathèque de Craon", owner=StructureFactory())
    place.commune.departement.code = "67"
    place.commune.departement.save()
    december = {
        "recurrence": "FREQ=WEEKLY;BYDAY=SA,FR",
        "starts_on": date(2026, 12, 20),
        "ends_on": date(2026, 12, 27),
    }

    series = a_series(place, **december)

    left_out = {
        d.on: d.left_out for d in all_days(series, since=date(2026, 12, 20), until=date(2026, 12, 31))
    }
    assert left_out[date(2026, 12, 25)] == "jour férié : Noël"
    assert left_out[date(2026, 12, 26)].startswith("jour férié")  # Alsace-Moselle alone
    assert days(series) == []


def test_school_holidays_are_left_out_when_one_says_so() -> None:
    place = a_place("Médiathèque de Craon", owner=StructureFactory())
    place.commune.departement.school_zone = "B"
    place.commune.departement.save()
    weekly = {"recurrence": "FREQ=WEEKLY;BYDAY=WE", "ends_on": date(2027, 1, 10)}

    series = a_series(place, skips_school_holidays=True, **weekly)

    assert days(series) == [
        date(2026, 11, 25),
        date(2026, 12, 2),
        date(2026, 12, 9),
        date(2026, 12, 16),
        date(2027, 1, 6),
    ]


def test_a_day_left_out_cancels_what_was_published_and_tells_people() -> None:
    series = a_series()
    session = series.sessions.get(series_day=date(2026, 12, 12))
    registered(session, "Aïcha")

    actions.skip_day(series=series, on=date(2026, 12, 12), reason="Travaux dans la salle", now=NOW)

    session.refresh_from_db()
    assert (session.status, session.cancelled_reason) == (SessionStatus.CANCELLED, "Travaux dans la salle")
    assert CallBack.objects.get().reason == CallBackReason.CANCELLED
    assert actions.materialise_series(series=series, now=NOW) == []


def test_a_day_left_out_takes_a_draft_away_and_gives_it_back_when_restored() -> None:
    series = a_series(defaults={})

    actions.skip_day(series=series, on=date(2026, 12, 12), reason="", now=NOW)
    assert days(series) == [date(2027, 1, 9), date(2027, 2, 13)]

    actions.restore_day(series=series, on=date(2026, 12, 12), now=NOW)
    assert days(series)[0] == date(2026, 12, 12)


def test_one_occurrence_is_changed_without_the_others_and_is_not_made_again() -> None:
    series = a_series()
    session = series.sessions.get(series_day=date(2026, 12, 12))

    moved = programme.move_session(
        session=session,
        starts_at=session.starts_at + timedelta(days=1),
        ends_at=session.ends_at + timedelta(days=1),
        where={},
        now=NOW,
        revision=0,
    )

    assert (moved.edited_apart, moved.series_day, moved.revision) == (True, date(2026, 12, 12), 1)
    assert actions.materialise_series(series=series, now=NOW) == []
    assert set(series.sessions.exclude(pk=moved.pk).values_list("edited_apart", flat=True)) == {False}


def test_from_one_session_on_the_hour_changes_and_those_changed_apart_keep_theirs() -> None:
    series = a_series()
    december, january, february = series.sessions.order_by("series_day")
    programme.edit_session(session=february, values={"title": "Spécial 1er avril"}, now=NOW, revision=0)
    registered(january, "Aïcha")

    change = actions.change_series_from(
        session=january, values={"start_time": time(14)}, reason="", by=None, now=NOW
    )

    december.refresh_from_db()
    assert (december.series, december.starts_at.hour) == (series, 9)
    followed = {s.series_day: (s.starts_at.hour, s.edited_apart) for s in change.series.sessions.all()}
    assert followed == {date(2027, 1, 9): (13, False), date(2027, 2, 13): (9, True)}
    assert (change.kept, change.cancelled, change.removed, change.made) == (2, 0, 0, [])
    assert CallBack.objects.get().reason == CallBackReason.MOVED
    series.refresh_from_db()
    assert series.ends_on == date(2027, 1, 8)
    assert actions.materialise_all(now=NOW) == 0


def test_from_one_session_on_another_rhythm_cancels_the_days_it_does_not_give() -> None:
    series = a_series()
    january = series.sessions.get(series_day=date(2027, 1, 9))

    with pytest.raises(ValidationError):
        actions.change_series_from(
            session=january, values={"recurrence": "FREQ=MONTHLY;BYDAY=3WE"}, reason="", by=None, now=NOW
        )
    change = actions.change_series_from(
        session=Session.objects.get(pk=january.pk),
        values={"recurrence": "FREQ=MONTHLY;BYDAY=3WE"},
        reason="Le café passe au mercredi",
        by=None,
        now=NOW,
    )

    assert (change.kept, change.cancelled) == (0, 2)
    assert [s.series_day for s in change.made] == [date(2027, 1, 20), date(2027, 2, 17)]


def test_a_stopped_series_makes_nothing_more() -> None:
    series = a_series(defaults={})

    change = actions.stop_series(series=series, after=date(2026, 12, 31), reason="", now=NOW)

    assert change.removed == 2
    assert days(series) == [date(2026, 12, 12)]
    assert actions.materialise_all(now=NOW) == 0


def test_a_session_that_waits_for_its_theme_stays_a_draft() -> None:
    a_format(FormatKind.THEMATIC, theme_rule="REQUIRED")

    series = a_series(kind=FormatKind.THEMATIC)

    assert set(series.sessions.values_list("status", flat=True)) == {SessionStatus.DRAFT}


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        a_series(ends_on=date(2026, 8, 1))

    assert list(refused.value.message_dict) == ["ends_on"]
