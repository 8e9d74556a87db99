"""The list of what to prepare for a session, and the list that a place keeps for a format."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from palier.accounts.models import User
from palier.agenda.models import ChecklistItem, FormatChecklistLine, Session
from palier.core.text import fold

MOST_LINES = 60
STEP = 10  # between two positions, as the files of formats do


@transaction.atomic
def prepare_checklist(*, session: Session) -> int:
    """Copy to a session the preparation list of its place for this format, else the standard one. Safe to run twice.

    Returns how many lines the session now has.
    """
    lines = FormatChecklistLine.objects.filter(format_id=session.format_id)
    own = list(lines.filter(place=session.place_id)) if session.place_id is not None else []
    ChecklistItem.objects.bulk_create(
        [
            ChecklistItem(session=session, code=line.code, label=line.label, position=line.position)
            for line in own or lines.filter(place=None)
        ],
        ignore_conflicts=True,
    )
    return session.checklist.count()


@transaction.atomic
def tick_item(*, item: ChecklistItem, is_done: bool, by: User | None, now: datetime) -> None:
    """Say that a thing is ready, or no longer is. Who ticked first stays; ticking twice changes nothing."""
    known = ChecklistItem.objects.filter(pk=item.pk)
    if is_done:
        known.filter(done_at=None).update(done_at=now, done_by=by)
    else:
        known.update(done_at=None, done_by=None)
    item.refresh_from_db()


@transaction.atomic
def add_to_checklist(*, session: Session, label: str, note: str = "") -> ChecklistItem:
    """Add a line at the end of the list of one session; the same words twice are one line.

    Raises ValidationError({field: [sentences]}).
    """
    label = label.strip()
    for known in session.checklist.all():
        if fold(known.label) == fold(label):
            return known
    if session.checklist.count() >= MOST_LINES:
        raise ValidationError({"label": [f"Une liste a {MOST_LINES} lignes au plus : enlevez-en d’abord."]})
    last = session.checklist.aggregate(last=Max("position"))["last"] or 0
    item = ChecklistItem(session=session, label=label, note=note.strip(), position=last + STEP)
    item.full_clean()
    item.save()
    return item


@transaction.atomic
def note_item(*, item: ChecklistItem, note: str) -> None:
    """Write a word beside a line: who brings it, how many. Raises ValidationError({field: [sentences]})."""
    item.note = note.strip()
    item.full_clean()
    item.save(update_fields=["note"])


@transaction.atomic
def remove_from_checklist(*, item: ChecklistItem) -> None:
    """Take a line out of the list of one session."""
    item.delete()


@transaction.atomic
def keep_list_for_place(*, session: Session) -> int:
    """Make the list of a session that of its place for this format: the sessions to come start with it.

    Ticks and notes are not kept. Returns how many lines; 0 and no change without a place or without a line.
    """
    items = list(session.checklist.all())
    if session.place is None or not items:
        return 0
    FormatChecklistLine.objects.filter(format=session.format, place=session.place).delete()
    codes: list[str] = []
    for item in items:
        codes.append(_free_code(item.code or slugify(fold(item.label))[:34].strip("-") or "ligne", codes))
    FormatChecklistLine.objects.bulk_create(
        FormatChecklistLine(
            format=session.format, place=session.place, code=code, label=item.label, position=rank * STEP
        )
        for rank, (code, item) in enumerate(zip(codes, items, strict=True), start=1)
    )
    return len(items)


@transaction.atomic
def forget_list_of_place(*, session: Session) -> bool:
    """Go back to the standard list at this place, for the sessions to come. Returns whether the place had its own."""
    if session.place_id is None:
        return False
    own = FormatChecklistLine.objects.filter(format=session.format, place=session.place_id)
    return bool(own.delete()[0])


def _free_code(code: str, taken: list[str]) -> str:
    number, free = 2, code
    while free in taken:
        free, number = f"{code}-{number}", number + 1
    return free
