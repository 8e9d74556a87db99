"""From the records of the database to the joins and the questions, by record linkage; what people said goes first."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from time import perf_counter
from typing import Any

from django.db.models import Exists, OuterRef, Q

from palier.directory.actions import joins
from palier.directory.actions.joins.words import values_of
from palier.directory.editable import places_to_read
from palier.directory.enums import PairAnswer, PlaceStatus
from palier.directory.exports.national_words import TYPES
from palier.directory.models import Correction, PairDecision, Place, PlaceJoin, SourceRecord
from palier.linkage.records import Decisions, Linkage, Record, Verdict, ordered
from palier.linkage.records import PairDecision as Found
from palier.territory.enums import FormerCommuneKind
from palier.territory.models import Commune, FormerCommune

LINKED = (PlaceStatus.PUBLISHED, PlaceStatus.UNPUBLISHED, PlaceStatus.DRAFT)
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class PairLine:
    """A join or a question of the report: two places by public id and name, and the evidence on one line."""

    first: str
    first_name: str
    second: str
    second_name: str
    why: str


@dataclass
class LinkReport:
    """What was found and, if it was written, done. `contradictions`: what people said that cannot all be true."""

    records: int = 0
    places: int = 0
    joins: list[PairLine] = field(default_factory=list)
    questions: list[PairLine] = field(default_factory=list)
    new_questions: int = 0
    contradictions: list[PairLine] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def sentence(self) -> str:
        """« 1203 lignes, 1180 lieux : 12 réunions, 4 questions (3 nouvelles) en 2,1 s »."""
        seconds = f"{self.seconds:.1f}".replace(".", ",")
        return (
            f"{_many(self.records, 'ligne')}, {_many(self.places, 'lieu', 'lieux')} : "
            f"{_many(len(self.joins), 'réunion')}, {_many(len(self.questions), 'question')} "
            f"({_many(self.new_questions, 'nouvelle')}) en {seconds} s"
        )


def _many(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count < 2 else several or one + 's'}"


@dataclass
class _Known:
    """What is compared: a record per row of a list, and one per place that people wrote or corrected."""

    records: list[Record] = field(default_factory=list)
    nodes: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    place_of: dict[str, int] = field(default_factory=dict)

    def add(self, place_id: int, record: Record) -> None:
        self.records.append(record)
        self.nodes[place_id].append(record.id)
        self.place_of[record.id] = place_id


def link_places(
    *,
    now: datetime,
    write: bool,
    within: Q | None = None,
    only: frozenset[int] | None = None,
    progress: Progress | None = None,
) -> LinkReport:
    """Find which places are one and which to ask about; with `write`, join and ask.

    `within`: a condition on places. `only`: ids of the places that changed; pairs without one of them are left as
    they are. Records of one place stay together, what people said wins, and two places held by different structures
    are asked about, never joined by themselves. Safe to run twice.
    """
    from palier.linkage.linking import link  # heavy, and pages that import this module never need it

    began = perf_counter()
    known = _known(within or Q())
    wanted = None if only is None else {node for pk in only for node in known.nodes.get(pk, ())}
    report = LinkReport(records=len(known.records), places=len(known.nodes))
    found = Linkage()
    if wanted is None or wanted:
        found = link(known.records, decisions=_said(known), only=wanted, progress=progress)
    _apply(found, known, report, now=now, write=write, only=only)
    report.seconds = perf_counter() - began
    return report


def link_changed(*, public_ids: Iterable[str], now: datetime) -> LinkReport:
    """Link these places with those of their départements, and write: for what an import has just changed."""
    ids = list(public_ids)
    changed: dict[int, int] = {}
    for start in range(0, len(ids), 500):
        rows = Place.objects.filter(public_id__in=ids[start : start + 500])
        changed |= dict(rows.values_list("pk", "commune__departement_id"))
    if not changed:
        return LinkReport()
    within = Q(commune__departement__in=set(changed.values()))
    return link_places(now=now, write=True, within=within, only=frozenset(changed))


# --- What is compared ---------------------------------------------------------------------------------------


def _known(within: Q) -> _Known:
    known = _Known()
    communes = _communes()
    places = Place.objects.filter(within, status__in=LINKED)
    rows = SourceRecord.objects.filter(place__in=places, gone_at=None)
    for pk, place_id, says in rows.order_by("pk").values_list("pk", "place_id", "says").iterator():
        known.add(place_id or 0, _record(f"r{pk}", says, communes))
    live = SourceRecord.objects.filter(place=OuterRef("pk"), gone_at=None)
    corrections = Correction.objects.filter(place=OuterRef("pk"), service=None)
    by_people = places_to_read().filter(within, status__in=LINKED).filter(~Exists(live) | Exists(corrections))
    for place in by_people.exclude(~Exists(live), status=PlaceStatus.DRAFT).iterator(chunk_size=500):
        known.add(place.pk, _record(f"p{place.pk}", values_of(place), communes))
    return known


def _communes() -> dict[str, tuple[str, tuple[str, ...]]]:
    """INSEE code → name of the commune, names of the former communes that are parts of it."""
    parts: dict[str, list[str]] = defaultdict(list)
    inside = (FormerCommuneKind.DELEGATED, FormerCommuneKind.ASSOCIATED)
    former = FormerCommune.objects.filter(kind__in=inside).exclude(name="")
    for code, name in former.order_by("pk").values_list("commune__insee_code", "name"):
        parts[code].append(name)
    named = Commune.objects.values_list("insee_code", "name")
    return {code: (name, tuple(parts.get(code, ()))) for code, name in named}


def _record(
    identifier: str, says: Mapping[str, Any], communes: Mapping[str, tuple[str, tuple[str, ...]]]
) -> Record:
    name, parts = communes.get(says.get("commune", ""), ("", ()))
    lat, lon = says.get("point") or (None, None)
    return Record(
        id=identifier,
        name=says.get("name", ""),
        address=says.get("address", ""),
        commune=name,
        postal_code=says.get("postal_code", ""),
        insee_code=says.get("commune", ""),
        lat=lat,
        lon=lon,
        siret=says.get("siret", ""),
        phones=tuple(says.get("phones", ())),
        mails=tuple(says.get("emails", ())),
        sites=tuple(says.get("sites", ())),
        types=tuple(code or TYPES.get(kind, "") for kind, code in says.get("types", ())),
        parts=parts,
    )


def _said(known: _Known) -> Decisions:
    """What people said of places, as pairs of records: those of one place are one, those of two said apart are not."""
    same = [(nodes[0], node) for nodes in known.nodes.values() for node in nodes[1:]]
    joined = dict(PlaceJoin.objects.filter(undone_at=None).values_list("joined_id", "kept_id"))
    distinct = []
    apart = PairDecision.objects.filter(answer=PairAnswer.DISTINCT)
    for first, second in apart.values_list("first_id", "second_id"):
        left = known.nodes.get(_standing(first, joined), ())
        right = known.nodes.get(_standing(second, joined), ())
        distinct += [(one, other) for one in left for other in right]
    return Decisions.of(same=same, distinct=distinct)


def _standing(place_id: int, joined: Mapping[int, int]) -> int:
    """Return the place that stands for this one after joins."""
    while place_id in joined:
        place_id = joined[place_id]
    return place_id


# --- What is done -------------------------------------------------------------------------------------------


def _apply(
    found: Linkage,
    known: _Known,
    report: LinkReport,
    *,
    now: datetime,
    write: bool,
    only: frozenset[int] | None,
) -> None:
    by_pair = _best_pairs(found, known)
    groups = [sorted({known.place_of[node] for node in cluster}) for cluster in found.clusters]
    asked = [pair for pair, one in by_pair.items() if one.verdict is Verdict.ASK]
    ids = {*chain.from_iterable(group for group in groups if len(group) > 1), *chain.from_iterable(asked)}
    places = Place.objects.in_bulk(sorted(ids))
    work = _Work(by_pair, report, now=now, write=write)
    for group in groups:
        if len(group) > 1:
            asked += work.join([places[pk] for pk in group])
    _ask(asked, by_pair, places, known, report, now=now, write=write, only=only)
    for left, right in found.contradictions:
        pair = ordered(left, right)
        first, second = (Place.objects.get(pk=known.place_of[node]) for node in pair)
        report.contradictions.append(_line(first, second, None))


class _Work:
    """Joins clusters, and tells what it did."""

    def __init__(
        self, by_pair: Mapping[tuple[int, int], Found], report: LinkReport, *, now: datetime, write: bool
    ) -> None:
        self.by_pair, self.report, self.now, self.write = by_pair, report, now, write
        self.best_of: dict[int, Found] = {}
        for pair, found in by_pair.items():
            for pk in pair:
                if pk not in self.best_of or found.score_bits > self.best_of[pk].score_bits:
                    self.best_of[pk] = found

    def join(self, group: Sequence[Place]) -> list[tuple[int, int]]:
        """Join the places of a cluster into the best of them; return the pairs to ask about instead."""
        kept, *others = joins.best_first(*group)
        asked = []
        for place in others:
            pair = (min(place.pk, kept.pk), max(place.pk, kept.pk))
            if None not in (place.owner_id, kept.owner_id) and place.owner_id != kept.owner_id:
                asked.append(pair)
                continue
            self._join_one(kept, place, self.by_pair.get(pair) or self.best_of.get(place.pk))
        return asked

    def _join_one(self, kept: Place, place: Place, found: Found | None) -> None:
        if self.write:
            try:
                join = joins.join_places(kept=kept, joined=place, evidence=evidence_of(found), now=self.now)
            except joins.JoinRefused:  # somebody closed one of them meanwhile
                return
            joins.move_questions(join, now=self.now)
            kept.refresh_from_db()
        self.report.joins.append(_line(kept, place, found))


def _ask(
    pairs: Iterable[tuple[int, int]],
    by_pair: Mapping[tuple[int, int], Found],
    places: dict[int, Place],
    known: _Known,
    report: LinkReport,
    *,
    now: datetime,
    write: bool,
    only: frozenset[int] | None,
) -> None:
    joined = dict(PlaceJoin.objects.filter(undone_at=None).values_list("joined_id", "kept_id"))
    asked: dict[tuple[int, int], joins.Asked] = {}
    for pair in pairs:
        first, second = sorted(_standing(pk, joined) for pk in pair)
        found = by_pair.get(pair)
        if first == second or (first, second) in asked:
            continue
        asked[first, second] = joins.Asked(
            (first, second), found.score_bits if found else 0.0, evidence_of(found)
        )
        report.questions.append(_line(places[pair[0]], places[pair[1]], found))
    if write:
        among = frozenset(known.nodes)
        report.new_questions = joins.ask_pairs(asked=asked.values(), among=among, only=only, now=now)


def _best_pairs(found: Linkage, known: _Known) -> dict[tuple[int, int], Found]:
    """Return, for each pair of places, what speaks most for one place."""
    best: dict[tuple[int, int], Found] = {}
    for one in found.pairs:
        left, right = known.place_of[one.left], known.place_of[one.right]
        pair = (min(left, right), max(left, right))
        if left == right or one.by_human or one.verdict is Verdict.DISTINCT:
            continue
        if pair not in best or one.score_bits > best[pair].score_bits:
            best[pair] = one
    return best


def evidence_of(found: Found | None) -> dict[str, Any]:
    """Return the evidence as `PairQuestion.evidence` keeps it, the strongest first."""
    if found is None:
        return {"score_bits": 0.0, "lines": [], "objections": []}
    lines = sorted(found.evidence, key=lambda one: (-abs(one.weight_bits), one.field))
    return {
        "score_bits": round(found.score_bits, 2),
        "lines": [
            {
                "field": one.field,
                "level": one.level,
                "weight_bits": round(one.weight_bits, 2),
                "sentence": one.sentence,
            }
            for one in lines
        ],
        "objections": list(found.objections),
    }


def _line(first: Place, second: Place, found: Found | None) -> PairLine:
    why = found.explanation if found else ""
    return PairLine(first.public_id, first.name, second.public_id, second.name, why)
