"""Opening hours of a row, wherever its columns put them: one text, days apart, weeks apart, a column per day. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any

from palier.core.text import fold
from palier.directory import hours
from palier.directory.imports.cleaning.texts import clean_text, is_nothing, items_of, text_of
from palier.directory.imports.mapping import WEEKDAY_NAMES, Hours

OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_CLOSED = {"ferme", "fermee", "ferme toute la journee"}
Cell = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class RowHours:
    """What was understood (OSM), of the structure and of the helper, and the text to show beside."""

    opening: str = ""
    helper: str = ""
    note: str = ""
    notes: tuple[str, ...] = ()


def read_hours(columns: Hours, cell: Cell, *, school_zone: str, on: date) -> RowHours:
    """Return the hours of one row. Nothing is dropped: what is not understood comes back in `note`.

    School holidays are written as dates for `school_zone` (« A », « B », « C »), those of the school year of `on`
    and of the next one; without a zone (""), what depends on them stays text.
    """
    remarks: list[str] = []
    extra = " ; ".join(text for name in columns.notes if (text := clean_text(cell(name), name, remarks)))
    days = _osm_days(items_of(cell(columns.days), "|,;/")) if columns.days else ""
    text = " ; ".join(text for name in columns.text if (text := _shown(cell(name))))
    if columns.by_day and not text:
        pairs = [(name, column) for name, column in zip(WEEKDAY_NAMES, columns.by_day, strict=True) if column]
        text = "\n".join(line for name, column in pairs if (line := _day_line(name, _shown(cell(column)))))
    if not text and days and columns.text:
        note = f"Jours d’ouverture : {', '.join(items_of(cell(columns.days), '|,;/'))}"
        said = "Horaires : les jours sont donnés sans heures, montrés en texte."
        return RowHours(note=_joined(note, extra), notes=(said,))
    if not text:
        return RowHours(note=extra)
    parsed = _parse(text, days, school_zone, hours.school_year_of(on))
    opening, week_note = _on_weeks(parsed.osm, text_of(cell(columns.weeks)) if columns.weeks else "")
    aside = " ; ".join(parsed.left_aside)
    return RowHours(
        opening=opening,
        helper=parsed.helper_osm,
        note=_joined(aside, week_note, extra),
        notes=(_said(text, parsed, opening), _said_of_school(text, parsed.osm, parsed.helper_osm)),
    )


def _said(text: str, parsed: hours.ParsedHours, opening: str) -> str:
    if not (opening or parsed.helper_osm):
        return "Horaires : pas compris, montrés en texte."
    if parsed.left_aside:
        return "Horaires : compris en partie, le reste est montré en texte."
    if opening == text.strip():
        return ""
    return "Horaires : compris en entier."


def _said_of_school(text: str, *read: str) -> str:
    written = [found for osm in read if osm != text.strip() and (found := hours.school_holidays_in(osm))]
    if not written:
        return ""
    zone, last = written[0]
    until = hours.format_date(last, with_year=True)
    return f"Horaires : vacances scolaires de la zone {zone} écrites en dates, jusqu’au {until}."


@lru_cache(maxsize=20_000)
def _parse(text: str, days: str, school_zone: str, school_year: int) -> hours.ParsedHours:
    periods = partial(hours.school_holidays, school_zone, date(school_year, 9, 1))
    return hours.parse_french_hours(text, days=days, school_periods=periods)


def _shown(value: Any) -> str:
    text = text_of(value).strip()
    return "" if is_nothing(text) else text


def _day_line(name: str, text: str) -> str:
    if not text:
        return ""
    return f"{name} fermé" if fold(text) in _CLOSED else f"{name} : {text}"


def _osm_days(names: list[str]) -> str:
    found = set()
    for name in names:
        folded = fold(name)
        found |= {at for at, day in enumerate(WEEKDAY_NAMES) if folded[:3] == day[:3]}
    return ",".join(OSM_DAYS[at] for at in sorted(found))


def _on_weeks(osm: str, weeks: str) -> tuple[str, str]:
    """Return the hours limited to odd or even weeks, and the text to show if it is not that simple."""
    if not weeks.strip() or is_nothing(weeks):
        return osm, ""
    folded = fold(weeks)
    is_odd, is_even = bool(re.search(r"\bimpaires?\b", folded)), bool(re.search(r"\bpaires?\b", folded))
    if is_odd == is_even:
        return osm, "" if is_odd else weeks.strip()
    if not osm:
        return "", weeks.strip()
    return hours.on_weeks(osm, "odd" if is_odd else "even"), ""


def _joined(*texts: str) -> str:
    return " ; ".join(text for text in texts if text)
