"""The whole list of places that answer, page after page: for those who take everything, in a stable order.

`find_help` is for a person: the best hundred, best first. This is for programs: the same candidates weighed by the
same rules, in an order that does not depend on the moment.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from palier.core.search import Match
from palier.directory import facets
from palier.directory.exports.loading import NATIONAL_FRAMEWORK
from palier.directory.models import Need, NeedMapping
from palier.directory.models.codelists import FRAMEWORK_CODE
from palier.directory.queries.candidates import Candidate
from palier.directory.queries.paging import Area, Position, candidates_after
from palier.orientation.queries.finding import REPAIRERS, filter_groups, need_tokens
from palier.orientation.queries.weighing import Question, weigh
from palier.orientation.results import Filters

MAX_PAGE = 500
MAX_LOOKED_AT = 4_000  # candidates weighed for one page: a filter that few pass must not cost minutes


@dataclass(frozen=True)
class Wanted:
    """What is asked for. `service_tokens`: facets of which a service must bear one; none asks nothing."""

    area: Area
    need: Need | None = None
    stems: tuple[str, ...] = ()
    service_tokens: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True)
class Listed:
    """One page: (place id, distance in metres or None), in order. `next` is None when there is no more.

    A page may be shorter than asked, or empty, and yet have a next one: only `next` tells the end.
    """

    rows: tuple[tuple[int, int | None], ...]
    next: Position | None


def list_places(wanted: Wanted, *, after: Position | None, limit: int, at: datetime) -> Listed:
    """Return the next `limit` places (MAX_PAGE at most) after `after`, by distance or by age of the record.

    `at` is the moment at which « open » and « somebody there » are looked at. A place added while somebody reads
    disturbs nothing: none is given twice, none of the others is missed.
    """
    limit = min(limit, MAX_PAGE)
    match, question = _match(wanted), _question(wanted, at)
    rows: list[tuple[int, int | None]] = []
    looked_at = 0
    while looked_at < MAX_LOOKED_AT:
        batch = candidates_after(after, match=match, area=wanted.area, limit=limit)
        passing = _passing([candidate for _position, candidate in batch], wanted, question)
        for position, candidate in batch:
            after = position
            if candidate.place_id in passing:
                rows.append((candidate.place_id, position.metres if wanted.area.center else None))
            if len(rows) == limit:
                return Listed(tuple(rows), after)
        if len(batch) < limit:
            return Listed(tuple(rows), None)
        looked_at += len(batch)
    return Listed(tuple(rows), after)


def national_services() -> list[Need]:
    """Return the national services in force, in order."""
    framework = {"framework__code": NATIONAL_FRAMEWORK, "framework__is_current": True}
    return list(Need.objects.filter(**framework).order_by("position", "pk"))


def service_tokens(code: str) -> tuple[str, ...]:
    """Return the facets of services that do the national service `code`: it is said, or a need stands for it.

    A need without national service of its own has its family’s. One query.
    """
    mapped = NeedMapping.objects.filter(
        target__code=code, need__framework__code=FRAMEWORK_CODE, need__framework__is_current=True
    ).values_list("need__code", "need__parent_id")
    found = [facets.token(facets.NATIONAL, code)]
    for need_code, parent_id in mapped:
        found.append(facets.token(facets.NEED, need_code))
        if parent_id is None:
            found += facets.tokens(facets.NEED, _without_own_service(need_code))
    return tuple(dict.fromkeys(found))


def _without_own_service(family_code: str) -> Iterable[str]:
    children = Need.objects.filter(parent__code=family_code, parent__framework__code=FRAMEWORK_CODE)
    return children.filter(mappings=None).values_list("code", flat=True)


def _match(wanted: Wanted) -> Match:
    groups = [list(wanted.service_tokens)] if wanted.service_tokens else []
    groups += filter_groups(wanted.filters)
    if wanted.need is None:
        return Match(all_of=[[stem] for stem in wanted.stems], facets_all=groups)
    groups.append(need_tokens(wanted.need))
    return Match(facets_all=groups if wanted.need.is_in_scope else [*groups, list(REPAIRERS)])


def _question(wanted: Wanted, at: datetime) -> Question:
    need = wanted.need
    return Question(
        need_tokens=tuple(need_tokens(need)) if need else (),
        is_family=need is not None and need.parent_id is None,
        has_words=bool(wanted.stems),
        where=None,
        now=at,
    )


def _passing(candidates: list[Candidate], wanted: Wanted, question: Question) -> set[int]:
    """Return which places pass; a filter that is a matter of service is passed by one that does the service asked."""
    if wanted.service_tokens:
        asked = frozenset(wanted.service_tokens)
        narrowed = [replace(c, services=tuple(s for s in c.services if asked & s.tokens)) for c in candidates]
        candidates = [c for c in narrowed if c.services]
    return {w.candidate.place_id for w in weigh(candidates, question) if w.passes(wanted.filters)}
