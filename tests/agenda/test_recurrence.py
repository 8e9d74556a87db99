"""How a series comes back: plain answers, rules, days, words; and the clock of a place. No database."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from palier.agenda.clock import clock_remark, end_of, instant_of
from palier.agenda.recurrence import (
    Repetition,
    Rhythm,
    UnsaidRepetition,
    days_of,
    month_end,
    months_from,
    read_rule,
    rule_of,
    same_rank_in,
    say_rule,
)

PARIS, REUNION, TAHITI = ZoneInfo("Europe/Paris"), ZoneInfo("Indian/Reunion"), ZoneInfo("Pacific/Tahiti")
SATURDAY, TUESDAY, THURSDAY = 5, 1, 3
ANSWERS = [
    (Repetition(Rhythm.MONTHLY, (SATURDAY,), (2,)), "FREQ=MONTHLY;BYDAY=2SA", "chaque 2e samedi du mois"),
    (
        Repetition(Rhythm.MONTHLY, (TUESDAY,), (1, -1)),
        "FREQ=MONTHLY;BYDAY=1TU,-1TU",
        "chaque 1er et dernier mardi du mois",
    ),
    (Repetition(Rhythm.WEEKLY, (TUESDAY, THURSDAY)), "FREQ=WEEKLY;BYDAY=TU,TH", "chaque mardi et jeudi"),
    (Repetition(Rhythm.FORTNIGHTLY, (THURSDAY,)), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "un jeudi sur deux"),
    (Repetition(Rhythm.ONCE, ()), "", "aux dates choisies"),
]


@pytest.mark.parametrize(("answer", "rule", "words"), ANSWERS)
def test_a_plain_answer_makes_a_rule_is_read_back_and_said(answer: Repetition, rule: str, words: str) -> None:
    assert rule_of(answer) == rule
    assert read_rule(rule) == answer
    assert say_rule(rule) == words


def test_a_rule_that_the_form_cannot_write_is_left_alone_and_said_so() -> None:
    for rule in ("FREQ=YEARLY;BYMONTH=2", "FREQ=MONTHLY;BYDAY=1SA,2SU", "FREQ=MONTHLY;BYMONTHDAY=15"):
        assert read_rule(rule) is None
        assert say_rule(rule) == "à un rythme particulier"


@pytest.mark.parametrize(
    "answer",
    [Repetition(Rhythm.WEEKLY, ()), Repetition(Rhythm.MONTHLY, (SATURDAY,)), Repetition(Rhythm.WEEKLY, (9,))],
)
def test_an_answer_with_nothing_chosen_says_what_is_missing(answer: Repetition) -> None:
    with pytest.raises(UnsaidRepetition, match=r"Choisissez|Dites lequel"):
        rule_of(answer)


def test_each_second_saturday() -> None:
    days = days_of(
        "FREQ=MONTHLY;BYDAY=2SA",
        starts_on=date(2026, 9, 1),
        since=date(2026, 10, 1),
        until=date(2026, 12, 31),
    )

    assert days == [date(2026, 10, 10), date(2026, 11, 14), date(2026, 12, 12)]


def test_one_week_in_two_counts_from_the_start_whenever_it_is_asked() -> None:
    rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"
    whole = days_of(rule, starts_on=date(2026, 9, 3), since=date(2026, 9, 3), until=date(2026, 12, 31))

    later = days_of(rule, starts_on=date(2026, 9, 3), since=date(2026, 11, 1), until=date(2026, 12, 31))

    assert later == [day for day in whole if day >= date(2026, 11, 1)]
    assert whole[:2] == [date(2026, 9, 3), date(2026, 9, 17)]


def test_a_rule_that_never_comes_gives_nothing_and_takes_no_time() -> None:
    assert (
        days_of(
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            starts_on=date(2026, 1, 1),
            since=date(2026, 1, 1),
            until=date(2027, 1, 1),
        )
        == []
    )
    assert days_of("", starts_on=date(2026, 1, 1), since=date(2026, 1, 1), until=date(2027, 1, 1)) == []


def test_months_and_the_same_saturday_of_another_month() -> None:
    assert months_from(date(2026, 11, 24), count=3) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]
    assert month_end(date(2026, 2, 10)) == date(2026, 2, 28)
    assert same_rank_in(date(2026, 12, 1), like=date(2026, 11, 14)) == date(2026, 12, 12)
    assert same_rank_in(date(2026, 12, 1), like=date(2026, 10, 31)) == date(2026, 12, 26)  # a fifth: the last


def test_the_hour_on_the_wall_stays_the_same_in_winter() -> None:
    before, after = (
        instant_of(day, at=time(10), zone=PARIS) for day in (date(2026, 10, 24), date(2026, 10, 31))
    )

    assert before == datetime(2026, 10, 24, 8, tzinfo=UTC)
    assert after == datetime(2026, 10, 31, 9, tzinfo=UTC)
    assert clock_remark(date(2026, 10, 24), at=time(10), zone=PARIS) == ""


def test_overseas_has_its_own_clock_and_no_winter_time() -> None:
    on = date(2026, 10, 31)

    assert instant_of(on, at=time(10), zone=REUNION) == datetime(2026, 10, 31, 6, tzinfo=UTC)
    assert instant_of(on, at=time(17), zone=TAHITI) == datetime(2026, 11, 1, 3, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_the_first_and_one_that_does_not_come_is_said() -> None:
    october, march = date(2026, 10, 25), date(2026, 3, 29)

    assert instant_of(october, at=time(2, 30), zone=PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert "vient deux fois" in clock_remark(october, at=time(2, 30), zone=PARIS)
    assert instant_of(march, at=time(2, 30), zone=PARIS) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert "noté" in clock_remark(march, at=time(2, 30), zone=PARIS)
    assert "3\u00a0h\u00a030" in clock_remark(march, at=time(2, 30), zone=PARIS)


def test_an_end_before_the_start_is_the_next_day() -> None:
    end = end_of(date(2026, 11, 24), start=time(20), end=time(0, 30), zone=PARIS)

    assert end == datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
