"""What becomes of the equipment of a session that is cancelled, refused or moved."""

from datetime import datetime, timedelta

from django.db import transaction

from palier.agenda.enums import SessionStatus
from palier.agenda.models import Session
from palier.kits.actions.reserving import (
    AlreadyReserved,
    cancel_reservation,
    free_slots,
    lock_contents,
    status_for,
    take_slots,
)
from palier.kits.enums import KEEPING, ReservationStatus
from palier.kits.models import Reservation

CANCELLED = "La séance n’a pas lieu : la réservation est annulée."
STILL_OUT = "La séance n’a pas lieu, et le matériel est sorti : pensez au retour."
MOVED_WHILE_OUT = "La séance a changé d’heure alors que le matériel est sorti : vérifiez la date du retour."
FOLLOWED = "La séance a changé d’heure : la réservation l’a suivie."
ASKED_AGAIN = "La séance a changé d’heure : l’accord est redemandé."
LOST = "La séance a changé d’heure, et le matériel est déjà pris à ce moment : choisissez-en un autre."
ELSEWHERE = "La séance a changé de lieu : vérifiez où porter le matériel."


@transaction.atomic
def follow_session(session: Session, *, now: datetime) -> None:
    """Free, move along or flag what was reserved for a session. Running it twice changes nothing more.

    Freed when the session is cancelled or refused. Moved with its hours when the thing is free then, and asked again of
    an owner who wants to be asked; lost, and said so, when it is not. What has already left is only flagged.
    """
    kept = Reservation.objects.select_for_update(of=("self",)).select_related("thing")
    kept = kept.filter(session=session, status__in=KEEPING)
    is_off = session.status in (SessionStatus.CANCELLED, SessionStatus.REFUSED)
    for reservation in kept.order_by("thing_id", "pk"):
        if is_off:
            _give_up(reservation, now=now)
        else:
            _follow(reservation, session, now=now)


def _give_up(reservation: Reservation, *, now: datetime) -> None:
    if reservation.status == ReservationStatus.OUT:
        _say(reservation, STILL_OUT)
    else:
        cancel_reservation(reservation=reservation, now=now, remark=CANCELLED)


def _follow(reservation: Reservation, session: Session, *, now: datetime) -> None:
    starts_at = session.starts_at - timedelta(minutes=reservation.before_min)
    ends_at = session.ends_at + timedelta(minutes=reservation.after_min)
    if reservation.status == ReservationStatus.OUT:
        if ends_at != reservation.ends_at:  # it may have left before its hours
            _say(reservation, MOVED_WHILE_OUT)
    elif (starts_at, ends_at) != (reservation.starts_at, reservation.ends_at):
        _move(reservation, starts_at=starts_at, ends_at=ends_at, now=now)
    if session.place_id != reservation.session_place_id:
        reservation.session_place_id = session.place_id
        reservation.save(update_fields=["session_place"])
        _say(reservation, f"{reservation.remark} {ELSEWHERE}".strip())


def _move(reservation: Reservation, *, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    inside = lock_contents(reservation.thing)
    free_slots(reservation)
    reservation.starts_at, reservation.ends_at = starts_at, ends_at
    try:
        take_slots(reservation, thing_ids=[reservation.thing_id, *inside])
    except AlreadyReserved:
        reservation.status, reservation.ended_at = ReservationStatus.CANCELLED, now
        reservation.is_lost, reservation.remark = True, LOST
    else:
        reservation.status = status_for(reservation.thing, structure_id=reservation.structure_id)
        asked = reservation.status == ReservationStatus.REQUESTED
        reservation.remark = ASKED_AGAIN if asked else FOLLOWED
    reservation.save(update_fields=["starts_at", "ends_at", "status", "ended_at", "is_lost", "remark"])


def _say(reservation: Reservation, remark: str) -> None:
    reservation.remark = remark
    reservation.save(update_fields=["remark"])
