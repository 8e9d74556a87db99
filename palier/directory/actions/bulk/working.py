"""A change of many records, tried then written, fifty at a time.

Every record has its own transaction: one that fails stops no other, and a worker that is killed loses nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from palier.accounts.models import User
from palier.directory.actions.bulk.refusals import FieldRefused, refusal_of, refuse_what_is_not_allowed
from palier.directory.actions.editing import Author, EditConflict, edit_place, edit_service
from palier.directory.actions.places import PlaceNotPublishable, verify_place
from palier.directory.actions.services import ServiceWithoutNeed
from palier.directory.enums import BulkOutcome, BulkStatus, ChangeVia
from palier.directory.models import BulkLine, BulkWork, Place, Service
from palier.directory.queries.standing import Standing, standing_of

MOST_RECORDS = 500
BATCH = 50
STALLED = timedelta(minutes=5)  # a worker that says nothing for so long was killed
_REFUSALS = (
    ValidationError,
    PlaceNotPublishable,
    ServiceWithoutNeed,
    EditConflict,
    FieldRefused,
    DatabaseError,
)


class TooManyRecords(Exception):
    """More records than can be changed at one go."""


class WorkBusy(Exception):
    """The work does not wait for this: it is under way, or over."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted for one record, given what it said (`before`).

    `cells`: {field: where it is in the file, in words}; `reasons`: sentences about what was already refused.
    """

    place: Place
    service: Service | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    verifies: bool = False
    reasons: Sequence[str] = ()


@transaction.atomic
def prepare_work(
    *,
    title: str,
    via: ChangeVia,
    wanted: Sequence[Wanted],
    by: User,
    now: datetime,
    remarks: Sequence[str] = (),
) -> BulkWork:
    """Keep what is wanted, to be tried; nothing of the records changes. Raises TooManyRecords."""
    if len(wanted) > MOST_RECORDS:
        raise TooManyRecords
    work = BulkWork.objects.create(
        title=title[:300], via=via, remarks=list(remarks), by=by, created_at=now, worked_at=now
    )
    BulkLine.objects.bulk_create(_line(work, position, one) for position, one in enumerate(wanted, start=1))
    return work


def _line(work: BulkWork, position: int, one: Wanted) -> BulkLine:
    values = {name: value for name, value in one.values.items() if one.before.get(name) != value}
    has_work = bool(values) or one.verifies
    nothing = BulkOutcome.REFUSED if one.reasons else BulkOutcome.SAME
    return BulkLine(
        work=work,
        position=position,
        place=one.place,
        service=one.service,
        values=values,
        before={name: one.before.get(name) for name in values},
        cells={name: one.cells[name] for name in values if name in one.cells},
        verifies=one.verifies,
        reasons=list(one.reasons),
        outcome=BulkOutcome.TO_TRY if has_work else nothing,
    )


def try_some(*, work_id: int, now: datetime) -> bool:
    """Try at most BATCH records, each rolled back; tell whether some remain. At the end the work waits for a person."""
    work = BulkWork.objects.select_related("by").get(pk=work_id)
    if work.status != BulkStatus.TRYING:
        return False
    standing = standing_of(work.by, on=now.date())
    for line in _lines(work, BulkOutcome.TO_TRY):
        _try_line(line, standing, now)
    return _moved(work, BulkOutcome.TO_TRY, BulkStatus.READY, now)


@transaction.atomic
def start_writing(*, work_id: int, chosen: Collection[int] | None, now: datetime) -> None:
    """Accept the lines of these identifiers (None: all that can be), or go on with a work that stopped.

    Raises WorkBusy if it is neither ready nor stopped; one whose worker was killed counts as stopped.
    """
    works = BulkWork.objects.filter(pk=work_id)
    ready = BulkLine.objects.filter(work=work_id, outcome=BulkOutcome.READY)
    if works.filter(status=BulkStatus.READY).update(status=BulkStatus.WRITING, worked_at=now):
        (ready if chosen is None else ready.filter(pk__in=chosen)).update(outcome=BulkOutcome.CHOSEN)
        ready.update(outcome=BulkOutcome.LEFT)
        return
    stopped = works.filter(status=BulkStatus.STOPPED)
    stalled = works.filter(status=BulkStatus.WRITING, worked_at__lt=now - STALLED)
    if not (stopped | stalled).update(status=BulkStatus.WRITING, worked_at=now):
        raise WorkBusy


@transaction.atomic
def stop_work(*, work_id: int, now: datetime) -> None:
    """Stop writing after the record under way; what is written stays. Nothing to do if it is not writing."""
    writing = BulkWork.objects.filter(pk=work_id, status=BulkStatus.WRITING)
    writing.update(status=BulkStatus.STOPPED, worked_at=now)


def write_some(*, work_id: int, now: datetime) -> bool:
    """Write at most BATCH chosen records; tell whether some remain and nobody stopped the work."""
    work = BulkWork.objects.select_related("by").get(pk=work_id)
    standing = standing_of(work.by, on=now.date())
    for line in _lines(work, BulkOutcome.CHOSEN):
        if not BulkWork.objects.filter(pk=work.pk, status=BulkStatus.WRITING).exists():
            return False
        _write_line(line, work, standing, now)
    return _moved(work, BulkOutcome.CHOSEN, BulkStatus.DONE, now)


@transaction.atomic
def forget_old_works(*, before: datetime) -> int:
    """Forget works asked for before a moment; return how many. What they wrote stays in the history of records."""
    old = BulkWork.objects.filter(created_at__lt=before)
    count = old.count()
    old.delete()
    return count


def _lines(work: BulkWork, outcome: BulkOutcome) -> list[BulkLine]:
    rows: QuerySet[BulkLine] = work.lines.filter(outcome=outcome).select_related(
        "place__commune__departement__region",
        "place__commune__epci",
        "service__place__commune__departement__region",
        "service__place__commune__epci",
    )
    return list(rows.defer("place__commune__outline", "service__place__commune__outline")[:BATCH])


def _moved(work: BulkWork, waiting: BulkOutcome, then: BulkStatus, now: datetime) -> bool:
    """Date the work; at the end of its lines, give it its next status. Tell whether some wait."""
    remain = work.lines.filter(outcome=waiting).exists()
    status = work.status if remain else then
    still = BulkWork.objects.filter(pk=work.pk, status__in=(BulkStatus.TRYING, BulkStatus.WRITING))
    return bool(still.update(status=status, worked_at=now)) and remain


def _try_line(line: BulkLine, standing: Standing, now: datetime) -> None:
    """Do it and undo it. A refused cell is set aside with its reason, and the others tried again."""
    while True:
        try:
            with transaction.atomic():
                _do(line, standing, now, Author(label="essai"), ChangeVia.BULK)
                transaction.set_rollback(True)
        except _REFUSALS as refusal:
            refused, reasons = refusal_of(line, refusal=refusal)
            line.reasons = [*line.reasons, *reasons]
            left = {name: value for name, value in line.values.items() if name not in refused}
            if refused and left:
                line.values, line.before = left, {name: line.before[name] for name in left}
                continue
            line.outcome = BulkOutcome.REFUSED
        else:
            line.outcome = BulkOutcome.READY
        break
    line.save(update_fields=["outcome", "reasons", "values", "before"])


def _write_line(line: BulkLine, work: BulkWork, standing: Standing, now: datetime) -> None:
    author = Author.of(work.by)
    try:
        with transaction.atomic():
            # Claimed and written together: a line is done once, whoever else works on it.
            mine = BulkLine.objects.filter(pk=line.pk, outcome=BulkOutcome.CHOSEN)
            if mine.update(outcome=BulkOutcome.DONE):
                _do(line, standing, now, author, ChangeVia(work.via))
    except _REFUSALS as refusal:
        _, reasons = refusal_of(line, refusal=refusal)
        failed = BulkLine.objects.filter(pk=line.pk, outcome=BulkOutcome.CHOSEN)
        failed.update(outcome=BulkOutcome.FAILED, reasons=[*line.reasons, *reasons])


def _do(line: BulkLine, standing: Standing, now: datetime, author: Author, via: ChangeVia) -> None:
    refuse_what_is_not_allowed(line, standing=standing)
    if line.verifies:
        if line.place.verified_on != now.date():
            verify_place(place=line.place, by_label=author.label, by=author.user, now=now)
    elif line.service is not None:
        edit_service(
            service=line.service,
            values=line.values,
            author=author,
            via=via,
            now=now,
            expected=line.before,
        )
    else:
        edit_place(
            place=line.place, values=line.values, author=author, via=via, now=now, expected=line.before
        )
