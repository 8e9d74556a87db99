"""A series that goes on: changed from a day on, stopped, a day put back; what has taken place stays as it was."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage

from palier.agenda.actions import programme
from palier.agenda.actions import series as actions
from palier.agenda.enums import FormatKind, RegistrationStatus, SessionStatus
from palier.agenda.models import Series, Session
from palier.core.jobs.apart import SomeFailed
from tests.agenda.people import registered, status_of
from tests.agenda.test_series import SECOND_SATURDAY, a_series, days
from tests.factories.agenda import a_format
from tests.factories.directory import NOW, StructureFactory, a_place

pytestmark = pytest.mark.django_db
AFTER_THE_FIRST = datetime(2027, 1, 5, tzinfo=UTC)  # 12 December has taken place, 9 January has not
AT_TWO = {"start_time": time(14)}


def _three(series: Series) -> tuple[Session, Session, Session]:
    """Return the sessions of December, January and February."""
    december, january, february = series.sessions.order_by("series_day")
    return december, january, february


def _change(session: Session, *, now: datetime = NOW, **values: Any) -> actions.SeriesChange:
    return actions.change_series_from(
        session=Session.objects.get(pk=session.pk), values=values, reason="Un essai", by=None, now=now
    )


# --- Changed from a day on ----------------------------------------------------------------------------------


def test_a_cancelled_session_goes_along_as_it_is_and_the_others_change() -> None:
    series = a_series()
    december, january, _february = _three(series)
    programme.cancel_session(session=january, reason="Grève", now=NOW)

    change = _change(december, **AT_TWO)

    said = {s.series_day: (s.starts_at.hour, s.status) for s in change.series.sessions.all()}
    assert said == {
        date(2026, 12, 12): (13, "PUBLISHED"),
        date(2027, 1, 9): (9, "CANCELLED"),
        date(2027, 2, 13): (13, "PUBLISHED"),
    }
    assert (change.kept, change.cancelled) == (2, 0)


def test_a_series_is_changed_once_by_two_presses_of_the_same_page() -> None:
    series = a_series()
    shown = [Session.objects.select_related("series").get(pk=_three(series)[0].pk) for _ in range(2)]

    actions.change_series_from(session=shown[0], values=AT_TWO, reason="", by=None, now=NOW)
    with pytest.raises(programme.SessionChangedMeanwhile):
        actions.change_series_from(session=shown[1], values=AT_TWO, reason="", by=None, now=NOW)

    assert (Series.objects.count(), Session.objects.count()) == (2, 3)


def test_a_series_changes_from_a_session_to_come_only(mailoutbox: list[EmailMessage]) -> None:
    series = a_series()
    december, january, february = _three(series)
    registered(december, contact="jeanne@exemple.example")
    programme.cancel_session(session=february, reason="Grève", now=NOW)
    mailoutbox.clear()

    for session in (december, february):
        with pytest.raises(programme.SessionOver):
            _change(session, now=AFTER_THE_FIRST, **AT_TWO)
    _change(january, now=AFTER_THE_FIRST, **AT_TWO)

    december.refresh_from_db()
    assert (december.starts_at.hour, december.series, mailoutbox) == (9, series, [])


def test_a_session_moved_by_hand_and_over_already_is_neither_moved_again_nor_made_again() -> None:
    series = a_series()
    december, january, _february = _three(series)
    early = january.starts_at - timedelta(days=20)
    programme.move_session(
        session=january, starts_at=early, ends_at=early + timedelta(hours=2), where={}, now=NOW, revision=0
    )

    change = _change(december, now=NOW, **AT_TWO)
    again = actions.materialise_series(series=change.series, now=datetime(2026, 12, 30, tzinfo=UTC))

    january.refresh_from_db()
    assert (january.starts_at, january.series, change.made) == (early, change.series, [])
    assert [s.series_day for s in again] == [date(2027, 3, 13)]


def test_seats_lowered_below_those_taken_are_refused_and_nothing_changes() -> None:
    series = a_series()
    december, january, _february = _three(series)
    registered(january, "Aïcha", "Bo", "Chloé", "Dan")

    with pytest.raises(ValidationError) as refused:
        _change(december, defaults={"publishes": True, "capacity_max": 3})

    assert refused.value.message_dict == {"capacity_max": [programme.TOO_FEW_SEATS]}
    assert Series.objects.count() == 1


def test_more_seats_are_offered_to_those_who_wait() -> None:
    series = a_series(defaults={"publishes": True, "capacity_max": 1})
    december, january, _february = _three(series)
    registered(january, "Aïcha")
    waits = registered(january, "Bo")

    _change(december, defaults={"publishes": True, "capacity_max": 5})

    assert status_of(waits) == RegistrationStatus.OFFERED


def test_words_changed_tell_calendars_and_whoever_is_editing() -> None:
    series = a_series()
    december, january, _february = _three(series)
    later = NOW + timedelta(days=1)

    _change(december, now=later, title="Café du samedi")

    january.refresh_from_db()
    said = (january.title, january.search_text, january.revision, january.updated_at, january.edited_apart)
    assert said == ("Café du samedi", "cafe du samedi", 1, later, False)


def test_what_does_not_change_leaves_each_session_as_it_was() -> None:
    series = a_series(defaults={"publishes": True, "room": "Salle bleue", "capacity_max": 6})
    december, january, _february = _three(series)

    _change(december)

    january.refresh_from_db()
    assert (january.revision, january.room, january.capacity_max) == (0, "Salle bleue", 6)


def test_a_room_and_seats_taken_out_of_the_series_go_and_its_format_decides_again() -> None:
    series = a_series(defaults={"publishes": True, "room": "Salle bleue", "capacity_max": 4})
    december, january, _february = _three(series)

    _change(december, defaults={"publishes": True})

    january.refresh_from_db()
    format = series.format
    assert (january.room, january.capacity_max) == ("", format.capacity_max)
    assert january.capacity_preferred == format.capacity_preferred


def test_a_series_that_leaves_its_place_takes_its_sessions_along() -> None:
    series = a_series()
    december, january, _february = _three(series)
    online = {"publishes": True, "online_url": "https://visio.exemple.example/cafe"}

    change = _change(december, place=None, defaults=online)

    january.refresh_from_db()
    assert (january.place, january.commune, january.online_url) == (None, None, online["online_url"])
    assert change.made == []


def test_no_session_is_made_on_a_day_where_one_was_moved_by_hand() -> None:
    series = a_series()
    december = _three(series)[0]
    week = timedelta(days=7)
    programme.move_session(
        session=december,
        starts_at=december.starts_at + week,
        ends_at=december.ends_at + week,
        where={},
        now=NOW,
        revision=0,
    )

    change = _change(december, recurrence="FREQ=MONTHLY;BYDAY=3SA")

    on_the_19th = change.series.sessions.filter(starts_at__date=date(2026, 12, 19))
    assert [s.pk for s in on_the_19th] == [december.pk]
    assert [s.series_day for s in change.made] == [date(2027, 1, 16), date(2027, 2, 20)]


# --- Stopped, left out, put back ----------------------------------------------------------------------------


def test_what_has_taken_place_is_neither_cancelled_nor_left_out(mailoutbox: list[EmailMessage]) -> None:
    series = a_series()
    december, january, _february = _three(series)
    registered(december, contact="jeanne@exemple.example")
    mailoutbox.clear()

    change = actions.stop_series(series=series, after=date(2026, 11, 30), reason="Fin", now=AFTER_THE_FIRST)
    with pytest.raises(programme.SessionOver):
        actions.skip_day(series=series, on=date(2026, 12, 12), reason="Oubli", now=AFTER_THE_FIRST)

    for session in (december, january):
        session.refresh_from_db()
    assert (december.status, january.status, change.cancelled) == ("PUBLISHED", "CANCELLED", 2)
    assert (mailoutbox, series.exceptions.count()) == ([], 0)


def test_a_day_put_back_takes_place_in_another_session_than_the_cancelled_one() -> None:
    series = a_series()
    on = date(2026, 12, 12)
    actions.skip_day(series=series, on=on, reason="Travaux", now=NOW)

    for _press in range(2):
        actions.restore_day(series=series, on=on, now=NOW)

    said = series.sessions.filter(starts_at__date=on).order_by("pk").values_list("series_day", "status")
    assert list(said) == [(None, "CANCELLED"), (on, "PUBLISHED")]


def test_a_day_put_back_after_being_moved_by_hand_and_cancelled_is_made_again() -> None:
    series = a_series()
    december = _three(series)[0]
    programme.move_session(
        session=december,
        starts_at=december.starts_at + timedelta(hours=3),
        ends_at=december.ends_at + timedelta(hours=3),
        where={},
        now=NOW,
        revision=0,
    )
    actions.skip_day(series=series, on=date(2026, 12, 12), reason="Travaux", now=NOW)

    actions.restore_day(series=series, on=date(2026, 12, 12), now=NOW)

    assert series.sessions.get(series_day=date(2026, 12, 12)).status == SessionStatus.PUBLISHED


# --- Made -----------------------------------------------------------------------------------------------------


def test_a_session_whose_making_is_interrupted_is_made_and_published_by_the_next_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    series = a_series(ends_on=date(2026, 12, 31))
    Series.objects.filter(pk=series.pk).update(ends_on=None)

    def die(**_said: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as killed:
        killed.setattr(actions, "publish_session", die)
        with pytest.raises(SystemExit):
            actions.materialise_all(now=NOW)
    actions.materialise_all(now=NOW)

    assert set(series.sessions.values_list("status", flat=True)) == {SessionStatus.PUBLISHED}
    assert series.sessions.count() == 3


def test_a_series_with_fewer_seats_than_its_format_prefers_makes_its_sessions() -> None:
    a_format(FormatKind.DISCOVERY, capacity_preferred=6)

    series = a_series(kind=FormatKind.DISCOVERY, defaults={"publishes": True, "capacity_max": 5})

    assert set(series.sessions.values_list("capacity_max", "capacity_preferred")) == {(5, 5)}
    change = _change(_three(series)[0], defaults={"publishes": True, "capacity_max": 4})
    assert set(change.series.sessions.values_list("capacity_max", "capacity_preferred")) == {(4, 4)}


def test_a_default_that_is_not_possible_is_said_and_makes_no_series() -> None:
    with pytest.raises(ValidationError):
        a_series(defaults={"publishes": True, "capacity_max": 5, "capacity_preferred": 6})

    assert not Series.objects.exists()


@pytest.mark.parametrize("bad", [0, 1], ids=["first", "last"])
def test_a_series_that_cannot_make_its_sessions_does_not_keep_the_others_from_theirs(bad: int) -> None:
    both = [a_series(), a_series(a_place("Autre", owner=StructureFactory()))]
    Series.objects.filter(pk=both[bad].pk).update(defaults={"publishes": True, "theme": "Fermé"})

    with pytest.raises(SomeFailed):
        actions.materialise_all(now=datetime(2027, 3, 5, tzinfo=UTC))

    assert days(both[1 - bad])[-1] == date(2027, 6, 12)


def test_a_series_made_in_the_evening_does_not_make_the_session_of_the_morning() -> None:
    evening, meanwhile = (datetime(2026, 12, 12, hour, tzinfo=UTC) for hour in (18, 10))

    assert days(a_series(now=evening))[0] == date(2027, 1, 9)
    assert days(a_series(a_place("Autre", owner=StructureFactory()), now=meanwhile))[0] == evening.date()


@pytest.mark.parametrize("rule", [SECOND_SATURDAY, "FREQ=WEEKLY;BYDAY=SA,WE"])
def test_looking_for_what_is_to_be_made_costs_the_same_however_many_sessions_there_are(
    rule: str, django_assert_num_queries: Any
) -> None:
    a_series(recurrence=rule)

    with django_assert_num_queries(3):  # the series, its days left out, its sessions
        assert actions.materialise_all(now=NOW) == 0


@pytest.mark.parametrize(
    "rule", ["FREQ=HOURLY", "FREQ=DAILY;BYHOUR=8,9", "FREQ=DAILY;INTERVAL=0", "chaque mardi"]
)
def test_a_rhythm_finer_than_a_day_or_without_end_is_refused(rule: str) -> None:
    with pytest.raises(ValidationError) as refused:
        a_series(recurrence=rule)

    assert list(refused.value.message_dict) == ["recurrence"]
