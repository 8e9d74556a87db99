"""A yearly programme in a spreadsheet (XLSX, ODS, CSV), one session a row, read into lines. Pure."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from palier.agenda.imports.found import MOST_ROWS, Found
from palier.core.text import fold
from palier.directory.hours.french import MONTH_NAMES
from palier.directory.imports.reading import UnreadableFile, read_table

# What people call each column, folded.
COLUMNS = {
    "date": ("date", "jour", "le", "date de la seance"),
    "start": ("debut", "heure de debut", "de", "heure", "horaire", "horaires", "heures"),
    "end": ("fin", "heure de fin", "a", "jusqu a"),
    "place": ("lieu", "bibliotheque", "mediatheque", "etablissement", "ou", "site"),
    "title": ("titre", "intitule", "nom", "seance", "atelier", "animation"),
    "format": ("format", "type", "nature", "categorie"),
    "description": ("description", "presentation", "contenu", "resume", "descriptif"),
}
MISSING = "La colonne « {name} » manque : donnez au moins une date, une heure de début et un titre."
NAMES = {"date": "date", "start": "début", "title": "titre"}
_HOUR = re.compile(r"(?P<hour>\d{1,2})\s*(?:h|:|heures?)\s*(?P<minute>\d{2})?(?::\d{2})?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_FIGURES = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2,4})")
_WORDS = re.compile(r"(\d{1,2})(?:er)?\s+([a-z]+)\s+(\d{4})")
_MONTHS = {fold(name): number for number, name in enumerate(MONTH_NAMES, start=1)}


def read_sheet(path: Path) -> list[Found]:
    """Return one line per row of a spreadsheet. Raises UnreadableFile for a file without the columns that matter."""
    table = read_table(path)
    columns = _columns(table.columns)
    for name in ("date", "start", "title"):
        if name not in columns:
            raise UnreadableFile(MISSING.format(name=NAMES[name]))
    found: list[Found] = []
    for row in table.rows():
        found.append(_line(row.number + 1, {name: row.cells.get(title) for name, title in columns.items()}))
        if len(found) > MOST_ROWS:
            raise UnreadableFile(f"Plus de {MOST_ROWS} lignes : partagez le tableur en deux.")
    return found


def read_day(cell: Any) -> date | None:
    """Return the day that a cell says: « 2026-12-01 », « 01/12/2026 », « mardi 1er décembre 2026 »; None if none."""
    text = str(cell or "").strip()
    iso, figures, words = _ISO.match(text), _FIGURES.search(text), _WORDS.search(fold(text))
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if figures:
            year = int(figures[3])
            return date(year + 2000 if year < 100 else year, int(figures[2]), int(figures[1]))
        if words and words[2] in _MONTHS:
            return date(int(words[3]), _MONTHS[words[2]], int(words[1]))
    except ValueError:
        return None
    return None


def read_hours(cell: Any) -> list[time]:
    """Return the hours that a cell says, in order: « 14 h 30 », « 14:30:00 », « de 14h à 16h », 0.5 for noon."""
    if isinstance(cell, float) and 0 <= cell < 1:
        minutes = round(cell * 24 * 60)
        return [time(minutes // 60 % 24, minutes % 60)]
    if isinstance(cell, int) and 0 <= cell < 24:
        return [time(cell)]
    text = str(cell or "").lower().replace("\u00a0", " ").replace("\u202f", " ")
    text = re.sub(r"^\d{4}-\d\d-\d\dt", "", text)  # a cell that holds a day and an hour
    try:
        return [time(int(found["hour"]), int(found["minute"] or 0)) for found in _HOUR.finditer(text)]
    except ValueError:
        return []


def _columns(titles: tuple[str, ...]) -> dict[str, str]:
    folded = {fold(title): title for title in reversed(titles)}
    found: dict[str, str] = {}
    for name, said in COLUMNS.items():
        title = next((folded[word] for word in said if word in folded), None)
        if title is not None:
            found[name] = title
    return found


def _line(number: int, cells: Mapping[str, Any]) -> Found:
    title = " ".join(str(cells.get("title") or "").split())
    on, hours = read_day(cells.get("date")), read_hours(cells.get("start"))
    ends = read_hours(cells.get("end"))[:1] or hours[1:2]
    if on is None:
        return Found(number, title=title, refused=f"« {cells.get('date') or ''} » n’est pas une date.")
    if not hours:
        return Found(number, title=title, refused=f"« {cells.get('start') or ''} » n’est pas une heure.")
    if not title:
        return Found(number, refused="Le titre manque.")
    start = datetime.combine(on, hours[0])
    end = datetime.combine(on, ends[0]) if ends else start + timedelta(hours=2)
    place = str(cells.get("place") or "").strip()
    return Found(
        number,
        title=title,
        starts_at=start,
        ends_at=end if end > start else end + timedelta(days=1),
        place=place,
        format=str(cells.get("format") or "").strip(),
        description=str(cells.get("description") or "").strip(),
        uid=f"tableur/{on:%Y%m%d}/{hours[0]:%H%M}/{fold(place)[:60]}/{fold(title)[:80]}",
    )
