"""A programme read from a calendar or a yearly spreadsheet: looked at row by row, then written.

`read_programme(path, around)` is the door, `write_programme` the way out.
"""

from palier.agenda.imports.planning import Around, PlannedRow, Programme, read_programme, row_from, row_to
from palier.agenda.imports.writing import Written, write_programme

__all__ = [
    "Around",
    "PlannedRow",
    "Programme",
    "Written",
    "read_programme",
    "row_from",
    "row_to",
    "write_programme",
]
