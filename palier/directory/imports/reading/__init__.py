"""Files of any kind read into rows of named cells. Pure: no Django. `read_table(path)` is the door."""

from palier.directory.imports.reading.tables import (
    ReadOptions,
    Row,
    Table,
    UnreadableFile,
    read_table,
)

__all__ = ["ReadOptions", "Row", "Table", "UnreadableFile", "read_table"]
