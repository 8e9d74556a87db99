"""Spreadsheets (XLSX, ODS, old XLS), through calamine. Their size is checked before they are opened."""

import datetime as dt
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from palier.directory.imports.reading.headers import find_header
from palier.directory.imports.reading.rows import (
    MAX_COLUMNS,
    ReadOptions,
    Row,
    Table,
    UnreadableFile,
    cells_of,
    name_columns,
)

MAX_UNZIPPED_BYTES = 600_000_000
MAX_RATIO = 300  # text tables shrink ten to thirty times
MAX_CELLS = 20_000_000
_PIECE = 1 << 20
_ENCRYPTED = 0x1  # bit of the flags of a part
# What zipfile and its decompressors raise on an archive that is cut, damaged or of a kind that it does not know.
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    UnicodeDecodeError,
    NotImplementedError,
)
_DAMAGED = "Ce classeur est abîmé, protégé ou coupé : ouvrez-le dans un tableur et enregistrez-le de nouveau."
_CELL_NAME = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')
_REPEATED = re.compile(rb'number-(rows|columns)-repeated="(\d+)"')
_BOMB = (
    "Ce classeur est anormalement grand une fois ouvert : copiez le tableau seul dans un nouveau classeur, "
    "ou enregistrez-le en CSV."
)


def read_sheet(path: Path, options: ReadOptions) -> Table:
    """Return the table of a workbook: the sheet named by the mapping, else the first that holds cells.

    Raises UnreadableFile if it cannot be opened, is out of proportion, or holds no titles.
    """
    if zipfile.is_zipfile(path):
        _check_size(path)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(
            "Ce classeur ne peut pas être ouvert (protégé, abîmé ou coupé ?) : "
            "ouvrez-le dans un tableur et enregistrez-le de nouveau."
        ) from error
    names = list(workbook.sheet_names)
    if options.sheet and options.sheet not in names:
        raise UnreadableFile(
            f"Le classeur n’a pas de feuille « {options.sheet} », mais : {', '.join(names)}."
        )
    sheet, lines, others = _first_filled(workbook, [options.sheet] if options.sheet else names)
    header_at = find_header(lines[:30], options=options)
    columns, remarks = name_columns([_title(cell) for cell in _trimmed(lines[header_at])])
    if len(columns) > MAX_COLUMNS:
        raise UnreadableFile(f"La feuille aurait {len(columns)} colonnes : est-ce bien le tableau ?")
    if header_at:
        remarks = (f"Les titres sont à la ligne {header_at + 1} de la feuille.", *remarks)
    if others and not options.sheet:
        remarks = (f"Feuille lue : « {sheet} » ; laissées : {', '.join(others)}.", *remarks)

    def rows() -> Iterator[Row]:
        number = 0
        for line in islice(lines, header_at + 1, None):
            values = [_plain(cell) for cell in line]
            if any(value not in ("", None) for value in values):
                number += 1
                cells, cell_remarks = cells_of(columns, values)
                yield Row(number, cells, cell_remarks)

    kind = "ods" if _is_ods(path) else "xlsx"
    return Table(kind, columns, rows, remarks)


def _first_filled(workbook: CalamineWorkbook, names: list[str]) -> tuple[str, list[list[Any]], list[str]]:
    for at, name in enumerate(names):
        try:
            lines = workbook.get_sheet_by_name(name).to_python(skip_empty_area=True)
        except (CalamineError, ValueError) as error:
            raise UnreadableFile(
                f"La feuille « {name} » ne peut pas être lue : enregistrez-la en CSV."
            ) from error
        if lines:
            return name, lines, names[:at] + names[at + 1 :]
    raise UnreadableFile("Le fichier est vide : aucune feuille ne contient de cellule.")


def _check_size(path: Path) -> None:
    """Refuse a zip bomb, and a sheet whose few cells are so far apart that the table would not fit in memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            unzipped = sum(part.file_size for part in parts)
            if unzipped > MAX_UNZIPPED_BYTES or unzipped > 1_000_000 + MAX_RATIO * path.stat().st_size:
                raise UnreadableFile(_BOMB)
            if any(part.flag_bits & _ENCRYPTED for part in parts):
                raise UnreadableFile(_DAMAGED)
            for part in parts:
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    _check_spread(archive, part)
                if part.filename == "content.xml":
                    _check_repeated(archive, part)
    except _DAMAGES as error:
        raise UnreadableFile(_DAMAGED) from error


def _check_spread(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    last_row = last_column = 0
    for piece in _pieces(archive, part):
        for letters, digits in _CELL_NAME.findall(piece):
            last_row = max(last_row, int(digits))
            last_column = max(last_column, _column_number(letters))
    if last_row * last_column > MAX_CELLS:
        raise UnreadableFile(_BOMB)


def _check_repeated(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """LibreOffice repeats empty cells to the edge of the sheet: at most 16 384 columns or 1 048 576 rows."""
    for piece in _pieces(archive, part):
        for what, count in _REPEATED.findall(piece):
            if len(count) > 7 or int(count) > (16_384 if what == b"columns" else 1_048_576):
                raise UnreadableFile(_BOMB)


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    tail = b""
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            yield tail + piece
            tail = piece[-60:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _is_ods(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return "content.xml" in archive.namelist()


def _trimmed(line: list[Any]) -> list[Any]:
    last = max((at for at, cell in enumerate(line) if cell not in ("", None)), default=-1)
    return line[: last + 1]


def _title(cell: Any) -> str:
    return str(_plain(cell)) if cell is not None else ""


def _plain(cell: Any) -> Any:
    """Dates as ISO texts, whole floats as integers: a spreadsheet stores « 53000 » as 53000.0."""
    if isinstance(cell, float):
        if cell != cell or cell in (float("inf"), float("-inf")):
            return ""
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, dt.timedelta):
        return str(cell)
    return cell
