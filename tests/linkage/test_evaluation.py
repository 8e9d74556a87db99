"""The figures, on cases counted by hand."""

from palier.linkage.evaluation import Scores, evaluate
from palier.linkage.records import Linkage, PairDecision, Verdict

TRUTH = {("a", "b"), ("a", "c"), ("b", "c"), ("d", "e")}


def asked(left: str, right: str) -> PairDecision:
    return PairDecision(left, right, Verdict.ASK, 5.0)


def test_pairs_of_clusters_are_counted():
    found = Linkage(clusters=[["a", "b"], ["d", "f"]])

    assert evaluate(found, TRUTH, records=10) == Scores(
        precision=0.5, recall=0.25, asked=0.0, recall_asked=0.25
    )


def test_a_right_answer_joins_whole_clusters():
    found = Linkage(pairs=[asked("b", "c"), asked("d", "f")], clusters=[["a", "b"]])

    assert evaluate(found, TRUTH, records=10) == Scores(
        precision=1.0, recall=0.25, asked=0.2, recall_asked=0.75
    )


def test_a_question_already_answered_by_another_adds_nothing():
    found = Linkage(pairs=[asked("a", "b"), asked("a", "c"), asked("b", "c")])

    assert evaluate(found, TRUTH, records=10).recall_asked == 0.75


def test_nothing_to_find_and_nothing_found_is_right():
    assert evaluate(Linkage(), set(), records=0) == Scores(1.0, 1.0, 0.0, 1.0)


def test_the_line_begins_with_what_was_promised():
    line = Scores(0.99, 0.93, 0.02, 0.98).line(seconds=1.26)

    assert line == "precision=0.9900 recall=0.9300 asked=0.0200 seconds=1.3 recall_asked=0.9800"
