"""When jobs are due, across midnights, months and changes of clocks."""

from datetime import UTC, datetime

import pytest

from palier.core.jobs import Daily, Every, Monthly, Schedule, Weekly


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "now", "slot", "following"),
    [
        (Every(minutes=5), "2026-11-24T10:07:30", "2026-11-24T10:05", "2026-11-24T10:10"),
        (Every(minutes=1), "2026-11-24T10:07:00", "2026-11-24T10:07", "2026-11-24T10:08"),
        # Paris is one hour ahead of UTC in winter, two in summer.
        (Daily("03:15"), "2026-11-24T02:15", "2026-11-24T02:15", "2026-11-25T02:15"),
        (Daily("03:15"), "2026-11-24T02:14", "2026-11-23T02:15", "2026-11-24T02:15"),
        (Daily("03:15"), "2026-07-01T12:00", "2026-07-01T01:15", "2026-07-02T01:15"),
        (Daily("00:30"), "2026-11-24T23:00", "2026-11-23T23:30", "2026-11-24T23:30"),
        (Weekly("08:00", weekday=0), "2026-11-24T10:00", "2026-11-23T07:00", "2026-11-30T07:00"),
        (Monthly("08:00", day=1), "2026-12-01T06:59", "2026-11-01T07:00", "2026-12-01T07:00"),
        (Monthly("08:00", day=28), "2026-03-01T12:00", "2026-02-28T07:00", "2026-03-28T07:00"),
        # The night of 25 October 2026, 02:30 comes twice; the night of 29 March, it does not come.
        (Daily("02:30"), "2026-10-25T12:00", "2026-10-25T00:30", "2026-10-26T01:30"),
        (Daily("02:30"), "2026-03-29T12:00", "2026-03-29T01:30", "2026-03-30T00:30"),
    ],
)
def test_a_job_is_due_at_the_hours_of_the_site(
    schedule: Schedule, now: str, slot: str, following: str
) -> None:
    assert schedule.slot(utc(now)) == utc(slot)
    assert schedule.following(utc(slot)) == utc(following)


@pytest.mark.parametrize("hour", range(48))
def test_during_a_change_of_clocks_a_daily_job_is_due_once_a_day(hour: int) -> None:
    now = datetime.fromtimestamp(utc("2026-10-24T12:00").timestamp() + 3600 * hour, tz=UTC)

    assert Daily("02:30").slot(now) in {
        utc("2026-10-24T00:30"),
        utc("2026-10-25T00:30"),
        utc("2026-10-26T01:30"),
    }


@pytest.mark.parametrize(
    ("schedule", "label"),
    [
        (Every(minutes=1), "chaque minute"),
        (Every(minutes=5), "toutes les 5 minutes"),
        (Daily("03:15"), "chaque jour à 03:15"),
        (Weekly("08:00", weekday=4), "chaque vendredi à 08:00"),
        (Monthly("08:00"), "le 1er du mois à 08:00"),
    ],
)
def test_a_schedule_says_in_french_when_it_is(schedule: Schedule, label: str) -> None:
    assert schedule.label == label


@pytest.mark.parametrize("day", [0, 29])
def test_a_day_that_some_months_do_not_have_is_refused(day: int) -> None:
    with pytest.raises(ValueError, match="every month has it"):
        Monthly("08:00", day=day)
