"""Splink: candidate pairs, the level of each comparison, and the sum of the weights. On DuckDB or on Spark.

Both engines give the same pairs, levels and sums: the model is made of our weights and of plain SQL.
"""

import logging
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from palier.linkage.blocking import RULES, blocking_keys
from palier.linkage.comparisons import COMPARISONS, Comparison
from palier.linkage.normalise import Features
from palier.linkage.weights import Weights

Engine = Literal["duckdb", "spark"]

_TEXTS = (
    "own", "own_sorted", "label", "bare", "digits", "number", "street_kind", "street", "commune", "insee", "postal",
    "phone", "phone2", "mail", "mail2", "domain", "page", "host", "siret", "siren",
)  # fmt: skip
_NUMBERS = (
    "kinds", "main_kinds", "types", "moving", "phone_sites", "mail_sites", "page_sites", "siren_sites", "name_sites",
)  # fmt: skip
_GAMMAS = tuple(f"gamma_{comparison.field}" for comparison in COMPARISONS)
_ROWS_PER_PARTITION = 5000
_NO_PRIOR = 0.5  # log2(odds) = 0: the score is the sum of the evidence, as it is told


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate pair: positions in the rows, `left` < `right`; sum of weights; one gamma per comparison."""

    left: int
    right: int
    score_bits: float
    gammas: tuple[int, ...]


@contextmanager
def scorer(rows: Sequence[Features], weights: Weights, *, engine: Engine = "duckdb") -> Iterator["Scorer"]:
    """Open an engine on the rows, and close what it opened.

    Raises ModuleNotFoundError or RuntimeError if Spark is asked for and is not there.
    """
    logging.getLogger("splink").setLevel(logging.ERROR)
    if engine == "spark":
        with _spark_api(partitions=2 + len(rows) // _ROWS_PER_PARTITION) as api:
            yield Scorer(rows, weights, api)
    else:
        from splink.backends.duckdb import DuckDBAPI

        api = DuckDBAPI()
        try:
            yield Scorer(rows, weights, api)
        finally:
            api.duckdb_con.close()


class Scorer:
    """Scores pairs of rows with Splink."""

    def __init__(self, rows: Sequence[Features], weights: Weights, api: Any) -> None:
        self._rows, self._weights, self._api = rows, weights, api
        self._table = _table(rows)

    def candidates(self, *, floor_bits: float | None, fresh: frozenset[int] | None = None) -> list[Scored]:
        """Return the pairs that share a blocking key and score `floor_bits` or more, ordered.

        `fresh`: positions of rows; only pairs with one of them are compared. None: all.
        """
        keys: dict[str, Any] = {
            name: pa.array(values, pa.string()) for name, values in blocking_keys(self._rows).items()
        }
        if fresh is not None:
            keys["fresh"] = pa.array([int(i in fresh) for i in range(len(self._rows))])
        table = pa.table({**self._table, **keys})
        only = "" if fresh is None else " and (l.fresh + r.fresh) > 0"
        rules = [f"l.{a} = r.{b}{only}" for a, b in RULES]
        linker = self._linker(table, rules)
        return _read(linker.inference.predict(threshold_match_weight=floor_bits))

    def pairs(self, wanted: Sequence[tuple[int, int]]) -> list[Scored]:
        """Return the score of given pairs of positions, ordered."""
        if not wanted:
            return []
        used = sorted({i for pair in wanted for i in pair})
        chosen = pa.array(used)
        table = pa.table({name: column.take(chosen) for name, column in self._table.items()})
        linker = self._linker(table, ["1 = 0"])
        told = sorted({(min(pair), max(pair)) for pair in wanted})
        blocked = pa.table(
            {
                "match_key": ["0"] * len(told),
                "join_key_l": [a for a, _ in told],
                "join_key_r": [b for _, b in told],
            }
        )
        linker.table_management.register_blocked_pairs_for_predict(self._api.register(blocked))
        return _read(linker.inference.predict())

    def _linker(self, table: pa.Table, rules: list[Any]) -> Any:
        from splink import Linker, SettingsCreator

        settings = SettingsCreator(
            link_type="dedupe_only",
            comparisons=[_splink_comparison(comparison, self._weights) for comparison in COMPARISONS],
            blocking_rules_to_generate_predictions=rules,
            probability_two_random_records_match=_NO_PRIOR,
            retain_matching_columns=True,  # Splink drops the levels with them
            retain_intermediate_calculation_columns=False,
            unique_id_column_name="row",
        )
        return Linker(self._api.register(table), settings, log_level=logging.ERROR, validate_settings=False)


def _table(rows: Sequence[Features]) -> dict[str, pa.Array]:
    columns: dict[str, pa.Array] = {"row": pa.array(range(len(rows)), pa.int64())}
    for name in _TEXTS:
        columns[name] = pa.array([getattr(row, name) for row in rows], pa.string())
    for name in _NUMBERS:
        columns[name] = pa.array([getattr(row, name) for row in rows], pa.int64())
    for name in ("lat", "lon"):
        columns[name] = pa.array([getattr(row, name) for row in rows], pa.float64())
    return columns


def _splink_comparison(comparison: Comparison, weights: Weights) -> Any:
    import splink.comparison_level_library as levels
    import splink.comparison_library as library

    told: list[Any] = [levels.CustomLevel(comparison.missing, "missing").configure(is_null_level=True)]
    for level in comparison.levels:
        m, u = weights.m_u[comparison.field, level.name]
        made = levels.CustomLevel(level.sql, level.name) if level.sql else levels.ElseLevel()
        told.append(made.configure(m_probability=m, u_probability=u))
    return library.CustomComparison(output_column_name=comparison.field, comparison_levels=told)


def _read(predictions: Any) -> list[Scored]:
    columns = predictions.as_pyarrow_table().select(["row_l", "row_r", "match_weight", *_GAMMAS]).to_pydict()
    found = [
        Scored(min(a, b), max(a, b), score, gammas)
        for a, b, score, *gammas_list in zip(*columns.values(), strict=True)
        for gammas in [tuple(gammas_list)]
    ]
    return sorted(found, key=lambda pair: (pair.left, pair.right))


@contextmanager
def _spark_api(*, partitions: int) -> Iterator[Any]:
    from pyspark.sql import SparkSession
    from splink.backends.spark import SparkAPI, similarity_jar_location

    with tempfile.TemporaryDirectory() as folder:
        session = (
            SparkSession.builder.appName("palier-linkage")
            .config("spark.jars", similarity_jar_location())
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.shuffle.partitions", str(partitions))
            .config("spark.default.parallelism", str(partitions))
            .config("spark.sql.warehouse.dir", f"{folder}/warehouse")
            .getOrCreate()
        )
        try:
            session.sparkContext.setCheckpointDir(f"{folder}/checkpoints")
            yield SparkAPI(spark_session=session, break_lineage_method="persist")  # type: ignore[no-untyped-call]
        finally:
            session.stop()
