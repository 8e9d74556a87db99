"""Finding help: candidates from the index, filters, order, reasons, and what to offer when all is far."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from palier.core.search import Match
from palier.directory import facets
from palier.directory import queries as directory
from palier.directory.enums import AccessMode, CapabilityKind, Modality, PlaceKind, Price
from palier.directory.hours import HoursState, state_at
from palier.directory.models import Need
from palier.directory.presence import HelperThere, helpers_there
from palier.directory.queries.candidates import Candidate, CandidateService
from palier.directory.queries.places import HELPER_HOURS_SOURCE
from palier.orientation.enums import Fit
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

WALK_IN = facets.token(facets.ACCESS, AccessMode.WALK_IN)
FREE = facets.token(facets.PRICE, Price.FREE)
COMPUTER = facets.token(facets.CAPABILITY, CapabilityKind.COMPUTER)
AT_HOME = facets.token(facets.MODALITY, Modality.HOME)
REPAIRERS = tuple(facets.tokens(facets.PLACE_KIND, [PlaceKind.REPAIR_PLACE, PlaceKind.REFURBISHING_PLACE]))
# Help of these kinds is had without going anywhere.
_COMES_TO_YOU = frozenset(facets.tokens(facets.MODALITY, [Modality.HOME, Modality.PHONE, Modality.REMOTE]))
_MODALITIES = frozenset(facets.tokens(facets.MODALITY, Modality.values))
CODE_KINDS = {
    "audience": facets.AUDIENCE,
    "support": facets.SUPPORT,
    "language": facets.LANGUAGE,
    "modality": facets.MODALITY,
}
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
    match = _match(need, stems)
    candidates, radius_km = _candidates(match, where)
    weighed = [w for c in candidates for w in _weigh(c, need, bool(stems), where, now)]
    weighed = _with_others(weighed, now)
    passing = [w for w in weighed if w.passes(filters)]
    if where is not None and not passing and (wanted := _filter_groups(filters)):
        # The nearest ones do not do it: look for those who do, further away.
        candidates, radius_km = _candidates(
            Match(all_of=match.all_of, facets_all=[*match.facets_all, *wanted]), where
        )
        seen = {w.candidate.place_id for w in weighed}
        further = [w for c in candidates for w in _weigh(c, need, bool(stems), where, now)]
        weighed += _with_others([w for w in further if w.candidate.place_id not in seen], now)
        passing = [w for w in weighed if w.passes(filters)]
    found = [_found(w, filters, stale_before) for w in passing]
    if where is not None:
        found.sort(key=_order)
    ways = directory.other_ways(where.commune, need=need, on=now.date()) if where and _in_scope(need) else []
    return Findings(
        found=tuple(found),
        counts=_counts(weighed, filters),
        other_ways=tuple(ways),
        is_far=where is not None and not any(_within(f, far_away_min) for f in found),
        radius_km=radius_km,
        is_cut=len(candidates) >= MAX_CANDIDATES,
        need=need,
    )


def _filter_groups(filters: Filters) -> list[list[str]]:
    """The filters that the index can apply, one group of tokens each; offers open to all have no audience token."""
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


def _with_others(weighed: list["_Weighed"], now: datetime) -> list["_Weighed"]:
    """Add to each who else is there, by every registered source."""
    there = helpers_there((w.candidate.place_id for w in weighed), now, leave_out=HELPER_HOURS_SOURCE)
    return [replace(w, others=tuple(there.get(w.candidate.place_id, ()))) for w in weighed]


def _in_scope(need: Need | None) -> bool:
    return need is None or need.is_in_scope


def need_tokens(need: Need) -> list[str]:
    """Return the facet tokens that answer `need`: itself, what is below it, or its whole family declared at once."""
    wide = (
        facets.token(facets.NEED, need.parent.code) if need.parent else facets.token(facets.FAMILY, need.code)
    )
    return [facets.token(facets.NEED, need.code), wide]


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


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A candidate with the services that answer the need, and its hours evaluated once.

    `there` says which services have somebody there by their own hours; `others` who else is there.
    """

    candidate: Candidate
    services: tuple[CandidateService, ...]
    fit: Fit
    hours: HoursState
    there: dict[int, HoursState]
    where: Where | None
    others: tuple[HelperThere, ...] = ()

    def answering(self, filters: Filters) -> list[CandidateService]:
        """Services that pass every filter that is a matter of service."""
        return [s for s in self.services if self._service_passes(s, filters)]

    def passes(self, filters: Filters) -> bool:
        """Tell whether one and the same service passes, and the place too."""
        if filters.open_now and not self.hours.is_open:
            return False
        if filters.computer and COMPUTER not in self.candidate.tokens:
            return False
        if filters.label and facets.token(facets.LABEL, filters.label) not in self.candidate.tokens:
            return False
        return bool(self.answering(filters)) if self.services or _asks_service(filters) else True

    def _service_passes(self, service: CandidateService, filters: Filters) -> bool:
        tokens = service.tokens
        for_somebody_else = (
            filters.audience
            and any(t.startswith(facets.AUDIENCE) for t in tokens)
            and facets.token(facets.AUDIENCE, filters.audience) not in tokens
        )
        return not (
            for_somebody_else
            or (filters.someone_now and not self._has_somebody(service))
            or (filters.walk_in and WALK_IN not in tokens)
            or (filters.free and FREE not in tokens)
            or (filters.at_home and AT_HOME not in tokens)
            or (filters.support and facets.token(facets.SUPPORT, filters.support) not in tokens)
            or (filters.language and facets.token(facets.LANGUAGE, filters.language) not in tokens)
            or (filters.modality and facets.token(facets.MODALITY, filters.modality) not in tokens)
        )

    def _has_somebody(self, service: CandidateService) -> bool:
        return service.service_id in self.there or any(
            helper.service_id in (None, service.service_id) for helper in self.others
        )


def _asks_service(filters: Filters) -> bool:
    return bool(
        filters.someone_now
        or filters.walk_in
        or filters.free
        or filters.at_home
        or filters.audience
        or filters.support
        or filters.language
        or filters.modality
    )


def _weigh(
    candidate: Candidate, need: Need | None, has_words: bool, where: Where | None, now: datetime
) -> Iterator[_Weighed]:
    services, fit = candidate.services, Fit.WORDS if has_words else Fit.PLACE
    if need is not None:
        exact, wide = need_tokens(need)
        services = tuple(s for s in candidate.services if exact in s.tokens or wide in s.tokens)
        fit = (
            Fit.SAYS_SO
            if need.parent is None or any(exact in s.tokens for s in services)
            else Fit.SAME_FAMILY
        )
        if not services:
            return
    # Help that only comes to the person is told apart (`other_ways`): it is no place to go to.
    on_site = tuple(
        s for s in services if not s.tokens & _MODALITIES or s.tokens & _MODALITIES - _COMES_TO_YOU
    )
    if where is not None and services and not on_site:
        return
    there = {}
    for service in services:
        state = state_at(service.helper_hours, candidate.context, now) if service.helper_hours else None
        if state is not None and state.is_open:
            there[service.service_id] = state
    yield _Weighed(candidate, services, fit, state_at(candidate.hours, candidate.context, now), there, where)


def _found(weighed: _Weighed, filters: Filters, stale_before: date) -> Found:
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


def _reasons(weighed: _Weighed, is_near: bool, someone_there: bool, is_verified: bool) -> Iterator[str]:
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


def _counts(weighed: list[_Weighed], filters: Filters) -> dict[str, int]:
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
