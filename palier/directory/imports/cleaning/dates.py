"""Dates in several orders, Excel serials, times behind, « 1970-01-01 » that means unknown. Pure."""

import re
from datetime import date, timedelta

_EXCEL_ZERO = date(1899, 12, 30)  # 1900 date system, its false 29 February included
_EARLIEST = date(1995, 1, 1)
_MONTHS = (
    "janv|jan", "fevr|fev|feb", "mars|mar", "avri|avr|apr", "mai|may", "juin|jun", "juil|jul", "aou|aug",
    "sept|sep", "octo|oct", "nove|nov", "dece|dec",
)  # fmt: skip
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)[-/. ]?(\d\d?)[-/. ]?(\d\d?)(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d\d?)[-/. ](\d\d?)[-/. ]((?:19|20)?\d\d)(?:[T ,].*)?")
_WORDS = re.compile(r"(\d{1,2})(?:er)?\s+([a-zéûô]+)\.?\s+((?:19|20)\d\d).*", re.IGNORECASE)


def clean_date(text: str, *, today: date, notes: list[str]) -> date | None:
    """Return the day of a cell, or None if unknown. A day of the future or before 1995 is unknown, and said."""
    stripped = text.strip()
    if not stripped:
        return None
    found = _read(stripped, notes)
    if found is None:
        notes.append(f"Date de mise à jour : « {stripped[:30]} » n’est pas une date, laissée de côté.")
        return None
    if found == date(1970, 1, 1):
        notes.append("Date de mise à jour : 1970-01-01 veut dire inconnue.")
        return None
    if not _EARLIEST <= found <= today + timedelta(days=1):
        notes.append(f"Date de mise à jour : {found.isoformat()} n’est pas vraisemblable, laissée de côté.")
        return None
    return found


def _read(text: str, notes: list[str]) -> date | None:
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", text):
        serial = int(text[:5])
        if 34_000 <= serial <= 60_000:  # 1993 to 2064
            notes.append("Date de mise à jour : nombre de tableur converti en date.")
            return _EXCEL_ZERO + timedelta(days=serial)
        return None
    if re.fullmatch(r"1\d{9}|1\d{12}", text):
        seconds = int(text) // (1000 if len(text) == 13 else 1)
        notes.append("Date de mise à jour : nombre de secondes converti en date.")
        return date(1970, 1, 1) + timedelta(seconds=seconds)
    if year_first := _YEAR_FIRST.fullmatch(text):
        return _day(year_first[1], year_first[2], year_first[3])
    if day_first := _DAY_FIRST.fullmatch(text):
        return _day_or_month_first(day_first[1], day_first[2], day_first[3], notes)
    if words := _WORDS.fullmatch(text):
        month = _month(words[2])
        return _day(words[3], str(month), words[1]) if month else None
    return None


def _day_or_month_first(first: str, second: str, year: str, notes: list[str]) -> date | None:
    full_year = year if len(year) == 4 else f"20{year}"
    if int(second) > 12 >= int(first):
        notes.append("Date de mise à jour : mois et jour remis dans l’ordre.")
        first, second = second, first
    return _day(full_year, second, first)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _month(word: str) -> int:
    folded = word.lower().translate(str.maketrans("éèûüô", "eeuuo"))
    for number, forms in enumerate(_MONTHS, start=1):
        if folded.startswith(tuple(forms.split("|"))):
            return number
    return 0
