"""Clusters: no chance chains, people first, one question per pair of clusters."""

import pytest

from palier.linkage.clusters import group
from palier.linkage.deciding import Decided
from palier.linkage.engine import Scored
from palier.linkage.objections import Objection
from palier.linkage.records import Verdict

JOIN, ASK, DISTINCT = Verdict.JOIN, Verdict.ASK, Verdict.DISTINCT


def pair(
    left: int,
    right: int,
    verdict: Verdict,
    score: float,
    *,
    refused: bool = False,
    mild: bool = False,
    firm: bool = False,
) -> Decided:
    against = (Objection("peut-être deux", is_firm=firm),) if mild or firm else ()
    return Decided(Scored(left, right, score, ()), verdict, against, refused or firm)


def grouped(*pairs, same=(), distinct=(), compared=()):
    wanted: list[tuple[int, int]] = []

    def compare(missing):
        wanted.extend(missing)
        return [found for found in compared if found.key in missing]

    found = group(pairs, compare=compare, same=frozenset(same), distinct=frozenset(distinct))
    return found, wanted


def test_joined_pairs_make_a_cluster():
    found, _ = grouped(pair(0, 1, JOIN, 9), pair(1, 2, JOIN, 8), pair(0, 2, JOIN, 8), pair(3, 4, ASK, 5))

    assert found.clusters == [[0, 1, 2]]


def test_a_new_member_is_compared_with_every_member():
    _, wanted = grouped(pair(0, 1, JOIN, 9), pair(1, 2, JOIN, 8))

    assert wanted == [(0, 2)]


@pytest.mark.parametrize(
    "against", [pair(0, 2, DISTINCT, -3, refused=True), pair(0, 2, DISTINCT, 5, mild=True)]
)
def test_a_chance_chain_becomes_a_question(against):
    found, _ = grouped(pair(0, 1, JOIN, 9), pair(1, 2, JOIN, 8), compared=[against])

    assert found.clusters == [[0, 1]]
    assert found.decided[1, 2].verdict is ASK
    assert found.refused_by == {(1, 2): (0, 2)}


def test_the_best_pair_joins_first():
    found, _ = grouped(pair(0, 1, JOIN, 8), pair(1, 2, JOIN, 9), pair(0, 2, DISTINCT, -3, refused=True))

    assert found.clusters == [[1, 2]]


def test_people_join_what_the_scores_would_not():
    found, _ = grouped(pair(0, 1, DISTINCT, -9, refused=True), same=[(0, 1)])

    assert (found.clusters, found.contradictions) == ([[0, 1]], [])


def test_people_keep_apart_what_the_scores_would_join_and_are_not_asked_again():
    found, _ = grouped(
        pair(0, 1, JOIN, 9), pair(1, 2, JOIN, 8), pair(2, 3, ASK, 5), distinct=[(0, 2), (1, 3), (2, 3)]
    )

    assert found.clusters == [[0, 1]]
    assert found.decided[1, 2].verdict is DISTINCT
    assert found.decided[2, 3].verdict is DISTINCT


def test_people_who_contradict_each_other_are_told():
    found, _ = grouped(same=[(0, 1), (1, 2)], distinct=[(0, 2), (0, 3)])

    assert (found.clusters, found.contradictions) == ([[0, 1, 2]], [(0, 2)])


def test_one_question_is_asked_between_two_clusters():
    found, wanted = grouped(pair(0, 1, JOIN, 9), pair(0, 2, ASK, 5), pair(1, 2, ASK, 6))

    assert [key for key, one in found.decided.items() if one.verdict is ASK] == [(1, 2)]
    assert wanted == []


def test_a_question_inside_a_cluster_is_answered():
    found, _ = grouped(pair(0, 1, JOIN, 9), pair(1, 2, JOIN, 8), pair(0, 2, ASK, 5))

    assert found.clusters == [[0, 1, 2]]
    assert found.decided[0, 2].verdict is JOIN


def test_a_question_that_another_member_answers_is_not_asked():
    found, wanted = grouped(
        pair(0, 1, JOIN, 9), pair(1, 2, ASK, 5), compared=[pair(0, 2, DISTINCT, -3, firm=True)]
    )

    assert wanted == [(0, 2)]
    assert found.decided[1, 2].verdict is DISTINCT


def test_a_question_stands_when_another_member_merely_resembles_little():
    found, _ = grouped(
        pair(0, 1, JOIN, 9), pair(1, 2, ASK, 5), compared=[pair(0, 2, DISTINCT, -3, refused=True)]
    )

    assert found.decided[1, 2].verdict is ASK
