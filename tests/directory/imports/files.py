"""Small files made on the spot: national-schema rows, workbooks written by hand with zipfile."""

import csv
import json
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

NATIONAL_COLUMNS = (
    "id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "complement_adresse", "latitude",
    "longitude", "typologie", "telephone", "courriels", "site_web", "horaires", "presentation_resume",
    "presentation_detail", "source", "itinerance", "structure_parente", "date_maj", "services",
    "publics_specifiquement_adresses", "prise_en_charge_specifique", "frais_a_charge",
    "dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels", "modalites_acces",
    "modalites_accompagnement", "fiche_acces_libre", "prise_rdv",
)  # fmt: skip


def national_row(**values: Any) -> dict[str, Any]:
    """One row of the national schema at Craon, changed by `values`."""
    row = dict.fromkeys(NATIONAL_COLUMNS, "")
    return (
        row
        | {
            "id": "lieu-1",
            "nom": "Espace numérique",
            "commune": "Craon",
            "code_postal": "53400",
            "code_insee": "53084",
            "adresse": "1 rue du Mûrier",
            "services": "Aide aux démarches administratives",
            "date_maj": "2026-01-15",
        }
        | values
    )


def national_rows(count: int) -> list[dict[str, Any]]:
    """That many different rows."""
    return [
        national_row(id=f"lieu-{n}", nom=f"Espace {n}", adresse=f"{n} rue du Mûrier")
        for n in range(1, count + 1)
    ]


def write_csv(
    path: Path, rows: list[dict[str, Any]], *, encoding: str = "utf-8", separator: str = ",", before: str = ""
) -> Path:
    """Write `rows` as CSV, after the lines `before`."""
    out = StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes((before + out.getvalue()).encode(encoding))
    return path


def write_json(path: Path, content: Any) -> Path:
    """Write `content` as JSON."""
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def write_xlsx(path: Path, lines: list[list[Any]]) -> Path:
    """Write one sheet « Lieux », texts inline and numbers as numbers."""
    cells = [
        f'<row r="{r}">' + "".join(_xlsx_cell(value, r, c) for c, value in enumerate(line)) + "</row>"
        for r, line in enumerate(lines, start=1)
    ]
    return _xlsx(path, "".join(cells))


def write_far_xlsx(path: Path) -> Path:
    """Write a sheet of two cells at its opposite corners."""
    first, last = _inline("A1", "nom"), _inline("XFD1048576", "x")
    return _xlsx(path, f'<row r="1">{first}</row><row r="1048576">{last}</row>')


def _xlsx_cell(value: Any, row: int, column: int) -> str:
    name = f"{chr(65 + column)}{row}"
    return (
        f'<c r="{name}"><v>{value}</v></c>' if isinstance(value, int | float) else _inline(name, str(value))
    )


def _inline(name: str, text: str) -> str:
    return f'<c r="{name}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def _xlsx(path: Path, rows: str) -> Path:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.'
            f'openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{types}.'
            f'sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
            f'ContentType="{types}.worksheet+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Lieux" sheetId="1" r:id="r1"/>'
            "</sheets></workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return path


def write_ods(path: Path, lines: list[list[str]]) -> Path:
    """Write one sheet of texts."""
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'
            for text in line
        )
        + "</table:table-row>"
        for line in lines
    )
    names = "urn:oasis:names:tc:opendocument:xmlns"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0"/>'
        )
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
            f'xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Lieux">{rows}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return path
