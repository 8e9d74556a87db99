"""A workbook sent back, compared with the records and with what it was written from. Writes nothing."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from palier.directory import permissions
from palier.directory.actions.bulk import Wanted
from palier.directory.editable import Kind, RecordKind, read_place, read_service, say_value
from palier.directory.imports.reading import ReadOptions, Table, UnreadableFile, read_table
from palier.directory.models import Place, Service
from palier.directory.queries.standing import Standing
from palier.directory.spreadsheets.cells import codes_said, text_of, value_of
from palier.directory.spreadsheets.refused import CellRefused
from palier.directory.spreadsheets.sheets import (
    HIDDEN,
    ID_TITLE,
    PRINTS_SHEET,
    SHEETS,
    Sheet,
    cell_shown,
    fingerprint,
    hidden_contacts,
    is_hidden,
    places_with_territory,
    services_with_territory,
    shown_value,
)
from palier.directory.spreadsheets.words import Words, words_of

MOST_ROWS = 5_000  # of one sheet
NOT_OURS = (
    "Ce classeur ne vient pas de cette page, ou sa feuille cachée « Empreintes » a été enlevée : "
    "téléchargez vos fiches de nouveau, puis recopiez vos changements."
)
CHANGED_SINCE = (
    "quelqu’un l’a changé depuis le téléchargement : la fiche dit maintenant « {now} », "
    "vous écrivez « {said} »."
)
Prints = dict[str, dict[str, str]]


@dataclass(slots=True)
class Comparison:
    """What the workbook would change, record by record, and sentences about what it would not."""

    wanted: list[Wanted] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row whose cells were touched: {field: text}, and the number of its line in the sheet."""

    number: int
    public_id: str
    touched: Mapping[str, str]
    marks: Mapping[str, str] | None  # {field: fingerprint} of what was written; None for a row that was not


def compare_workbook(path: Path, *, standing: Standing) -> Comparison:
    """Return what a workbook would change of the records that somebody may change in number.

    Raises UnreadableFile, with a sentence, for a file that is no workbook of ours, is too large or a zip bomb.
    """
    prints = _prints(path)
    result = Comparison()
    seen: set[str] = set()
    for sheet in SHEETS:
        table = _sheet(path, sheet)
        if table is None:
            result.remarks.append(f"La feuille « {sheet.name} » n’est pas dans le fichier : rien n’y change.")
            continue
        rows = list(_touched(table, sheet, prints, seen, result.remarks))
        _compare(sheet, rows, standing, result)
    if gone := set(prints) - seen:
        count = len(gone)
        result.remarks.append(
            f"{count} ligne{'s' * (count > 1)} du téléchargement ne {'sont' if count > 1 else 'est'} plus dans le "
            "fichier : rien n’est effacé."
        )
    return result


def _prints(path: Path) -> Prints:
    try:
        table = read_table(path, ReadOptions(sheet=PRINTS_SHEET, header_row=1))
    except UnreadableFile as problem:
        raise UnreadableFile(NOT_OURS if PRINTS_SHEET in str(problem) else str(problem)) from problem
    if table.kind not in ("xlsx", "ods"):
        raise UnreadableFile("Déposez le classeur en XLSX ou en ODS, tel que vous l’avez téléchargé.")
    prints: Prints = {}
    for row in table.rows():
        try:
            marks = json.loads(str(row.cells.get("Empreintes", "")))
        except ValueError:
            raise UnreadableFile(NOT_OURS) from None
        if isinstance(marks, dict):
            prints[text_of(row.cells.get(ID_TITLE))] = {str(k): str(v) for k, v in marks.items()}
    return prints


def _sheet(path: Path, sheet: Sheet) -> Table | None:
    try:
        known = frozenset(sheet.titles)
        return read_table(path, ReadOptions(sheet=sheet.name, known_columns=known))
    except UnreadableFile as problem:
        if f"« {sheet.name} »" in str(problem):
            return None
        raise


def _touched(
    table: Table, sheet: Sheet, prints: Prints, seen: set[str], remarks: list[str]
) -> Iterator[_Row]:
    """Yield the rows where a cell is not what it was; say what is not read."""
    if ID_TITLE not in table.columns:
        raise UnreadableFile(f"La feuille « {sheet.name} » n’a plus sa colonne « {ID_TITLE} ».")
    by_label = {one.label: one.name for one in sheet.fields.values()}
    if foreign := [c for c in table.columns if c not in sheet.titles]:
        remarks.append(f"{sheet.name}, colonnes non lues : {', '.join(foreign[:20])}.")
    if missing := [label for label in by_label if label not in table.columns]:
        remarks.append(f"{sheet.name}, colonnes enlevées, sans effet : {', '.join(missing)}.")
    for row in table.rows():
        if row.number > MOST_ROWS:
            raise UnreadableFile(f"La feuille « {sheet.name} » a plus de {MOST_ROWS} lignes : partagez-la.")
        public_id = text_of(row.cells.get(ID_TITLE)).lower()
        if not public_id:
            remarks.append(f"{sheet.name}, ligne {row.number + 1} : sans identifiant, elle ne crée rien.")
            continue
        if public_id in seen:
            remarks.append(
                f"{sheet.name}, ligne {row.number + 1} : « {public_id} » y est déjà, ligne ignorée."
            )
            continue
        seen.add(public_id)
        marks = prints.get(public_id)
        texts = {name: text_of(row.cells[label]) for label, name in by_label.items() if label in row.cells}
        touched = {
            name: text
            for name, text in texts.items()
            if marks is not None and fingerprint(public_id, name, text) != marks.get(name)
        }
        if touched or marks is None:
            yield _Row(row.number + 1, public_id, touched, marks)


def _compare(sheet: Sheet, rows: list[_Row], standing: Standing, result: Comparison) -> None:
    records = _records(sheet, [row.public_id for row in rows])
    read = {public_id: _read(record) for public_id, record in records.items()}
    words = _words(sheet, rows, read.values())
    unknown, outside = [], []
    for row in rows:
        record = records.get(row.public_id)
        if record is None or row.marks is None:
            unknown.append(row.public_id)
        elif not permissions.may(standing, "bulk_edit", record):
            outside.append(row.public_id)
        else:
            one = _row(sheet, row, record, read[row.public_id], standing, words)
            if one.values or one.reasons:
                result.wanted.append(one)
    if unknown:
        result.remarks.append(
            f"{sheet.name}, identifiants inconnus ou ajoutés à la main, ignorés : {_few(unknown)}."
        )
    if outside:
        result.remarks.append(
            f"{sheet.name}, refusées car hors de ce que vous pouvez modifier : {_few(outside)}."
        )


def _records(sheet: Sheet, ids: list[str]) -> Mapping[str, Place | Service]:
    if sheet.record == RecordKind.PLACE:
        return {row.public_id: row for row in places_with_territory().filter(public_id__in=ids)}
    return {row.public_id: row for row in services_with_territory().filter(public_id__in=ids)}


def _read(record: Place | Service) -> dict[str, Any]:
    return read_place(record) if isinstance(record, Place) else read_service(record)


def _words(sheet: Sheet, rows: list[_Row], read: Iterable[Mapping[str, Any]]) -> Words:
    """Return the words of the lists, with the names of the communes and structures that a cell or a record names."""
    named: dict[Kind, set[str]] = {Kind.COMMUNE: set(), Kind.STRUCTURE: set()}
    coded = [one for one in sheet.fields.values() if one.kind in named]
    for one in coded:
        for row in rows:
            named[one.kind].update(codes_said(one, row.touched.get(one.name, "")))
    for values in read:
        for one in coded:
            named[one.kind].update({values[one.name]} - {None})
    return words_of(communes=named[Kind.COMMUNE], structures=named[Kind.STRUCTURE])


def _row(
    sheet: Sheet, row: _Row, record: Place | Service, said: dict[str, Any], standing: Standing, words: Words
) -> Wanted:
    place = record.place if isinstance(record, Service) else record
    levels = permissions.visible_levels(standing, place)
    values, cells, reasons = {}, {}, []
    for name, text in row.touched.items():
        one = sheet.fields[name]
        where = f"{sheet.name}, ligne {row.number}, « {one.label} »"
        try:
            if is_hidden(record, one, levels):
                raise CellRefused(f"cette case est {HIDDEN.strip('()')}.")
            value = value_of(one, text, words)
            if value == shown_value(one, said[name], levels):
                continue
            now = cell_shown(record, one, said[name], levels, words)
            if (row.marks or {}).get(name) != fingerprint(row.public_id, name, now):
                shown = say_value(one, shown_value(one, said[name], levels))
                raise CellRefused(CHANGED_SINCE.format(now=shown, said=say_value(one, value)))
        except CellRefused as refusal:
            reasons.append(f"{where} : {refusal}")
            continue
        if one.kind == Kind.CONTACTS:
            value = [*value, *hidden_contacts(said[name], levels)]
        values[name], cells[name] = value, where
    service = record if isinstance(record, Service) else None
    before = {name: said[name] for name in values}
    return Wanted(place, service, values, before, cells, reasons=reasons)


def _few(ids: list[str]) -> str:
    return ", ".join(ids[:30]) + (f" et {len(ids) - 30} autres" if len(ids) > 30 else "")
