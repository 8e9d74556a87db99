"""From parameters that have the right form to a question: codes that exist, combinations that mean something."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from palier.api.asked import DEFAULT_RADIUS_KM, PlacesAsked
from palier.api.refusals import Refused
from palier.core.geo import Point
from palier.core.text import fold
from palier.directory import queries as directory
from palier.directory.queries import Understanding
from palier.directory.queries.paging import Area
from palier.orientation.queries import listing
from palier.orientation.results import Filters
from palier.territory.models import Commune
from palier.territory.queries import commune_by_insee
from palier.territory.territories import Territory, UnknownTerritory, territory_by_reference

LISTS = ("audience", "support", "language", "label", "modality")
YEARS = range(2000, 2101)


@dataclass(frozen=True)
class Question:
    """What is asked, at which moment, and how the words were understood."""

    wanted: listing.Wanted
    at: datetime
    understanding: Understanding


def read_question(asked: PlacesAsked, *, now: datetime) -> Question:
    """Return what the parameters mean. Raises Refused for a code that does not exist or two that contradict."""
    understanding = _understanding(asked)
    need = understanding.need
    wanted = listing.Wanted(
        area=_area(asked),
        need=need,
        stems=() if need else understanding.stems,
        service_tokens=_service_tokens(asked.service),
        filters=_filters(asked),
    )
    return Question(wanted, _moment(asked, now), understanding)


def _understanding(asked: PlacesAsked) -> Understanding:
    if asked.need and asked.q.strip():
        raise Refused("need", "« q » et « need » disent tous deux le besoin : donnez l’un ou l’autre.")
    if not asked.need:
        return directory.understand(asked.q.strip())
    need = directory.need_by_code(asked.need)
    if need is None:
        raise Refused(
            "need", f"Aucun besoin ne porte le code « {asked.need} » ; la liste est à /api/v1/needs."
        )
    return Understanding(text="", need=need, stems=())


def _service_tokens(text: str) -> tuple[str, ...]:
    if not text.strip():
        return ()
    services = listing.national_services()
    for service in services:
        if text.strip() == service.code or fold(text) == fold(service.label):
            return listing.service_tokens(service.code)
    labels = [service.label for service in services]
    raise Refused("service", f"« {text[:40]} » n’est pas un service du schéma national.", labels)


def _area(asked: PlacesAsked) -> Area:
    if asked.near and asked.commune:
        raise Refused(
            "near", "« near » et « commune » disent tous deux où chercher : donnez l’un ou l’autre."
        )
    territory = _territory(asked.territory)
    if asked.near:
        return Area(territory, _point(asked.near), asked.radius_km or DEFAULT_RADIUS_KM)
    if asked.commune:
        commune = _commune(asked.commune)
        if asked.radius_km is not None:
            return Area(territory, commune.point, asked.radius_km)
        if territory is not None:
            message = (
                "« territory » et « commune » sans « radius_km » se contredisent : donnez l’un ou l’autre."
            )
            raise Refused("territory", message)
        return Area(Territory("commune", commune.insee_code, commune.name))
    if asked.radius_km is not None:
        raise Refused("radius_km", "« radius_km » va avec « near » ou « commune ».", ["near", "commune"])
    return Area(territory)


def _territory(text: str) -> Territory | None:
    try:
        return territory_by_reference(text) if text else None
    except UnknownTerritory:
        message = f"Aucun territoire ne porte le code « {text} » ; cherchez-le à /api/v1/territories?q=."
        raise Refused("territory", message) from None


def _commune(code: str) -> Commune:
    commune = commune_by_insee(code)
    if commune is None:
        message = f"Aucune commune ne porte le code INSEE « {code} » ; cherchez-la à /api/v1/territories?q=."
        raise Refused("commune", message)
    return commune


def _point(text: str) -> Point:
    lat, lon = map(float, text.split(","))
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Refused("near", "« near » attend une latitude de -90 à 90, puis une longitude de -180 à 180.")
    return Point(lat, lon)


def _filters(asked: PlacesAsked) -> Filters:
    codes = {name: str(getattr(asked, name)) for name in LISTS}
    choices = directory.codelist_choices() if any(codes.values()) else {}
    for name, code in codes.items():
        known = [known for known, _label in choices.get(name, [])]
        if code and code not in known:
            raise Refused(name, f"« {name} » ne connaît pas le code « {code} ».", known)
    return Filters(
        open_now=asked.open_now or bool(asked.open_at),
        someone_now=asked.someone_now,
        walk_in=asked.walk_in,
        free=asked.free,
        computer=asked.computer,
        at_home=asked.at_home,
        **codes,
    )


def _moment(asked: PlacesAsked, now: datetime) -> datetime:
    if not asked.open_at:
        return now
    if asked.open_now:
        raise Refused("open_at", "« open_now » et « open_at » disent deux moments : donnez l’un ou l’autre.")
    try:
        # A plus sign in an address is a space, unless it is written %2B.
        at = datetime.fromisoformat(asked.open_at.replace(" ", "+"))
    except ValueError:
        at = None
    if at is None or at.year not in YEARS:
        message = f"« open_at » attend une date et une heure de {YEARS[0]} à {YEARS[-1]} : 2026-11-24T10:30."
        raise Refused("open_at", message)
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
