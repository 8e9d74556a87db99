"""A scored pair → join, ask or distinct, with the evidence and the objections."""

from collections.abc import Sequence
from dataclasses import dataclass

from palier.linkage.comparisons import COMPARISONS
from palier.linkage.engine import Scored
from palier.linkage.normalise import Features
from palier.linkage.objections import Objection, objections
from palier.linkage.records import PairDecision, Verdict
from palier.linkage.weights import Weights


@dataclass(frozen=True, slots=True)
class Decided:
    """A scored pair and its verdict. `is_refused`: nobody would put the two in one cluster by themselves.

    `is_firm`: a fact makes them two, whatever else is said.
    """

    pair: Scored
    verdict: Verdict
    objections: tuple[Objection, ...]
    is_refused: bool

    @property
    def is_firm(self) -> bool:
        """Tell whether one of the objections is firm."""
        return any(objection.is_firm for objection in self.objections)

    @property
    def is_objected(self) -> bool:
        """Tell whether a cluster must not hold the two without a person."""
        return self.is_refused or bool(self.objections)

    @property
    def key(self) -> tuple[int, int]:
        """The positions of the two rows."""
        return self.pair.left, self.pair.right


def decide(pair: Scored, rows: Sequence[Features], weights: Weights) -> Decided:
    """Return the verdict on one pair, by itself."""
    levels = {
        comparison.field: level.name
        for comparison, gamma in zip(COMPARISONS, pair.gammas, strict=True)
        if (level := comparison.level(gamma))
    }
    against = tuple(objections(rows[pair.left], rows[pair.right], levels))
    is_firm = any(objection.is_firm for objection in against)
    verdict = Verdict.DISTINCT
    if not is_firm and pair.score_bits >= weights.ask_bits:
        is_sure = pair.score_bits >= weights.join_bits and not against
        verdict = Verdict.JOIN if is_sure else Verdict.ASK
    return Decided(pair, verdict, against, is_firm or pair.score_bits < weights.refuse_bits)


def told(
    decided: Decided, rows: Sequence[Features], weights: Weights, *, also: tuple[str, ...] = ()
) -> PairDecision:
    """Return the decision as others read it; `also`: sentences that grouping added."""
    evidence = [
        weights.evidence(comparison, gamma)
        for comparison, gamma in zip(COMPARISONS, decided.pair.gammas, strict=True)
    ]
    return PairDecision(
        left=rows[decided.pair.left].id,
        right=rows[decided.pair.right].id,
        verdict=decided.verdict,
        score_bits=decided.pair.score_bits,
        evidence=tuple(found for found in evidence if found),
        objections=(*(objection.sentence for objection in decided.objections), *also),
    )
