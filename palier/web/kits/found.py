"""Finding a thing or a reservation and asking whether one may; what every page of the equipment shares."""

from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from palier.accounts.models import User
from palier.directory.models import Structure
from palier.directory.queries.standing import Standing
from palier.kits import permissions
from palier.kits.models import EquipmentItem, Reservation
from palier.kits.queries.items import is_seen, item_by_public_id, kept_structure
from palier.kits.queries.reservations import reservation_by_public_id
from palier.web.standing import require, standing_in


def visitor(request: HttpRequest) -> tuple[User, Standing]:
    """Return who asks, if they may reserve somewhere: the pages of the equipment are for professionals.

    Raises PermissionDenied.
    """
    return require(request, permissions.RESERVE), standing_in(request)


def seen_thing(request: HttpRequest, public_id: str) -> tuple[EquipmentItem, Standing]:
    """Return a thing that one may see. Raises Http404, PermissionDenied."""
    _, standing = visitor(request)
    thing = item_by_public_id(public_id)
    if thing is None:
        raise Http404
    if not is_seen(thing, permissions.seen_by(standing)):
        raise PermissionDenied
    return thing, standing


def kept_thing(request: HttpRequest, public_id: str) -> tuple[EquipmentItem, User]:
    """Return a thing that one keeps, and who asks. Raises Http404, PermissionDenied."""
    user, standing = visitor(request)
    thing = item_by_public_id(public_id)
    if thing is None:
        raise Http404
    if not permissions.may_keep(standing, thing):
        raise PermissionDenied
    return thing, user


def kept_owner(request: HttpRequest, public_id: str) -> tuple[Structure, Standing]:
    """Return a structure whose inventory one keeps. Raises PermissionDenied, also for one that does not exist."""
    _, standing = visitor(request)
    owner = kept_structure(permissions.structures_kept(standing), public_id)
    if owner is None:
        raise PermissionDenied
    return owner, standing


def seen_reservation(request: HttpRequest, public_id: str) -> tuple[Reservation, User, Standing]:
    """Return a reservation that concerns who asks. Raises Http404, PermissionDenied."""
    user, standing = visitor(request)
    reservation = reservation_by_public_id(public_id)
    if reservation is None:
        raise Http404
    if not permissions.may_see_reservation(standing, reservation):
        raise PermissionDenied
    return reservation, user, standing


def zone_of(thing: EquipmentItem) -> ZoneInfo:
    """Return the clock of a thing: that of its place, else of the seat of its owner, else Paris."""
    commune = thing.place.commune if thing.place else thing.owner.commune
    return ZoneInfo(commune.departement.time_zone if commune else "Europe/Paris")
