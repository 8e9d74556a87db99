"""What goes in and out of record linkage: records, human decisions, evidence, decisions, clusters."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Record:
    """One row of one list, as published. "" or None is « unknown », which is never evidence.

    `id` is any string unique among the records compared. `lat`, `lon`: degrees WGS 84, both or none. `types`: codes
    of the national schema (« BIB », « MUNI »…). `phones`, `mails` and `sites` in any spelling. `parts`: names of the
    former communes that are now parts of the commune.
    """

    id: str
    name: str = ""
    address: str = ""
    commune: str = ""
    postal_code: str = ""
    insee_code: str = ""
    lat: float | None = None
    lon: float | None = None
    siret: str = ""
    phones: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


class Verdict(StrEnum):
    """What is decided of a pair."""

    JOIN = "join"
    ASK = "ask"
    DISTINCT = "distinct"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one field says of a pair. `weight_bits` > 0 speaks for the same place, < 0 against, 0 says nothing.

    `sentence` is French and complete: « même téléphone +8 ».
    """

    field: str
    level: str
    weight_bits: float
    sentence: str


@dataclass(frozen=True, slots=True)
class PairDecision:
    """The decision on two records, `left` < `right`, and why.

    `score_bits` is the sum of the evidence. `objections` are French sentences: facts that forbid a join whatever the
    score. `by_human` tells that a person decided.
    """

    left: str
    right: str
    verdict: Verdict
    score_bits: float
    evidence: tuple[Evidence, ...] = ()
    objections: tuple[str, ...] = ()
    by_human: bool = False

    @property
    def explanation(self) -> str:
        """One line that a coordinator reads, strongest evidence first."""
        told = sorted(self.evidence, key=lambda e: (-abs(e.weight_bits), e.field))
        return ", ".join([*(e.sentence for e in told), *self.objections])


@dataclass(frozen=True)
class Decisions:
    """What people decided: pairs of ids that are the same place, pairs that are not. They always win.

    A pair said both is taken as the same place; `Linkage.contradictions` names it.
    """

    same: frozenset[tuple[str, str]] = frozenset()
    distinct: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(
        cls, *, same: Iterable[tuple[str, str]] = (), distinct: Iterable[tuple[str, str]] = ()
    ) -> "Decisions":
        """Build from pairs in any order; a pair of one id with itself is left out."""
        return cls(_ordered(same), _ordered(distinct))


def ordered(left: str, right: str) -> tuple[str, str]:
    """Return the pair with the smaller id first."""
    return (left, right) if left < right else (right, left)


def _ordered(pairs: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    return frozenset(ordered(left, right) for left, right in pairs if left != right)


@dataclass(frozen=True)
class Linkage:
    """What `link` found.

    `pairs`: joins and questions, plus the near misses that an objection or a contradiction stopped; ordered by ids.
    `clusters`: ids of one place, two at least each, sorted. `contradictions`: pairs that people said distinct and
    that other human decisions put together.
    """

    pairs: list[PairDecision] = field(default_factory=list)
    clusters: list[list[str]] = field(default_factory=list)
    contradictions: list[tuple[str, str]] = field(default_factory=list)

    @property
    def questions(self) -> list[PairDecision]:
        """The pairs to put to a person, most likely joins first."""
        asked = [pair for pair in self.pairs if pair.verdict is Verdict.ASK]
        return sorted(asked, key=lambda pair: (-pair.score_bits, pair.left, pair.right))
