"""Candidates weighed against a question: which of their services answer, how well, and who is there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from palier.directory import facets
from palier.directory.enums import AccessMode, CapabilityKind, Modality, Price
from palier.directory.hours import HoursState, state_at
from palier.directory.presence import HelperThere, helpers_there
from palier.directory.queries.candidates import Candidate, CandidateService
from palier.directory.queries.places import HELPER_HOURS_SOURCE
from palier.orientation.enums import Fit
from palier.orientation.results import Filters, Where

WALK_IN = facets.token(facets.ACCESS, AccessMode.WALK_IN)
FREE = facets.token(facets.PRICE, Price.FREE)
COMPUTER = facets.token(facets.CAPABILITY, CapabilityKind.COMPUTER)
AT_HOME = facets.token(facets.MODALITY, Modality.HOME)
MODALITIES = frozenset(facets.tokens(facets.MODALITY, Modality.values))
# Help of these kinds is had without going anywhere.
COMES_TO_YOU = frozenset(facets.tokens(facets.MODALITY, [Modality.HOME, Modality.PHONE, Modality.REMOTE]))


@dataclass(frozen=True, slots=True)
class Weighed:
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


@dataclass(frozen=True, slots=True)
class Question:
    """What candidates are weighed against. `need_tokens` answer the need, the exact one first; none without a need."""

    need_tokens: tuple[str, ...]
    is_family: bool
    has_words: bool
    where: Where | None
    now: datetime


def weigh(candidates: Iterable[Candidate], question: Question) -> list[Weighed]:
    """Return the candidates that answer, in the order given, with who is there by every registered source."""
    weighed = [w for c in candidates if (w := _weigh_one(c, question)) is not None]
    there = helpers_there(
        (w.candidate.place_id for w in weighed), question.now, leave_out=HELPER_HOURS_SOURCE
    )
    return [replace(w, others=tuple(there.get(w.candidate.place_id, ()))) for w in weighed]


def _weigh_one(candidate: Candidate, question: Question) -> Weighed | None:
    services, fit = candidate.services, Fit.WORDS if question.has_words else Fit.PLACE
    if question.need_tokens:
        # What is below a family says the family; the family of a need does not say the need.
        exact = frozenset(question.need_tokens[: 2 if question.is_family else 1])
        services = tuple(s for s in candidate.services if s.tokens & frozenset(question.need_tokens))
        says_so = any(exact & s.tokens for s in services)
        fit = Fit.SAYS_SO if says_so else Fit.SAME_FAMILY
        if not services:
            return None
    # Help that only comes to the person is told apart (`other_ways`): it is no place to go to.
    on_site = [s for s in services if not s.tokens & MODALITIES or s.tokens & MODALITIES - COMES_TO_YOU]
    if question.where is not None and services and not on_site:
        return None
    there = {}
    for service in services:
        state = (
            state_at(service.helper_hours, candidate.context, question.now) if service.helper_hours else None
        )
        if state is not None and state.is_open:
            there[service.service_id] = state
    hours = state_at(candidate.hours, candidate.context, question.now)
    return Weighed(candidate, services, fit, hours, there, question.where)
