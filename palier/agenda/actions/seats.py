"""The seats of a session: taken, freed, kept for an audience, added. Nothing else writes their counters.

Every gesture starts by holding the row of the session, so that those on one session follow each other (SQLite writes
one transaction at a time anyway) and the waiting list has one order; then a conditional UPDATE takes or gives seats,
and the constraint `session_seats_within_capacity` is the last guard. Each gesture is one transaction: what is
interrupted never was.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from palier.accounts.models import User
from palier.agenda.actions import telling
from palier.agenda.enums import Attendance, RegistrationStatus, SessionStatus
from palier.agenda.models import Attendee, Registration, SeatHold, SeatOverride, Session
from palier.agenda.queries.delays import answer_deadline, closes_at
from palier.core.jobs import each_apart
from palier.directory.models import Audience

COUNTERS = ("seats_taken", "held_seats", "overbooked_seats", "capacity_max")


class SeatsNotTaken(Exception):
    """More seats would be freed than are taken: somebody freed them already."""


class HoldRefused(Exception):
    """Seats cannot be kept for an audience; the message says why, in French."""


class OverrideRefused(Exception):
    """Seats cannot be added; the message says why, in French."""


@dataclass(frozen=True)
class Taken:
    """Seats that were taken. `from_hold`: how many of them were kept for the audience of those people."""

    people: int
    from_hold: int


def hold_row(session_id: int) -> Session:
    """Return a session as it is now; whoever else wants its seats waits for the end of this transaction."""
    return Session.objects.select_for_update(no_key=True).get(pk=session_id)


@transaction.atomic
def take_seats(
    *, session_id: int, people: int, now: datetime, audience_id: int | None = None
) -> Taken | None:
    """Take seats for all these people, those kept for their audience first; None, and nothing taken, if too few.

    Seats kept until a moment that has passed are given to the waiting list, then to everybody, before that; so are
    those offered and not answered in time, when seats lack.
    """
    session = hold_row(session_id)
    _release_due(session, now=now)
    taken = _take(session, people=people, audience_id=audience_id)
    if taken is None and lapse_due(session=session, now=now):
        taken = _take(session, people=people, audience_id=audience_id)
    return taken


@transaction.atomic
def free_seats(
    *, session_id: int, people: int, now: datetime, audience_id: int | None = None, from_hold: int = 0
) -> int:
    """Free seats: they pay back those added by the team, go back to what is kept for their audience, then are offered.

    `from_hold`: how many of them had been kept for `audience_id`. Returns how many registrations of the waiting list
    are offered a seat. Raises SeatsNotTaken.
    """
    session = hold_row(session_id)
    paid_back = min(people, session.overbooked_seats)
    hold = _running_hold(session, audience_id, now=now) if from_hold else None
    # Seats kept for the same people a second time: no more of them come back than were taken.
    back = min(from_hold, people - paid_back, hold.seats - hold.seats_left) if hold is not None else 0
    freed = Session.objects.filter(pk=session_id, seats_taken__gte=people).update(
        seats_taken=F("seats_taken") - people,
        overbooked_seats=F("overbooked_seats") - paid_back,
        held_seats=F("held_seats") + back,
    )
    if not freed:
        raise SeatsNotTaken
    if hold is not None:
        SeatHold.objects.filter(pk=hold.pk).update(seats_left=F("seats_left") + back)
    _release_due(session, now=now)
    return _offer(session, now=now)


def give_seats_back(*, registration: Registration, now: datetime) -> None:
    """Free the seats kept for those of a registration who are not there; the caller holds the row of the session."""
    kept = Attendee.objects.filter(registration=registration, has_seat=True, attendance=Attendance.EXPECTED)
    freed = kept.update(has_seat=False)
    if freed:
        row = Registration.objects.get(pk=registration.pk)
        from_hold = min(row.seats_from_hold, freed)
        Registration.objects.filter(pk=row.pk).update(seats_from_hold=row.seats_from_hold - from_hold)
        free_seats(
            session_id=row.session_id,
            people=freed,
            now=now,
            audience_id=row.audience_id,
            from_hold=from_hold,
        )


@transaction.atomic
def lapse_due(*, session: Session, now: datetime) -> int:
    """Pass on the seats of those who did not answer in time. Returns how many registrations. Safe to run twice."""
    hold_row(session.pk)
    offered = Registration.objects.filter(session=session, status=RegistrationStatus.OFFERED)
    late = list(offered.filter(answer_by__lte=now).order_by("answer_by", "pk"))
    for registration in late:
        registration.status, registration.answer_by = RegistrationStatus.LAPSED, None
        registration.save(update_fields=["status", "answer_by"])
        telling.drop_calls(registration=registration, outcome="Sans réponse à temps", by=None, now=now)
        give_seats_back(registration=registration, now=now)
    return len(late)


@transaction.atomic
def pass_on_due(*, session_id: int, now: datetime) -> Session:
    """Give back what was kept until a moment that has passed, whatever the job did; those who wait are offered it.

    Returns the session, whose row is held. Safe to run twice.
    """
    session = hold_row(session_id)
    _release_due(session, now=now)
    lapse_due(session=session, now=now)
    return session


@transaction.atomic
def offer_free_seats(*, session_id: int, now: datetime) -> int:
    """Offer the seats that are free to the waiting list, in its order: call it when a session grows. Safe to run twice.

    Seats that the team had added are counted in the new capacity first. Returns how many registrations are offered one.
    """
    session = hold_row(session_id)
    _release_due(session, now=now)
    return _offer(session, now=now)


@transaction.atomic
def add_seats(*, session: Session, seats: int, reason: str, by: User | None, now: datetime) -> SeatOverride:
    """Add seats beyond the capacity, with who and why. They are offered to nobody: the caller takes them at once.

    Raises OverrideRefused.
    """
    if not reason.strip():
        raise OverrideRefused("Dites pourquoi vous ajoutez une place : la raison est gardée avec la séance.")
    limited = Session.objects.filter(pk=session.pk, capacity_max__isnull=False)
    if seats < 1 or not limited.update(overbooked_seats=F("overbooked_seats") + seats):
        raise OverrideRefused("Cette séance n’a pas de limite : il n’y a pas de place à ajouter.")
    return SeatOverride.objects.create(session=session, seats=seats, reason=reason.strip(), by=by, at=now)


@transaction.atomic
def hold_seats(
    *, session: Session, audience: Audience, seats: int, until_at: datetime, now: datetime
) -> SeatHold:
    """Keep free seats for an audience until a moment, after which they are everybody’s. Raises HoldRefused."""
    row = hold_row(session.pk)
    _release_due(row, now=now)
    if row.capacity_max is None:
        raise HoldRefused("Cette séance n’a pas de limite : il n’y a pas de place à réserver.")
    if not now < until_at <= closes_at(row):
        raise HoldRefused("Choisissez une date à venir, avant la fin des inscriptions.")
    if row.holds.filter(audience=audience, released_at=None).exists():
        raise HoldRefused("Des places sont déjà réservées à ce public : rendez-les d’abord à tous.")
    if seats < 1 or not _with_room(row, seats).update(held_seats=F("held_seats") + seats):
        raise HoldRefused(f"Places libres qui restent : {row.seats_left}. Réservez-en moins.")
    hold, _ = SeatHold.objects.update_or_create(
        session=row,
        audience=audience,
        defaults={"seats": seats, "seats_left": seats, "until_at": until_at, "released_at": None},
    )
    return hold


@transaction.atomic
def release_hold(*, hold: SeatHold, now: datetime) -> int:
    """Give seats kept for an audience back to everybody: the waiting list first. Returns how many seats."""
    session = hold_row(hold.session_id)
    freed = _release(session, SeatHold.objects.get(pk=hold.pk), now=now)
    _offer(session, now=now)
    return freed


def release_lapsed_holds(*, now: datetime) -> int:
    """Give back what was kept until a moment that has passed. Returns how many seats. Safe to run twice."""
    due = SeatHold.objects.filter(released_at=None, until_at__lte=now)
    return each_apart(due, lambda hold: release_hold(hold=hold, now=now))


@transaction.atomic
def bring_forward(*, session: Session, now: datetime) -> None:
    """Let nothing be kept beyond the start of a session that has moved: call it before those concerned are told.

    A seat offered is to be answered by the new start; seats kept for an audience until after the new closing are
    kept until the start, or given back at once if it has passed. Safe to run twice.
    """
    row = hold_row(session.pk)
    late = row.registrations.filter(status=RegistrationStatus.OFFERED, answer_by__gt=row.starts_at)
    late.update(answer_by=row.starts_at)
    row.holds.filter(released_at=None, until_at__gt=closes_at(row)).update(until_at=row.starts_at)
    _release_due(row, now=now)


# --- Within a gesture: the row of the session is held ---------------------------------------------------------


def _with_room(session: Session, seats: int) -> QuerySet[Session]:
    counted = F("seats_taken") + F("held_seats") - F("overbooked_seats") + seats
    return Session.objects.filter(Q(capacity_max=None) | Q(capacity_max__gte=counted), pk=session.pk)


def _take(session: Session, *, people: int, audience_id: int | None) -> Taken | None:
    hold = session.holds.filter(audience_id=audience_id, released_at=None).first() if audience_id else None
    from_hold = min(people, hold.seats_left) if hold is not None else 0
    claimed = _with_room(session, people - from_hold).update(
        seats_taken=F("seats_taken") + people, held_seats=F("held_seats") - from_hold
    )
    if not claimed:
        return None
    if hold is not None and from_hold:
        SeatHold.objects.filter(pk=hold.pk).update(seats_left=F("seats_left") - from_hold)
    return Taken(people=people, from_hold=from_hold)


def _running_hold(session: Session, audience_id: int | None, *, now: datetime) -> SeatHold | None:
    if audience_id is None:
        return None
    return session.holds.filter(audience_id=audience_id, released_at=None, until_at__gt=now).first()


def _release(session: Session, hold: SeatHold, *, now: datetime) -> int:
    if hold.released_at is not None:
        return 0
    SeatHold.objects.filter(pk=hold.pk).update(seats_left=0, released_at=now)
    Session.objects.filter(pk=session.pk).update(held_seats=F("held_seats") - hold.seats_left)
    return hold.seats_left


def _release_due(session: Session, *, now: datetime) -> None:
    due = session.holds.filter(released_at=None, until_at__lte=now) if session.held_seats else ()
    if sum(_release(session, hold, now=now) for hold in due):
        _offer(session, now=now)


def _absorb(session: Session) -> None:
    """Seats added by the team for which the capacity has room now are added no more: nobody else may take them."""
    if not session.overbooked_seats:
        return
    session.refresh_from_db(fields=COUNTERS)
    capacity = session.capacity_max
    beyond = 0 if capacity is None else max(0, session.seats_taken + session.held_seats - capacity)
    if beyond < session.overbooked_seats:
        Session.objects.filter(pk=session.pk).update(overbooked_seats=beyond)


def _offer(session: Session, *, now: datetime) -> int:
    """Offer what is free to the first of the waiting list that fit. Returns how many registrations."""
    _absorb(session)
    deadline = answer_deadline(session, now=now)
    if deadline is None or session.status != SessionStatus.PUBLISHED:
        return 0
    waiting = Registration.objects.filter(session=session, status=RegistrationStatus.WAITING)
    offered = 0
    for registration in waiting.order_by("queue_rank", "pk"):
        session.refresh_from_db(fields=COUNTERS)
        if session.seats_left == 0 and not session.held_seats:
            break
        taken = _take(session, people=registration.people_count, audience_id=registration.audience_id)
        if taken is not None:
            registration.session = session
            _offer_to(registration, taken, answer_by=deadline, now=now)
            offered += 1
    return offered


def _offer_to(registration: Registration, taken: Taken, *, answer_by: datetime, now: datetime) -> None:
    registration.status, registration.answer_by = RegistrationStatus.OFFERED, answer_by
    registration.seats_from_hold = taken.from_hold
    registration.save(update_fields=["status", "answer_by", "seats_from_hold"])
    people = Attendee.objects.filter(registration=registration, attendance=Attendance.EXPECTED)
    people.update(has_seat=True)
    telling.tell_offer(registration=registration, now=now)
