"""`link`: from records to clusters, questions and their reasons."""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import pairwise

from palier.linkage.clusters import Grouped, Pair, group
from palier.linkage.deciding import Decided, decide, told
from palier.linkage.engine import Engine, Scorer, scorer
from palier.linkage.normalise import Features, features_of, with_sites
from palier.linkage.records import Decisions, Linkage, PairDecision, Record, Verdict, ordered
from palier.linkage.weights import Weights, shipped_weights

Progress = Callable[[str, float], None]


def link(
    records: Iterable[Record],
    *,
    decisions: Decisions | None = None,
    only: Collection[str] | None = None,
    engine: Engine = "duckdb",
    weights: Weights | None = None,
    progress: Progress | None = None,
) -> Linkage:
    """Return which records are one place, which to ask about, and why.

    The order of `records` changes nothing. `decisions`: what people said; it always wins, and none of it is asked
    again. `only`: ids of new or changed records; pairs without one of them are not compared, so the joins already
    made must be given as decisions. `engine`: « spark » for volumes beyond one machine, same result. `weights`:
    those of data/weights.toml unless given. `progress`: called with a French stage and the share done.
    Raises ValueError if two records have one id.
    """
    tell = progress or (lambda stage, share: None)
    tell("lecture des fiches", 0.0)
    known = sorted(records, key=lambda record: record.id)
    human, weights = decisions or Decisions(), weights or shipped_weights()
    if any(a.id == b.id for a, b in pairwise(known)):
        raise ValueError("two records have the same id")
    rows = with_sites([features_of(record) for record in known])
    if len(rows) < 2:
        return Linkage()
    positions = {row.id: i for i, row in enumerate(rows)}
    fresh = None if only is None else frozenset(positions[i] for i in only if i in positions)
    with scorer(rows, weights, engine=engine) as scores:
        tell("comparaison des paires", 0.3)
        same, distinct = (_positions(pairs, positions) for pairs in (human.same, human.distinct))
        grouped = _grouped(scores, rows, weights, fresh=fresh, same=same, distinct=distinct)
    tell("décisions", 0.9)
    pairs = [*_pairs(grouped, rows, weights, human), *_by_people(human, positions)]
    tell("terminé", 1.0)
    return Linkage(
        pairs=sorted(pairs, key=lambda pair: (pair.left, pair.right)),
        clusters=[[rows[i].id for i in members] for members in grouped.clusters],
        contradictions=[(rows[a].id, rows[b].id) for a, b in grouped.contradictions],
    )


def _grouped(
    scores: Scorer,
    rows: Sequence[Features],
    weights: Weights,
    *,
    fresh: frozenset[int] | None,
    same: frozenset[Pair],
    distinct: frozenset[Pair],
) -> Grouped:
    candidates = scores.candidates(floor_bits=weights.refuse_bits, fresh=fresh)
    decided = [decide(pair, rows, weights) for pair in candidates]
    settled = same | distinct

    def compare(wanted: Sequence[Pair]) -> list[Decided]:
        found = [decide(pair, rows, weights) for pair in scores.pairs(wanted)]
        # These were brought together by others: by themselves they neither join nor ask.
        return [_silenced(one) for one in found]

    kept = [one for one in decided if one.key not in settled]
    return group(kept, compare=compare, same=same, distinct=distinct)


def _silenced(found: Decided) -> Decided:
    return Decided(found.pair, Verdict.DISTINCT, found.objections, found.is_refused)


def _pairs(
    grouped: Grouped, rows: Sequence[Features], weights: Weights, human: Decisions
) -> Iterable[PairDecision]:
    """Tell the joins, the questions, and the near misses that an objection stopped."""
    settled = human.same | human.distinct
    for key, found in grouped.decided.items():
        is_near_miss = found.pair.score_bits >= weights.join_bits and bool(found.objections)
        if found.verdict is Verdict.DISTINCT and not is_near_miss:
            continue
        if (rows[key[0]].id, rows[key[1]].id) in settled:
            continue
        against = grouped.refused_by.get(key)
        also = () if against is None else (_contradiction(against, rows),)
        yield told(found, rows, weights, also=also)


def _contradiction(pair: Pair, rows: Sequence[Features]) -> str:
    return f"contredit par la paire {rows[pair[0]].id} – {rows[pair[1]].id}"


def _by_people(human: Decisions, positions: dict[str, int]) -> list[PairDecision]:
    same = [(pair, Verdict.JOIN) for pair in human.same]
    distinct = [(pair, Verdict.DISTINCT) for pair in human.distinct - human.same]
    return [
        PairDecision(left, right, verdict, 0.0, by_human=True)
        for (left, right), verdict in same + distinct
        if left in positions and right in positions
    ]


def _positions(pairs: Iterable[tuple[str, str]], positions: dict[str, int]) -> frozenset[Pair]:
    """Return the pairs as positions; an id that is not among the records is left out."""
    return frozenset(
        (positions[left], positions[right])
        for left, right in (ordered(*pair) for pair in pairs)
        if left in positions and right in positions
    )
