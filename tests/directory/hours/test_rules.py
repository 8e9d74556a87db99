from datetime import date

import pytest

from palier.directory.hours import (
    InvalidHours,
    combine,
    public_holidays,
    validate_osm_hours,
    without_school_rules,
)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("", ""),
        ("   ", ""),
        (
            "Mo-Fr 9:00-12:00,14:00 - 17:30; sa 09:00-12:00;PH closed;",
            "Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00; PH off",
        ),
        ("Mo-Fr 09:00-12:00\nSa 10:00-12:00", "Mo-Fr 09:00-12:00; Sa 10:00-12:00"),
        ("Mo 09:00-12:00,We 14:00-16:00", "Mo 09:00-12:00, We 14:00-16:00"),
        ("Mo 09:00-12:00, 14:00-16:00", "Mo 09:00-12:00,14:00-16:00"),
        ("2026 Aug 3-5 off", "2026 Aug 03-2026 Aug 05 off"),
        ("week 1-53/2 Mo 9:00-12:00", "week 01-53/2 Mo 09:00-12:00"),
        ("PH Mo-Fr off", "PH Mo-Fr off"),
        ("PH,Mo-Fr off", "PH,Mo-Fr off"),
        ("PH off; Mo-Fr 09:00-12:00", "Mo-Fr 09:00-12:00; PH off"),
        ('"sur rendez-vous"', 'unknown "sur rendez-vous"'),
        ('Mo-Fr "a; b, c || d"', 'Mo-Fr unknown "a; b, c || d"'),
        ('Mo 09:00-12:00 "sur rendez-vous"', 'Mo 09:00-12:00 "sur rendez-vous"'),
        ("24/7", "24/7"),
    ],
)
def test_hours_are_written_in_one_way(typed: str, written: str) -> None:
    assert validate_osm_hours(typed) == written
    assert validate_osm_hours(written) == written


@pytest.mark.parametrize("text", ["9h-12h", "Lundi 09:00-12:00", "Mo-Fr 09:00", "Mo 25:00-26:00", "x" * 5000])
def test_invalid_hours_are_refused_with_a_french_sentence(text: str) -> None:
    with pytest.raises(
        InvalidHours, match=r"^(Nous n’avons pas compris «|Ces horaires sont trop longs).*\S$"
    ):
        validate_osm_hours(text)


def test_the_refusal_quotes_the_rule_at_fault() -> None:
    with pytest.raises(InvalidHours, match="« Sa 9h-12h »"):
        validate_osm_hours("Mo-Fr 09:00-12:00; Sa 9h-12h; PH off")


def test_school_rules_are_left_aside() -> None:
    assert without_school_rules("Mo 09:00-12:00; SH off; PH off") == ("Mo 09:00-12:00; PH off", ["SH off"])
    assert without_school_rules("SH Mo 09:00-12:00; Tu 09:00-12:00") == (
        "Tu 09:00-12:00",
        ["SH Mo 09:00-12:00"],
    )
    assert without_school_rules('Mo 09:00-12:00 "SH"') == ('Mo 09:00-12:00 "SH"', [])


def test_closures_are_added_as_dated_rules() -> None:
    closures = [(date(2026, 12, 24), date(2026, 12, 31)), (date(2026, 8, 3), date(2026, 8, 3))]

    assert combine("Mo 09:00-12:00", closures) == (
        "Mo 09:00-12:00; 2026 Aug 03 off; 2026 Dec 24-2026 Dec 31 off"
    )
    assert validate_osm_hours(combine("", closures)) == combine("", closures)
    assert combine("", closures).startswith("unknown; 2026 Aug 03 off")
    assert combine("", []) == ""


def test_closures_that_touch_become_one() -> None:
    closures = [(date(2026, 8, 10), date(2026, 8, 14)), (date(2026, 8, 1), date(2026, 8, 9))]

    assert combine("Mo 09:00-12:00", closures) == "Mo 09:00-12:00; 2026 Aug 01-2026 Aug 14 off"


def test_a_closure_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InvalidHours, match="avant d’avoir commencé"):
        combine("Mo 09:00-12:00", [(date(2026, 12, 24), date(2026, 12, 1))])


def test_public_holidays_have_french_names_and_differ_by_territory() -> None:
    assert len(public_holidays("53", 2026)) == 11
    assert public_holidays("53", 2026)[date(2026, 1, 1)] == "Jour de l’an"
    assert public_holidays("67", 2027)[date(2027, 3, 26)] == "Vendredi saint"
    assert public_holidays("57", 2027)[date(2027, 12, 26)] == "Saint-Étienne"
    assert public_holidays("972", 2026)[date(2026, 5, 22)] == "Abolition de l’esclavage"
    assert date(2026, 5, 22) not in public_holidays("53", 2026)
    assert public_holidays("53", 1) == {}
