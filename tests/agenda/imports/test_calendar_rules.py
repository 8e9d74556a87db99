"""Rules of a calendar: what is not understood says so, what would take for ever is refused at once."""

from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from palier.agenda.enums import SessionStatus
from palier.agenda.imports import calendars, read_programme, write_programme, writing
from palier.agenda.imports.calendars import read_calendar
from palier.agenda.models import Session
from palier.directory.imports.reading import UnreadableFile
from tests.agenda.imports.test_programmes import SINCE, UNTIL, _around, calendar, event
from tests.cast import person
from tests.factories.directory import NOW

SECONDS = 5.0  # a worker gives up at thirty


def _days(*events: str) -> list[date]:
    found = read_calendar(calendar(*events), since=SINCE, until=UNTIL)
    return [line.starts_at.date() for line in found if line.starts_at]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=1",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYMINUTE=0,1,2,3,4,5,6,7,8,9;BYSECOND=0,1,2,3,4,5,6,7,8,9",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYMONTHDAY=30;BYMONTH=2",
        "FREQ=YEARLY;BYEASTER=0",
    ],
)
def test_a_rule_finer_than_a_day_or_unheard_of_is_left_out_at_once_and_the_others_are_read(rule: str) -> None:
    old = event("Trop", uid="b", start="19900101T100000", end="19900101T110000", more=f"RRULE:{rule}\n")

    began = perf_counter()
    found = read_calendar(calendar(old, event()), since=SINCE, until=UNTIL)

    assert perf_counter() - began < SECONDS
    assert [(line.title, line.refused) for line in found] == [
        ("Trop", calendars.RHYTHM),
        ("Café numérique", ""),
    ]


@pytest.mark.parametrize("end", ["", ";COUNT=3"])
def test_a_rule_that_never_falls_refuses_the_file_with_its_title(end: str) -> None:
    never = event("Jamais", more=f"RRULE:FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2{end}\n")

    began = perf_counter()
    with pytest.raises(UnreadableFile, match="« Jamais »"):
        _days(*[never] * 50)

    assert perf_counter() - began < SECONDS


def test_too_many_events_repeated_for_too_long_are_refused_before_they_are_spread_out() -> None:
    old = [
        event(uid=str(n), start="19000101T100000", end="19000101T110000", more="RRULE:FREQ=DAILY\n")
        for n in range(30)
    ]

    began = perf_counter()
    with pytest.raises(UnreadableFile, match="période plus courte"):
        _days(*old)

    assert perf_counter() - began < SECONDS


def test_rules_that_were_over_before_cost_nothing() -> None:
    over = "RRULE:FREQ=DAILY;UNTIL=20260101T000000Z\n"
    old = [
        event(uid=str(n), start="19000101T100000", end="19000101T110000", more=over)
        for n in range(30)
    ]  # fmt: skip

    assert _days(*old, event()) == [date(2026, 12, 12)]


def test_a_weekly_course_of_ten_stops_at_ten_whatever_was_before_the_bound() -> None:
    ten = event(start="20260804T100000", end="20260804T110000", more="RRULE:FREQ=WEEKLY;COUNT=10\n")

    assert _days(ten) == [date(2026, 9, day) for day in (1, 8, 15, 22, 29)] + [date(2026, 10, 6)]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=MONTHLY;BYDAY=SA;BYSETPOS=2", [date(2027, 6, 12), date(2027, 7, 10), date(2027, 8, 14)]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;BYMONTH=7,8", [date(2027, 7, 31), date(2027, 8, 31)]),
        ("FREQ=YEARLY;BYMONTH=6;BYDAY=1SA", [date(2027, 6, 5)]),
        ("FREQ=WEEKLY;INTERVAL=5;BYDAY=SA,SU;WKST=MO", [date(2027, 6, d) for d in (5, 6)] + [date(2027, 7, 10)]),
    ],
)  # fmt: skip
def test_the_rules_that_calendars_write_are_followed(rule: str, days: list[date]) -> None:
    found = _days(event(start="20270501T100000", end="20270501T110000", more=f"RRULE:{rule}\n"))

    assert [day for day in found if day > date(2027, 5, 31)][: len(days)] == days


def test_an_occurrence_of_before_that_is_moved_after_today_is_kept() -> None:
    weekly = event(start="20260804T100000", end="20260804T110000", more="RRULE:FREQ=WEEKLY;COUNT=3\n")
    moved = event(
        "Déplacé",
        start="20261205T100000",
        end="20261205T110000",
        more="RECURRENCE-ID;TZID=Europe/Paris:20260811T100000\n",
    )

    found = read_calendar(calendar(weekly, moved), since=SINCE, until=UNTIL)

    assert [(line.title, str(line.starts_at)[:10]) for line in found] == [("Déplacé", "2026-12-05")]


@pytest.mark.django_db
def test_a_row_whose_writing_is_interrupted_is_written_and_published_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.ics").write_bytes(calendar(event()))
    around = _around()
    rows = read_programme(tmp_path / "a.ics", around=around, now=NOW).kept

    def die(**_said: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as killed:
        killed.setattr(writing, "publish_session", die)
        with pytest.raises(SystemExit):
            write_programme(rows, around=around, publishes=True, by=person("Alice"), now=NOW)
    write_programme(rows, around=around, publishes=True, by=person("Alice"), now=NOW)

    assert Session.objects.get().status == SessionStatus.PUBLISHED
