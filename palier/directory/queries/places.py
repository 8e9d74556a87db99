"""Places as the public sees them: published, with public fields only."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from palier.directory.documents import published_services
from palier.directory.enums import PUBLIC_ONLY, Modality, PlaceKind, PlaceStatus, Visibility
from palier.directory.hours import HoursContext, state_at
from palier.directory.models import (
    ContactChannel,
    ExceptionalClosure,
    Need,
    Place,
    PlaceRedirect,
    Service,
    ServiceCoverage,
    ServiceModality,
)
from palier.directory.models.places import hours_with_closures
from palier.directory.presence import HelperThere, helpers_there, register_presence_source
from palier.territory.models import Commune

COMES_TO_YOU = (Modality.HOME, Modality.MOBILE, Modality.PHONE, Modality.REMOTE)
HELPER_HOURS_SOURCE = "helper_hours"


def published_places() -> QuerySet[Place]:
    """Places that anybody may see."""
    return Place.objects.filter(status=PlaceStatus.PUBLISHED)


def _public_contacts() -> QuerySet[ContactChannel]:
    return contacts_for(PUBLIC_ONLY)


def contacts_for(levels: frozenset[Visibility]) -> QuerySet[ContactChannel]:
    """Contacts that somebody who sees `levels` may read, the preferred one first."""
    return ContactChannel.objects.filter(visibility__in=levels).order_by("-is_preferred", "pk")


def _services_for_pages(*, on: date, levels: frozenset[Visibility] = PUBLIC_ONLY) -> QuerySet[Service]:
    return (
        published_services(on=on)
        .select_related("provider", "host", "carrier", "department", "funding_scheme")
        .prefetch_related(
            "needs__parent", "modalities", "access_modes", Prefetch("contacts", queryset=contacts_for(levels))
        )
        .order_by("pk")
    )


def _services_for_cards(*, on: date) -> QuerySet[Service]:
    return (
        published_services(on=on)
        .select_related("provider")
        .prefetch_related(
            "needs", "modalities", "access_modes", Prefetch("contacts", queryset=_public_contacts())
        )
        .order_by("pk")
    )


def place_cards(place_ids: Iterable[int], *, on: date) -> dict[int, Place]:
    """Return published places by id, with what a card shows, in a constant number of queries."""
    places = (
        published_places()
        .filter(pk__in=list(place_ids))
        .select_related("commune__departement", "operator")
        .defer("commune__outline", "search_text", "internal_notes", "description")
        .prefetch_related(
            Prefetch("services", queryset=_services_for_cards(on=on), to_attr="shown_services"),
            Prefetch("contacts", queryset=_public_contacts()),
            Prefetch("operator__contacts", queryset=_public_contacts()),
            "capabilities",
            "types",
        )
    )
    return {place.pk: place for place in places}


def _places_for_pages(*, on: date, levels: frozenset[Visibility]) -> QuerySet[Place]:
    services = _services_for_pages(on=on, levels=levels).prefetch_related(
        "audiences",
        "special_supports",
        "languages",
        "partners__structure",
        "coverage__commune",
        "coverage__departement",
        Prefetch("provider__contacts", queryset=contacts_for(levels)),
    )
    return (
        published_places()
        .select_related(
            "commune__departement", "commune__epci", "operator", "owner", "carrier", "funding_scheme"
        )
        .defer("commune__outline")
        .prefetch_related(
            Prefetch("services", queryset=services, to_attr="shown_services"),
            Prefetch("contacts", queryset=contacts_for(levels)),
            Prefetch("operator__contacts", queryset=contacts_for(levels)),
            Prefetch("occupants__contacts", queryset=contacts_for(levels)),
            Prefetch(
                "closures",
                # `on` is a day of Greenwich: in Tahiti the day before may not be over.
                queryset=ExceptionalClosure.objects.filter(ends_on__gte=on - timedelta(days=1)).order_by(
                    "starts_on", "pk"
                ),
            ),
            "occupants__structure",
            "capabilities",
            "types",
            "activities",
            "label_grants__scheme",
        )
    )


def places_in_full(within: Q, *, on: date, levels: frozenset[Visibility] = PUBLIC_ONLY) -> QuerySet[Place]:
    """Return the published places of `within`, by name, with all that a page or a print shows of them.

    `levels`: contacts of which levels of visibility come with them, those of the owner and of the carrier included.
    Published services are in `shown_services`. Constant number of queries.
    """
    contacts = contacts_for(levels)
    owners, carriers = Prefetch("owner__contacts", contacts), Prefetch("carrier__contacts", contacts)
    return _places_for_pages(on=on, levels=levels).filter(within).prefetch_related(owners, carriers)


def place_detail(public_id: str, *, on: date, levels: frozenset[Visibility] = PUBLIC_ONLY) -> Place | None:
    """Return a published place with all that its page shows, or the one an old identifier leads to.

    `levels`: contacts of which levels of visibility come with it. The caller compares `public_id` to know whether
    to redirect. Constant number of queries.
    """
    places = _places_for_pages(on=on, levels=levels)
    place = places.filter(public_id=public_id).first()
    if place is not None:
        return place
    redirect = PlaceRedirect.objects.filter(public_id=public_id).first()
    return None if redirect is None else places.filter(pk=redirect.place_id).first()


def places_of_commune(commune: Commune, *, on: date) -> list[int]:
    """Return the ids of the published places of a commune: those with a service first, then by name."""
    with_service = set(
        published_services(on=on).filter(place__commune=commune).values_list("place_id", flat=True)
    )
    ids = list(
        published_places().filter(commune=commune).order_by("search_text", "pk").values_list("pk", flat=True)
    )
    return sorted(ids, key=lambda pk: pk not in with_service)


def town_hall_of(commune: Commune) -> Place | None:
    """Return the town hall of a commune, with its public contacts."""
    return (
        published_places()
        .filter(commune=commune, types__kind=PlaceKind.TOWN_HALL)
        .prefetch_related(Prefetch("contacts", queryset=_public_contacts()))
        .order_by("pk")
        .first()
    )


def other_ways(commune: Commune, *, need: Need | None, on: date) -> list[Service]:
    """Return help that comes to the person: home visits, rounds, phone, remote, that reach this commune.

    With a need, those that cover it or its whole family; most local first (a commune before a département).
    Each has `place`, `provider`, public `contacts` and `modalities` at hand.
    """
    # Few services say where they go: starting from them keeps the query small.
    reaching = ServiceCoverage.objects.filter(Q(commune=commune) | Q(departement=commune.departement_id))
    coming = ServiceModality.objects.filter(service=OuterRef("pk"), modality__in=COMES_TO_YOU)
    services = _services_for_pages(on=on).filter(
        Exists(coming), pk__in=reaching.values("service_id"), place__status=PlaceStatus.PUBLISHED
    )
    if need is not None:
        related = Q(pk=need.pk) | Q(parent=need.pk) | (Q(pk=need.parent_id) if need.parent_id else Q())
        services = services.filter(Exists(Need.objects.filter(related, services=OuterRef("pk"))))
    services = (
        services.select_related(
            "provider",
            "host",
            "carrier",
            "department",
            "funding_scheme",
            "place__commune__departement",
            "place__operator",
        )
        .defer("place__commune__outline")
        .prefetch_related(
            "coverage",
            Prefetch("place__contacts", queryset=_public_contacts()),
            Prefetch("place__operator__contacts", queryset=_public_contacts()),
        )
    )
    return sorted(
        services,
        key=lambda s: (not any(c.commune_id == commune.pk for c in s.coverage.all()), s.pk),
    )


def who_is_there(place: Place, at: datetime) -> list[HelperThere]:
    """Return who helps at `place` at `at`, from its helpers’ hours and every other registered source."""
    return helpers_there([place.pk], at).get(place.pk, [])


@register_presence_source(HELPER_HOURS_SOURCE)
def _helpers_by_hours(place_ids: Iterable[int], at: datetime) -> list[HelperThere]:
    """Presences told by the helpers’ hours of published services, closures taken off. Two queries."""
    services = (
        published_services(on=at.date())
        .filter(place__in=list(place_ids), place__status=PlaceStatus.PUBLISHED)
        .exclude(helper_hours="")
        .select_related("place__commune__departement")
        .defer("place__commune__outline")
        .prefetch_related("place__closures")
    )
    there = []
    for service in services:
        departement = service.place.commune.departement
        closures = [c for c in service.place.closures.all() if c.service_id in (None, service.pk)]
        state = state_at(
            hours_with_closures(service.helper_hours, closures),
            HoursContext(departement.time_zone, departement.code),
            at,
        )
        if state.is_open:
            name = service.helper_name_for(service.place)
            there.append(HelperThere(service.place_id, service.pk, name, state.until))
    return there
