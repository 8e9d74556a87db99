"""CSV files: separator and title row found, read line by line so that memory does not grow with the file.

The apostrophe that keeps a spreadsheet from taking a text for a formula, which our own exports write, is taken off.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from palier.directory.exports.cells import plain_cell
from palier.directory.imports.reading.encodings import detect_encoding
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

SEPARATORS = (";", ",", "\t", "|")
_SAMPLE_LINES = 60
_MAX_FIELD_CHARS = 10_000_000


def read_csv(path: Path, options: ReadOptions) -> Table:
    """Return the table of a CSV file. Raises UnreadableFile for broken quotes, a huge cell or no titles."""
    encoding, remarks = (options.encoding, ()) if options.encoding else detect_encoding(path)
    try:
        "".encode(encoding)
    except LookupError:
        raise UnreadableFile(f"L’encodage « {encoding} » n’existe pas : essayez utf-8 ou cp1252.") from None
    csv.field_size_limit(_MAX_FIELD_CHARS)
    separator = options.separator or _separator(path, encoding)
    is_strict = True
    try:
        _check_whole(_records(path, encoding, separator, is_strict=True))
    except csv.Error as error:
        _check_without_strict_quotes(path, encoding, separator, error)
        is_strict = False
        remarks = (*remarks, "Des guillemets sont mal placés : les cellules sont lues comme elles viennent.")
    sample = [record for _, record in islice(_records(path, encoding, separator, is_strict=is_strict), 30)]
    header_at = find_header(sample, options=options)
    columns, column_remarks = name_columns(sample[header_at])
    if len(columns) > MAX_COLUMNS:
        raise UnreadableFile(
            f"Le fichier aurait {len(columns)} colonnes : est-ce bien un tableau ? Enregistrez-le de nouveau en CSV."
        )
    if header_at:
        column_remarks = (f"Les titres sont à la ligne {header_at + 1}.", *column_remarks)

    def rows() -> Iterator[Row]:
        records = _records(path, encoding, separator, is_strict=is_strict)
        for number, (_, record) in enumerate(islice(records, header_at + 1, None), start=1):
            cells, cell_remarks = cells_of(columns, [plain_cell(cell) for cell in record])
            yield Row(number, cells, cell_remarks)

    return Table("csv", columns, rows, (*remarks, *column_remarks))


def _records(
    path: Path, encoding: str, separator: str, *, is_strict: bool
) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells) of each record that is not blank."""
    errors = "palier-cp1252" if encoding.startswith("utf-8") else "replace"
    with path.open(encoding=encoding, errors=errors, newline="") as file:
        reader = csv.reader(
            (line.replace("\x00", "") for line in file), delimiter=separator, strict=is_strict
        )
        for record in reader:
            if any(cell.strip() for cell in record):
                yield reader.line_num, record


def _check_whole(records: Iterator[tuple[int, list[str]]]) -> None:
    """Read everything once, so that a broken file is refused before anything is written."""
    if sum(1 for _ in records) == 0:
        raise UnreadableFile("Le fichier est vide : vérifiez que l’enregistrement s’est bien terminé.")


def _check_without_strict_quotes(path: Path, encoding: str, separator: str, error: csv.Error) -> None:
    """Accept a file whose every row has the same width in spite of its quotes. Raises UnreadableFile else."""
    line = _line_of_error(path, encoding, separator)
    if "field larger" in str(error):
        raise UnreadableFile(
            f"Une cellule commence ligne {line} et ne finit pas (plus de 10 millions de caractères) : "
            "un guillemet n’est sans doute pas fermé. Corrigez cette ligne puis recommencez."
        ) from None
    is_cut = "unexpected end" in str(error)
    widths: Counter[int] = Counter()
    if not is_cut:
        try:
            for _, record in _records(path, encoding, separator, is_strict=False):
                widths[len(record)] += 1
        except csv.Error:
            widths.clear()
    if len(widths) == 1:
        return
    what = (
        "le fichier s’arrête au milieu d’une cellule : il est sans doute coupé. Téléchargez-le de nouveau"
        if is_cut
        else f"un guillemet est mal fermé vers la ligne {line} : corrigez-la dans un tableur"
    )
    raise UnreadableFile(f"Rien n’a été importé : {what}, puis recommencez.")


def _line_of_error(path: Path, encoding: str, separator: str) -> int:
    last = 0
    try:
        for line, _ in _records(path, encoding, separator, is_strict=True):
            last = line
    except csv.Error:
        return last + 1
    return last


def _separator(path: Path, encoding: str) -> str:
    """Return the separator that cuts the first lines into the same number of cells, more cells first."""
    errors = "palier-cp1252" if encoding.startswith("utf-8") else "replace"
    with path.open(encoding=encoding, errors=errors, newline="") as file:
        lines = [line.replace("\x00", "") for line in islice(file, _SAMPLE_LINES)]
    best, best_score = ",", (0.0, 0)
    for separator in SEPARATORS:
        widths: Counter[int] = Counter()
        try:
            for record in csv.reader(lines, delimiter=separator):
                if any(record):
                    widths[len(record)] += 1
        except csv.Error:
            continue
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        score = (round(count / sum(widths.values()), 1), width) if width > 1 else (0.0, 1)
        if score > best_score:
            best, best_score = separator, score
    return best
