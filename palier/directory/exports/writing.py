"""Every format under one door: places in, bytes out, and beside them what the format could not take."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import IO, Any

from palier.directory.exports import spreadsheets, tables
from palier.directory.exports.data_inclusion import inclusion_place
from palier.directory.exports.loading import PublicPlace
from palier.directory.exports.national import NationalRow, national_object, national_row
from palier.directory.exports.national_words import COLUMNS
from palier.directory.exports.records import feature

CHUNK_BYTES = 64 * 1024
_IN_MEMORY_BYTES = 4 * 1024 * 1024
LICENCE = "Licence Ouverte 2.0 (Etalab)"


@dataclass
class ExportReport:
    """What became of the places: `written` in the file, `refused` beside it with reasons, and values left out.

    `refused`: `{"id", "nom", "raisons": […]}`; `left_out`: `{"id", "nom", "champ", "valeur", "raison"}`.
    """

    written: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[dict[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the report as it is written beside the file."""
        return {
            "ecrits": self.written,
            "non_valides": self.refused,
            "valeurs_laissees": self.left_out,
        }


@dataclass(frozen=True)
class Export:
    """What every format needs to know. `site_url` has no slash at its end."""

    on: date
    site_url: str
    report: ExportReport = field(default_factory=ExportReport)


Writer = Callable[[Iterable[PublicPlace], Export], Iterator[bytes]]


@dataclass(frozen=True)
class Format:
    """One format: its writer, the ending of its files, their media type, and what it is in French."""

    write: Writer
    extension: str
    media_type: str
    label: str


def _refuse(export: Export, place: PublicPlace, reasons: Iterable[str]) -> None:
    export.report.refused.append({"id": place.row.public_id, "nom": place.row.name, "raisons": list(reasons)})


def _national_rows(places: Iterable[PublicPlace], export: Export) -> Iterator[NationalRow]:
    for place in places:
        row = national_row(place, on=export.on)
        if row.refusals:
            _refuse(export, place, row.refusals)
            continue
        export.report.written += 1
        for column, value, why in row.left_out:
            said = {"id": place.row.public_id, "nom": place.row.name}
            export.report.left_out.append(said | {"champ": column, "valeur": value, "raison": why})
        yield row


def national_csv(places: Iterable[PublicPlace], export: Export) -> Iterator[bytes]:
    """Yield the national schema as CSV, comma between columns, `|` between values."""
    rows: Iterator[list[tables.Cell]] = ([*row.values.values()] for row in _national_rows(places, export))
    yield from spreadsheets.csv_lines(_after(list(COLUMNS), rows))


def national_json(places: Iterable[PublicPlace], export: Export) -> Iterator[bytes]:
    """Yield the national schema as a JSON list of flat objects."""
    objects = (national_object(row.values) for row in _national_rows(places, export))
    yield from _json_list(objects, before="[", after="]")


def data_inclusion(places: Iterable[PublicPlace], export: Export) -> Iterator[bytes]:
    """Yield `{"structures": […], "services": […]}`; services wait in a temporary file, not in memory."""
    with SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as waiting:

        def structures() -> Iterator[dict[str, Any]]:
            for place in places:
                said = inclusion_place(place, on=export.on, site_url=export.site_url)
                if said.refusals:
                    _refuse(export, place, said.refusals)
                    continue
                export.report.written += 1
                for service in said.services:
                    waiting.write((b",\n" if waiting.tell() else b"") + _json(service))
                yield said.structure

        yield from _json_list(structures(), before='{"structures": [', after='], "services": [')
        waiting.seek(0)
        yield from iter(lambda: waiting.read(CHUNK_BYTES), b"")
        yield b"]}\n"


def geojson(places: Iterable[PublicPlace], export: Export) -> Iterator[bytes]:
    """Yield a FeatureCollection; places without coordinates have a null geometry."""
    features = (feature(p, on=export.on, site_url=export.site_url) for p in _counted(places, export))
    head = f'{{"type": "FeatureCollection", "licence": {json.dumps(LICENCE)}, "features": ['
    yield from _json_list(features, before=head, after="]}")


def table_csv(places: Iterable[PublicPlace], export: Export) -> Iterator[bytes]:
    """Yield the table people read, as a French spreadsheet opens it: semicolons, UTF-8 with its mark."""
    yield from spreadsheets.csv_lines(_table(places, export), delimiter=";", bom=True)


def table_xlsx(places: Iterable[PublicPlace], export: Export) -> Iterator[bytes]:
    """Yield the same table for Excel."""
    return _from_file(spreadsheets.write_xlsx, _table(places, export))


def table_ods(places: Iterable[PublicPlace], export: Export) -> Iterator[bytes]:
    """Yield the same table for LibreOffice."""
    return _from_file(spreadsheets.write_ods, _table(places, export))


_JSON, _CSV = "application/json", "text/csv; charset=utf-8"
FORMATS = {
    "national-csv": Format(national_csv, "csv", _CSV, "schéma national v1.0.2, CSV"),
    "national-json": Format(national_json, "json", _JSON, "schéma national v1.0.2, JSON"),
    "data-inclusion": Format(data_inclusion, "json", _JSON, "data·inclusion v1, JSON"),
    "geojson": Format(geojson, "geojson", "application/geo+json", "GeoJSON"),
    "xlsx": Format(
        table_xlsx,
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "tableau, Excel",
    ),
    "ods": Format(table_ods, "ods", "application/vnd.oasis.opendocument.spreadsheet", "tableau, LibreOffice"),
    "csv": Format(table_csv, "csv", _CSV, "tableau, CSV"),
}


def _table(places: Iterable[PublicPlace], export: Export) -> Iterator[list[tables.Cell]]:
    yield list(tables.HEADERS)
    for place in _counted(places, export):
        yield tables.table_row(place, on=export.on, site_url=export.site_url)


def _counted(places: Iterable[PublicPlace], export: Export) -> Iterator[PublicPlace]:
    for place in places:
        export.report.written += 1
        yield place


def _after(first: list[tables.Cell], rows: Iterable[list[tables.Cell]]) -> Iterator[list[tables.Cell]]:
    yield first
    yield from rows


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _json_list(objects: Iterable[dict[str, Any]], *, before: str, after: str) -> Iterator[bytes]:
    yield before.encode()
    for number, value in enumerate(objects):
        yield (b",\n" if number else b"\n") + _json(value)
    yield f"\n{after}\n".encode()


def _from_file(
    write: Callable[[Iterable[list[tables.Cell]], IO[bytes]], None], rows: Iterable[list[tables.Cell]]
) -> Iterator[bytes]:
    with TemporaryFile() as file:
        write(rows, file)
        file.seek(0)
        yield from iter(lambda: file.read(CHUNK_BYTES), b"")
