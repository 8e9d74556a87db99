"""The door of the readers: looks at the first bytes of a file, never at its name, to know what it is."""

from pathlib import Path

from palier.directory.imports.reading.csv_files import read_csv
from palier.directory.imports.reading.json_files import read_json
from palier.directory.imports.reading.rows import ReadOptions, Row, Table, UnreadableFile
from palier.directory.imports.reading.sheets import read_sheet

__all__ = ["ReadOptions", "Row", "Table", "UnreadableFile", "read_table"]

_OTHER_KINDS = {
    b"%PDF": "un PDF",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"GIF8": "une image",
    b"\x1f\x8b": "une archive compressée",
    b"Rar!": "une archive compressée",
    b"7z\xbc\xaf": "une archive compressée",
    b"\x7fELF": "un programme",
    b"SQLite format": "une base de données",
    b"PAR1": "un fichier Parquet",
}
_ASK = "Donnez un tableau : CSV, JSON, XLSX ou ODS."


def read_table(path: Path, options: ReadOptions | None = None) -> Table:
    """Return the table of a file. Raises UnreadableFile, with a sentence, for anything that is not one."""
    options = options or ReadOptions()
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b"\x00\xef\xbb\xbf \t\r\n"):
        raise UnreadableFile("Le fichier est vide : vérifiez que l’enregistrement s’est bien terminé.")
    for magic, what in _OTHER_KINDS.items():
        if head.startswith(magic):
            raise UnreadableFile(f"Ce fichier est {what}, pas un tableau. {_ASK}")
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return read_sheet(path, options)
    text_head = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    if text_head[:1] in (b"[", b"{"):
        return read_json(path)
    if text_head[:5].lower() in (b"<html", b"<!doc", b"<?xml"):
        raise UnreadableFile(f"Ce fichier est une page web ou du XML : le lien mène-t-il au fichier ? {_ASK}")
    if _is_binary(head):
        raise UnreadableFile(f"Ce fichier n’est pas du texte. {_ASK}")
    return read_csv(path, options)


def _is_binary(head: bytes) -> bool:
    control = sum(1 for byte in head if byte < 32 and byte not in (0, 9, 10, 12, 13))
    nuls = head.count(0)
    looks_utf16 = head[:2] in (b"\xff\xfe", b"\xfe\xff") or nuls > len(head) // 4
    is_regular = looks_utf16 and max(head[0::2].count(0), head[1::2].count(0)) > 0.9 * nuls
    return control > len(head) // 50 or (nuls > len(head) // 100 + 4 and not is_regular)
