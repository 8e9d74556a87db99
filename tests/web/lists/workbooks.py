"""A workbook opened, changed and saved again, as somebody does in a spreadsheet program."""

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from python_calamine import CalamineWorkbook

MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
NAMES = ("Lieux", "Services", "Mode d’emploi", "Mots acceptés", "Empreintes")


def lines_of(content: bytes, name: str) -> list[list[Any]]:
    """Return the lines of one sheet."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


def changed(
    content: bytes,
    cells: Mapping[tuple[str, str], str],
    *,
    without: Sequence[str] = (),
    sheets: Sequence[str] = NAMES,
    as_ods: bool = False,
    is_spoiled: bool = False,
) -> bytes:
    """Return the workbook with {(identifier, title): text} typed in, and without some rows.

    With `is_spoiled`, no fingerprint is right: every cell passes for one that somebody touched.
    """
    book = {name: lines_of(content, name) for name in sheets}
    for name in ("Lieux", "Services"):
        titles = book[name][0]
        kept = [line for line in book[name][1:] if line[0] not in without]
        for line in kept:
            public_id = line[0]
            for column, title in enumerate(titles):
                line[column] = cells.get((public_id, title), line[column])
        book[name] = [titles, *kept]
    if is_spoiled:
        marks = ((line[0], json.loads(line[1])) for line in book["Empreintes"][1:])
        spoiled = [[public_id, json.dumps(dict.fromkeys(names, "-"))] for public_id, names in marks]
        book["Empreintes"] = [book["Empreintes"][0], *spoiled]
    return _ods(book) if as_ods else _xlsx(book)


def _xlsx(book: Mapping[str, list[list[Any]]]) -> bytes:
    target = io.BytesIO()
    made = xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    for name, lines in book.items():
        page = made.add_worksheet(name)
        for row, line in enumerate(lines):
            for column, cell in enumerate(line):
                if cell != "":
                    page.write(row, column, cell)
    made.close()
    return target.getvalue()


def _ods(book: Mapping[str, list[list[Any]]]) -> bytes:
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    tables = []
    for name, lines in book.items():
        rows = ("".join(map(_ods_cell, line)) for line in lines)
        body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
        tables.append(f'<table:table table:name="{escape(name)}">{body}</table:table>')
    head = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.3">'
    body = f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", f"{head}{body}</office:document-content>")
    return target.getvalue()


def _ods_cell(cell: Any) -> str:
    if cell == "":
        return "<table:table-cell/>"
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(cell).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'
