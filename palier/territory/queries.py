"""Reads of the territory: find a commune, suggest some while typing, what is near, outlines, local time."""

import heapq
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract as fuzzy_extract

from palier.core.db.functions import distance_km
from palier.core.geo import Point, bounding_box
from palier.territory import finding, names, time_zones, typed
from palier.territory.enums import MatchCertainty
from palier.territory.gazetteer import Entry, Gazetteer, gazetteer
from palier.territory.models import Commune


@dataclass(frozen=True)
class CommuneMatch:
    """What someone meant by the name of a place.

    `commune` is None only if nothing was found. When the certainty is AMBIGUOUS it is the most populated of
    `candidates` (at most ten, most populated first), when CONTRADICTORY the postal code’s commune with the
    nearest name: `remarks`, French sentences, then say so, and a file import must not take it as settled.
    `matched_name` is the name that led there (« Paris 11e arrondissement », « Champtoceaux ») and `point`
    the centre of that part.
    """

    commune: Commune | None
    candidates: list[Commune]
    certainty: MatchCertainty
    remarks: list[str] = field(default_factory=list)
    matched_name: str = ""
    point: Point | None = None


@dataclass(frozen=True)
class CommuneSuggestion:
    """One line under « Où ? ». `label` given back to `parse_where` finds the same place again."""

    label: str  # « Craon (53400) », « Paris (75) »
    insee_code: str  # of the commune of today
    name: str
    postal_code: str  # "" for a town with several arrondissements, or without postal code
    departement_code: str
    departement_name: str
    part_of: str  # for an arrondissement or a former commune, the name of the commune; else ""
    point: Point


def find_commune(*, name: str = "", postal_code: str = "", insee_code: str = "") -> CommuneMatch:
    """Return the commune that the fields designate, each as typed or as found in a file; any may be empty.

    The INSEE code is believed first, then the postal code, then the name. Accents, case, « St », « s/ »,
    CEDEX, « Paris 11e », former communes and codes, lost zeros and slips are understood. Never raises for
    any text.
    """
    return _match(typed.from_parts(name=name, postal_code=postal_code, insee_code=insee_code))


def parse_where(text: str) -> CommuneMatch:
    """Return the commune meant by one field of free text: « Craon », « 53400 », « Craon (53400) », « 53400
    Craon ».
    """
    return _match(typed.from_text(text))


def suggest_communes(text: str, *, limit: int = 8) -> list[CommuneSuggestion]:
    """Return at most `limit` places for what is typed so far, most populated first.

    By the beginning of a name or of a postal code (two digits at least); a misspelt beginning is tried only
    if nothing begins so. Municipal arrondissements and former communes are suggested after the communes.
    """
    parts = typed.from_text(text)
    digits = "".join(text.split())
    book = gazetteer()
    if digits.isdigit() and len(digits) <= 5:
        ranks = book.ranks_of_code_prefix(digits) if len(digits) >= 2 else []
        return _suggestions(book, ranks, limit, code=digits)
    beginning = parts.name if parts.departement or parts.postal_code else names.search_form(text)
    if not beginning:
        return []
    ranks = book.ranks_of_name_prefix(beginning) + _arrondissement(book, parts.arrondissement)
    ranks = ranks or _misspelt(book, beginning)
    if parts.postal_code:
        here = set(book.by_postal_code.get(parts.postal_code, ()))
        ranks = [rank for rank in ranks if rank in here] or ranks
    if parts.departement:
        ranks = [r for r in ranks if book.entries[r].departement_code == parts.departement] or ranks
    return _suggestions(book, ranks, limit, code=parts.postal_code)


def commune_by_insee(code: str) -> Commune | None:
    """Return the commune of today under this INSEE code, through a former code or arrondissement if need be.

    With its département and its EPCI; without its outline.
    """
    commune = _communes().filter(insee_code=code).first()
    if commune is None:
        commune = _communes().filter(former_communes__insee_code=code).first()
    return commune


def communes_near(point: Point, *, radius_km: float) -> QuerySet[Commune]:
    """Return the communes whose centre is within `radius_km` of `point`, nearest first.

    Each row gains `distance_km` (float, kilometres along the great circle). Outlines are deferred.
    """
    return (
        _communes()
        .filter(**bounding_box(point, radius_km))
        .annotate(distance_km=distance_km(point))
        .filter(distance_km__lte=radius_km)
        .order_by("distance_km", "pk")
    )


def nearest_commune(point: Point) -> Commune | None:
    """Return the commune whose centre is nearest to `point`, at most 500 km away: it may not be the one
    around it.
    """
    for radius_km in (10.0, 50.0, 500.0):
        commune = communes_near(point, radius_km=radius_km).first()
        if commune is not None:
            return commune
    return None


def outlines_of_departement(code: str) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection of the communes of a département, by INSEE code.

    Properties: `insee`, `name`. A commune without outline is a Point. Unknown code: no feature.
    """
    rows = (
        Commune.objects.filter(departement__code=code)
        .order_by("insee_code")
        .values_list("insee_code", "name", "outline", "lat", "lon")
    )
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"insee": insee_code, "name": name},
                "geometry": outline or {"type": "Point", "coordinates": [lon, lat]},
            }
            for insee_code, name, outline, lat, lon in rows
        ],
    }


def time_zone_of(commune: Commune) -> ZoneInfo:
    """Return the time zone of the commune: its département’s, but for a few islands."""
    return ZoneInfo(time_zones.EXCEPTIONS.get(commune.insee_code, commune.departement.time_zone))


def _communes() -> QuerySet[Commune]:
    return Commune.objects.defer("outline").select_related("departement", "epci")


def _match(parts: typed.Typed) -> CommuneMatch:
    found = finding.find(parts, gazetteer())
    codes = [entry.insee_code for entry in found.candidates]
    rows = {commune.insee_code: commune for commune in _communes().filter(insee_code__in=codes)}
    entry = found.entry
    return CommuneMatch(
        commune=rows[entry.insee_code] if entry else None,
        candidates=[rows[code] for code in codes],
        certainty=found.certainty,
        remarks=list(found.remarks),
        matched_name=entry.name if entry else "",
        point=entry.point if entry else None,
    )


def _arrondissement(book: Gazetteer, code: str) -> list[int]:
    ranks = book.by_insee_code.get(book.old_codes.get(code, ""), [])
    return [rank for rank in ranks if book.entries[rank].part_code == code]


def _misspelt(book: Gazetteer, beginning: str) -> list[int]:
    """Return the ranks of the names whose beginning is a slip or two away, only the nearest ones."""
    slips = min(2, finding.allowed_slips(beginning))
    if slips == 0:
        return []
    by_slips: dict[int, list[int]] = {}
    # A letter forgotten makes what was typed shorter than what it stands for.
    for length in (len(beginning), len(beginning) + 1):
        heads = book.heads(length, first=beginning[0])
        found = fuzzy_extract(beginning, heads, scorer=OSA.distance, score_cutoff=slips, limit=200)
        for head, distance, _ in found:
            by_slips.setdefault(distance, []).extend(book.ranks_of_name_prefix(head))
    if 1 not in by_slips:
        guesses = finding.with_other_first_letter(beginning)
        by_slips[1] = [rank for guess in guesses for rank in book.ranks_of_name_prefix(guess)]
    return by_slips[1] or by_slips.get(2, [])


def _suggestions(book: Gazetteer, ranks: list[int], limit: int, code: str = "") -> list[CommuneSuggestion]:
    best = heapq.nsmallest(limit, set(ranks))
    return [_suggestion(book.entries[rank], code) for rank in best]


def _suggestion(entry: Entry, code: str) -> CommuneSuggestion:
    is_divided = entry.search_text in typed.ARRONDISSEMENTS and len(entry.postal_codes) > 1
    wanted = next((c for c in entry.postal_codes if code and c.startswith(code)), "")
    postal_code = wanted or next(iter(entry.postal_codes), "")
    if is_divided and len(code) < 5:
        postal_code = ""
    return CommuneSuggestion(
        label=f"{entry.name} ({postal_code or entry.departement_code})",
        insee_code=entry.insee_code,
        name=entry.name,
        postal_code=postal_code,
        departement_code=entry.departement_code,
        departement_name=entry.departement_name,
        part_of=entry.commune_name if entry.is_part else "",
        point=entry.point,
    )
