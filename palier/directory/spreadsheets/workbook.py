"""Records written as a workbook: one row per place, one per service, how to use it, the words that cells accept."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO, Any

import xlsxwriter

from palier.directory import permissions
from palier.directory.editable import Field, Kind, RecordKind, read_place, read_service
from palier.directory.exports.cells import printable
from palier.directory.models import Place, Service
from palier.directory.queries.standing import Standing
from palier.directory.spreadsheets.cells import Cell
from palier.directory.spreadsheets.guide import GUIDE
from palier.directory.spreadsheets.sheets import (
    HELP_SHEET,
    PRINTS_SHEET,
    PRINTS_TITLES,
    SHEETS,
    WORDS_SHEET,
    Sheet,
    cell_shown,
    fingerprint,
    places_with_territory,
    services_with_territory,
)
from palier.directory.spreadsheets.words import Words, words_of

MOST_PLACES = 1_000
_LONGEST_LIST = 255  # characters of a list to choose from, in a cell of Excel
_TEXT_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
Read = tuple[Place | Service, dict[str, Any]]


def write_workbook(target: IO[bytes], *, place_ids: Sequence[int], standing: Standing) -> None:
    """Write these places and their services, as somebody may see them, in a constant number of queries."""
    places: list[Read] = [(row, read_place(row)) for row in places_with_territory().filter(pk__in=place_ids)]
    services: list[Read] = [
        (row, read_service(row)) for row in services_with_territory().filter(place__in=place_ids)
    ]
    words = _words([*places, *services])
    book = xlsxwriter.Workbook(target, {"in_memory": True, **_TEXT_OPTIONS})
    prints: list[tuple[str, dict[str, str]]] = []
    for sheet, rows in zip(SHEETS, (places, services), strict=True):
        prints += _write_records(book, sheet, rows, standing, words)
    _write_lines(book, HELP_SHEET, [(line,) for line in GUIDE], widths=(110,))
    _write_lines(book, WORDS_SHEET, _accepted(words), widths=(38, 60))
    _write_prints(book, prints)
    book.close()


def _words(read: Iterable[Read]) -> Words:
    rows = [values for _, values in read]
    named = {
        values.get(name) for values in rows for name in ("owner", "carrier", "operator", "provider", "host")
    }
    communes = {values["commune"] for values in rows if values.get("commune")}
    return words_of(communes=communes, structures={public_id for public_id in named if public_id})


def _write_records(
    book: Any, sheet: Sheet, rows: list[Read], standing: Standing, words: Words
) -> list[tuple[str, dict[str, str]]]:
    page = book.add_worksheet(sheet.name)
    page.freeze_panes(1, 2)
    page.set_column(0, 0, 12)
    page.set_column(1, len(sheet.titles) - 1, 26)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
    for column, title in enumerate(sheet.titles):
        page.write_string(0, column, title, head)
    prints = []
    for number, (record, values) in enumerate(rows, start=1):
        place = record.place if isinstance(record, Service) else record
        levels = permissions.visible_levels(standing, place)
        page.write_string(number, 0, record.public_id, text)
        if sheet.memory:
            page.write_string(number, 1, printable(place.name), text)
        marks = {}
        for column, field in enumerate(sheet.fields.values(), start=1 + len(sheet.memory)):
            cell = _kept(cell_shown(record, field, values[field.name], levels, words))
            _write_cell(page, number, column, cell, text, day)
            marks[field.name] = fingerprint(record.public_id, field.name, cell)
        prints.append((record.public_id, marks))
    _offer_choices(page, sheet, len(rows))
    return prints


def _kept(cell: Cell) -> Cell:
    """What the file will really hold: the fingerprint is that of what is read back."""
    return printable(cell) if isinstance(cell, str) else cell


def _write_cell(page: Any, row: int, column: int, cell: Cell, text: Any, day: Any) -> None:
    if isinstance(cell, date):
        page.write_datetime(row, column, cell, day)
    elif isinstance(cell, int):
        page.write_number(row, column, cell, text)
    elif cell:
        page.write_string(row, column, cell, text)
    else:
        page.write_blank(row, column, None, text)


def _offer_choices(page: Any, sheet: Sheet, rows: int) -> None:
    """Offer the accepted words of a column in the cell itself."""
    for column, field in enumerate(sheet.fields.values(), start=1 + len(sheet.memory)):
        words = _choices(field)
        if rows and words and len(",".join(words)) <= _LONGEST_LIST and not any("," in w for w in words):
            rule = {"validate": "list", "source": words, "error_type": "warning"}
            page.data_validation(1, column, rows, column, rule)


def _choices(field: Field) -> list[str]:
    if field.kind == Kind.FLAG:
        return ["oui", "non"]
    if field.kind == Kind.CHOICE and field.choices is not None:
        return [str(label) for label in field.choices.labels]
    return []


def _accepted(words: Words) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = [("Colonne", "Mot accepté")]
    for sheet in SHEETS:
        for field in sheet.fields.values():
            title = f"{sheet.name}, {field.label}"
            if field.choices is not None:
                lines += [(title, str(label)) for label in field.choices.labels]
            elif field.kind == Kind.CODES:
                lines += [(title, text) for text in words.texts[field.name].values()]
            elif field.kind == Kind.STRUCTURE and sheet.record == RecordKind.PLACE:
                lines += [(title, f"{name} ({code})") for code, name in sorted(words.structures.items())]
    return lines


def _write_lines(book: Any, name: str, lines: Sequence[Sequence[str]], *, widths: Sequence[int]) -> None:
    page = book.add_worksheet(name)
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    for row, line in enumerate(lines):
        for column, text in enumerate(line):
            page.write_string(row, column, printable(text), wrap)


def _write_prints(book: Any, prints: list[tuple[str, dict[str, str]]]) -> None:
    page = book.add_worksheet(PRINTS_SHEET)
    page.hide()
    for column, title in enumerate(PRINTS_TITLES):
        page.write_string(0, column, title)
    for row, (public_id, marks) in enumerate(prints, start=1):
        page.write_string(row, 0, public_id)
        page.write_string(row, 1, json.dumps(marks, separators=(",", ":")))
