"""« Ce lieu existe peut-être déjà »: places of the commune and around whose name looks like one being typed."""

from collections.abc import Iterable

from django.db.models import Q
from rapidfuzz import fuzz

from palier.core.geo import Point, bounding_box
from palier.core.text import STOP_WORDS, fold
from palier.directory.enums import PlaceStatus
from palier.directory.models import Place
from palier.territory.models import Commune

AROUND_KM = 5.0
# Out of 100. A neighbour commune has its own town hall: there, the whole name must be the same.
ALIKE, ALIKE_ELSEWHERE = 82.0, 95.0
MOST = 5


def lookalikes_of(
    name: str,
    commune: Commune,
    *,
    statuses: Iterable[PlaceStatus] = (PlaceStatus.PUBLISHED,),
    limit: int = MOST,
) -> list[Place]:
    """Return the places that may be the one called `name` in `commune`, the likeliest first. Two queries.

    The words of the commune and the little ones do not count: « Médiathèque de Craon » is « La médiathèque ».
    """
    around = Q(commune=commune)
    if commune.lat is not None and commune.lon is not None:
        around |= Q(**bounding_box(Point(commune.lat, commune.lon), AROUND_KM))
    rows = Place.objects.filter(around, status__in=list(statuses)).values_list(
        "pk", "search_text", "commune_id"
    )
    town = set(fold(commune.name).split())
    wanted = _words(fold(name), town)
    found = []
    for pk, text, commune_id in rows.order_by("pk"):
        is_here = commune_id == commune.pk
        least = ALIKE if is_here else ALIKE_ELSEWHERE
        score = fuzz.token_sort_ratio(wanted, _words(text, town), score_cutoff=least) if wanted else 0.0
        if score:
            found.append((not is_here, -score, pk))
    best = [pk for _elsewhere, _score, pk in sorted(found)[:limit]]
    places = Place.objects.select_related("commune").defer("commune__outline").in_bulk(best)
    return [places[pk] for pk in best]


def _words(folded: str, town: set[str]) -> str:
    """Leave out what says nothing of a place; a name made only of that is kept whole."""
    words = folded.split()
    return " ".join(word for word in words if word not in town and word not in STOP_WORDS) or folded
