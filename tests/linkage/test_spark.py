"""Spark gives what DuckDB gives: the same pairs, levels, scores, clusters."""

import shutil

import pytest

from bench.linkage_sets import make_set
from palier.linkage.linking import link
from palier.linkage.national import record_of


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_spark_decides_as_duckdb_does():
    pytest.importorskip("pyspark")
    if not shutil.which("java"):
        pytest.skip("Java is not installed: Spark cannot run")
    records = [record_of(row) for row in make_set(3, 220)[0]]

    here, there = link(records), link(records, engine="spark")

    assert here.clusters
    assert there.clusters == here.clusters
    assert [(p.left, p.right, p.verdict, p.explanation) for p in there.pairs] == [
        (p.left, p.right, p.verdict, p.explanation) for p in here.pairs
    ]
    for one, other in zip(here.pairs, there.pairs, strict=True):
        assert other.score_bits == pytest.approx(one.score_bits, abs=1e-9)
