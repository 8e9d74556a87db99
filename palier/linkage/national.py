"""Files of the national schema « lieux de médiation numérique » → records, and files of truth. Reads files only."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from palier.linkage.records import Record, ordered


class UnreadableSet(Exception):
    """The file is not what is expected; the message is a French sentence."""


def read_records(path: Path) -> list[Record]:
    """Read a JSON list of places of the national schema, « .gz » or not. Raises UnreadableSet."""
    rows = _json(path)
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.get("id") for row in rows):
        raise UnreadableSet(f"{path.name} n’est pas une liste de lieux avec un « id » chacun.")
    records = [record_of(row) for row in rows]
    if len({record.id for record in records}) < len(records):
        raise UnreadableSet(f"{path.name} contient deux fois le même « id ».")
    return records


def read_truth(path: Path) -> set[tuple[str, str]]:
    """Read `{"pairs": [[id, id], …], "cluster": {id: number, …}}`: all pairs of one place, the smaller id first.

    The pairs that the clusters imply are added. Raises UnreadableSet.
    """
    said = _json(path)
    if not isinstance(said, dict) or not ("pairs" in said or "cluster" in said):
        raise UnreadableSet(f"{path.name} ne contient ni « pairs » ni « cluster ».")
    clusters: dict[Any, list[str]] = defaultdict(list)
    for identifier, number in said.get("cluster", {}).items():
        clusters[number].append(identifier)
    given = {ordered(str(left), str(right)) for left, right in said.get("pairs", [])}
    return given | pairs_within(clusters.values())


def pairs_within(clusters: Iterable[list[str]]) -> set[tuple[str, str]]:
    """Return all pairs of members of one cluster, the smaller id first."""
    return {
        ordered(members[i], members[j])
        for members in clusters
        for i in range(len(members))
        for j in range(i)
        if members[i] != members[j]
    }


def record_of(row: Mapping[str, Any]) -> Record:
    """Return the record of one place of the national schema; what is not readable is unknown."""
    return Record(
        id=str(row["id"]),
        name=_text(row, "nom"),
        address=_text(row, "adresse"),
        commune=_text(row, "commune"),
        postal_code=_text(row, "code_postal"),
        insee_code=_text(row, "code_insee"),
        lat=_number(row, "latitude"),
        lon=_number(row, "longitude"),
        siret=_text(row, "pivot"),
        phones=_several(row, "telephone"),
        mails=_several(row, "courriels"),
        sites=_several(row, "site_web"),
        types=_several(row, "typologie"),
    )


def _json(path: Path) -> Any:
    try:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError) as problem:
        raise UnreadableSet(f"{path.name} ne se lit pas : {problem}") from None


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def _several(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = row.get(name)
    parts = value if isinstance(value, list) else str(value or "").split("|")
    return tuple(text for part in parts if (text := str(part).strip()))


def _number(row: Mapping[str, Any], name: str) -> float | None:
    try:
        return float(str(row.get(name)).replace(",", "."))
    except ValueError:
        return None
