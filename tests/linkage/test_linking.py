"""`link`, whole: what it promises whatever the records."""

import random
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.linkage_sets import make_set
from palier.linkage.evaluation import evaluate
from palier.linkage.linking import link
from palier.linkage.national import pairs_within, record_of
from palier.linkage.records import Decisions, Linkage, Record, Verdict
from tests.linkage.records import LIBRARY, TOWN_HALL, like


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return [record_of(row) for row in make_set(7, 600)[0]]


@pytest.fixture(scope="module")
def whole(records) -> Linkage:
    return link(records)


def told(linkage: Linkage) -> list[tuple]:
    return [(p.left, p.right, p.verdict, round(p.score_bits, 6), p.explanation) for p in linkage.pairs]


def test_the_order_of_the_records_changes_nothing(records, whole):
    shuffled = random.Random(3).sample(records, len(records))

    again = link(shuffled)

    assert (told(again), again.clusters) == (told(whole), whole.clusters)


def test_pairs_and_clusters_are_told_in_order(whole):
    assert [(p.left, p.right) for p in whole.pairs] == sorted((p.left, p.right) for p in whole.pairs)
    assert all(pair.left < pair.right for pair in whole.pairs)
    assert whole.clusters == sorted(sorted(members) for members in whole.clusters)


def test_a_join_is_inside_a_cluster_and_a_question_between_two(whole):
    inside = pairs_within(whole.clusters)

    assert whole.clusters
    assert whole.questions
    for pair in whole.pairs:
        if pair.verdict is Verdict.JOIN:
            assert (pair.left, pair.right) in inside
        else:
            assert (pair.left, pair.right) not in inside


def test_human_decisions_win_and_are_never_asked_again(records, whole):
    joined = next(p for p in whole.pairs if p.verdict is Verdict.JOIN)
    yes, no = whole.questions[0], whole.questions[1]
    decisions = Decisions.of(
        same=[(yes.right, yes.left)], distinct=[(joined.left, joined.right), (no.left, no.right)]
    )

    again = link(records, decisions=decisions)
    inside, asked = pairs_within(again.clusters), {(q.left, q.right) for q in again.questions}

    assert (yes.left, yes.right) in inside
    assert not {(joined.left, joined.right), (no.left, no.right)} & (inside | asked)
    by_people = {(p.left, p.right): p.verdict for p in again.pairs if p.by_human}
    assert by_people[joined.left, joined.right] is Verdict.DISTINCT
    assert by_people[yes.left, yes.right] is Verdict.JOIN
    assert again.contradictions == []


def test_all_questions_answered_leave_no_question(records, whole):
    answered = Decisions.of(distinct=[(q.left, q.right) for q in whole.questions])

    assert link(records, decisions=answered).questions == []


def test_only_new_records_are_compared(records, whole):
    joined = next(p for p in whole.pairs if p.verdict is Verdict.JOIN)

    found = link(records, only={joined.left, "not-there"})

    assert found.pairs
    assert all(joined.left in (p.left, p.right) for p in found.pairs)
    assert (joined.left, joined.right) in pairs_within(found.clusters)


def test_with_only_earlier_joins_given_as_decisions_are_kept_together():
    old, older, new = LIBRARY, like(LIBRARY, "b"), like(LIBRARY, "c", phones=())

    found = link([old, older, new], only={"c"}, decisions=Decisions.of(same=[("a", "b")]))

    assert found.clusters == [["a", "b", "c"]]


def test_decisions_on_records_that_are_gone_are_left_out():
    decisions = Decisions.of(same=[("a", "gone")], distinct=[("gone", "c")])

    assert link([LIBRARY, like(TOWN_HALL, "c")], decisions=decisions).clusters == []


def test_a_pair_said_both_is_one_place_and_told():
    both = Decisions.of(same=[("a", "b")], distinct=[("a", "b")])

    found = link([LIBRARY, like(TOWN_HALL, "b")], decisions=both)

    assert (found.clusters, found.contradictions) == ([["a", "b"]], [("a", "b")])
    assert [(p.verdict, p.by_human) for p in found.pairs] == [(Verdict.JOIN, True)]


def test_two_records_with_one_id_are_refused():
    with pytest.raises(ValueError, match="same id"):
        link([LIBRARY, LIBRARY])


def test_nothing_and_one_record_need_no_engine():
    assert link([]) == link([LIBRARY]) == Linkage()


def test_progress_goes_from_nothing_to_all(records):
    seen: list[float] = []
    link(records[:20], progress=lambda stage, share: seen.append(share))

    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)


OPTIONAL = [f.name for f in fields(Record) if f.name not in ("id", "name", "lon")]
EMPTY = Record(id="")


@given(gone=st.sets(st.sampled_from(OPTIONAL)), side=st.sampled_from("ab"))
@settings(max_examples=12)
def test_a_missing_value_is_never_evidence(gone, side):
    """What is erased on one side no longer speaks, for or against; the rest says what it said."""
    left, right = LIBRARY, like(LIBRARY, "b", siret="73282932000074")
    left = replace(left, siret="73282932000074")
    erased = replace(left if side == "a" else right, **{name: getattr(EMPTY, name) for name in gone})
    pairs = link([erased, right] if side == "a" else [left, erased]).pairs
    full = {e.field: e for e in link([left, right]).pairs[0].evidence}

    for pair in pairs:
        for evidence in pair.evidence:
            if evidence.field != "kind":  # the commune tells which words of a name are its own
                assert (
                    evidence.weight_bits <= max(full[evidence.field].weight_bits, 0) + 1e-9
                    or evidence == full[evidence.field]
                )
        spoken = {evidence.field for evidence in pair.evidence}
        assert not spoken & {
            {"phones": "phone", "mails": "mail", "sites": "site", "lat": "point"}.get(name, name)
            for name in gone - {"commune", "insee_code", "postal_code"}
        }


@pytest.mark.parametrize("world", ["ouest", "sud"])
def test_an_unseen_set_with_traps_is_well_joined(world):
    rows, truth = make_set(77, 1200, world=world)
    wanted = pairs_within(_members(truth["cluster"]))

    scores = evaluate(link([record_of(row) for row in rows]), wanted, records=len(rows))

    assert scores.precision >= 0.985
    assert scores.recall >= 0.89
    assert scores.recall_asked >= 0.96
    assert scores.asked <= 0.03


def _members(cluster: dict[str, int]) -> list[list[str]]:
    members: dict[int, list[str]] = {}
    for identifier, number in cluster.items():
        members.setdefault(number, []).append(identifier)
    return list(members.values())
