"""Rows of a table as a file: CSV as text, XLSX and ODS as archives. Memory stays flat whatever the number of rows.

XLSX goes through XlsxWriter. ODS is written here: the living library for it builds the whole document in memory,
and what a sheet of texts, numbers and dates needs of ODF 1.3 fits in a few lines
(https://docs.oasis-open.org/office/OpenDocument/v1.3/). In both, a text is typed as text: never a formula.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import xlsxwriter

from palier.directory.exports.cells import printable, safe_cell
from palier.directory.exports.tables import Cell

SHEET = "Lieux"
BOM = "\ufeff"  # without it, Excel reads accents as two letters each
_STAMP = (1980, 1, 1, 0, 0, 0)  # the same file for the same rows
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
        ("number", "datastyle"), ("manifest", "manifest"),
    )
)  # fmt: skip
_MANIFEST = (
    f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest {_NAMESPACES} manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} office:version="1.3">'
    '<office:automatic-styles><number:date-style style:name="day"><number:year number:style="long"/>'
    '<number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text>'
    '<number:day number:style="long"/></number:date-style>'
    '<style:style style:name="date" style:family="table-cell" style:data-style-name="day"/>'
    f'</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="{SHEET}">'
)
_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"


def csv_lines(rows: Iterable[Sequence[Cell]], *, delimiter: str = ",", bom: bool = False) -> Iterator[bytes]:
    """Yield a CSV file (UTF-8, RFC 4180) line by line; no cell can be taken for a formula."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    if bom:
        buffer.write(BOM)
    for row in rows:
        writer.writerow([safe_cell(_text(cell)) for cell in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def write_xlsx(rows: Iterable[Sequence[Cell]], target: IO[bytes], *, sheet_name: str = SHEET) -> None:
    """Write an Excel workbook of one sheet, first row in bold and kept in view."""
    options: dict[str, Any] = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(target, options)
    sheet = book.add_worksheet(sheet_name)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 40, 24)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, day)
            elif isinstance(cell, float):
                sheet.write_number(number, column, cell)
            elif cell:
                sheet.write_string(number, column, printable(cell), None if number else bold)
    book.close()


def write_ods(rows: Iterable[Sequence[Cell]], target: IO[bytes]) -> None:
    """Write an OpenDocument spreadsheet of one sheet."""
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        # ODF asks that the type come first, uncompressed, so that it can be read without unzipping.
        archive.writestr(ZipInfo("mimetype", _STAMP), _ODS_TYPE, compress_type=ZIP_STORED)
        archive.writestr(ZipInfo("META-INF/manifest.xml", _STAMP), _MANIFEST, compress_type=ZIP_DEFLATED)
        content = ZipInfo("content.xml", _STAMP)
        content.compress_type = ZIP_DEFLATED
        with archive.open(content, "w", force_zip64=True) as stream:
            stream.write(_HEAD.encode())
            for row in rows:
                cells = "".join(map(_ods_cell, row))
                stream.write(f"<table:table-row>{cells}</table:table-row>".encode())
            stream.write(_TAIL.encode())


def _ods_cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, date):
        day = quoteattr(cell.isoformat())
        return f'<table:table-cell table:style-name="date" office:value-type="date" office:date-value={day}/>'
    if isinstance(cell, float):
        return f'<table:table-cell office:value-type="float" office:value="{cell!r}"/>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in printable(cell).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else repr(cell) if isinstance(cell, float) else cell
