"""School holidays by zone: which are written on a day, what French texts make of them, how they are said again."""

from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palier.directory.hours import (
    HoursContext,
    describe_hours,
    is_open_at,
    parse_french_hours,
    school_holidays,
    school_holidays_in,
    school_year_of,
    validate_osm_hours,
)
from palier.directory.hours.schools import ZONES

ON = date(2026, 11, 22)
ZONE_B = partial(school_holidays, "B", ON)
DAYS = st.dates(date(1985, 1, 1), date(2035, 12, 31))
NBSP = "\u00a0"
SAID = f"pendant les vacances scolaires (zone{NBSP}B, jusqu’au 31 août 2028)"


def read(text: str, *, zone: str = "B", on: date = ON) -> str:
    parsed = parse_french_hours(text, school_periods=partial(school_holidays, zone, on))
    assert parsed.left_aside == []
    return parsed.osm


def is_open(hours: str, at: datetime) -> bool | None:
    return is_open_at(hours, HoursContext("Europe/Paris", "53"), at)


def test_the_holidays_of_this_school_year_and_of_the_next_are_written() -> None:
    periods = ZONE_B()

    assert periods[:3] == (
        (date(2026, 10, 17), date(2026, 11, 1)),
        (date(2026, 12, 19), date(2027, 1, 3)),
        (date(2027, 2, 20), date(2027, 3, 7)),
    )
    assert periods[-1] == (date(2028, 7, 4), date(2028, 8, 31))


def test_each_zone_has_its_own_winter() -> None:
    winters = {zone: next(p for p in school_holidays(zone, ON) if p[0].month == 2) for zone in ZONES}

    assert winters == {
        "A": (date(2027, 2, 13), date(2027, 2, 28)),
        "B": (date(2027, 2, 20), date(2027, 3, 7)),
        "C": (date(2027, 2, 6), date(2027, 2, 21)),
    }


def test_a_year_that_the_calendar_does_not_know_to_its_end_is_left_out() -> None:
    assert school_holidays("B", date(2027, 9, 1))[-1][1] == date(2028, 8, 31)
    assert school_holidays("B", date(2028, 9, 1)) == ()
    assert school_holidays("B", date(1980, 1, 1)) == ()


@pytest.mark.parametrize("zone", ["", "D", "b", "Corse"])
def test_without_a_known_zone_there_are_no_dates_and_the_words_stay_text(zone: str) -> None:
    parsed = parse_french_hours(
        "Lundi 9h-12h hors vacances scolaires", school_periods=partial(school_holidays, zone, ON)
    )

    assert school_holidays(zone, ON) == ()
    assert (parsed.osm, parsed.left_aside) == ("", ["Lundi 9h-12h hors vacances scolaires"])


@given(DAYS, st.sampled_from(ZONES))
def test_what_is_written_is_the_same_all_through_a_school_year(on: date, zone: str) -> None:
    assert school_holidays(zone, on) == school_holidays(zone, date(school_year_of(on), 9, 1))


@given(DAYS, st.sampled_from(ZONES))
def test_periods_are_in_order_apart_and_begin_in_the_two_school_years(on: date, zone: str) -> None:
    periods = school_holidays(zone, on)
    year = school_year_of(on)

    assert all(start <= end for start, end in periods)
    assert all(a[1] + timedelta(days=1) < b[0] for a, b in pairwise(periods))
    assert all(date(year, 9, 1) <= start < date(year + 2, 9, 1) for start, _ in periods)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Lundi 9h-12h hors vacances scolaires",
            [f"lundi{NBSP}: 9{NBSP}h{NBSP}–{NBSP}12{NBSP}h", f"fermé le lundi {SAID}"],
        ),
        (
            "Lundi 9h-12h. Fermé pendant les vacances scolaires",
            [f"lundi{NBSP}: 9{NBSP}h{NBSP}–{NBSP}12{NBSP}h", f"fermé {SAID}"],
        ),
        (
            "En période scolaire : lundi 16h-18h. Pendant les vacances scolaires : lundi 9h-17h",
            [
                f"lundi{NBSP}: 16{NBSP}h{NBSP}–{NBSP}18{NBSP}h",
                f"{SAID}, lundi{NBSP}: 9{NBSP}h{NBSP}–{NBSP}17{NBSP}h seulement",
            ],
        ),
        (
            "Lundi et mardi : 9h à 12h et 14h à 17h30 (17h pendant les vacances scolaires)",
            [
                f"lundi et mardi{NBSP}: 9{NBSP}h{NBSP}–{NBSP}12{NBSP}h et 14{NBSP}h{NBSP}–{NBSP}17{NBSP}h{NBSP}30",
                f"{SAID}, lundi et mardi{NBSP}: 9{NBSP}h{NBSP}–{NBSP}12{NBSP}h et "
                f"14{NBSP}h{NBSP}–{NBSP}17{NBSP}h seulement",
            ],
        ),
    ],
)
def test_dated_holidays_are_said_again_as_holidays_with_their_zone_and_their_end(
    text: str, said: list[str]
) -> None:
    assert describe_hours(read(text)) == said


@pytest.mark.parametrize(
    "text",
    [
        "lundi 9h-12h, mardi 9h-12h (10h pendant les vacances scolaires)",  # of Tuesday, or of both?
        "lundi 9h-12h (8h pendant les vacances scolaires)",  # before it opens
    ],
)
def test_an_end_in_the_holidays_that_is_not_sure_stays_text(text: str) -> None:
    parsed = parse_french_hours(text, school_periods=ZONE_B)

    assert len(parsed.left_aside) == 1
    assert parsed.left_aside[0].endswith("h pendant les vacances scolaires")
    assert school_holidays_in(parsed.osm) is None


def test_a_day_of_holidays_is_closed_in_its_zone_and_open_in_another() -> None:
    monday_of_winter_in_zone_a = datetime(2027, 2, 15, 10, tzinfo=ZoneInfo("Europe/Paris"))
    text = "Lundi 9h-12h hors vacances scolaires"

    assert not is_open(read(text, zone="A"), monday_of_winter_in_zone_a)
    assert is_open(read(text, zone="B"), monday_of_winter_in_zone_a)


def test_dates_that_are_not_those_of_a_zone_are_said_as_dates() -> None:
    assert school_holidays_in("Mo 09:00-12:00; 2026 Oct 17-2026 Nov 01 off") is None
    assert describe_hours("2026 Oct 17-2026 Nov 01 off") == ["fermé du 17 octobre au 1er novembre 2026"]


TEXTS = st.sampled_from(
    [
        "{} hors vacances scolaires",
        "{}. Fermé pendant les vacances scolaires",
        "{} sauf vacances scolaires",
        "En période scolaire : {}",
        "En période scolaire : {}. Pendant les vacances scolaires : jeudi 9h-17h",
        "{} (11h pendant les vacances scolaires)",
        "Vacances scolaires : {}",
        "{} hors vacances scolaires et jours fériés",
        "{} en période scolaire, semaines paires",
    ]
)
HOURS = st.sampled_from(
    [
        "lundi 9h-12h",
        "du mardi au samedi 10h-12h30 et 14h à 18h",
        "2e jeudi du mois 9h-12h",
        "9h-12h",
        "mardi rdv",
    ]
)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, hours=HOURS, zone=st.sampled_from(["", *ZONES]), on=DAYS)
def test_any_text_on_any_day_gives_valid_hours_and_says_a_zone_only_if_it_has_one(
    text: str, hours: str, zone: str, on: date
) -> None:
    parsed = parse_french_hours(text.format(hours), school_periods=partial(school_holidays, zone, on))

    assert validate_osm_hours(parsed.osm) == parsed.osm
    assert parsed.osm or parsed.left_aside
    written = school_holidays_in(parsed.osm)
    assert written is None or written == (zone, school_holidays(zone, on)[-1][1])
    assert describe_hours(parsed.osm) == [] or not any("«" in line for line in describe_hours(parsed.osm))
