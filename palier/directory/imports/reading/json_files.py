"""JSON files: a list of records, an object that holds one, or GeoJSON. Read whole, up to a size."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from palier.directory.imports.reading.encodings import detect_encoding
from palier.directory.imports.reading.rows import Row, Table, UnreadableFile, storable

MAX_JSON_BYTES = 400_000_000


def read_json(path: Path) -> Table:
    """Return the table of a JSON file. Raises UnreadableFile if it is cut, too big or holds no list of records."""
    if path.stat().st_size > MAX_JSON_BYTES:
        raise UnreadableFile(
            "Ce fichier JSON dépasse 400 Mo : enregistrez-le en CSV, qui est lu ligne à ligne."
        )
    encoding, remarks = detect_encoding(path)
    try:
        text = path.read_text(encoding=encoding, errors="palier-cp1252" if "utf-8" in encoding else "strict")
        content = json.loads(text)
    except RecursionError:
        raise UnreadableFile("Ce JSON est imbriqué trop profondément : donnez une liste de fiches.") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        line = getattr(error, "lineno", 0)
        is_cut = isinstance(error, json.JSONDecodeError) and not text.rstrip().endswith(("]", "}"))
        what = "il s’arrête avant sa fin, sans doute coupé" if is_cut else f"erreur vers la ligne {line}"
        raise UnreadableFile(
            f"Ce fichier JSON ne peut pas être lu ({what}) : téléchargez-le de nouveau puis recommencez."
        ) from None
    records = _records(content)
    columns = tuple(dict.fromkeys(str(name) for record in records for name in record))
    if not columns:
        raise UnreadableFile("Le fichier est vide : il ne contient aucune fiche.")

    def rows() -> Iterator[Row]:
        for number, record in enumerate(records, start=1):
            cell_remarks: list[str] = []
            cells = {str(name): _plain(value, str(name), cell_remarks) for name, value in record.items()}
            yield Row(number, cells, tuple(cell_remarks))

    return Table("json", columns, rows, remarks)


def _records(content: Any) -> list[dict[str, Any]]:
    if isinstance(content, dict):
        if isinstance(content.get("features"), list):
            return [_flattened(feature) for feature in content["features"] if isinstance(feature, dict)]
        if isinstance(content.get("structures"), list):
            return _with_services(content["structures"], content.get("services") or [])
        lists = [value for value in content.values() if isinstance(value, list) and value]
        content = max(lists, key=len, default=None)
    if not isinstance(content, list):
        raise UnreadableFile(
            "Ce fichier JSON ne contient pas de liste de fiches : donnez une liste d’objets."
        )
    if not content:
        raise UnreadableFile("Le fichier est vide : il ne contient aucune fiche.")
    # A record that is not an object is kept under a name of its own: no line of the file is lost.
    return [record if isinstance(record, dict) else {"valeur": record} for record in content]


def _flattened(feature: dict[str, Any]) -> dict[str, Any]:
    """GeoJSON: the properties, with the point as two more columns."""
    record = dict(feature.get("properties") or {})
    if "id" in feature:
        record.setdefault("id", feature["id"])
    geometry = feature.get("geometry") or {}
    coordinates = geometry.get("coordinates") or []
    if geometry.get("type") == "Point" and len(coordinates) >= 2:
        record.setdefault("longitude", coordinates[0])
        record.setdefault("latitude", coordinates[1])
    return record


def _with_services(structures: list[Any], services: list[Any]) -> list[dict[str, Any]]:
    """data·inclusion: each structure with the list of its own services."""
    by_structure: dict[tuple[Any, Any], list[Any]] = {}
    for service in services:
        if isinstance(service, dict):
            key = (service.get("source"), service.get("structure_id"))
            by_structure.setdefault(key, []).append(service)
    rows = []
    for structure in structures:
        row = dict(structure) if isinstance(structure, dict) else {"valeur": structure}
        own = by_structure.pop((row.get("source"), row.get("id")), [])
        rows.append({**row, "services": own})
    for orphans in by_structure.values():
        rows += [{**orphan, "structure_absente": orphan.get("structure_id")} for orphan in orphans]
    return rows


def _plain(value: Any, column: str, remarks: list[str]) -> Any:
    if isinstance(value, list):
        return [_plain(item, column, remarks) for item in value]
    if isinstance(value, dict):
        return {str(name): _plain(item, column, remarks) for name, item in value.items()}
    if isinstance(value, float) and value != value:
        return None  # NaN is not JSON
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return None
    return storable(value, column, remarks)
