"""Reads of the directory. None writes, none reads the clock."""

from palier.directory.queries.candidates import (
    Candidate,
    CandidateService,
    candidates_by_words,
    candidates_near,
)
from palier.directory.queries.imports import deposit_by_pk, deposit_with_content, recent_deposits
from palier.directory.queries.needs import (
    Understanding,
    codelist_choices,
    current_needs,
    home_needs,
    national_codes,
    need_by_code,
    understand,
)
from palier.directory.queries.places import (
    other_ways,
    place_cards,
    place_detail,
    places_of_commune,
    published_places,
    town_hall_of,
    who_is_there,
)

__all__ = [
    "Candidate",
    "CandidateService",
    "Understanding",
    "candidates_by_words",
    "candidates_near",
    "codelist_choices",
    "current_needs",
    "deposit_by_pk",
    "deposit_with_content",
    "home_needs",
    "national_codes",
    "need_by_code",
    "other_ways",
    "place_cards",
    "place_detail",
    "places_of_commune",
    "published_places",
    "recent_deposits",
    "town_hall_of",
    "understand",
    "who_is_there",
]
