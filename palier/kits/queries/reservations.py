"""Reservations: of a thing, of a structure, late, waiting; what each page lists."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from palier.agenda.models import Session
from palier.kits.enums import KEEPING, ReservationStatus
from palier.kits.models import EquipmentItem, Reservation


def reservations() -> QuerySet[Reservation]:
    """Return every reservation with what pages say of it, soonest first."""
    return Reservation.objects.select_related(
        "thing__owner", "thing__place", "structure", "session__place", "requested_by"
    ).order_by("starts_at", "pk")


def reservation_by_public_id(public_id: str) -> Reservation | None:
    """Return one reservation, or None."""
    return reservations().filter(public_id=public_id).first()


def waiting_for_answer(kept: Q) -> QuerySet[Reservation]:
    """Return the requests on the things of `kept` (a condition on things) that nobody has answered, soonest first."""
    things = EquipmentItem.objects.filter(kept).values("pk")
    return reservations().filter(thing__in=things, status=ReservationStatus.REQUESTED)


def out_now(kept: Q) -> QuerySet[Reservation]:
    """Return what has left and is not back, the latest return first: what is late comes before the rest."""
    things = EquipmentItem.objects.filter(kept).values("pk")
    return reservations().filter(thing__in=things, status=ReservationStatus.OUT).order_by("ends_at", "pk")


def is_late(reservation: Reservation, *, now: datetime) -> bool:
    """Tell whether a thing should be back and is not."""
    return reservation.status == ReservationStatus.OUT and reservation.ends_at < now


def coming_for(structure_ids: Sequence[int], *, now: datetime) -> QuerySet[Reservation]:
    """Return what structures have reserved and not given back, and what was lost of the sessions to come."""
    keeping = Q(status__in=KEEPING) & (Q(ends_at__gt=now) | Q(status=ReservationStatus.OUT))
    lost = Q(is_lost=True, ends_at__gt=now)
    return reservations().filter(keeping | lost, structure__in=structure_ids)


def coming_of(thing: EquipmentItem, *, now: datetime) -> QuerySet[Reservation]:
    """Return what will be kept of a thing, by itself, with its case, or with what it holds; soonest first."""
    touching = Q(thing=thing) | Q(thing__kit__lines__item=thing) | Q(thing__kit_line__kit__case=thing)
    keeping = Q(status__in=KEEPING) & (Q(ends_at__gt=now) | Q(status=ReservationStatus.OUT))
    return reservations().filter(touching, keeping).distinct()


def past_of(thing: EquipmentItem, *, now: datetime) -> QuerySet[Reservation]:
    """Return what a thing was kept for and is over, latest first."""
    over = Q(status=ReservationStatus.RETURNED) | Q(status=ReservationStatus.CONFIRMED, ends_at__lte=now)
    return reservations().filter(over, thing=thing).order_by("-starts_at", "-pk")


def reserved_for_session(session: Session) -> QuerySet[Reservation]:
    """Return what was asked for a session: what holds, what was refused, what was lost; not what was given up."""
    told = Q(status__in=[*KEEPING, ReservationStatus.RETURNED, ReservationStatus.REFUSED]) | Q(is_lost=True)
    return reservations().filter(told, session=session)
