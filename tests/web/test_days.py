"""Days that somebody types: bounded wherever they come from."""

from datetime import date

import pytest
from django import forms

from palier.web.days import day_field, read_day, read_month

OUTSIDE = "Choisissez un jour entre le 1er janvier 2000 et le 31 décembre 2100."


class Asked(forms.Form):
    day = day_field("Le jour")
    until = day_field("Jusqu’au", required=False, error_messages={"invalid": "Quel jour ?"})


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-24", date(2026, 12, 24)),
        (" 2026-12-24 ", date(2026, 12, 24)),
        ("2000-01-01", date(2000, 1, 1)),
        ("2100-12-31", date(2100, 12, 31)),
        ("1999-12-31", None),
        ("2101-01-01", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("2026-02-30", None),
        ("20261224", None),
        ("2026-W52-4", None),
        ("²026-12-24", None),
        ("", None),
        ("demain", None),
    ],
)
def test_a_day_of_an_address_is_read_within_the_bounds_or_not_at_all(typed, day):
    assert read_day(typed) == day


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("2026-12", date(2026, 12, 1)),
        ("2100-12", date(2100, 12, 1)),
        ("2026-13", None),
        ("0001-01", None),
        ("9999-12", None),
        ("2026-12-24", None),
        ("", None),
    ],
)
def test_a_month_of_an_address_is_its_first_day_or_nothing(typed, month):
    assert read_month(typed) == month


@pytest.mark.parametrize("typed", ["0001-01-01", "1999-12-31", "2101-01-01", "9999-12-31"])
def test_a_form_refuses_a_day_outside_the_bounds_with_a_sentence(typed):
    form = Asked({"day": typed, "until": typed})

    assert form.errors == {"day": [OUTSIDE], "until": [OUTSIDE]}


def test_a_form_says_what_is_not_a_day_and_takes_days_as_french_people_write_them():
    assert Asked({"day": "demain", "until": "demain"}).errors == {
        "day": ["Écrivez une date, par exemple 24/11/2026."],
        "until": ["Quel jour ?"],
    }
    form = Asked({"day": "24/12/2026", "until": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"day": date(2026, 12, 24), "until": None}


def test_the_browser_is_told_the_bounds_and_gets_days_it_can_read():
    shown = str(Asked(initial={"day": date(2026, 12, 24)})["day"])

    assert 'type="date"' in shown
    assert 'min="2000-01-01"' in shown
    assert 'max="2100-12-31"' in shown
    assert 'value="2026-12-24"' in shown
