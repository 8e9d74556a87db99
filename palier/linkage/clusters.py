"""Pairs → clusters that do not grow by chance chains: a new member is compared with every member.

Human decisions come first and are never overruled.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from palier.linkage.deciding import Decided
from palier.linkage.records import Verdict

Pair = tuple[int, int]
Compare = Callable[[Sequence[Pair]], list[Decided]]


@dataclass(frozen=True)
class Grouped:
    """`clusters`: positions, two at least. `decided`: verdicts after grouping.

    `refused_by`: joined pair turned into a question → the pair that contradicts it.
    """

    clusters: list[list[int]]
    decided: dict[Pair, Decided]
    refused_by: dict[Pair, Pair]
    contradictions: list[Pair]


def group(
    decided: Iterable[Decided], *, compare: Compare, same: frozenset[Pair], distinct: frozenset[Pair]
) -> Grouped:
    """Return the clusters.

    Joins are taken best first; two clusters merge unless a pair of theirs meets an objection, which turns the join
    into a question, or was said distinct by a person, which ends the matter. Of the questions between two clusters
    only the best is kept. `compare` scores pairs that no blocking rule brought. `same`, `distinct`: what people
    decided.
    """
    known = {found.key: found for found in decided}
    links = {key for key, found in known.items() if found.verdict is Verdict.JOIN} | same
    known |= {found.key: found for found in compare(_missing_pairs(links, known))}
    groups = _Groups(known, distinct)
    for left, right in sorted(same):
        groups.merge(left, right)
    contradictions = sorted(pair for pair in distinct if groups.of(pair[0]) is groups.of(pair[1]))
    for found in _best_first(known, Verdict.JOIN):
        groups.join(found)
    known |= {found.key: found for found in compare(groups.missing_for_questions())}
    groups.settle_questions()
    clusters = sorted(sorted(members) for members in groups.all() if len(members) > 1)
    return Grouped(clusters, groups.known, groups.refused_by, contradictions)


class _Groups:
    def __init__(self, known: dict[Pair, Decided], distinct: frozenset[Pair]) -> None:
        self.known, self._distinct = known, distinct
        self.refused_by: dict[Pair, Pair] = {}
        self._members: dict[int, list[int]] = {}

    def of(self, row: int) -> list[int]:
        """Return the members of the cluster of a row: the same list for all of them."""
        return self._members.setdefault(row, [row])

    def all(self) -> list[list[int]]:
        """Return each cluster once."""
        return list({id(members): members for members in self._members.values()}.values())

    def merge(self, left: int, right: int) -> None:
        one, other = self.of(left), self.of(right)
        if one is not other:
            one.extend(other)
            for member in other:
                self._members[member] = one

    def join(self, found: Decided) -> None:
        """Merge the clusters of a pair, unless a person or another pair of theirs says no."""
        left, right = found.key
        crossed = self._crossed(left, right)
        if not crossed or any(pair in self._distinct for pair in crossed):
            return self._settle(found, None if not crossed else Verdict.DISTINCT)
        refusing = [pair for pair in crossed if pair in self.known and self.known[pair].is_objected]
        if not refusing:
            return self.merge(left, right)
        self.refused_by[found.key] = min(refusing, key=lambda pair: (self.known[pair].pair.score_bits, pair))
        return self._settle(found, Verdict.ASK)

    def missing_for_questions(self) -> list[Pair]:
        """Return the pairs between the clusters of a question that were not compared."""
        asked = _best_first(self.known, Verdict.ASK)
        crossed = {pair for found in asked for pair in self._crossed(*found.key)}
        return sorted(crossed - self.known.keys())

    def settle_questions(self) -> None:
        """Keep one question per pair of clusters; drop those that a cluster or a person already answers."""
        asked: set[frozenset[int]] = set()
        for found in _best_first(self.known, Verdict.ASK):
            left, right = found.key
            crossed = self._crossed(left, right)
            between = frozenset((min(self.of(left)), min(self.of(right))))
            if not crossed:
                self._settle(found, Verdict.JOIN)
            elif between in asked or any(self._is_answered(found.key, pair) for pair in crossed):
                self._settle(found, Verdict.DISTINCT)
            asked.add(between)

    def _is_answered(self, question: Pair, pair: Pair) -> bool:
        if pair in self._distinct:
            return True
        return question not in self.refused_by and pair in self.known and self.known[pair].is_firm

    def _crossed(self, left: int, right: int) -> list[Pair]:
        """Return the pairs between two clusters, none if they are one."""
        one, other = self.of(left), self.of(right)
        return [] if one is other else [(min(a, b), max(a, b)) for a in one for b in other]

    def _settle(self, found: Decided, verdict: Verdict | None) -> None:
        if verdict is not None:
            self.known[found.key] = replace(found, verdict=verdict)


def _best_first(known: dict[Pair, Decided], verdict: Verdict) -> list[Decided]:
    chosen = [found for found in known.values() if found.verdict is verdict]
    return sorted(chosen, key=lambda found: (-round(found.pair.score_bits, 6), found.key))


def _missing_pairs(links: set[Pair], known: dict[Pair, Decided]) -> list[Pair]:
    """Return the pairs inside each group of joined rows that were not compared."""
    parents: dict[int, int] = {}

    def root(row: int) -> int:
        while parents.setdefault(row, row) != row:
            parents[row] = parents[parents[row]]
            row = parents[row]
        return row

    for left, right in links:
        parents[root(left)] = root(right)
    groups: dict[int, list[int]] = defaultdict(list)
    for row in sorted(parents):
        groups[root(row)].append(row)
    return [
        (members[i], members[j])
        for members in groups.values()
        for i in range(len(members))
        for j in range(i + 1, len(members))
        if (members[i], members[j]) not in known
    ]
