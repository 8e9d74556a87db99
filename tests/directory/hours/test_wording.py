from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palier.directory.hours import describe_hours, format_date, format_range, format_ranges, format_time
from palier.directory.hours.french import WEEKDAY_NAMES
from palier.directory.hours.rules import WEEKDAYS


def lines(text: str) -> list[str]:
    return [line.replace("\u00a0", " ") for line in describe_hours(text)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", []),
        ("24/7", ["24 h sur 24, 7 jours sur 7"]),
        (
            "Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00; PH off",
            [
                "du lundi au vendredi : 9 h – 12 h et 14 h – 17 h 30",
                "samedi : 9 h – 12 h",
                "fermé les jours fériés",
            ],
        ),
        ("Mo,We 09:00-12:00", ["lundi et mercredi : 9 h – 12 h"]),
        ("Mo-Su 09:00-12:00", ["tous les jours : 9 h – 12 h"]),
        ("Mo-Fr,PH 09:00-12:00", ["du lundi au vendredi et les jours fériés : 9 h – 12 h"]),
        ("Th[4] 09:00-12:00", ["le quatrième jeudi du mois : 9 h – 12 h"]),
        ("We[-1] 09:00-12:00", ["le dernier mercredi du mois : 9 h – 12 h"]),
        ("Th[1,3] 09:00-12:00", ["les premier et troisième jeudis du mois : 9 h – 12 h"]),
        ("week 01-53/2 Mo 09:00-12:00", ["semaines impaires, lundi : 9 h – 12 h"]),
        ("week 02-52/2 Mo 09:00-12:00", ["semaines paires, lundi : 9 h – 12 h"]),
        ("week 10-20 Mo 09:00-12:00", ["semaines 10 à 20, lundi : 9 h – 12 h"]),
        ("2026 Dec 24-31 off", ["fermé du 24 au 31 décembre 2026"]),
        ("2026 Dec 24-2027 Jan 01 off", ["fermé du 24 décembre 2026 au 1er janvier 2027"]),
        ("2026 Dec 24 off", ["fermé le 24 décembre 2026"]),
        ("Aug off", ["fermé en août"]),
        ("Jul-Aug Mo 10:00-12:00", ["de juillet à août, lundi : 10 h – 12 h"]),
        ("Sa,Su off", ["fermé le samedi et le dimanche"]),
        ('off "travaux"', ["fermé (travaux)"]),
        ('unknown "sur rendez-vous"', ["sur rendez-vous"]),
        ('We 14:00-16:00 unknown "sur rendez-vous"', ["mercredi, 14 h – 16 h : sur rendez-vous"]),
        ('Mo 09:00-12:00 "au fond de la cour"', ["lundi : 9 h – 12 h (au fond de la cour)"]),
        ("SH off", ["fermé pendant les vacances scolaires"]),
        ("Fr 20:00-24:00", ["vendredi : 20 h – minuit"]),
        ("Mo 18:00+", ["lundi : à partir de 18 h"]),
        ("10:00-12:00", ["tous les jours : 10 h – 12 h"]),
    ],
)
def test_rules_are_said_in_french(text: str, said: list[str]) -> None:
    assert lines(text) == said


@pytest.mark.parametrize(
    "text", ["Mo sunrise-sunset", "PH Mo-Fr off", "easter off", "week 01-53/3 Mo 09:00-12:00"]
)
def test_what_cannot_be_said_is_quoted(text: str) -> None:
    assert lines(text) == [f"« {text} »"]


def test_invalid_text_is_quoted_whole() -> None:
    assert lines(" 9h-12h ; le matin") == ["« 9h-12h ; le matin »"]


def test_days_that_a_later_rule_replaces_leave_the_earlier_line() -> None:
    assert lines("Mo-Fr 09:00-12:00; We 14:00-16:00") == [
        "lundi, mardi, jeudi et vendredi : 9 h – 12 h",
        "mercredi : 14 h – 16 h",
    ]
    assert lines("Mo-Fr 09:00-12:00, We 14:00-16:00") == [
        "du lundi au vendredi : 9 h – 12 h",
        "mercredi : 14 h – 16 h",
    ]
    assert lines("Mo-Fr 09:00-12:00; We 10:00-11:00 off") == [
        "du lundi au vendredi : 9 h – 12 h",
        "fermé le mercredi, 10 h – 11 h",
    ]
    assert lines("Mo off; Mo 09:00-12:00") == ["lundi : 9 h – 12 h"]


def test_hours_that_replace_others_on_some_weeks_only_say_so() -> None:
    assert lines("Mo-Fr 09:00-18:00; Th[1] 09:00-12:00; Aug Mo-Fr 10:00-12:00; PH off") == [
        "du lundi au vendredi : 9 h – 18 h",
        "le premier jeudi du mois : 9 h – 12 h seulement",
        "en août, du lundi au vendredi : 10 h – 12 h seulement",
        "fermé les jours fériés",
    ]


@settings(max_examples=300, deadline=None)
@given(
    days=st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=7, unique=True),
    month=st.sampled_from(["", "Aug ", "2026 Dec 24-2026 Dec 31 ", "week 01-53/2 "]),
    times=st.sampled_from(["09:00-12:00", "09:00-12:00,14:00-17:30", "20:00-02:00", "off", 'unknown "x"']),
)
def test_each_day_of_a_rule_is_named(days: list[str], month: str, times: str) -> None:
    said = " ".join(lines(f"{month}{','.join(days)} {times}"))

    numbers = {WEEKDAYS.index(day) for day in days}
    if len(numbers) == 7:
        assert "tous les jours" in said
        return
    inside = {day for day in numbers if {day - 1, day + 1} <= numbers}  # within « du … au … »
    assert {name for name in WEEKDAY_NAMES if name in said} == {
        WEEKDAY_NAMES[day] for day in numbers - inside
    }


def test_times_keep_their_parts_together() -> None:
    assert format_time(time(9)) == "9\u00a0h"
    assert format_time(time(14, 30)) == "14\u00a0h\u00a030"
    assert format_range(time(9), time(12)) == "9\u00a0h\u00a0–\u00a012\u00a0h"
    assert format_ranges([(time(), time())]) == "toute la journée"
    assert format_ranges([]) == ""
    assert format_date(date(2026, 11, 24)).replace("\u00a0", " ") == "mardi 24 novembre"
    assert format_date(date(2027, 1, 1), with_year=True).replace("\u00a0", " ") == "vendredi 1er janvier 2027"
