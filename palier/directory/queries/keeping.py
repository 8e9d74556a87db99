"""Records as those who keep them see them: whatever their status, with all that can be edited."""

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from palier.accounts.models import User
from palier.directory.editable import places_to_read, services_to_read
from palier.directory.editable.reading import NATIONAL_NEEDS
from palier.directory.enums import PlaceStatus
from palier.directory.models import Draft, Need, Place, RecordChange, Scheme, Service, Structure
from palier.territory.models import PostalCode

MOST_STRUCTURES = 300  # in a list to choose from


def place_to_keep(public_id: str) -> Place | None:
    """Return a place of any status, ready for `read_place`, its services at hand in `kept_services`."""
    return (
        places_to_read()
        .select_related("commune__departement__region", "commune__epci")
        .defer("commune__outline")
        .prefetch_related(Prefetch("services", services_to_read().order_by("pk"), to_attr="kept_services"))
        .filter(public_id=public_id)
        .first()
    )


def service_to_keep(public_id: str) -> Service | None:
    """Return a service of any status, ready for `read_service`, with its place and its territory."""
    return (
        services_to_read()
        .select_related("place__commune__departement__region", "place__commune__epci")
        .defer("place__commune__outline")
        .filter(public_id=public_id)
        .first()
    )


def structure_to_keep(public_id: str) -> Structure | None:
    """Return a structure, ready for `read_structure`."""
    return (
        Structure.objects.select_related("commune")
        .defer("commune__outline")
        .prefetch_related("contacts")
        .filter(public_id=public_id)
        .first()
    )


def places_of_structure(structure: Structure) -> QuerySet[Place]:
    """Places that a structure owns, carries or runs, by name; closed ones last."""
    mine = Q(owner=structure) | Q(carrier=structure) | Q(operator=structure)
    return (
        Place.objects.filter(mine)
        .select_related("commune")
        .defer("commune__outline")
        .order_by("search_text", "pk")
    )


def places_kept(within: Q) -> QuerySet[Place]:
    """Places of a perimeter that are not closed for good, those to verify first: never verified, then oldest."""
    return (
        Place.objects.filter(within)
        .exclude(status=PlaceStatus.CLOSED)
        .select_related("commune")
        .defer("commune__outline")
        .order_by("search_text", "pk")
        .distinct()
    )


def structure_choices(within: Q, *, also: Iterable[str | None] = ()) -> list[tuple[str, str]]:
    """Return (public_id, name) of structures to choose from, by name: those of a perimeter and those already said."""
    wanted = Structure.objects.filter(within | Q(public_id__in=[i for i in also if i])).distinct()
    return list(wanted.order_by("search_text", "pk").values_list("public_id", "name")[:MOST_STRUCTURES])


def structure_choices_among(ids: Iterable[int]) -> list[tuple[str, str]]:
    """Return (public_id, name) of these structures, by name."""
    return structure_choices(Q(pk__in=list(ids)))


def postal_codes_of(insee_code: str) -> list[str]:
    """Return the postal codes of a commune, in order."""
    return list(PostalCode.objects.filter(commune__insee_code=insee_code).values_list("code", flat=True))


def need_labels(references: Iterable[str]) -> list[tuple[str, str]]:
    """Return (reference, label) of needs written as `directory.editable` does; unknown ones are left out."""
    found = []
    for reference in references:
        framework, _, code = reference.rpartition("/")
        need = Need.objects.filter(framework__code=framework or NATIONAL_NEEDS, code=code).first()
        if need is not None:
            found.append((reference, need.label))
    return found


def scheme_names(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return (code, name) of these labels or schemes."""
    return list(Scheme.objects.filter(code__in=list(codes)).values_list("code", "name"))


def made_by(place: Place, user: User) -> bool:
    """Tell whether somebody made this record: the first line of its history bears their account."""
    first = RecordChange.objects.filter(place=place, service=None).order_by("made_at", "pk").first()
    return first is not None and first.by_id == user.pk


def waiting_places_of(user: User) -> QuerySet[Place]:
    """Places that somebody made and that wait to be read by a coordinator."""
    made = RecordChange.objects.filter(by=user, place__status=PlaceStatus.WAITING, service=None)
    return Place.objects.filter(pk__in=made.values("place_id")).select_related("commune").order_by("pk")


def draft_of(user: User, key: str) -> Draft | None:
    """Return what somebody typed in a form and did not send."""
    return Draft.objects.filter(user=user, key=key).first()


def drafts_of(user: User) -> QuerySet[Draft]:
    """Everything that somebody typed and did not send, latest first."""
    return Draft.objects.filter(user=user).order_by("-saved_at", "pk")
