"""A mapping proposed for a file that nobody described yet: from the names of its columns and from their values.

What is proposed is to be read again by somebody: the text says why each column was taken, and which were not.
"""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Any

from palier.core.text import fold
from palier.directory.imports import vocabulary
from palier.directory.imports.cleaning.texts import is_nothing, items_of, text_of
from palier.directory.imports.lambert import X_RANGE, Y_RANGE
from palier.directory.imports.mapping import LIST_FIELDS
from palier.directory.imports.reading import Table

_SAMPLE_ROWS = 300
_MOST_TERMS = 12
# Words that the name of a column may hold, folded, most telling first.
_NAMES: dict[str, tuple[str, ...]] = {
    "nom": ("nom", "nom structure", "nom du lieu", "raison sociale", "structure", "libelle", "denomination", "name"),
    "adresse": ("adresse", "adresse postale", "rue", "voie", "adres", "address"),
    "complement_adresse": ("complement adresse", "complement d adresse", "complement", "comp adresse"),
    "code_postal": ("code postal", "cp", "postcode", "codepostal", "code post"),
    "code_insee": ("code insee", "insee", "codeinsee", "code commune"),
    "commune": ("commune", "ville", "city", "localite", "municipalite"),
    "telephone": ("telephone", "tel", "num tel", "numero de telephone", "mobile", "phone"),
    "courriels": ("courriel", "courriels", "mail", "email", "e mail", "adresse mail", "mel"),
    "site_web": ("site web", "site", "site internet", "url", "site inter", "website"),
    "pivot": ("siret", "pivot", "siren", "numero siret"),
    "date_maj": ("date maj", "date de mise a jour", "maj", "date mise a jour", "datemaj", "updated at", "dat maj"),
    "presentation_detail": ("presentation", "description", "presentation detail", "descriptif"),
    "structure_parente": ("structure parente", "porteur"),
    "prise_rdv": ("prise rdv", "rendez vous", "rdv"),
    "latitude": ("latitude", "lat", "y"),
    "longitude": ("longitude", "lon", "lng", "long", "x"),
}  # fmt: skip
_KEYS = ("id", "identifiant", "gid", "uid", "num", "numero", "code", "objectid", "fid")
_SHAPES = {
    "courriels": re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE),
    "site_web": re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE),
    "telephone": re.compile(r"(?:\+33|0)\s?[1-9](?:[\s.-]?\d{2}){4}"),
    "pivot": re.compile(r"\d{14}"),
    "code_postal": re.compile(r"\d{5}"),
    "horaires": re.compile(r".*\d{1,2}\s?[h:]\s?\d{0,2}.*", re.IGNORECASE | re.DOTALL),
}


def suggest_mapping(table: Table) -> str:
    """Return the text of a mapping in TOML, with a comment for what is doubtful; to be read before it is used."""
    values = _values_of(table)
    chosen = _chosen(table.columns, values)
    lines = [
        "# Proposition à relire avant de s’en servir.",
        "",
        "[source]",
        'nom = ""',
        'producteur = ""',
        "",
    ]
    key = _key(table.columns, values, set(chosen.values()))
    keys = f"colonnes = [{_quoted(key)}]" if key else "colonnes = []  # aucune colonne n’est unique"
    lines += ["[identifiant]", keys, ""]
    lines += ["[colonnes]"]
    lines += [f"{field} = {_quoted(column)}" for field, column in chosen.items() if field not in _APART]
    lines += ["", *_position(chosen, values)]
    if "horaires" in chosen:
        lines += ["[horaires]", f"texte = {_quoted(chosen['horaires'])}", ""]
    used = {*chosen.values(), key}
    lists = _lists(table.columns, values, used)
    lines += lists
    left = [column for column in table.columns if column not in used and values[column]]
    lines += [
        f"# Colonnes laissées de côté : {', '.join(left)}" if left else "# Toutes les colonnes servent."
    ]
    return "\n".join(lines) + "\n"


_APART = {"latitude", "longitude", "horaires"}


def _values_of(table: Table) -> dict[str, list[Any]]:
    values: dict[str, list[Any]] = {column: [] for column in table.columns}
    for row in islice(table.rows(), _SAMPLE_ROWS):
        for column, value in row.cells.items():
            if not is_nothing(text_of(value)):
                values.setdefault(column, []).append(value)
    return values


def _chosen(columns: Iterable[str], values: dict[str, list[Any]]) -> dict[str, str]:
    """Return the column of each field: by its name first, else by the shape of what it holds."""
    scores: list[tuple[float, str, str]] = []
    for column in columns:
        for field in (*_NAMES, "horaires"):
            score = _name_score(field, column) + _shape_score(field, values.get(column, []))
            if score >= 0.8:
                scores.append((score, field, column))
    chosen: dict[str, str] = {}
    for _, field, column in sorted(scores, key=lambda item: -item[0]):
        if field not in chosen and column not in chosen.values():
            chosen[field] = column
    order = [*_NAMES, "horaires"]
    return {field: chosen[field] for field in order if field in chosen}


def _name_score(field: str, column: str) -> float:
    folded = fold(column.replace("_", " "))
    if field == "horaires":
        return 1.0 if "horaire" in folded else 0.0
    names = _NAMES[field]
    if folded in names:
        return 2.0 - names.index(folded) / 20
    words = folded.split()
    return 0.9 if any(name in (folded if " " in name else words) for name in names if len(name) > 2) else 0.0


def _shape_score(field: str, values: list[Any]) -> float:
    shape = _SHAPES.get(field)
    if shape is None or not values:
        return 0.0
    share = sum(1 for value in values if shape.fullmatch(text_of(value).strip())) / len(values)
    return share if share >= 0.6 else 0.0


def _key(columns: Iterable[str], values: dict[str, list[Any]], taken: set[str]) -> str:
    filled = max((len(found) for found in values.values()), default=0)
    unique = [
        column
        for column in columns
        if column not in taken and len(values[column]) == filled == len({text_of(v) for v in values[column]})
    ]
    named = [column for column in unique if _names_a_key(column)]
    return next(iter(named or unique[:1]), "")


def _names_a_key(column: str) -> bool:
    return any(word in _KEYS or word.startswith("id") for word in fold(column.replace("_", " ")).split())


def _position(chosen: dict[str, str], values: dict[str, list[Any]]) -> list[str]:
    if "latitude" not in chosen or "longitude" not in chosen:
        return []
    first = [_number(v) for v in values[chosen["longitude"]][:50]]
    second = [_number(v) for v in values[chosen["latitude"]][:50]]
    is_lambert = (
        bool(first)
        and all(X_RANGE[0] <= x <= X_RANGE[1] for x in first)
        and all(Y_RANGE[0] <= y <= Y_RANGE[1] for y in second)
    )
    lines = ["[position]"] + (['projection = "Lambert-93"'] if is_lambert else [])
    return [
        *lines,
        f"latitude = {_quoted(chosen['latitude'])}",
        f"longitude = {_quoted(chosen['longitude'])}",
        "",
    ]


def _number(value: Any) -> float:
    try:
        return float(text_of(value).replace(",", ".").replace(" ", ""))
    except ValueError:
        return 0.0


def _lists(columns: Iterable[str], values: dict[str, list[Any]], used: set[str]) -> list[str]:
    """Propose a term for each word of a column that is a label of a closed list; « used » gains the columns."""
    lines: list[str] = []
    for column in columns:
        if column in used or not values[column]:
            continue
        counts = Counter(item for value in values[column] for item in items_of(value, "|;,"))
        if not counts or len(counts) > 60:
            continue
        found = [
            (word, field) for word in counts for field in dict.fromkeys(LIST_FIELDS) if _is_label(word, field)
        ]
        for word, field in found[:_MOST_TERMS]:
            lines += ["[[termes]]", f'champ = "{field}"', f"colonnes = [{_quoted(column)}]"]
            lines += [f"mots = [{_quoted(word)}]", f"donne = {_quoted(word)}", ""]
        if found:
            used.add(column)
    return lines


def _is_label(word: str, field: str) -> bool:
    return fold(word) in vocabulary.codes_of(LIST_FIELDS[field]) and field != "formations_labels"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
