"""What a desk shows while people come: who is expected, who is there, what is left, what to offer when it is full."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from palier.agenda.enums import Attendance, RegistrationStatus, SessionStatus
from palier.agenda.models import Attendee, Registration, Session, SessionCredit

OPENS_BEFORE = timedelta(hours=2)
LATE_AFTER_MIN = 10  # of a session that is followed from its start
AHEAD, BEHIND = timedelta(days=7), timedelta(days=31)
MOST_SHOWN = 100
HERE = (Attendance.PRESENT, Attendance.LATE)
CAME = (*HERE, Attendance.LEFT)
WITH_SEAT = (RegistrationStatus.CONFIRMED, RegistrationStatus.OFFERED)


@dataclass(frozen=True)
class Desk:
    """A session at its desk. `expected` holds everybody registered with a seat, whatever became of them.

    `here`: how many people are there now; `came`: how many came at all; `awaited`: registered and not there yet.
    """

    expected: list[Attendee]
    walk_ins: list[Attendee]
    waiting: list[Registration]
    here: int
    came: int
    awaited: int

    @property
    def walk_ins_here(self) -> list[Attendee]:
        """Those who came without being registered and are still there, the last one first."""
        return [person for person in reversed(self.walk_ins) if person.attendance in HERE]


def opens_at(session: Session) -> datetime:
    """Return when its desk opens: people come a little before the hour, not days before."""
    return session.starts_at - OPENS_BEFORE


def minutes_late(session: Session, *, now: datetime) -> int:
    """Return how many minutes ago a session that is followed from its start began; 0 when one may still come.

    One may always come to an open door, within ten minutes of any start, and be counted from paper once it is over.
    """
    if session.is_open_door or now >= session.ends_at:
        return 0
    minutes = int((now - session.starts_at).total_seconds() // 60)
    return minutes if minutes > LATE_AFTER_MIN else 0


def desk_of(session: Session) -> Desk:
    """Return the desk of a session. Three queries, whatever the number of people."""
    people = list(
        Attendee.objects.filter(Q(registration=None) | Q(registration__status__in=WITH_SEAT), session=session)
        .select_related("registration")
        .order_by("first_name", "pk")
    )
    expected = [person for person in people if person.registration_id is not None]
    walk_ins = sorted((p for p in people if p.registration_id is None), key=lambda p: p.pk)
    waiting = Registration.objects.filter(session=session, status=RegistrationStatus.WAITING)
    return Desk(
        expected=expected,
        walk_ins=walk_ins,
        waiting=list(waiting.prefetch_related("people").order_by("queue_rank", "pk")),
        here=sum(person.attendance in HERE for person in people),
        came=sum(person.attendance in CAME for person in people),
        awaited=sum(person.attendance == Attendance.EXPECTED for person in expected),
    )


def attendee_of(session: Session, *, pk: int) -> Attendee | None:
    """Return one person of that session."""
    return session.attendees.select_related("session", "registration").filter(pk=pk).first()


def waiting_of(session: Session, *, pk: int) -> Registration | None:
    """Return one registration of that session."""
    return session.registrations.select_related("session").filter(pk=pk).first()


def came_count(session: Session) -> int:
    """Return how many people came, those who left included. One query."""
    return session.attendees.filter(attendance__in=CAME).count()


def next_dates(session: Session, *, now: datetime, most: int = 3) -> QuerySet[Session]:
    """Return the next sessions that somebody turned away may come to: same series, or same format in the same commune.

    Soonest first.
    """
    same = Q(pk__in=[])
    if session.series_id is not None:
        same |= Q(series_id=session.series_id)
    if session.commune_id is not None:
        same |= Q(format_id=session.format_id, commune_id=session.commune_id)
    later = Session.objects.filter(
        same, status=SessionStatus.PUBLISHED, is_staff_only=session.is_staff_only, starts_at__gt=now
    ).exclude(pk=session.pk)
    return later.select_related("place", "commune").order_by("starts_at", "pk")[:most]


def sessions_to_hold(within: Q, *, user_id: int, now: datetime) -> list[Session]:
    """Return the sessions of the week to come, and those of the last month whose report is not closed, in order.

    `within`: those that the person may hold; the sessions they are credited for are added.
    """
    credited = Q(pk__in=SessionCredit.objects.filter(user_id=user_id).values("session_id"))
    soon = Q(ends_at__gt=now, starts_at__lt=now + AHEAD)
    to_write = Q(ends_at__lte=now, ends_at__gt=now - BEHIND) & ~Q(report__closed_at__isnull=False)
    found = Session.objects.filter(within | credited, soon | to_write, status=SessionStatus.PUBLISHED)
    return list(found.select_related("format", "place", "commune").order_by("starts_at", "pk")[:MOST_SHOWN])
