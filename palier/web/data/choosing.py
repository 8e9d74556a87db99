"""Which places a downloaded list holds: those of the search page for the same address, or all of a territory."""

from collections.abc import Iterator
from datetime import datetime

from django.http import QueryDict

from palier.directory import exports
from palier.directory import queries as directory
from palier.directory.queries import Understanding
from palier.directory.queries.paging import Area, Position
from palier.orientation import queries
from palier.orientation.queries.listing import MAX_PAGE, Wanted, list_places
from palier.orientation.results import Where
from palier.territory.territories import Territory
from palier.web.orientation.asking import ask_for_help
from palier.web.orientation.forms import Asked, read_search, search_choices


def places_of_list(
    params: QueryDict, *, territory: Territory | None, now: datetime, with_demo: bool
) -> Iterator[exports.PublicPlace]:
    """Yield the places that the address of a search asks for.

    With « ou » (or a position): the list of the search page, in its order. Without: every place of `territory` (or
    of the whole country) that passes the same filters, oldest record first.
    """
    asked = read_search(params, search_choices())
    understanding = _understanding(asked)
    where = _where(asked)
    if where is not None:
        found = ask_for_help(understanding, where, filters=asked.filters, now=now).found
        pages = iter([[one.place_id for one in found]])
    else:
        need = understanding.need
        wanted = Wanted(
            area=Area(territory), need=need, stems=() if need else understanding.stems, filters=asked.filters
        )
        pages = _pages(wanted, now)
    for ids in pages:
        places = exports.public_places(ids, on=now.date())
        yield from (place for place in places if with_demo or not place.row.is_demo)


def _pages(wanted: Wanted, now: datetime) -> Iterator[list[int]]:
    after: Position | None = None
    while True:
        page = list_places(wanted, after=after, limit=MAX_PAGE, at=now)
        yield [pk for pk, _metres in page.rows]
        after = page.next
        if after is None:
            return


def _understanding(asked: Asked) -> Understanding:
    need = directory.need_by_code(asked.need_code) if asked.need_code else None
    if need is not None:
        return Understanding(text=asked.words, need=need, stems=())
    return directory.understand(asked.words)


def _where(asked: Asked) -> Where | None:
    if asked.where_text:
        return queries.where_from_text(asked.where_text)[0]
    if asked.lat is not None and asked.lon is not None:
        return queries.where_from_point(asked.lat, asked.lon)
    return None
