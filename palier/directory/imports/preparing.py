"""A file, its table and its mapping, ready to be imported."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from palier.directory.imports.mapping import Mapping, load_mapping, shipped_mapping
from palier.directory.imports.reading import Table, read_table

NATIONAL, DATA_INCLUSION = "schema-national", "data-inclusion"
# Columns that only the file of that format has together.
_SIGNATURES = (
    (
        NATIONAL,
        {"id", "nom", "commune", "adresse", "services", "code_postal", "date_maj"},
        {"pivot", "horaires"},
    ),
    (
        DATA_INCLUSION,
        {"id", "source", "nom", "date_maj"},
        {"lien_source", "horaires_accueil", "reseaux_porteurs"},
    ),
)


class NoMapping(Exception):
    """Nothing says what the columns mean; the message is a French sentence that says how to write it."""


@dataclass(frozen=True)
class Prepared:
    """What is needed to import a file, and to recognise it if the import is interrupted."""

    path: Path
    file_name: str
    file_sha256: str
    source_code: str
    table: Table
    mapping: Mapping
    mapping_text: str
    format_name: str  # of the detected format or shipped mapping; "" for a mapping that was given


def prepare(path: Path, *, source_code: str, mapping_text: str = "", file_name: str = "") -> Prepared:
    """Read enough of a file to import it.

    The mapping is the one given, else the one shipped for the source, else that of the format recognised by its
    columns. Raises UnreadableFile, BadMapping or NoMapping, each with a sentence.
    """
    format_name = ""
    if not mapping_text:
        shipped = shipped_mapping(source_code)
        format_name = source_code if shipped else detect_format(read_table(path))
        shipped = shipped or shipped_mapping(format_name)
        if shipped is None:
            raise NoMapping(
                "Les colonnes de ce fichier ne sont pas connues. "
                f"Demandez une proposition avec « palier suggest-mapping {path.name} », corrigez-la, "
                "puis donnez-la avec --mapping."
            )
        mapping_text = shipped.read_text(encoding="utf-8")
    mapping = load_mapping(mapping_text)
    return Prepared(
        path=path,
        file_name=file_name or path.name,
        file_sha256=_sha256_of(path),
        source_code=source_code,
        table=read_table(path, mapping.options),
        mapping=mapping,
        mapping_text=mapping_text,
        format_name=format_name,
    )


def detect_format(table: Table) -> str:
    """Return the name of the format whose columns the table has, "" if it is none."""
    columns = set(table.columns)
    for name, needed, one_of in _SIGNATURES:
        if needed <= columns and one_of & columns:
            return name
    return ""


def _sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
