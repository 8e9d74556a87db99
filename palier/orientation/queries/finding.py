"""Finding help: candidates from the index, filters, order, reasons, and what to offer when all is far."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from palier.core.search import Match
from palier.directory import facets
from palier.directory import queries as directory
from palier.directory.enums import PlaceKind
from palier.directory.models import Need
from palier.directory.queries.candidates import Candidate
from palier.orientation.enums import Fit
from palier.orientation.queries.weighing import AT_HOME, COMPUTER, FREE, WALK_IN, Question, Weighed, weigh
from palier.orientation.results import Filters, Findings, Found, Where
from palier.territory.enums import Density
from palier.territory.travel import estimate_travel

MAX_CANDIDATES = 120
ENOUGH = 10  # below, look further
# Kilometres to look within, step by step: a larger circle where people and places are few.
RADII_KM = {
    Density.DENSE: (4.0, 15.0, 60.0),
    Density.INTERMEDIATE: (12.0, 30.0, 80.0),
    Density.RURAL: (25.0, 50.0, 120.0),
}
BUCKET_MIN = 5  # minutes that make no difference to a person; within them, open comes before closed

REPAIRERS = tuple(facets.tokens(facets.PLACE_KIND, [PlaceKind.REPAIR_PLACE, PlaceKind.REFURBISHING_PLACE]))
FLAGS = ("open_now", "someone_now", "walk_in", "free", "computer", "at_home")


def find_help(
    *,
    need: Need | None,
    stems: tuple[str, ...],
    where: Where | None,
    filters: Filters,
    now: datetime,
    far_away_min: int,
    stale_before: date,
) -> Findings:
    """Return who can help, best first: fits the need, near in minutes, open, verified, each with its reason.

    `stems` are used only without a need. A need that is out of scope finds those who do it (repairers), never
    a place of digital mediation. Queries: at most three for the candidates, a constant number for the rest.
    """
    weighed, radius_km, is_cut = _answers(need, stems, where, filters, now)
    found = [_found(w, filters, stale_before) for w in weighed if w.passes(filters)]
    if where is not None:
        found.sort(key=_order)
    ways = directory.other_ways(where.commune, need=need, on=now.date()) if where and _in_scope(need) else []
    return Findings(
        found=tuple(found),
        counts=_counts(weighed, filters),
        other_ways=tuple(ways),
        is_far=where is not None and not any(_within(f, far_away_min) for f in found),
        radius_km=radius_km,
        is_cut=is_cut,
        need=need,
    )


def _answers(
    need: Need | None, stems: tuple[str, ...], where: Where | None, filters: Filters, now: datetime
) -> tuple[list[Weighed], float | None, bool]:
    """Return the weighed candidates, how far they were looked for, and whether there were too many to take all."""
    match = _match(need, stems)
    question = Question(
        need_tokens=tuple(match.facets_all[0]) if need else (),
        is_family=need is not None and need.parent_id is None,
        has_words=bool(stems),
        where=where,
        now=now,
    )
    candidates, radius_km = _candidates(match, where)
    weighed = weigh(candidates, question)
    if (
        where is not None
        and not any(w.passes(filters) for w in weighed)
        and (wanted := filter_groups(filters))
    ):
        # The nearest ones do not do it: look for those who do, further away.
        further = Match(all_of=match.all_of, facets_all=[*match.facets_all, *wanted])
        seen = {w.candidate.place_id for w in weighed}
        candidates, radius_km = _candidates(further, where)
        weighed += [w for w in weigh(candidates, question) if w.candidate.place_id not in seen]
    return weighed, radius_km, len(candidates) >= MAX_CANDIDATES


def filter_groups(filters: Filters) -> list[list[str]]:
    """Return the filters that the index can apply, one group of tokens each (open to all: no token)."""
    flags = {
        WALK_IN: filters.walk_in,
        FREE: filters.free,
        COMPUTER: filters.computer,
        AT_HOME: filters.at_home,
    }
    codes = {
        facets.SUPPORT: filters.support,
        facets.LANGUAGE: filters.language,
        facets.LABEL: filters.label,
        facets.MODALITY: filters.modality,
    }
    wanted = [token for token, is_wanted in flags.items() if is_wanted]
    wanted += [facets.token(kind, code) for kind, code in codes.items() if code]
    return [[token] for token in wanted]


def _in_scope(need: Need | None) -> bool:
    return need is None or need.is_in_scope


def need_tokens(need: Need) -> list[str]:
    """Return the facet tokens that answer `need`, the exact one first.

    Then what is wider: its family declared at once (or what is below a family), and the national services
    that say it. One query.
    """
    exact = facets.token(facets.NEED, need.code)
    wide = (
        facets.token(facets.NEED, need.parent.code) if need.parent else facets.token(facets.FAMILY, need.code)
    )
    return [exact, wide, *facets.tokens(facets.NATIONAL, directory.national_codes(need))]


def _match(need: Need | None, stems: tuple[str, ...]) -> Match:
    if need is None:
        return Match(all_of=[[stem] for stem in stems])
    groups = [need_tokens(need)]
    return Match(facets_all=groups if need.is_in_scope else [*groups, list(REPAIRERS)])


def _candidates(match: Match, where: Where | None) -> tuple[list[Candidate], float | None]:
    if where is None:
        return directory.candidates_by_words(match, limit=MAX_CANDIDATES), None
    found: list[Candidate] = []
    radius_km = 0.0
    for radius_km in RADII_KM[Density(where.commune.density)]:
        found = directory.candidates_near(where.point, radius_km=radius_km, match=match, limit=MAX_CANDIDATES)
        if len(found) >= ENOUGH:
            break
    return found, radius_km


def _found(weighed: Weighed, filters: Filters, stale_before: date) -> Found:
    candidate = weighed.candidate
    answering = weighed.answering(filters)
    untils = [weighed.there[s.service_id].until for s in answering if s.service_id in weighed.there]
    untils += [helper.until for helper in weighed.others]
    travel = None
    if weighed.where is not None and candidate.point is not None:
        travel = estimate_travel(
            weighed.where.point, candidate.point, density=Density(weighed.where.commune.density)
        )
    is_verified = candidate.verified_on is not None and candidate.verified_on >= stale_before
    return Found(
        place_id=candidate.place_id,
        service_ids=tuple(s.service_id for s in answering),
        point=candidate.point,
        travel=travel,
        hours=weighed.hours,
        someone_there=bool(untils),
        someone_until=max((u for u in untils if u is not None), default=None),
        helper_hours=next((s.helper_hours for s in answering if s.helper_hours), ""),
        fit=weighed.fit,
        is_verified=is_verified,
        reasons=tuple(
            _reasons(weighed, travel is not None and travel.car_min <= BUCKET_MIN, bool(untils), is_verified)
        ),
    )


def _reasons(weighed: Weighed, is_near: bool, someone_there: bool, is_verified: bool) -> Iterator[str]:
    if weighed.fit != Fit.PLACE:
        yield str(weighed.fit.label)
    if is_near:
        yield "tout près"
    if someone_there:
        yield "quelqu’un est là"
    elif weighed.hours.is_open and not any(s.helper_hours for s in weighed.services):
        yield "ouvert"  # an open door helps nobody at the hours when the helper is away
    if is_verified:
        yield "fiche vérifiée"


def _order(found: Found) -> tuple[float, ...]:
    minutes = found.travel.car_min if found.travel else 10_000
    km = found.travel.distance_km if found.travel else 10_000.0
    return (
        found.fit.rank,
        minutes // BUCKET_MIN,
        not found.someone_there,
        not found.hours.is_open,
        not found.is_verified,
        km,
        found.place_id,
    )


def _within(found: Found, minutes: int) -> bool:
    return found.travel is not None and found.travel.car_min <= minutes


def _counts(weighed: list[Weighed], filters: Filters) -> dict[str, int]:
    """How many places each filter would leave, the others staying as they are."""
    counts: Counter[str] = Counter()
    for flag in FLAGS:
        wanted = replace(filters, **{flag: True})  # type: ignore[arg-type]  # FLAGS names booleans only
        counts[flag] = sum(w.passes(wanted) for w in weighed)
    passing = [w for w in weighed if w.passes(filters)]
    counts["all"] = len(passing)
    for one in passing:
        seen = {token for service in one.answering(filters) for token in service.tokens}
        counts.update(f"token:{token}" for token in seen | one.candidate.tokens)
    return dict(counts)


def stale_limit(now: datetime, *, months: int) -> date:
    """Return the day before which a verification is too old, months counted as 30.4 days."""
    return (now - timedelta(days=round(months * 30.4))).date()
