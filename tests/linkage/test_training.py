"""Learning the weights from lists whose truth is known."""

import pytest

from bench.linkage_sets import make_set
from palier.linkage.evaluation import evaluate
from palier.linkage.linking import link
from palier.linkage.national import pairs_within, record_of
from palier.linkage.training import LabelledSet, train
from palier.linkage.weights import read_weights, write_weights
from tests.linkage.records import LIBRARY, TOWN_HALL, like
from tests.linkage.test_linking import _members


@pytest.fixture(scope="module")
def learnt():
    rows, truth = make_set(21, 900)
    return train([LabelledSet([record_of(row) for row in rows], pairs_within(_members(truth["cluster"])))])


def test_what_is_learnt_can_be_written_and_joins_another_set(learnt):
    rows, truth = make_set(22, 600, world="sud")
    weights = read_weights(write_weights(learnt, told="Learnt in a test."))

    found = link([record_of(row) for row in rows], weights=weights)
    scores = evaluate(found, pairs_within(_members(truth["cluster"])), records=len(rows))

    assert scores.precision >= 0.97
    assert scores.recall >= 0.8


def test_training_twice_gives_the_same_weights(learnt):
    rows, truth = make_set(21, 900)
    again = train([LabelledSet([record_of(row) for row in rows], pairs_within(_members(truth["cluster"])))])

    assert write_weights(again, told="") == write_weights(learnt, told="")


@pytest.mark.parametrize(
    ("records", "truth"),
    [
        ([LIBRARY, like(LIBRARY, "b")], set()),
        ([LIBRARY, like(LIBRARY, "b")], {("a", "b")}),
        ([LIBRARY, TOWN_HALL], set()),
    ],
)
def test_sets_that_teach_nothing_are_refused(records, truth):
    with pytest.raises(ValueError, match="pairs of one place"):
        train([LabelledSet(records, truth)])
