"""What a reader gives: a table of named cells, and the sentence said when a file cannot be read."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

MAX_CELL_CHARS = 100_000  # a longer cell is cut, and the row says so
MAX_COLUMNS = 2_000
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class UnreadableFile(Exception):
    """The file cannot be read as a table; the message is a French sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number (1 is the first after the titles), its cells by column, and what reading them changed."""

    number: int
    cells: dict[str, Any]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadOptions:
    """What a mapping says of the file when detection is not enough; empty means « detect »."""

    header_row: int = 0  # 1 is the first line
    sheet: str = ""
    separator: str = ""
    encoding: str = ""
    known_columns: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """A file understood as a table. `rows()` reads it from the start, each time it is called.

    `kind`: « csv », « json », « xlsx » or « ods »; `remarks` are French sentences about the file as a whole.
    """

    kind: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    remarks: tuple[str, ...] = field(default=())


def name_columns(titles: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return distinct column names and the remarks: a repeated title gets a number, an empty one a name."""
    names: list[str] = []
    remarks: list[str] = []
    for position, title in enumerate(titles, start=1):
        name = " ".join(title.replace("\x00", "").split())
        if not name:
            name = f"colonne {position}"
        elif name in names:
            number = 2
            while f"{name} ({number})" in names:
                number += 1
            remarks.append(
                f"Plusieurs colonnes s’appellent « {name} » : la {position}e est lue « {name} ({number}) »."
            )
            name = f"{name} ({number})"
        names.append(name)
    return tuple(names), tuple(remarks)


def cells_of(columns: tuple[str, ...], values: list[Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the cells by column and the remarks: cells beyond the titles are kept under a name of their own."""
    remarks: list[str] = []
    cells = {name: storable(value, name, remarks) for name, value in zip(columns, values, strict=False)}
    for name in columns[len(values) :]:
        cells[name] = ""
    beyond = values[len(columns) :]
    while beyond and beyond[-1] in ("", None):
        beyond.pop()
    for position, value in enumerate(beyond, start=len(columns) + 1):
        cells[f"colonne {position}"] = storable(value, f"colonne {position}", remarks)
    if beyond:
        remarks.append(
            f"La ligne a {len(columns) + len(beyond)} cellules pour {len(columns)} titres : un séparateur de trop ?"
        )
    elif len(values) < len(columns):
        remarks.append(f"La ligne s’arrête avant la fin : {len(values)} cellules pour {len(columns)} titres.")
    return cells, tuple(remarks)


def storable(value: Any, column: str, remarks: list[str]) -> Any:
    """Return `value` as the database can keep it; add to `remarks` what had to be taken out."""
    if not isinstance(value, str):
        return value
    if len(value) > MAX_CELL_CHARS:
        remarks.append(
            f"La cellule « {column} » a {len(value)} caractères : seuls les {MAX_CELL_CHARS} premiers sont gardés."
        )
        value = value[:MAX_CELL_CHARS]
    if _UNSTORABLE.search(value):
        remarks.append(f"La cellule « {column} » contient des caractères illisibles, retirés.")
        value = _UNSTORABLE.sub("", value)
    return value
