"""What exports read: published places with what everybody may see, batch by batch."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q, QuerySet

from palier.core.db.attaching import attach, attach_shared
from palier.directory.documents import published_services
from palier.directory.enums import Visibility
from palier.directory.models import (
    Audience,
    Capability,
    ContactChannel,
    ExceptionalClosure,
    LabelGrant,
    Language,
    Need,
    NeedMapping,
    NonDigitalActivity,
    Place,
    PlaceOccupant,
    PlaceType,
    Service,
    ServiceAccessMode,
    ServiceCoverage,
    ServiceModality,
    SpecialSupport,
)
from palier.directory.models.codelists import FRAMEWORK_CODE
from palier.directory.queries.places import published_places
from palier.territory.models import PostalCode
from palier.territory.territories import Territory

BATCH = 500
NATIONAL_FRAMEWORK = "services-nationaux"


@dataclass(frozen=True, slots=True)
class PublicService:
    """A published service. `national`: the national services it says or that its needs stand for, in order."""

    row: Service
    national: tuple[Need, ...]
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """A published place with its published services; every contact prefetched on them is public."""

    row: Place
    services: tuple[PublicService, ...]


@dataclass(frozen=True, slots=True)
class OpenDataState:
    """How many places an export holds and when one of them last changed; `changed_at` is None without places."""

    count: int
    changed_at: datetime | None


def open_data_state(*, territory: Territory | None, with_demo: bool) -> OpenDataState:
    """Return the size and the freshness of an export. One query."""
    found = _chosen(territory, with_demo=with_demo).aggregate(changed_at=Max("updated_at"))
    count = _chosen(territory, with_demo=with_demo).count()
    return OpenDataState(count, found["changed_at"])


def open_data(
    *, territory: Territory | None, with_demo: bool, on: date, batch_size: int = BATCH
) -> Iterator[PublicPlace]:
    """Yield the published places of `territory` (None: all), oldest record first.

    Constant number of queries per batch; a place added or withdrawn meanwhile disturbs no other. Places of the
    demonstration are left out unless `with_demo`.
    """
    after, lists = 0, _Lists.load()
    while True:
        chosen = _chosen(territory, with_demo=with_demo).filter(pk__gt=after).order_by("pk")
        places = _read(chosen[:batch_size], lists, on=on)
        yield from places
        if len(places) < batch_size:
            return
        after = places[-1].row.pk


def public_places(place_ids: Iterable[int], *, on: date) -> list[PublicPlace]:
    """Return the published places among `place_ids`, in that order. Constant number of queries."""
    ids = list(place_ids)
    if not ids:
        return []
    places = _read(published_places().filter(pk__in=ids), _Lists.load(), on=on)
    by_id = {place.row.pk: place for place in places}
    return [by_id[pk] for pk in ids if pk in by_id]


def public_place(public_id: str, *, on: date) -> PublicPlace | None:
    """Return a published place, or the one that an old identifier leads to; None if there is none.

    The caller compares identifiers to know whether to redirect. Constant number of queries.
    """
    known = published_places().filter(Q(public_id=public_id) | Q(redirects__public_id=public_id))
    found = list(known.order_by("pk").values_list("pk", "public_id"))
    best = next((pk for pk, current in found if current == public_id), found[0][0] if found else None)
    places = public_places([best], on=on) if best is not None else []
    return places[0] if places else None


def _chosen(territory: Territory | None, *, with_demo: bool) -> QuerySet[Place]:
    places = published_places() if with_demo else published_places().filter(is_demo=False)
    return places if territory is None else places.filter(territory.condition("commune"))


def _contacts() -> QuerySet[ContactChannel]:
    return ContactChannel.objects.filter(visibility=Visibility.PUBLIC).order_by("-is_preferred", "pk")


def _read(places: QuerySet[Place], lists: "_Lists", *, on: date) -> list[PublicPlace]:
    """Return these places with all that is public of them, in a constant number of queries."""
    rows = list(
        places.select_related(
            "commune__departement", "commune__epci", "operator", "carrier", "owner", "funding_scheme"
        ).defer("commune__outline", "internal_notes", "search_text")
    )
    services = attach(
        rows,
        "services",
        published_services(on=on)
        .select_related("provider", "host", "carrier", "funding_scheme")
        .order_by("pk"),
    )
    attach_shared(services, "needs", lists.needs)
    attach_shared(services, "audiences", lists.audiences)
    attach_shared(services, "special_supports", lists.supports)
    attach_shared(services, "languages", lists.languages)
    attach(services, "contacts", _contacts())
    attach(services, "modalities", ServiceModality.objects.all())
    attach(services, "access_modes", ServiceAccessMode.objects.all())
    attach(services, "coverage", _coverage())
    attach(rows, "contacts", _contacts())
    attach([row.operator for row in rows if row.operator], "contacts", _contacts())
    attach(attach(rows, "occupants", _occupants()), "contacts", _contacts())
    attach([row.commune for row in rows], "postal_codes", PostalCode.objects.all())
    attach(rows, "capabilities", Capability.objects.all())
    attach(rows, "types", PlaceType.objects.all())
    attach(rows, "activities", NonDigitalActivity.objects.all())
    attach(rows, "closures", ExceptionalClosure.objects.all())
    attach(rows, "label_grants", LabelGrant.objects.select_related("scheme"))
    return [_public(row, lists.national) for row in rows]


def _coverage() -> QuerySet[ServiceCoverage]:
    return ServiceCoverage.objects.select_related("commune", "departement").defer("commune__outline")


def _occupants() -> QuerySet[PlaceOccupant]:
    return PlaceOccupant.objects.select_related("structure")


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists that services refer to, by id and in their order; the national services by id of need."""

    needs: dict[int, Need]
    audiences: dict[int, Audience]
    supports: dict[int, SpecialSupport]
    languages: dict[int, Language]
    national: dict[int, tuple[Need, ...]]

    @classmethod
    def load(cls) -> "_Lists":
        """Read them, in six queries."""
        return cls(
            needs={need.pk: need for need in Need.objects.select_related("framework")},
            audiences={row.pk: row for row in Audience.objects.all()},
            supports={row.pk: row for row in SpecialSupport.objects.all()},
            languages={row.pk: row for row in Language.objects.all()},
            national=national_services_by_need(),
        )


def national_services_by_need() -> dict[int, tuple[Need, ...]]:
    """Return the national services by id of need: itself if it is one, else what it is mapped to, else its family’s.

    Two queries.
    """
    mapped: dict[int, list[Need]] = {}
    in_force = Q(target__framework__code=NATIONAL_FRAMEWORK, target__framework__is_current=True)
    mappings = (
        NeedMapping.objects.filter(in_force).select_related("target").order_by("target__position", "pk")
    )
    for mapping in mappings:
        mapped.setdefault(mapping.need_id, []).append(mapping.target)
    found: dict[int, tuple[Need, ...]] = {}
    for need in Need.objects.select_related("framework"):
        if need.framework.code == NATIONAL_FRAMEWORK:
            found[need.pk] = (need,)
        else:
            found[need.pk] = tuple(mapped.get(need.pk) or mapped.get(need.parent_id or 0) or ())
    return found


def _public(row: Place, national: dict[int, tuple[Need, ...]]) -> PublicPlace:
    return PublicPlace(row, tuple(_public_service(service, national) for service in row.services.all()))


def _public_service(service: Service, national: dict[int, tuple[Need, ...]]) -> PublicService:
    needs = list(service.needs.all())
    said = {target.pk: target for need in needs for target in national.get(need.pk, ())}
    ordered = sorted(said.values(), key=lambda need: (need.position, need.pk))
    return PublicService(
        service, tuple(ordered), tuple(need for need in needs if need.framework.code == FRAMEWORK_CODE)
    )
