"""What a session can have, has, and loses when it changes: the answers of the equipment to the agenda."""

from datetime import datetime

from palier.agenda.models import Session
from palier.agenda.preparation import Keeper, ReservableThing, ReservedThing, register
from palier.core.geo import Point
from palier.kits.actions.following import follow_session
from palier.kits.enums import ReservationStatus, SharingRule
from palier.kits.models import EquipmentItem, Reservation
from palier.kits.queries.items import items, point_of, shared_with
from palier.kits.queries.reservations import reserved_for_session
from palier.kits.queries.slots import free_during

MOST_OWN, MOST_SHARED = 60, 20
FARTHEST_KM = 60


def reserved(session: Session) -> list[ReservedThing]:
    """Return what was asked for a session."""
    return [_reserved(reservation) for reservation in reserved_for_session(session)]


def reservable(session: Session) -> list[ReservableThing]:
    """Return what is free: all that the organiser owns, then what is shared within FARTHEST_KM."""
    hours = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    here = _point_of(session)
    own = free_during(items().filter(owner=session.organiser), **hours)[:MOST_OWN]
    shared = free_during(shared_with([session.organiser_id], near=here, within_km=FARTHEST_KM), **hours)
    return [_reservable(thing, session) for thing in (*own, *shared[:MOST_SHARED])]


def session_changed(session: Session, now: datetime) -> None:
    """Free, move along or flag what was reserved."""
    follow_session(session, now=now)


def _reserved(reservation: Reservation) -> ReservedThing:
    thing = reservation.thing
    return ReservedThing(
        code=reservation.public_id,
        label=thing.label,
        kind=thing.kind,
        owner=thing.owner.name,
        state="perdu" if reservation.is_lost else str(ReservationStatus(reservation.status).label),
        remark=reservation.remark or reservation.answer_text,
        is_sure=reservation.status in ("CONFIRMED", "OUT", "RETURNED"),
        is_lost=reservation.is_lost or reservation.status == ReservationStatus.REFUSED,
    )


def _reservable(thing: EquipmentItem, session: Session) -> ReservableThing:
    is_own = thing.owner_id == session.organiser_id
    return ReservableThing(
        code=thing.public_id,
        label=thing.label,
        kind=thing.kind,
        owner=thing.owner.name,
        is_own=is_own,
        needs_agreement=not is_own and thing.sharing == SharingRule.ON_AGREEMENT,
        distance_km=getattr(thing, "distance_km", None),
    )


def _point_of(session: Session) -> Point | None:
    if session.place is not None and session.place.point is not None:
        return session.place.point
    if session.commune is not None and session.commune.lat is not None and session.commune.lon is not None:
        return Point(session.commune.lat, session.commune.lon)
    return point_of(session.organiser)


register(Keeper("matériel", reserved=reserved, reservable=reservable, session_changed=session_changed))
