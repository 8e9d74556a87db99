"""Who may do what to the directory. The rules are in `accounts/data/permissions.toml`; here is what they reach."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from palier.accounts.enums import Profile
from palier.accounts.models import TerritorialRole, User
from palier.directory.enums import Visibility
from palier.directory.models import Affiliation, Place, Service, Structure
from palier.directory.queries.standing import Standing, references_of
from palier.territory.models import Commune
from palier.territory.territories import condition_within

OWNERS = ("owner", "carrier", "operator")
PROVIDERS = ("provider", "host", "carrier")


def can_import_places(user: User | AnonymousUser) -> bool:
    """Operators only: an import changes many records at once."""
    return bool(user.is_authenticated and user.is_active and user.is_staff)


def may(standing: Standing, action: str, of: Place | Service | Structure | Commune | None = None) -> bool:
    """Tell whether somebody may do `action` of the matrix, on a record or over a commune.

    Without `of`: whether they may do it somewhere at all, which opens a page and nothing on it.
    Raises UnknownAction.
    """
    if standing.everywhere(action):
        return True
    at, over = standing.structures_for(action), standing.territories_for(action)
    if of is None:
        return bool(at or over)
    if any(_is_own(of, held.structure_id, held.place_id) for held in at):
        return True
    if isinstance(of, Structure):
        return bool(over) and Structure.objects.filter(structures_within(standing, action), pk=of.pk).exists()
    return bool(over) and bool(over & references_of(_commune_of(of)))


def may_vouch(standing: Standing, held: Affiliation | TerritorialRole) -> bool:
    """Tell whether somebody may invite to, confirm, refuse or end this role, held by another person.

    Only operators make coordinators: nobody climbs by vouching for each other.
    """
    if held.user_id == standing.user_id:
        return False
    if isinstance(held, Affiliation):
        return may(standing, "vouch_member", held.structure)
    if held.role.profile == Profile.COORDINATOR:
        return standing.is_operator
    return may_over(standing, "vouch_territorial_role", held.territory)


def may_over(standing: Standing, action: str, territory: str) -> bool:
    """Tell whether somebody may do `action` over a whole territory, written `departement:53`.

    A role over a région reaches its départements, not the other way round. Raises UnknownAction.
    """
    if standing.everywhere(action):
        return True
    over = standing.territories_for(action)
    if territory in over:
        return True
    inside = Commune.objects.filter(condition_within(territory))
    # Every commune of the territory must be in one that is held.
    held = Q()
    for reference in over:
        held |= condition_within(reference)
    return bool(over) and inside.exists() and not inside.exclude(held).exists()


def places_within(standing: Standing, action: str) -> Q:
    """Return the condition on places where `action` is allowed: for lists, so that nothing else is ever read."""
    if standing.everywhere(action):
        return Q()
    condition = Q(pk__in=[])
    for held in standing.structures_for(action):
        if held.place_id is not None:
            condition |= Q(pk=held.place_id)
        else:
            for owner in OWNERS:
                condition |= Q(**{f"{owner}_id": held.structure_id})
    for reference in standing.territories_for(action):
        condition |= condition_within(reference, commune="commune")
    return condition


def structures_within(standing: Standing, action: str) -> Q:
    """Return the condition on structures where `action` is allowed: theirs, seated there, or with a place there."""
    if standing.everywhere(action):
        return Q()
    own = [held.structure_id for held in standing.structures_for(action) if held.place_id is None]
    condition = Q(pk__in=own)
    for reference in standing.territories_for(action):
        there = condition_within(reference, commune="commune")
        condition |= there | Q(pk__in=Place.objects.filter(there).values("owner_id"))
    return condition


def visible_levels(
    standing: Standing, of: Place | Service | Structure | None = None
) -> frozenset[Visibility]:
    """Return which levels of fields somebody may see on a record; everybody sees the public ones."""
    levels = {Visibility.PUBLIC}
    if may(standing, "see_professional_fields"):
        levels.add(Visibility.PROFESSIONAL)
    if of is not None and may(standing, "see_coordination_fields", of):
        levels.add(Visibility.COORDINATOR)
    return frozenset(levels)


def _is_own(record: Place | Service | Structure | Commune, structure_id: int, place_id: int | None) -> bool:
    """Tell whether a record belongs to a structure; to one of its places only, if `place_id` is given.

    A service belongs to those who provide it as well as to its place: a third party keeps its own hours.
    """
    if isinstance(record, Structure):
        return place_id is None and record.pk == structure_id
    if isinstance(record, Place):
        if place_id is not None:
            return record.pk == place_id
        return any(getattr(record, f"{owner}_id") == structure_id for owner in OWNERS)
    if isinstance(record, Service):
        if place_id is None and any(getattr(record, f"{role}_id") == structure_id for role in PROVIDERS):
            return True
        return _is_own(record.place, structure_id, place_id)
    return False


def _commune_of(record: Place | Service | Commune) -> Commune | None:
    if isinstance(record, Service):
        return record.place.commune
    if isinstance(record, Place):
        return record.commune
    return record
