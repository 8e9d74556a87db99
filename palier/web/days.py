"""A day or a month that somebody types, in an address or in a form: within bounds where no calendar breaks."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
OUTSIDE = f"Choisissez un jour entre le 1er janvier {FIRST_DAY.year} et le 31 décembre {LAST_DAY.year}."
NOT_A_DAY = "Écrivez une date, par exemple 24/11/2026."
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_day(text: str) -> date | None:
    """Return the day written « 2026-12-24 »; None if it is not one, or outside FIRST_DAY … LAST_DAY."""
    if not DAY.fullmatch(text := text.strip()):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def read_month(text: str) -> date | None:
    """Return the first day of the month written « 2026-12 »; None if it is not one, or outside the bounds."""
    return read_day(f"{text.strip()}-01")


def day_field(label: str, **options: Any) -> forms.DateField:
    """Return a field for a day between FIRST_DAY and LAST_DAY, refused with a sentence outside.

    `options` are those of forms.DateField, but `widget` and `validators`.
    """
    bounds = {"min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
    options["error_messages"] = {"invalid": NOT_A_DAY, **options.get("error_messages", {})}
    return forms.DateField(
        label=label,
        # Browsers write a day in this one way, whatever the language of the page.
        widget=forms.DateInput(attrs={"type": "date", **bounds}, format="%Y-%m-%d"),
        validators=[MinValueValidator(FIRST_DAY, OUTSIDE), MaxValueValidator(LAST_DAY, OUTSIDE)],
        **options,
    )
