"""Who may do what to equipment. The rules are in `accounts/data/permissions.toml`; here is what they reach."""

from django.db.models import Q, QuerySet

from palier.accounts.matrix import reach_of
from palier.directory.models import Structure
from palier.directory.permissions import may, structures_within
from palier.directory.queries.standing import Standing
from palier.kits.enums import SharingRule
from palier.kits.models import EquipmentItem, Reservation

KEEP, RESERVE = "keep_equipment", "reserve_equipment"


def kept_by(standing: Standing) -> Q:
    """Return the condition on the things that somebody keeps: of their structures, or of what is in their one place."""
    condition = Q(owner__in=Structure.objects.filter(structures_within(standing, KEEP)).values("pk"))
    for held in standing.structures_for(KEEP):
        if held.place_id is not None:
            condition |= Q(owner_id=held.structure_id, place_id=held.place_id)
    return condition


def may_keep(standing: Standing, thing: EquipmentItem) -> bool:
    """Tell whether somebody may change a thing, lend it and count it."""
    if may(standing, KEEP, thing.owner):
        return True
    if thing.place_id is None:
        return False
    return any(
        (held.structure_id, held.place_id) == (thing.owner_id, thing.place_id)
        for held in standing.structures_for(KEEP)
    )


def structures_kept(standing: Standing) -> QuerySet[Structure]:
    """Structures whose inventory somebody may add to, by name; those of a one-place role included."""
    one_place = [held.structure_id for held in standing.structures_for(KEEP) if held.place_id is not None]
    found = Structure.objects.filter(structures_within(standing, KEEP) | Q(pk__in=one_place))
    return found.order_by("name", "pk")


def structures_reserving(standing: Standing) -> QuerySet[Structure]:
    """Structures for which somebody may reserve, by name: theirs, and those they coordinate."""
    own = [held.structure_id for held in standing.at if reach_of(held.profile, RESERVE)]
    return Structure.objects.filter(Q(pk__in=own) | structures_within(standing, KEEP)).order_by("name", "pk")


def structures_to_lend(standing: Standing, thing: EquipmentItem) -> QuerySet[Structure]:
    """Structures for which somebody may reserve a thing: theirs if it is shared, else its owner alone."""
    found = structures_reserving(standing)
    return found if thing.is_shared else found.filter(pk=thing.owner_id)


def may_reserve_for(standing: Standing, structure: Structure) -> bool:
    """Tell whether somebody may reserve in the name of a structure."""
    if any(held.structure_id == structure.pk and reach_of(held.profile, RESERVE) for held in standing.at):
        return True
    return may(standing, KEEP, structure)


def kept_or_ours(standing: Standing) -> Q:
    """Return the condition on the things that somebody keeps, or that belong to a structure where they work."""
    return kept_by(standing) | Q(owner_id__in=[held.structure_id for held in standing.at])


def seen_by(standing: Standing) -> Q:
    """Return the condition on the things that somebody may see: kept, of their structures, or shared with everybody."""
    condition = kept_by(standing)
    if may(standing, RESERVE):
        condition |= Q(owner_id__in=[held.structure_id for held in standing.at])
        condition |= ~Q(sharing=SharingRule.OWN)
    return condition


def may_check(standing: Standing, reservation: Reservation) -> bool:
    """Tell whether somebody may count what leaves and what comes back: the team of the owner."""
    thing = reservation.thing
    return may_keep(standing, thing) or may_reserve_for(standing, thing.owner)


def may_see_reservation(standing: Standing, reservation: Reservation) -> bool:
    """Tell whether somebody may open a reservation: those who lend, and those who borrow."""
    return may_check(standing, reservation) or may_cancel(standing, reservation)


def may_cancel(standing: Standing, reservation: Reservation) -> bool:
    """Tell whether somebody may cancel a reservation: those for whom it is, and those who keep the thing."""
    return may_keep(standing, reservation.thing) or may_reserve_for(standing, reservation.structure)
