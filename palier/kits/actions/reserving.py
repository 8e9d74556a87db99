"""Keeping a thing for somebody, agreeing to it, giving it back to everybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from palier.accounts.models import User
from palier.agenda.models import Session
from palier.core.db.inserts import insert_values
from palier.directory.models import Structure
from palier.kits.enums import KEEPING, NOT_OUT_YET, ReservationStatus, SharingRule
from palier.kits.models import EquipmentCheck, EquipmentItem, Kit, Lack, Reservation, ReservedSlot
from palier.kits.queries.slots import in_the_way, slots_of, things_inside

MOST_DAYS = 31


class AlreadyReserved(Exception):
    """Somebody has the thing, or part of what it holds, at a moment of the while. `by` is their reservation."""

    def __init__(self, by: Reservation | None) -> None:
        super().__init__()
        self.by = by


class NotShared(Exception):
    """The structure that owns the thing keeps it for itself."""


class NotLendable(Exception):
    """The thing is damaged, missing or no longer in the inventory."""


class ReservationMovedOn(Exception):
    """Somebody else has answered, cancelled or taken the thing meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for. With a session, the hours are its own, begun `before_min` earlier, ended `after_min` later."""

    thing: EquipmentItem
    structure: Structure
    starts_at: datetime
    ends_at: datetime
    time_zone: str = "Europe/Paris"
    session: Session | None = None
    before_min: int = 0
    after_min: int = 0
    purpose: str = ""

    @classmethod
    def for_session(
        cls, session: Session, *, thing: EquipmentItem, before_min: int = 0, after_min: int = 0
    ) -> "Wanted":
        """Return what the organiser of a session asks for it."""
        return cls(
            thing=thing,
            structure=session.organiser,
            session=session,
            starts_at=session.starts_at - timedelta(minutes=before_min),
            ends_at=session.ends_at + timedelta(minutes=after_min),
            time_zone=session.time_zone,
            before_min=before_min,
            after_min=after_min,
        )


@transaction.atomic
def reserve(*, wanted: Wanted, by: User | None, now: datetime) -> Reservation:
    """Keep a thing for a while: at once, or until its owner answers, as the thing says.

    A case is kept with the things of the inventory that it holds. The same wish sent twice is kept once. Raises
    AlreadyReserved, NotShared, NotLendable, ValidationError({field: [sentences]}).
    """
    _check_hours(wanted, now)
    inside = lock_contents(wanted.thing)
    thing = hold_thing(wanted.thing)
    if not thing.is_usable:
        raise NotLendable
    if thing.owner_id != wanted.structure.pk and not thing.is_shared:
        raise NotShared
    try:
        with transaction.atomic():
            reservation = Reservation.objects.create(
                thing=thing,
                structure=wanted.structure,
                session=wanted.session,
                session_place_id=wanted.session.place_id if wanted.session else None,
                starts_at=wanted.starts_at,
                ends_at=wanted.ends_at,
                time_zone=wanted.time_zone,
                before_min=wanted.before_min,
                after_min=wanted.after_min,
                status=status_for(thing, structure_id=wanted.structure.pk),
                purpose=wanted.purpose,
                requested_by=by,
                requested_at=now,
                is_demo=thing.is_demo,
            )
            take_slots(reservation, thing_ids=[thing.pk, *inside])
    except AlreadyReserved:
        if (same := _the_same(wanted)) is None:
            raise
        return same
    return reservation


def status_for(thing: EquipmentItem, *, structure_id: int) -> ReservationStatus:
    """Return where a new reservation stands: confirmed, unless its owner is another who wants to be asked."""
    if thing.owner_id != structure_id and thing.sharing == SharingRule.ON_AGREEMENT:
        return ReservationStatus.REQUESTED
    return ReservationStatus.CONFIRMED


def lock_contents(thing: EquipmentItem) -> list[int]:
    """Return the ids of the things of the inventory in a case; nobody changes its contents before we have ended."""
    if not Kit.objects.filter(case=thing).update(revision=F("revision") + 1):
        return []
    return things_inside(thing)


def hold_thing(thing: EquipmentItem) -> EquipmentItem:
    """Return a thing as it is now; who would reserve it or take it out of the inventory waits until we have ended."""
    return EquipmentItem.objects.select_for_update(no_key=True).get(pk=thing.pk)


def take_slots(reservation: Reservation, *, thing_ids: list[int], since: datetime | None = None) -> None:
    """Write the half-hours of a reservation, or those left at `since`, for each thing.

    Raises AlreadyReserved, having written none.
    The unique constraint decides between two people; the rows go in one order, so that two cases never wait for
    each other.
    """
    starts_at = max(reservation.starts_at, since or reservation.starts_at)
    slots = slots_of(starts_at, reservation.ends_at)
    rows = [(reservation.pk, thing_id, slot) for thing_id in sorted(thing_ids) for slot in slots]
    try:
        with transaction.atomic():
            insert_values(ReservedSlot, ("reservation_id", "thing_id", "slot"), rows)
    except IntegrityError:
        by = in_the_way(
            thing_ids=thing_ids, starts_at=starts_at, ends_at=reservation.ends_at, but=reservation
        )
        raise AlreadyReserved(by) from None


def free_slots(reservation: Reservation, *, since: datetime | None = None) -> None:
    """Give back the half-hours of a reservation: all of them, or those that have not begun at `since`."""
    slots = ReservedSlot.objects.filter(reservation=reservation)
    if since is not None:
        slots = slots.filter(slot__gte=slots_of(since, since + timedelta(seconds=1)).start)
    slots.delete()


@transaction.atomic
def accept_reservation(*, reservation: Reservation, by: User | None, now: datetime, answer: str = "") -> None:
    """Agree to lend. Raises ReservationMovedOn if it no longer waits."""
    _move(
        reservation,
        among=(ReservationStatus.REQUESTED,),
        status=ReservationStatus.CONFIRMED,
        answered_by=by,
        answered_at=now,
        answer_text=answer,
    )


@transaction.atomic
def refuse_reservation(*, reservation: Reservation, by: User | None, now: datetime, answer: str) -> None:
    """Say no, with a word; the hours are free again. Raises ReservationMovedOn, ValidationError without a word."""
    if not answer.strip():
        raise ValidationError({"answer": ["Dites pourquoi : la structure qui demande lira ce mot."]})
    _move(
        reservation,
        among=(ReservationStatus.REQUESTED,),
        status=ReservationStatus.REFUSED,
        answered_by=by,
        answered_at=now,
        ended_at=now,
        answer_text=answer,
    )
    free_slots(reservation)


@transaction.atomic
def cancel_reservation(*, reservation: Reservation, now: datetime, remark: str = "") -> None:
    """Give up a reservation that has not left; its hours are free again. Raises ReservationMovedOn."""
    _move(
        reservation,
        among=NOT_OUT_YET,
        status=ReservationStatus.CANCELLED,
        ended_at=now,
        remark=remark,
    )
    free_slots(reservation)


def _move(reservation: Reservation, *, among: tuple[ReservationStatus, ...], **values: object) -> None:
    """Write the values if the reservation still stands at one of these states. Raises ReservationMovedOn."""
    if not Reservation.objects.filter(pk=reservation.pk, status__in=among).update(**values):
        raise ReservationMovedOn
    reservation.refresh_from_db()


def _check_hours(wanted: Wanted, now: datetime) -> None:
    if wanted.ends_at <= wanted.starts_at:
        raise ValidationError({"ends_at": ["La fin doit venir après le début."]})
    if wanted.ends_at <= now:
        raise ValidationError({"ends_at": ["Ce moment est déjà passé."]})
    if wanted.ends_at - wanted.starts_at > timedelta(days=MOST_DAYS):
        raise ValidationError({"ends_at": [f"Une réservation dure {MOST_DAYS} jours au plus."]})


def _the_same(wanted: Wanted) -> Reservation | None:
    return Reservation.objects.filter(
        thing=wanted.thing,
        structure=wanted.structure,
        session=wanted.session,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        status__in=KEEPING,
    ).first()


@transaction.atomic
def forget_old_reservations(*, names_before: datetime, slots_before: datetime) -> int:
    """Forget who reserved what ended before a date, who counted or settled anything before it, and past half-hours.

    Returns how many reservations, counts and lacks lost a name.
    """
    ReservedSlot.objects.filter(slot__lt=slots_of(slots_before, slots_before).start).delete()
    old = Reservation.objects.filter(ends_at__lt=names_before).exclude(status=ReservationStatus.OUT)
    named = Q(requested_by__isnull=False) | Q(answered_by__isnull=False)
    checks = EquipmentCheck.objects.filter(checked_at__lt=names_before, checked_by__isnull=False)
    lacks = Lack.objects.filter(settled_at__lt=names_before, settled_by__isnull=False)
    return (
        old.filter(named).update(requested_by=None, answered_by=None)
        + checks.update(checked_by=None)
        + lacks.update(settled_by=None)
    )
