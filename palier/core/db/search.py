"""Full text with one behaviour on two engines: SQLite’s FTS5 and PostgreSQL’s tsvector.

A domain app owns a table whose text columns hold folded stems separated by spaces ([a-z0-9_ ], see
`core.text`), and whose facet column holds codes of the same alphabet. The index follows the table by itself
(triggers on SQLite, a generated column on PostgreSQL); the app only writes rows.

Both engines find the same rows. Neither parses the text in its own way: FTS5 cuts at every character
outside [a-z0-9_], and the vector is built by casting tokens, not by `to_tsvector`, whose parser cuts
« n_mailbox » and « 3e5b » in two. Order differs a little: bm25 on SQLite, ts_rank on PostgreSQL. On both, a
word counts more in a heavier column and in a shorter row; facets are no words, but they lengthen a row.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import NotSupportedError, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython
from django.db.migrations.operations.base import Operation

from palier.core.db.replicas import reading_alias
from palier.core.search import FACET_MARK, Match, fts5_query, ts_query, ts_rank_query

_NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")
_WEIGHT_LABELS = "ABCD"  # of PostgreSQL, heaviest first: there are no others
T = TypeVar("T")


@dataclass(frozen=True)
class FullTextIndex:
    """The index of one table.

    `table`: its name in the database; `key`: its integer primary key; `columns`: one to four text columns,
    heaviest first, and how much a word found there counts; `facets`: the column of facet codes.
    Raises ValueError for a name that is not plain or for a fifth text column.
    """

    table: str
    key: str
    columns: Mapping[str, float] = field(hash=False)
    facets: str = "facets"

    def __post_init__(self) -> None:
        for name in (self.table, self.key, *self.columns, self.facets):
            if not _NAME.fullmatch(name):
                raise ValueError(f"not a plain table or column name: {name!r}")
        if not 1 <= len(self.columns) <= len(_WEIGHT_LABELS):
            raise ValueError("an index has one to four text columns")

    # --- In migrations --------------------------------------------------------------------------------

    def operations(self) -> list[Operation]:
        """Return the migration operations that build the index over the rows already there; reversible.

        Put them after the operation that creates the table. Building again replaces the index. SQLite loses
        the triggers of a table that Django rebuilds, and PostgreSQL refuses to change an indexed column: a
        migration that alters the table starts with `drop_operations()` and ends with `operations()`.
        """
        return [RunPython(self._run(self._create), self._run(self._drop))]

    def drop_operations(self) -> list[Operation]:
        """Return the migration operations that remove the index; reversing them builds it again."""
        return [RunPython(self._run(self._drop), self._run(self._create))]

    @staticmethod
    def _run(statements: Callable[[str], list[str]]) -> Callable[[Any, BaseDatabaseSchemaEditor], None]:
        def run(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
            for statement in statements(schema_editor.connection.vendor):
                schema_editor.execute(statement, params=None)

        return run

    def _create(self, vendor: str) -> list[str]:
        """Return the statements that build the index."""
        create = {"sqlite": self._create_fts5, "postgresql": self._create_vector}
        return [*self._drop(vendor), *_for_vendor(create, vendor)()]

    def _drop(self, vendor: str) -> list[str]:
        """Return the statements that remove the index, if it is there."""
        drop = {
            "sqlite": [
                *(f"DROP TRIGGER IF EXISTS {self._fts}_{when}" for when in ("ai", "ad", "au")),
                f"DROP TABLE IF EXISTS {self._fts}",
            ],
            "postgresql": [f"ALTER TABLE {self.table} DROP COLUMN IF EXISTS {self._vector}"],
        }
        return _for_vendor(drop, vendor)

    @property
    def _fts(self) -> str:
        return f"{self.table}_fts"

    @property
    def _vector(self) -> str:
        return "search_vector"

    def _create_fts5(self) -> list[str]:
        columns = [*self.columns, self.facets]
        names = ", ".join(columns)
        add = (
            f"INSERT INTO {self._fts} (rowid, {names}) "
            f"VALUES (new.{self.key}, {', '.join(f'new.{name}' for name in columns)});"
        )
        # FTS5 must be told what it forgets: the table is elsewhere, and already changed.
        remove = (
            f"INSERT INTO {self._fts} ({self._fts}, rowid, {names}) "
            f"VALUES ('delete', old.{self.key}, {', '.join(f'old.{name}' for name in columns)});"
        )
        return [
            f"CREATE VIRTUAL TABLE {self._fts} USING fts5({names}, content='{self.table}', "
            f"content_rowid='{self.key}', tokenize=\"ascii tokenchars '_'\", prefix='2 3')",
            f"CREATE TRIGGER {self._fts}_ai AFTER INSERT ON {self.table} BEGIN {add} END",
            f"CREATE TRIGGER {self._fts}_ad AFTER DELETE ON {self.table} BEGIN {remove} END",
            f"CREATE TRIGGER {self._fts}_au AFTER UPDATE ON {self.table} BEGIN {remove} {add} END",
            f"INSERT INTO {self._fts} ({self._fts}) VALUES ('rebuild')",
        ]

    def _create_vector(self) -> list[str]:
        words = [
            _vector_of(column, label=label)
            for column, label in zip(self.columns, _WEIGHT_LABELS, strict=False)
        ]
        vector = " || ".join([*words, _vector_of(self.facets, mark=FACET_MARK)])
        column = f"{self._vector} tsvector GENERATED ALWAYS AS ({vector}) STORED"
        return [
            f"ALTER TABLE {self.table} ADD COLUMN {column}",
            # fastupdate keeps new rows in a list that each search reads whole: reads are what matters here.
            f"CREATE INDEX {self.table}_search_gin ON {self.table} USING gin ({self._vector}) "
            "WITH (fastupdate = off)",
        ]

    # --- In queries -----------------------------------------------------------------------------------

    def matching(self, match: Match) -> "MatchingKeys":
        """Return the keys that answer `match`, for `filter(pk__in=index.matching(match))`: one SQL query."""
        return MatchingKeys(self, match)

    def search(self, match: Match, *, limit: int, offset: int = 0, using: str = "") -> list[int]:
        """Return the keys that answer `match`, best first; by key when nothing but facets was asked.

        `using`: a database; by default the one that reads must ask now (`replicas.reading_alias`).
        Raises ValueError if `limit` or `offset` is negative.
        """
        if limit < 0 or offset < 0:
            raise ValueError("limit and offset cannot be negative")
        connection = connections[using or reading_alias()]
        keys, params = self._keys(connection.vendor, match)
        order, order_params = self._order(connection.vendor, match)
        sql = f"{keys} ORDER BY {order} LIMIT %s OFFSET %s"
        return [row[0] for row in _rows(connection, sql, [*params, *order_params, limit, offset])]

    def count(self, match: Match, *, using: str = "") -> int:
        """Return how many rows answer `match`."""
        connection = connections[using or reading_alias()]
        keys, params = self._keys(connection.vendor, match)
        return int(_rows(connection, f"SELECT count(*) FROM ({keys}) AS found", params)[0][0])

    def words(self, prefix: str = "", *, using: str = "default") -> Counter[str]:
        """Return the stems of the text columns that start with `prefix`, and in how many rows each is.

        Reads the whole table: for jobs that refresh a vocabulary, not for pages.
        """
        rows = _rows(connections[using], f"SELECT {', '.join(self.columns)} FROM {self.table}", [])
        found: Counter[str] = Counter()
        for row in rows:
            found.update({word for text in row for word in text.split() if word.startswith(prefix)})
        return found

    def _keys(self, vendor: str, match: Match) -> tuple[str, list[Any]]:
        """Return a SELECT of the keys that answer `match`, and its parameters."""
        if match.is_empty:
            return f"SELECT {self.key} FROM {self.table}", []
        write = {"sqlite": self._fts5_keys, "postgresql": self._vector_keys}
        return _for_vendor(write, vendor)(match)

    def _fts5_keys(self, match: Match) -> tuple[str, list[Any]]:
        query = fts5_query(match, columns=list(self.columns), facets=self.facets)
        return f"SELECT rowid FROM {self._fts} WHERE {self._fts} MATCH %s", [query]

    def _vector_keys(self, match: Match) -> tuple[str, list[Any]]:
        query = ts_query(match)
        return f"SELECT {self.key} FROM {self.table} WHERE {self._vector} @@ %s::tsquery", [query]

    def _order(self, vendor: str, match: Match) -> tuple[str, list[Any]]:
        """Return the ORDER BY that puts the best rows first, ties broken by key, and its parameters."""
        if not match.groups:
            return (self.key if match.is_empty or vendor != "sqlite" else "rowid"), []
        order = {"sqlite": self._fts5_order, "postgresql": self._vector_order}
        return _for_vendor(order, vendor)(match)

    def _fts5_order(self, match: Match) -> tuple[str, list[Any]]:
        weights = ", ".join(str(float(weight)) for weight in [*self.columns.values(), 0])
        return f"bm25({self._fts}, {weights}), rowid", []

    def _vector_order(self, match: Match) -> tuple[str, list[Any]]:
        heaviest = max(self.columns.values())
        heavy_first = [weight / heaviest for weight in self.columns.values()]
        missing = [0.0] * (len(_WEIGHT_LABELS) - len(heavy_first))
        weights = [*missing, *reversed(heavy_first)]  # PostgreSQL’s order: D, C, B, A
        # 1: divide by 1 + log(length), so that a short text about the word comes before a long one.
        rank = f"ts_rank(%s::float4[], {self._vector}, %s::tsquery, 1)"
        return f"{rank} DESC, {self.key}", [weights, ts_rank_query(match)]


class MatchingKeys(models.Expression):
    """The right-hand side of `pk__in`: a subquery over the index, written for the engine that runs it."""

    output_field = models.BigIntegerField()

    def __init__(self, index: FullTextIndex, match: Match) -> None:
        super().__init__()
        self.index = index
        self.match = match

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, list[Any]]:
        """Return the subquery in parentheses, and its parameters."""
        keys, params = self.index._keys(connection.vendor, self.match)
        return f"({keys})", params


def _for_vendor(by_vendor: Mapping[str, T], vendor: str) -> T:
    """Return what was written for this engine. Raises NotSupportedError: never something close."""
    try:
        return by_vendor[vendor]
    except KeyError:
        raise NotSupportedError(f"no full text for the engine {vendor!r}") from None


def _vector_of(column: str, *, label: str = "", mark: str = "") -> str:
    """Return the SQL of the vector of one column: each token as it is, after `mark`, with its weight.

    The one position given to all tokens is only there to carry the weight. Tokens that PostgreSQL would
    refuse for their length (2 kB) are left out.
    """
    plain = f"regexp_replace({column}, '[^a-z0-9_]+|[a-z0-9_]{{255,}}', ' ', 'g')"
    weight = f":1{label}" if label else ""
    return f"regexp_replace({plain}, '([a-z0-9_]+)', '{mark}\\1{weight}', 'g')::tsvector"


def _rows(connection: BaseDatabaseWrapper, sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
