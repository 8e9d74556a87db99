"""Which pairs are worth comparing: those that share a key. A key shared by too many records is dropped.

Every key is one text column, None when absent; the number of pairs grows with the number of records, not its square.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from palier.linkage.normalise import Features

# Records that may share a key: beyond, the key says too little, and its pairs would grow as a square.
MOST_SHARING = 40
_CELL = 0.002  # degrees: about 220 m north, 150 m east in France
_LETTERS = 4

# Pairs of columns compared: equal values make a candidate pair.
RULES: tuple[tuple[str, str], ...] = (
    ("k_phone", "k_phone"),
    ("k_mail", "k_mail"),
    ("k_siret", "k_siret"),
    ("k_street", "k_street"),
    ("k_word", "k_word"),
    ("k_word", "k_word2"),
    ("k_word2", "k_word"),
    ("k_word2", "k_word2"),
    ("k_start", "k_start"),
    ("k_label", "k_label"),
    ("k_whole", "k_whole"),
    ("k_cell", "k_cell"),
    ("k_cell2", "k_cell2"),
    ("k_commune", "k_commune"),
)
KEYS = tuple(dict.fromkeys(key for rule in RULES for key in rule))


def blocking_keys(rows: Sequence[Features]) -> dict[str, list[str | None]]:
    """Return one list per key of KEYS, in the order of `rows`."""
    rarity = Counter(token for row in rows for token in row.name_tokens)
    words = [_rarest(row, rarity) for row in rows]
    makers: dict[str, Callable[[int, Features], str]] = {
        "k_phone": lambda _, row: row.phone,
        "k_mail": lambda _, row: row.mail,
        "k_siret": lambda _, row: row.siret,
        "k_street": lambda _, row: _joined(_where(row), row.street[:_LETTERS], row.street[-_LETTERS:]),
        "k_word": lambda i, row: _joined(_where(row), words[i][0]),
        "k_word2": lambda i, row: _joined(_where(row), words[i][1]),
        "k_start": lambda _, row: _joined(_where(row), row.own[:_LETTERS]),
        "k_label": lambda _, row: _joined(_where(row), row.label),
        "k_whole": lambda _, row: _joined(row.postal[:2], row.whole),
        "k_cell": lambda _, row: _cell(row, 0.0),
        "k_cell2": lambda _, row: _cell(row, _CELL / 2),
        "k_commune": lambda _, row: _where(row),
    }
    return {key: _capped([make(i, row) for i, row in enumerate(rows)]) for key, make in makers.items()}


def _where(row: Features) -> str:
    return row.insee or row.commune or row.postal


def _rarest(row: Features, rarity: Counter[str]) -> tuple[str, str]:
    """Return the two words of the name that fewest records use."""
    told = sorted(set(row.name_tokens), key=lambda token: (rarity[token], token))
    return (*told, "", "")[0], (*told, "", "")[1]


def _cell(row: Features, shift: float) -> str:
    if row.lat is None or row.lon is None:
        return ""
    return f"{int((row.lat + 90 + shift) / _CELL)}_{int((row.lon + 180 + shift) / _CELL)}"


def _joined(*parts: str) -> str:
    return "|".join(parts) if all(parts) else ""


def _capped(values: list[str]) -> list[str | None]:
    counts = Counter(values)
    return [value if value and counts[value] <= MOST_SHARING else None for value in values]
