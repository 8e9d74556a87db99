"""Estimating the weights from lists whose truth is known: m, u, then the thresholds."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

from palier.linkage.comparisons import COMPARISONS
from palier.linkage.deciding import decide
from palier.linkage.engine import Scored, scorer
from palier.linkage.logistic import Case, fit
from palier.linkage.normalise import Features, features_of, with_sites
from palier.linkage.records import Record, Verdict, ordered
from palier.linkage.weights import Weights

# What the thresholds aim at, on the training lists: they are made stricter than what is promised.
JOIN_PRECISION, ASK_RECALL, REFUSE_SHARE = 0.999, 0.998, 0.001
# A level never met is still possible: as many pairs are imagined, spread over the levels as the other pairs are.
_IMAGINED = 0.01
_RIDGE = 1.0


@dataclass(frozen=True)
class LabelledSet:
    """Records and the true pairs among them, the smaller id first."""

    records: Sequence[Record]
    truth: Set[tuple[str, str]]


@dataclass(frozen=True)
class _Labelled:
    rows: Sequence[Features]
    pairs: Sequence[Scored]
    is_one: Sequence[bool]


_OPEN = -1e9  # a threshold that every pair passes


def train(sets: Iterable[LabelledSet]) -> Weights:
    """Return the weights and thresholds that the sets teach.

    m and u are counted among the pairs that the blocking rules bring and that no firm objection settles: u says how
    often a level is met by chance or by neighbourhood among records that are left to be told apart.
    Raises ValueError if the sets have no pair of one place or none of two.
    """
    flat = Weights(
        {(c.field, level.name): (0.5, 0.5) for c in COMPARISONS for level in c.levels}, _OPEN, _OPEN, _OPEN
    )
    labelled = [_label(one, flat) for one in sets]
    if not any(any(one.is_one) for one in labelled) or all(all(one.is_one) for one in labelled):
        raise ValueError("the sets need pairs of one place and pairs of two")
    met = _shares(labelled)
    weights = replace(flat, m_u=_adjusted(met, _fitted_bits(labelled)))
    return _with_thresholds(weights, labelled)


def _label(one: LabelledSet, flat: Weights) -> _Labelled:
    known = sorted(one.records, key=lambda record: record.id)
    rows = with_sites([features_of(record) for record in known])
    with scorer(rows, flat) as scores:
        candidates = scores.candidates(floor_bits=None)
    pairs = [pair for pair in candidates if decide(pair, rows, flat).verdict is not Verdict.DISTINCT]
    return _Labelled(rows, pairs, [ordered(rows[p.left].id, rows[p.right].id) in one.truth for p in pairs])


def _shares(labelled: Sequence[_Labelled]) -> dict[tuple[str, str], tuple[float, float]]:
    """Return (m, u) of each level; each set weighs the same, so that a long one does not speak alone."""
    met: dict[bool, Counter[tuple[int, int]]] = {True: Counter(), False: Counter()}
    for one in labelled:
        count = Counter(one.is_one)
        for pair, is_one in zip(one.pairs, one.is_one, strict=True):
            for i, gamma in enumerate(pair.gammas):
                met[is_one][i, gamma] += 1 / count[is_one]  # type: ignore[assignment]
    shares = {}
    for i, comparison in enumerate(COMPARISONS):
        top = len(comparison.levels) - 1
        m, u = (_smoothed([met[is_one][i, g] for g in range(top, -1, -1)]) for is_one in (True, False))
        for level, m_share, u_share in zip(comparison.levels, m, u, strict=True):
            shares[comparison.field, level.name] = (m_share, u_share)
    return shares


def _fitted_bits(labelled: Sequence[_Labelled]) -> dict[tuple[str, str], float]:
    """Return the weight of each level, in bits, when all are read together: a ridge logistic regression.

    Fields are not independent (an address gives a point, a name its kind): counted one by one, each would say again
    what another said. Each set weighs the same, and a missing value weighs nothing.
    """
    columns = [(c.field, level.name) for c in COMPARISONS for level in c.levels]
    cases: dict[tuple[int, ...], list[float]] = {}
    total = sum(len(one.pairs) for one in labelled)
    for one in labelled:
        for pair, is_one in zip(one.pairs, one.is_one, strict=True):
            case = cases.setdefault(_columns_of(pair), [0.0, 0.0])
            case[is_one] += total / len(labelled) / len(one.pairs)
    said = [Case(columns, twos, ones) for columns, (twos, ones) in sorted(cases.items())]
    weights = fit(said, width=len(columns), ridge=_RIDGE)
    return {column: weight / math.log(2) for column, weight in zip(columns, weights, strict=True)}


def _columns_of(pair: Scored) -> tuple[int, ...]:
    """Return the numbers of the levels met, all comparisons in a row."""
    found, start = [], 0
    for comparison, gamma in zip(COMPARISONS, pair.gammas, strict=True):
        if gamma >= 0:
            found.append(start + len(comparison.levels) - 1 - gamma)
        start += len(comparison.levels)
    return tuple(found)


def _adjusted(
    met: dict[tuple[str, str], tuple[float, float]], bits: dict[tuple[str, str], float]
) -> dict[tuple[str, str], tuple[float, float]]:
    """Keep the rarer of m and u as counted, and bring the other to the fitted weight."""
    adjusted = {}
    for level, (m, u) in met.items():
        u_fitted = m / 2 ** bits[level]
        adjusted[level] = (m, u_fitted) if u_fitted < 1 else (u * 2 ** bits[level], u)
    return adjusted


def _smoothed(counts: Sequence[float]) -> list[float]:
    total = sum(counts) or 1.0
    return [(count / total + _IMAGINED / len(counts)) / (1 + _IMAGINED) for count in counts]


def _with_thresholds(weights: Weights, labelled: Sequence[_Labelled]) -> Weights:
    """Choose the thresholds on the training pairs, once firm objections have spoken."""
    open_weights = replace(weights, join_bits=_OPEN, ask_bits=_OPEN, refuse_bits=_OPEN)
    free: list[tuple[float, bool]] = []  # no objection at all: may be joined
    possible: list[tuple[float, bool]] = []  # no firm objection: may be asked
    for one in labelled:
        for pair, is_one in zip(one.pairs, one.is_one, strict=True):
            score = sum(
                weights.bits(c.field, level.name)
                for c, gamma in zip(COMPARISONS, pair.gammas, strict=True)
                if (level := c.level(gamma))
            )
            found = decide(replace(pair, score_bits=score), one.rows, open_weights)
            if found.verdict is not Verdict.DISTINCT:
                possible.append((score, is_one))
            if found.verdict is Verdict.JOIN:
                free.append((score, is_one))
    ones = sorted(score for score, is_one in possible if is_one)
    ask = ones[int(len(ones) * (1 - ASK_RECALL))]
    join = max(ask, _lowest_precise(free))
    return replace(
        weights, join_bits=join, ask_bits=ask, refuse_bits=min(ask, ones[int(len(ones) * REFUSE_SHARE)])
    )


def _lowest_precise(scored: Sequence[tuple[float, bool]]) -> float:
    """Return the lowest score from which up the pairs are one place often enough."""
    right = 0
    lowest = max((score for score, _ in scored), default=0.0)
    for count, (score, is_one) in enumerate(sorted(scored, reverse=True), 1):
        right += is_one
        if right / count >= JOIN_PRECISION:
            lowest = score
    return lowest
