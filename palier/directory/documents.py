"""What the search engine keeps of a place. Reads only; `actions.refresh_search_docs` writes.

An import writes thousands of documents: rows are read as plain values, not as related objects, and what many
places share (needs, communes, structures, labels) is read and stemmed once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Model, Q, QuerySet

from palier.core.text import stems
from palier.directory import facets
from palier.directory.enums import Answer, GrantStatus, PlaceKind, PlaceStatus, ServiceStatus
from palier.directory.index import MAX_TOKEN_CHARS
from palier.directory.models import (
    Capability,
    ExceptionalClosure,
    LabelGrant,
    Need,
    NeedSynonym,
    NonDigitalActivity,
    Place,
    PlaceOccupant,
    PlaceType,
    SchemeAlias,
    SearchDoc,
    Service,
    ServiceAccessMode,
    ServiceModality,
    ServicePartner,
    Structure,
)
from palier.directory.models.codelists import FRAMEWORK_CODE
from palier.directory.models.places import hours_with_closures
from palier.territory.models import Commune

_PLACE_FIELDS = (
    "name", "other_names", "postal_code", "description", "field_visibility", "lat", "lon", "opening_hours",
    "verified_on", "commune_id", "operator_id", "carrier_id",
)  # fmt: skip
_SERVICE_FIELDS = (
    "place_id", "name", "description", "procedures", "entry_conditions", "helper_hours", "price", "provider_id",
    "host_id", "carrier_id",
)  # fmt: skip
_KINDS = {str(value): str(label) for value, label in PlaceKind.choices}

Rows = dict[int, list[tuple[Any, ...]]]  # what hangs on places or services, by their id


def published_services(*, on: date) -> QuerySet[Service]:
    """Services that can be had on that day: published, begun or to come, not ended."""
    return Service.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), status=ServiceStatus.PUBLISHED)


def build_search_docs(place_ids: Iterable[int], *, on: date) -> list[SearchDoc]:
    """Return the unsaved documents of those of the places that are published, in a constant number of queries."""
    # The status is looked at here: asked with the keys, SQLite would go through every place that is published.
    found = Place.objects.filter(pk__in=list(place_ids)).only("status", *_PLACE_FIELDS).order_by()
    places = [place for place in found if place.status == PlaceStatus.PUBLISHED]
    if not places:
        return []
    here = published_services(on=on).filter(place_id__in=[place.pk for place in places])
    services: dict[int, list[Service]] = defaultdict(list)
    for service in here.only(*_SERVICE_FIELDS).order_by("pk"):
        services[service.place_id].append(service)
    library = _library(places, services, on=on)
    return [_document(place, services.get(place.pk, []), library) for place in places]


@dataclass(frozen=True, slots=True)
class _Need:
    """One need: its facets (of its own, of its family, of another framework) and its words."""

    rank: int
    ours: tuple[str, ...]
    family: tuple[str, ...]
    national: tuple[str, ...]
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Commune:
    """Where a commune is: its words and its facets, with those of its département and of its EPCI."""

    lat: float
    lon: float
    departement_code: str
    time_zone: str
    names: tuple[str, str, str]
    facets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Library:
    """All that the documents of some places need, read at once; `Rows` are in the order of the lists."""

    needs: dict[int, _Need]
    communes: dict[int, _Commune]
    structures: dict[int, tuple[str, str]]  # name, other names
    aliases: Rows
    closures: dict[int, list[ExceptionalClosure]]
    of_places: dict[str, Rows]
    of_services: dict[str, Rows]


def _library(places: Sequence[Place], services: dict[int, list[Service]], *, on: date) -> _Library:
    place_ids = [place.pk for place in places]
    all_services = [service for own in services.values() for service in own]
    of_places = _of_places(place_ids, on=on)
    of_services = _of_services([service.pk for service in all_services])
    bodies = {pk for place in places for pk in (place.operator_id, place.carrier_id)}
    bodies |= {pk for s in all_services for pk in (s.provider_id, s.host_id, s.carrier_id)}
    closures: dict[int, list[ExceptionalClosure]] = defaultdict(list)
    # `on` is a day of Greenwich: in Tahiti the day before may not be over.
    for closure in ExceptionalClosure.objects.filter(
        place_id__in=place_ids, ends_on__gte=on - timedelta(days=1)
    ):
        closures[closure.place_id].append(closure)
    schemes = {scheme_id for own in of_places["labels"].values() for scheme_id, _, _ in own}
    return _Library(
        needs=_needs({need_id for own in of_services["needs"].values() for (need_id,) in own}),
        communes=_communes({place.commune_id for place in places}),
        structures={
            pk: (name, other_names)
            for pk, name, other_names in Structure.objects.filter(pk__in=bodies - {None}).values_list(
                "pk", "name", "other_names"
            )
        },
        aliases=_rows(SchemeAlias, "scheme_id", schemes, "name"),
        closures=closures,
        of_places=of_places,
        of_services=of_services,
    )


def _communes(ids: set[int]) -> dict[int, _Commune]:
    columns = (
        "pk", "name", "insee_code", "lat", "lon", "departement__code", "departement__name",
        "departement__time_zone", "epci__siren", "epci__name",
    )  # fmt: skip
    found = {}
    for pk, name, code, lat, lon, dep_code, dep_name, time_zone, siren, epci in Commune.objects.filter(
        pk__in=ids
    ).values_list(*columns):
        tokens = [facets.token(facets.COMMUNE, code), facets.token(facets.DEPARTEMENT, dep_code)]
        tokens += [facets.token(facets.EPCI, siren)] if siren else []
        found[pk] = _Commune(lat, lon, dep_code, time_zone, (name, dep_name, epci or ""), tuple(tokens))
    return found


def _of_places(ids: Collection[int], *, on: date) -> dict[str, Rows]:
    not_over = Q(ends_on=None) | Q(ends_on__gte=on)
    granted, yes = Q(status=GrantStatus.GRANTED), Q(answer=Answer.YES)
    return {
        "all_types": _rows(PlaceType, "place_id", ids, "kind"),
        "types": _rows(PlaceType, "place_id", ids, "kind", only=not_over),
        "capabilities": _rows(Capability, "place_id", ids, "kind", only=yes),
        "activities": _rows(NonDigitalActivity, "place_id", ids, "name"),
        "occupants": _rows(PlaceOccupant, "place_id", ids, "structure__name"),
        "labels": _rows(
            LabelGrant, "place_id", ids, "scheme_id", "scheme__code", "scheme__name", only=granted
        ),
    }


def _of_services(ids: Collection[int]) -> dict[str, Rows]:
    audiences, supports = Service.audiences.through, Service.special_supports.through
    return {
        "needs": _rows(Service.needs.through, "service_id", ids, "need_id"),
        "audiences": _rows(audiences, "service_id", ids, "audience__code", listed_by="audience"),
        "supports": _rows(supports, "service_id", ids, "specialsupport__code", listed_by="specialsupport"),
        "languages": _rows(
            Service.languages.through, "service_id", ids, "language__code", listed_by="language"
        ),
        "modalities": _rows(ServiceModality, "service_id", ids, "modality"),
        "access_modes": _rows(ServiceAccessMode, "service_id", ids, "mode"),
        "partners": _rows(ServicePartner, "service_id", ids, "structure__name"),
    }


def _rows(
    model: type[Model],
    key: str,
    ids: Collection[int],
    *columns: str,
    only: Q | None = None,
    listed_by: str = "",
) -> Rows:
    """Return `columns` by `key`, oldest first, or in the order of the list that `listed_by` points to."""
    grouped: Rows = defaultdict(list)
    if not ids:
        return grouped
    order = (f"{listed_by}__position", f"{listed_by}_id") if listed_by else ("pk",)
    found = model._default_manager.filter(only or Q(), **{f"{key}__in": list(ids)}).order_by(*order)
    for owner, *values in found.values_list(key, *columns):
        grouped[owner].append(tuple(values))
    return grouped


def _needs(ids: set[int]) -> dict[int, _Need]:
    synonyms = _rows(NeedSynonym, "need_id", ids, "text")
    found = {}
    columns = ("pk", "code", "label", "framework__code", "parent__code")
    listed = Need.objects.filter(pk__in=ids).order_by("position", "pk").values_list(*columns)
    for rank, (pk, code, label, framework, family) in enumerate(listed):
        is_ours = framework == FRAMEWORK_CODE
        texts = [label, *(text for (text,) in synonyms.get(pk, ()))]
        found[pk] = _Need(
            rank=rank,
            ours=(facets.token(facets.NEED, code),) if is_ours else (),
            family=(facets.token(facets.FAMILY, family),) if family else (),
            national=() if is_ours else (facets.token(facets.NATIONAL, code),),
            stems=tuple(dict.fromkeys(stem for text in texts for stem in _known_stems(text))),
        )
    return found


def _document(place: Place, services: list[Service], library: _Library) -> SearchDoc:
    closures = library.closures.get(place.pk, [])
    commune = library.communes[place.commune_id]
    place_tokens = _place_tokens(place, commune, library)
    needs = {service.pk: _needs_of(service, library) for service in services}
    rows = []
    for service in services:
        own = [c for c in closures if c.service_id in (None, service.pk)]
        tokens = " ".join(_service_tokens(service, needs[service.pk], library))
        rows.append([service.pk, tokens, hours_with_closures(service.helper_hours, own)])
    every_token = dict.fromkeys([*place_tokens, *(t for row in rows for t in str(row[1]).split())])
    return SearchDoc(
        place=place,
        name=_padded(_unique(_stems(text) for text in (place.name, place.other_names))),
        commune=_padded(_unique(_known_stems(text) for text in _commune_names(place, commune))),
        body=_padded(_unique(_body(place, services, needs, library))),
        facets=_padded(every_token),
        # A place without coordinates is looked for at the centre of its commune rather than nowhere.
        lat=commune.lat if place.lat is None else place.lat,
        lon=commune.lon if place.lon is None else place.lon,
        departement_code=commune.departement_code,
        time_zone=commune.time_zone,
        hours=hours_with_closures(place.opening_hours, [c for c in closures if c.service_id is None]),
        services=rows,
        verified_on=place.verified_on,
    )


def _needs_of(service: Service, library: _Library) -> list[_Need]:
    rows = library.of_services["needs"].get(service.pk, ())
    return sorted((library.needs[need_id] for (need_id,) in rows), key=lambda need: need.rank)


def _service_tokens(service: Service, needs: list[_Need], library: _Library) -> dict[str, None]:
    def of(kind: str, name: str) -> list[str]:
        return facets.tokens(kind, (code for (code,) in library.of_services[name].get(service.pk, ())))

    return dict.fromkeys(
        [
            *(token for need in needs for token in need.ours),
            *(token for need in needs for token in need.family),
            *(token for need in needs for token in need.national),
            *of(facets.AUDIENCE, "audiences"),
            *of(facets.SUPPORT, "supports"),
            *of(facets.LANGUAGE, "languages"),
            *of(facets.MODALITY, "modalities"),
            *of(facets.ACCESS, "access_modes"),
            facets.token(facets.PRICE, service.price),
        ]
    )


def _place_tokens(place: Place, commune: _Commune, library: _Library) -> list[str]:
    rows = library.of_places
    return [
        *facets.tokens(facets.PLACE_KIND, (kind for (kind,) in rows["types"].get(place.pk, ()))),
        *facets.tokens(facets.CAPABILITY, (kind for (kind,) in rows["capabilities"].get(place.pk, ()))),
        *facets.tokens(facets.LABEL, (code for _, code, _ in rows["labels"].get(place.pk, ()))),
        *commune.facets,
    ]


def _commune_names(place: Place, commune: _Commune) -> list[str]:
    name, departement, epci = commune.names
    return [name, place.postal_code, departement, epci]


def _body(
    place: Place, services: list[Service], needs: dict[int, list[_Need]], library: _Library
) -> Iterable[tuple[str, ...]]:
    """Yield the stems of each text that says what the place is and what is done there, weightiest first."""
    rows, pk = library.of_places, place.pk
    yield _stems(place.public_text("description"))
    yield from (_stems(name) for (name,) in rows["activities"].get(pk, ()))
    yield from (_known_stems(_KINDS.get(kind, kind)) for (kind,) in rows["all_types"].get(pk, ()))
    yield from (_known_stems(name) for (name,) in rows["occupants"].get(pk, ()))
    for scheme_id, _, name in rows["labels"].get(pk, ()):
        yield _known_stems(name)
        yield from (_known_stems(alias) for (alias,) in library.aliases.get(scheme_id, ()))
    for body in (place.operator_id, place.carrier_id):
        yield from (_known_stems(text) for text in library.structures.get(body or 0, ()))
    for service in services:
        texts = (service.name, service.description, service.procedures, service.entry_conditions)
        yield from (_stems(text) for text in texts)
        for body in (service.provider_id, service.host_id, service.carrier_id):
            yield from (_known_stems(name) for name in library.structures.get(body or 0, ())[:1])
        yield from (_known_stems(name) for (name,) in library.of_services["partners"].get(service.pk, ()))
        yield from (need.stems for need in needs[service.pk])


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem[:MAX_TOKEN_CHARS] for stem in stems(text)) if text else ()


@lru_cache(maxsize=20_000)
def _known_stems(text: str) -> tuple[str, ...]:
    """Stems of a text that many places share: a label, a synonym, the name of a commune or of a structure."""
    return _stems(text)


def _unique(texts: Iterable[tuple[str, ...]]) -> Iterable[str]:
    """Each stem once, in order: the index ranks places, not long texts."""
    return dict.fromkeys(stem for text in texts for stem in text)


def _padded(words: Iterable[str]) -> str:
    """Put each word between two spaces, so that LIKE finds whole words."""
    return f" {' '.join(words)} "
