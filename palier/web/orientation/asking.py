"""The one way in which pages look for help: with the delays of the settings."""

from datetime import datetime

from django.conf import settings

from palier.directory.queries import Understanding
from palier.orientation import queries
from palier.orientation.queries.finding import stale_limit
from palier.orientation.results import Filters, Findings, Found, Where

NEAREST = 3
NO_WORDS = Understanding(text="", need=None, stems=())


def ask_for_help(
    understanding: Understanding, where: Where | None, *, filters: Filters, now: datetime
) -> Findings:
    """Find help for what was understood; a need, when there is one, counts more than the words."""
    return queries.find_help(
        need=understanding.need,
        stems=() if understanding.need else understanding.stems,
        where=where,
        filters=filters,
        now=now,
        far_away_min=settings.FAR_AWAY_MIN,
        stale_before=stale_limit(now, months=settings.STALE_AFTER_MONTHS),
    )


def nearest_help(understanding: Understanding, where: Where | None, *, now: datetime) -> tuple[Found, ...]:
    """The three nearest places when none answers all that is asked: for the need without filters, else for anything.

    None without a place to start from, nor for what we do not do: nobody is sent to a café for a repair.
    """
    if where is None or (understanding.need and not understanding.need.is_in_scope):
        return ()
    for wider in (understanding, NO_WORDS):
        found = ask_for_help(wider, where, filters=Filters(), now=now).found
        if found:
            return found[:NEAREST]
    return ()
