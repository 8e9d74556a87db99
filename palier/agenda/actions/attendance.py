"""Who is there: people expected, people who walk in, people who leave. Seats go through `actions.seats`, always.

Every gesture holds the row of the session first, as those of the seats do, so that two desks, a registration and a
cancellation follow each other. A gesture sent twice is done once.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from palier.accounts.models import User
from palier.agenda.actions import seats
from palier.agenda.enums import Attendance, RegistrationStatus, SessionStatus
from palier.agenda.models import PEOPLE_MAX, Attendee, Registration, Session
from palier.agenda.queries.desk import minutes_late, opens_at

HERE = (Attendance.PRESENT, Attendance.LATE)


class NoSeatLeft(Exception):
    """As many people as may be there at once are there, or expected. `missing`: how many seats are lacking."""

    def __init__(self, missing: int) -> None:
        super().__init__(f"{missing} seats are missing")
        self.missing = missing


class ComesTooLate(Exception):
    """This format is followed from its start, `minutes` ago: a confirming gesture is needed."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"started {minutes} minutes ago")
        self.minutes = minutes


class CountedInTheReport(Exception):
    """Of this format only heads are counted, in the report: nobody is listed."""


class DeskClosed(Exception):
    """The session is a draft, refused or cancelled, or starts in more than two hours: nobody is welcomed."""


class GestureRefused(Exception):
    """The gesture means nothing for that person now; the message says why, in French."""


@transaction.atomic
def walk_in(
    *,
    session: Session,
    form_key: UUID,
    now: datetime,
    people: int = 1,
    although_late: bool = False,
    reason: str = "",
    by: User | None = None,
) -> list[Attendee]:
    """Count people who come without being registered, each on a seat; the same form sent twice counts them once.

    An open door takes them at any minute; elsewhere, after the start, only `although_late`. With a `reason`, seats that
    are lacking are added in the name of `by`. Once the session is over, nobody sits any more: people are counted from
    the paper without a seat. Raises NoSeatLeft (nobody is counted), ComesTooLate, CountedInTheReport, DeskClosed,
    GestureRefused.
    """
    row = _held(session, now=now)
    already = list(Attendee.objects.filter(session=row, form_key=form_key))
    if already:
        return already
    if not 1 <= people <= PEOPLE_MAX:
        raise GestureRefused(f"Comptez de 1 à {PEOPLE_MAX} personnes à la fois.")
    late = minutes_late(row, now=now)
    if late and not although_late:
        raise ComesTooLate(late)
    with_seat = _sit(row, people, reason=reason, by=by, now=now)
    moment = _moment(row, now)
    return Attendee.objects.bulk_create(
        [
            Attendee(
                session=row,
                form_key=None if number else form_key,
                attendance=Attendance.LATE if late else Attendance.PRESENT,
                arrived_at=moment,
                has_seat=with_seat,
            )
            for number in range(people)
        ]
    )


@transaction.atomic
def mark_attendance(
    *, attendee: Attendee, attendance: str, now: datetime, reason: str = "", by: User | None = None
) -> None:
    """Say that somebody is there, late, absent, gone, or expected again. Safe to run twice.

    Absent or gone, the person frees the seat; back, takes one again. With a `reason`, a seat that is lacking is added
    in the name of `by`. Raises NoSeatLeft, GestureRefused, CountedInTheReport, DeskClosed.
    """
    row = _held(attendee.session, now=now)
    person = Attendee.objects.select_related("registration").get(pk=attendee.pk)
    wanted = Attendance(attendance)
    if person.attendance == wanted:
        return
    _check_gesture(person, wanted)
    if wanted in (*HERE, Attendance.EXPECTED):
        _confirm(person.registration)
        person.has_seat = person.has_seat or _sit(row, 1, reason=reason, by=by, now=now)
    leaves_seat = wanted in (Attendance.ABSENT, Attendance.LEFT) and person.has_seat
    moment = _moment(row, now)
    person.attendance = wanted
    if wanted in HERE:
        person.arrived_at, person.left_at = person.arrived_at or moment, None
    elif wanted == Attendance.LEFT:
        person.left_at = max(moment, person.arrived_at or moment)
    else:
        person.arrived_at = person.left_at = None
    if leaves_seat:
        person.has_seat = False
    person.save(update_fields=["attendance", "arrived_at", "left_at", "has_seat"])
    if leaves_seat:
        seats.free_seats(session_id=row.pk, people=1, now=now)
    attendee.refresh_from_db()


@transaction.atomic
def mark_missing_absent(*, session: Session, now: datetime) -> int:
    """Say that those still expected will not come: their seats are free. Safe to run twice. Returns how many."""
    row = _held(session, now=now)
    expected = Attendee.objects.filter(
        session=row,
        attendance=Attendance.EXPECTED,
        registration__status__in=(RegistrationStatus.CONFIRMED, RegistrationStatus.OFFERED),
    )
    seated = expected.filter(has_seat=True).count()
    missing = expected.update(attendance=Attendance.ABSENT, has_seat=False)
    if seated:
        seats.free_seats(session_id=row.pk, people=seated, now=now)
    return missing


@transaction.atomic
def uncount_walk_in(*, attendee: Attendee, now: datetime) -> None:
    """Take back somebody counted by mistake; the seat is free again. Safe to run twice. Raises GestureRefused."""
    row = _held(attendee.session, now=now)
    person = Attendee.objects.filter(pk=attendee.pk, session=row).first()
    if person is None:
        return
    if person.registration_id is not None:
        raise GestureRefused("Cette personne est inscrite : dites plutôt qu’elle est absente.")
    person.delete()
    if person.has_seat:
        seats.free_seats(session_id=row.pk, people=1, now=now)


@transaction.atomic
def welcome_waiting(
    *, registration: Registration, now: datetime, reason: str = "", by: User | None = None
) -> None:
    """Let in those of a registration on the waiting list who are at the door: all of them or none. Safe to run twice.

    With a `reason`, seats that are lacking are added in the name of `by`. Raises NoSeatLeft, GestureRefused,
    CountedInTheReport, DeskClosed.
    """
    row = _held(registration.session, now=now)
    seats.pass_on_due(session_id=row.pk, now=now)
    found = Registration.objects.get(pk=registration.pk)
    if found.status == RegistrationStatus.CONFIRMED:
        return
    # A seat may have come to them at this very moment.
    has_seats = (
        found.status == RegistrationStatus.OFFERED and not found.people.exclude(has_seat=True).exists()
    )
    if found.status != RegistrationStatus.WAITING and not has_seats:
        raise GestureRefused(
            "Cette inscription n’attend plus : comptez les personnes comme venues sans inscription."
        )
    with_seat = has_seats or _sit(row, found.people_count, reason=reason, by=by, now=now)
    found.status, found.answer_by = RegistrationStatus.CONFIRMED, None
    found.save(update_fields=["status", "answer_by"])
    found.people.update(attendance=Attendance.PRESENT, arrived_at=_moment(row, now), has_seat=with_seat)


def _held(session: Session, *, now: datetime) -> Session:
    row = seats.hold_row(session.pk)
    if row.status != SessionStatus.PUBLISHED or now < opens_at(row):
        raise DeskClosed
    if row.format.counts_heads_only:
        raise CountedInTheReport
    return row


def _moment(session: Session, now: datetime) -> datetime:
    """Nobody arrives or leaves after the end: what is typed the next day is dated at the end."""
    return min(now, session.ends_at)


def _sit(session: Session, people: int, *, reason: str, by: User | None, now: datetime) -> bool:
    """Take a seat for each, adding those that lack if there is a reason; False once the session is over."""
    if now >= session.ends_at:
        return False
    if seats.take_seats(session_id=session.pk, people=people, now=now) is not None:
        return True
    row = Session.objects.get(pk=session.pk)
    missing = max(1, people - (row.seats_left or 0))
    if not reason.strip():
        raise NoSeatLeft(missing)
    seats.add_seats(session=row, seats=missing, reason=reason, by=by, now=now)
    if seats.take_seats(session_id=session.pk, people=people, now=now) is None:
        raise NoSeatLeft(missing)
    return True


def _check_gesture(person: Attendee, wanted: Attendance) -> None:
    if wanted == Attendance.LEFT and person.attendance not in HERE:
        raise GestureRefused("Cette personne n’est pas arrivée : dites plutôt qu’elle est absente.")
    if person.registration is None:
        if wanted not in (Attendance.LEFT, *HERE):
            raise GestureRefused("Cette personne est venue sans inscription : dites qu’elle est partie.")
        return
    if wanted != Attendance.LEFT and person.registration.status not in (
        RegistrationStatus.CONFIRMED,
        RegistrationStatus.OFFERED,
    ):
        raise GestureRefused("Cette inscription n’a pas de place : accueillez-la depuis la liste d’attente.")


def _confirm(registration: Registration | None) -> None:
    """Who comes has answered: a seat that was offered is theirs."""
    if registration is not None and registration.status == RegistrationStatus.OFFERED:
        registration.status, registration.answer_by = RegistrationStatus.CONFIRMED, None
        registration.save(update_fields=["status", "answer_by"])
