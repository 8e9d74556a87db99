"""Who works where: the roles of a person, the people of a structure, what waits for an answer."""

from datetime import date

from django.db.models import Q, QuerySet

from palier.accounts.enums import Profile, RoleStatus
from palier.accounts.models import HeldRole, TerritorialRole, User
from palier.accounts.queries import in_force
from palier.core.text import fold
from palier.directory.enums import PlaceStatus
from palier.directory.models import Affiliation, Place, Structure
from palier.territory.territories import UnknownTerritory, territory_by_reference

_OPEN = (RoleStatus.INVITED, RoleStatus.REQUESTED, RoleStatus.ACTIVE)


def held_by(user: User) -> list[HeldRole]:
    """Every role of a person, past ones included, those at structures first. Two queries."""
    at = Affiliation.objects.filter(user=user).select_related("role", "structure", "place", "supervisor")
    over = TerritorialRole.objects.filter(user=user).select_related("role")
    return [*at, *over]


def where_held(held: HeldRole) -> str:
    """Return where a role is held, as people say it: « Médiathèque de Craon », « Mayenne »."""
    if isinstance(held, Affiliation):
        return f"{held.structure.name} ({held.place.name})" if held.place else held.structure.name
    assert isinstance(held, TerritorialRole)
    try:
        return territory_by_reference(held.territory).name
    except UnknownTerritory:
        return held.territory


def members_of(structure: Structure) -> QuerySet[Affiliation]:
    """The people of a structure: here, invited, asking."""
    rows = Affiliation.objects.filter(structure=structure, status__in=_OPEN)
    return rows.select_related("user", "role", "place", "supervisor", "structure").order_by(
        "user__name", "pk"
    )


def supervisors_of(structure: Structure, *, on: date) -> QuerySet[User]:
    """Those who may have a trainee or a volunteer of the structure under their responsibility."""
    there = Affiliation.objects.filter(in_force(on), structure=structure)
    return User.objects.filter(
        pk__in=there.exclude(role__profile=Profile.SUPERVISED).values("user_id")
    ).order_by("name")


def affiliation_by_pk(pk: int) -> Affiliation | None:
    """The role at a structure of that number, with all that a page says of it."""
    rows = Affiliation.objects.select_related("user", "role", "structure", "place")
    return rows.filter(pk=pk).first()


def territorial_role_by_pk(pk: int) -> TerritorialRole | None:
    """The role over a territory of that number."""
    return TerritorialRole.objects.select_related("user", "role").filter(pk=pk).first()


def structures_named(text: str, *, limit: int = 20) -> list[Structure]:
    """At most `limit` structures whose name holds every word of `text`."""
    condition = Q()
    for word in fold(text).split():
        condition &= Q(search_text__contains=word)
    if not text.strip():
        return []
    return list(Structure.objects.filter(condition).select_related("commune")[:limit])


def structure_by_public_id(public_id: str) -> Structure | None:
    """The structure of that public identifier."""
    return Structure.objects.filter(public_id=public_id).select_related("commune").first()


def open_territorial_roles() -> QuerySet[TerritorialRole]:
    """Roles over territories that are held, offered or asked for."""
    return (
        TerritorialRole.objects.filter(status__in=_OPEN)
        .select_related("user", "role")
        .order_by("territory", "user__name", "pk")
    )


def places_of(structure: Structure) -> QuerySet[Place]:
    """The places that a structure keeps, carries or runs, closed ones left out."""
    own = Q(owner=structure) | Q(operator=structure) | Q(carrier=structure)
    return Place.objects.filter(own).exclude(status=PlaceStatus.CLOSED)
