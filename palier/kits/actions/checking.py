"""Counting what leaves and what comes back; following what is missing until it is settled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from palier.accounts.models import User
from palier.kits.actions.reserving import (
    NotLendable,
    ReservationMovedOn,
    free_slots,
    lock_contents,
    take_slots,
)
from palier.kits.enums import CheckMoment, Condition, LackKind, LackState, ReservationStatus
from palier.kits.models import (
    EquipmentCheck,
    EquipmentCheckLine,
    EquipmentItem,
    KitLine,
    Lack,
    Reservation,
)
from palier.kits.queries.checks import ExpectedLine, expected_lines

BACK_WITHOUT_A_WORD = {LackKind.MISSING: LackState.FOUND, LackKind.DAMAGED: LackState.REPAIRED}
# Settled so, a thing of the inventory can be lent again.
MENDED = (LackState.FOUND, LackState.REPLACED, LackState.REPAIRED)


class StillOut(Exception):
    """The thing has not come back from those who had it before. `by` is their reservation."""

    def __init__(self, by: Reservation) -> None:
        super().__init__()
        self.by = by


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of a line are there, how many of these are damaged, and a word."""

    present: int
    damaged: int = 0
    note: str = ""


Counts = Mapping[str, Counted]  # by `ExpectedLine.key`


@transaction.atomic
def check_out(
    *, reservation: Reservation, counts: Counts, by: User | None, now: datetime, note: str = ""
) -> EquipmentCheck:
    """Write what leaves, and that it has left. Leaving early takes the hours until the planned start as well.

    Raises ReservationMovedOn unless it is confirmed and not over, StillOut, NotLendable, AlreadyReserved for the hours
    before the start, ValidationError({field: [sentences]}).
    """
    thing = reservation.thing
    inside = lock_contents(thing)
    _check_nobody_has_it(reservation, [thing.pk, *inside])
    if not thing.is_usable:
        raise NotLendable
    early = now < reservation.starts_at
    try:
        with transaction.atomic():
            left = Reservation.objects.filter(
                pk=reservation.pk, status=ReservationStatus.CONFIRMED, ends_at__gt=now
            ).update(status=ReservationStatus.OUT, out_at=now)
    except IntegrityError:  # somebody gave it to others at this very moment
        raise ReservationMovedOn from None
    if not left:
        raise ReservationMovedOn
    if early:
        free_slots(reservation)
        reservation.starts_at = now
        take_slots(reservation, thing_ids=[thing.pk, *inside])
        reservation.save(update_fields=["starts_at"])
    reservation.refresh_from_db()
    return _write_check(thing, CheckMoment.OUT, reservation, (counts, note), by=by, now=now)


@transaction.atomic
def check_in(
    *, reservation: Reservation, counts: Counts, by: User | None, now: datetime, note: str = ""
) -> EquipmentCheck:
    """Write what came back; what is missing or damaged is followed, and the hours left are free again.

    Raises ReservationMovedOn unless it is out, ValidationError({field: [sentences]}).
    """
    out = Reservation.objects.filter(pk=reservation.pk, status=ReservationStatus.OUT)
    if not out.update(status=ReservationStatus.RETURNED, back_at=now):
        raise ReservationMovedOn
    reservation.refresh_from_db()
    free_slots(reservation, since=now)
    return _write_check(reservation.thing, CheckMoment.BACK, reservation, (counts, note), by=by, now=now)


@transaction.atomic
def take_inventory(
    *, thing: EquipmentItem, counts: Counts, by: User | None, now: datetime, note: str = ""
) -> EquipmentCheck:
    """Count a thing, or all that a case must hold, outside any loan. Raises ValidationError({field: [sentences]})."""
    return _write_check(thing, CheckMoment.INVENTORY, None, (counts, note), by=by, now=now)


@transaction.atomic
def settle_lack(*, lack: Lack, state: LackState, note: str, by: User | None, now: datetime) -> None:
    """Say what became of something missing or damaged; settled already, it stays as it is.

    Raises ValueError for OPEN, which is no outcome.
    """
    if state == LackState.OPEN:
        raise ValueError("a lack is settled by what became of it")
    open_one = Lack.objects.filter(pk=lack.pk, state=LackState.OPEN)
    if open_one.update(state=state, settled_at=now, settled_by=by, settled_note=note) and state in MENDED:
        _mend(lack)
    lack.refresh_from_db()


def _check_nobody_has_it(reservation: Reservation, thing_ids: list[int]) -> None:
    """Refuse what is still with others: late, it stands in the way of whoever comes next. Raises StillOut."""
    out = Reservation.objects.filter(status=ReservationStatus.OUT).exclude(pk=reservation.pk)
    with_it = out.filter(Q(thing__in=thing_ids) | Q(thing__kit__lines__item__in=thing_ids))
    held = with_it.select_related("structure").first()
    if held is not None:
        raise StillOut(held)


def _write_check(
    thing: EquipmentItem,
    moment: CheckMoment,
    reservation: Reservation | None,
    told: tuple[Counts, str],
    *,
    by: User | None,
    now: datetime,
) -> EquipmentCheck:
    counts, note = told
    lines = expected_lines(thing)
    _check_counts(lines, counts)
    check = EquipmentCheck.objects.create(
        thing=thing, moment=moment, reservation=reservation, note=note, checked_by=by, checked_at=now
    )
    for line in lines:
        counted = counts[line.key]
        EquipmentCheckLine.objects.create(
            check_of=check,
            line=line.line,
            label=line.label,
            expected=line.expected,
            present=counted.present,
            damaged=counted.damaged,
            note=counted.note,
        )
        _follow_lack(check, line, LackKind.MISSING, line.expected - counted.present, counted.note)
        # Nobody can say of an absent thing that it is mended.
        if counted.present or counted.damaged:
            _follow_lack(check, line, LackKind.DAMAGED, counted.damaged, counted.note)
        _write_condition(line.item, counted)
    return check


def _check_counts(lines: list[ExpectedLine], counts: Counts) -> None:
    errors = {}
    for line in lines:
        counted = counts.get(line.key)
        if counted is None:
            errors[line.key] = [f"Dites combien il y en a : {line.label}."]
        elif not 0 <= counted.damaged <= counted.present <= line.expected:
            errors[line.key] = [
                f"{line.label} : entre 0 et {line.expected}, et pas plus d’abîmés que de présents."
            ]
    if errors:
        raise ValidationError(errors)


def _follow_lack(check: EquipmentCheck, line: ExpectedLine, kind: LackKind, count: int, note: str) -> None:
    """Open a follow-up, update the one that is open, or close it when everything is there again."""
    open_ones = Lack.objects.filter(thing=check.thing, line=line.line, kind=kind, state=LackState.OPEN)
    known = open_ones.first()
    if count == 0:
        _open_lacks(check.thing, line.line, line.item).filter(kind=kind).update(
            state=BACK_WITHOUT_A_WORD[kind],
            settled_at=check.checked_at,
            settled_by=check.checked_by,
            settled_note=f"Constaté {check.get_moment_display()}.",
        )
    elif known is None:
        Lack.objects.create(
            thing=check.thing,
            line=line.line,
            kind=kind,
            label=line.label,
            count=count,
            note=note,
            noticed_in=check,
            noticed_at=check.checked_at,
        )
    elif count != known.count:
        worse = {"noticed_in": check, "noticed_at": check.checked_at} if count > known.count else {}
        open_ones.update(count=count, **worse)


def _write_condition(item: EquipmentItem | None, counted: Counted) -> None:
    """Say on the thing of the inventory what was seen; a worn thing that is there stays worn."""
    if item is None:
        return
    if not counted.present:
        item.condition = Condition.MISSING
    elif counted.damaged:
        item.condition = Condition.DAMAGED
    elif not item.is_usable:
        item.condition = Condition.GOOD
    item.save(update_fields=["condition"])


def _mend(lack: Lack) -> None:
    """A thing of the inventory is lent again once nothing is followed about it any more."""
    item = lack.thing if lack.line is None else lack.line.item
    if item is None or _open_lacks(lack.thing, lack.line, item).exists():
        return
    EquipmentItem.objects.filter(pk=item.pk, condition__in=("DAMAGED", "MISSING")).update(
        condition=Condition.GOOD
    )


def _open_lacks(thing: EquipmentItem, line: KitLine | None, item: EquipmentItem | None) -> QuerySet[Lack]:
    """Return what is followed of a line; of a thing of the inventory, on itself as well as in its case."""
    same = Q(thing=thing, line=line)
    if item is not None:
        same |= Q(thing=item, line=None) | Q(line__item=item)
    return Lack.objects.filter(same, state=LackState.OPEN)
