"""Series: made, turned into sessions, changed from a day on, stopped."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from palier.accounts.models import User
from palier.agenda.actions.programme import SessionOver, cancel_session, drop_draft, move_session
from palier.agenda.actions.sessions import SessionNotReady, create_session, publish_session
from palier.agenda.clock import instant_of
from palier.agenda.enums import BacklogState, SessionStatus
from palier.agenda.models import EventFormat, Series, SeriesException, Session
from palier.agenda.queries.series_days import MONTHS_AHEAD, days_ahead, zone_of
from palier.agenda.recurrence import month_end, months_from
from palier.directory.models import Place, Structure

RULES = (
    "title",
    "thread",
    "recurrence",
    "starts_on",
    "ends_on",
    "start_time",
    "duration_min",
    "skips_public_holidays",
    "skips_school_holidays",
)
PUBLISHES = "publishes"  # beside the fields of Session in `defaults`: put each session online at once
# What of `defaults` an occurrence follows when the series changes.
FOLLOWED = ("description", "room", "capacity_max", "capacity_preferred", "registration_mode", "online_url")


@dataclass
class SeriesChange:
    """What changing a series did: occurrences kept, moved, cancelled or taken away, and new ones."""

    series: Series
    kept: int = 0
    cancelled: int = 0
    removed: int = 0
    made: list[Session] = field(default_factory=list)


@transaction.atomic
def create_series(
    *,
    format: EventFormat,
    organiser: Structure,
    place: Place | None,
    values: Mapping[str, Any],
    by: User | None,
    now: datetime,
) -> Series:
    """Write a series and the sessions of its first months.

    `values`: fields of RULES, and `defaults` (field of Session → JSON value, and PUBLISHES). Raises ValidationError.
    """
    series = Series(format=format, organiser=organiser, place=place, created_by=by, created_at=now)
    _apply(series, values)
    series.save()
    materialise_series(series=series, now=now)
    return series


def materialise_series(*, series: Series, now: datetime, until: date | None = None) -> list[Session]:
    """Make the sessions of a series that are not made yet, from today on. Safe to run twice, and at the same time.

    Days of its exceptions and holidays are left out. A session that a rule of its format keeps from going online stays
    a draft. Returns the new ones, soonest first.
    """
    today = now.astimezone(zone_of(series)).date()
    until = until or month_end(months_from(today, count=MONTHS_AHEAD)[-1])
    made = (
        make_occurrence(series=series, on=day.on, now=now)
        for day in days_ahead(series, since=today, until=until)
    )
    return [session for session in made if session is not None]


def make_occurrence(*, series: Series, on: date, now: datetime) -> Session | None:
    """Make the session of a series of that day; None if it is there already, or the day is left out.

    Raises ValidationError if a default of the series is no longer possible.
    """
    zone = zone_of(series)
    starts_at = instant_of(on, at=series.start_time, zone=zone)
    own = {name: value for name, value in series.defaults.items() if name != PUBLISHES}
    where = {"commune": series.place.commune} if series.place is not None else {}
    try:
        with transaction.atomic():
            if series.sessions.filter(series_day=on).exists():
                return None
            session = create_session(
                format=series.format,
                organiser=series.organiser,
                place=series.place,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=series.duration_min),
                values={**where, "title": series.title, **own, "series": series, "series_day": on},
                by=series.created_by,
                now=now,
            )
    except IntegrityError:  # somebody else has just made it
        return None
    if series.defaults.get(PUBLISHES):
        _publish_if_ready(session, now=now)
    return session


def materialise_all(*, now: datetime) -> int:
    """Make the sessions to come of every series that goes on. Safe to run twice. Returns how many were made."""
    going_on = Series.objects.exclude(recurrence="").exclude(ends_on__lt=now.date())
    rows = going_on.select_related("format", "place__commune__departement", "organiser", "created_by")
    return sum(len(materialise_series(series=row, now=now)) for row in rows)


def write_thread(*, series: Series, text: str) -> None:
    """Write what holds the sessions of a series together (« fil rouge »)."""
    series.thread = text.strip()[:5000]
    series.save(update_fields=["thread"])


@transaction.atomic
def skip_day(*, series: Series, on: date, reason: str, now: datetime) -> None:
    """Leave a day out of a series: its draft goes, its published session is cancelled and people are told.

    Raises ValidationError if a session is published and no reason is given.
    """
    SeriesException.objects.update_or_create(series=series, on=on, defaults={"reason": reason.strip()[:200]})
    for session in series.sessions.filter(series_day=on):
        _end(session, reason=reason, now=now)


@transaction.atomic
def restore_day(*, series: Series, on: date, now: datetime) -> None:
    """Put a day that was left out back in a series, and make its session if the rule gives it."""
    SeriesException.objects.filter(series=series, on=on).delete()
    materialise_series(series=series, now=now)


@transaction.atomic
def stop_series(*, series: Series, after: date, reason: str, now: datetime) -> SeriesChange:
    """End a series: `after` is its last possible day. Later drafts go, later published sessions are cancelled.

    Raises ValidationError if people must be told and no reason is given.
    """
    Series.objects.filter(pk=series.pk).update(ends_on=after)
    series.refresh_from_db()
    change = SeriesChange(series)
    for session in _from(series, after + timedelta(days=1)):
        _count(change, _end(session, reason=reason, now=now))
    return change


@transaction.atomic
def change_series_from(
    *, session: Session, values: Mapping[str, Any], reason: str, by: User | None, now: datetime
) -> SeriesChange:
    """Change a series from one of its sessions on (« à partir de celle-ci »); earlier ones stay as they are.

    The series stops the day before and another one starts: it takes the subjects still waiting, the days left out, and
    the occurrences to come. Those changed apart keep their own words and hours; others follow, and people are told when
    the hour or the place changes; those of days that the new rule does not give are cancelled. `values` as for
    `create_series`, and `place`. Raises ValidationError, and SessionOver for a session of no series.
    """
    old, since = session.series, session.series_day
    if old is None or since is None:
        raise SessionOver
    new = Series(
        format=old.format,
        organiser=old.organiser,
        place=values.get("place", old.place),
        created_by=by,
        created_at=now,
        is_demo=old.is_demo,
    )
    _apply(new, {name: getattr(old, name) for name in (*RULES, "defaults")} | dict(values))
    new.starts_on = since
    new.save()
    Series.objects.filter(pk=old.pk).update(ends_on=since - timedelta(days=1))
    old.backlog.filter(state=BacklogState.WAITING).update(series=new)
    old.exceptions.filter(on__gte=since).update(series=new)
    change = _follow(_from(old, since), new=new, reason=reason, now=now)
    change.made = materialise_series(series=new, now=now)
    return change


def _follow(sessions: list[Session], *, new: Series, reason: str, now: datetime) -> SeriesChange:
    change = SeriesChange(new)
    last = max((s.series_day for s in sessions if s.series_day), default=new.starts_on)
    given = {day.on for day in days_ahead(new, since=new.starts_on, until=max(last, new.starts_on))}
    for session in sessions:
        if session.edited_apart:
            _take(session, new=new, follows=False, now=now)
            change.kept += 1
        elif session.series_day in given:
            _take(session, new=new, follows=True, now=now)
            change.kept += 1
        else:
            _count(change, _end(session, reason=reason, now=now))
    return change


def _take(session: Session, *, new: Series, follows: bool, now: datetime) -> None:
    """Put an occurrence in another series; one that follows takes its words, its hour and its place."""
    own = {name: new.defaults[name] for name in FOLLOWED if name in new.defaults}
    words = {"title": new.title, **own} if follows else {}
    for name, value in {"series": new, **words}.items():
        setattr(session, name, value)
    session.save(update_fields=["series", "search_text", *words])
    if not follows or session.series_day is None:
        return
    starts_at = instant_of(session.series_day, at=new.start_time, zone=zone_of(new))
    move_session(
        session=session,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=new.duration_min),
        where={"place": new.place} if new.place is not None else {},
        now=now,
        revision=session.revision,
    )
    Session.objects.filter(pk=session.pk).update(edited_apart=False)


def _end(session: Session, *, reason: str, now: datetime) -> str:
    """Take a draft away or cancel what is published: « removed », « cancelled », or "" if it was over already."""
    if session.status == SessionStatus.PUBLISHED:
        cancel_session(session=session, reason=reason, now=now)
        return "cancelled"
    try:
        drop_draft(session=session, now=now)
    except SessionOver:
        return ""
    return "removed"


def _count(change: SeriesChange, what: str) -> None:
    if what:
        setattr(change, what, getattr(change, what) + 1)


def _from(series: Series, since: date) -> list[Session]:
    rows = series.sessions.filter(series_day__gte=since).select_related(
        "format", "place__commune__departement"
    )
    return list(rows.order_by("series_day"))


def _apply(series: Series, values: Mapping[str, Any]) -> None:
    for name in (*RULES, "defaults"):
        if name in values:
            setattr(series, name, values[name])
    if series.ends_on is not None and series.ends_on < series.starts_on:
        raise ValidationError({"ends_on": "La fin vient après le début."})
    series.clean_fields()


def _publish_if_ready(session: Session, *, now: datetime) -> None:
    with suppress(
        SessionNotReady
    ):  # a theme, a speaker is missing: it stays a draft that the programme shows
        publish_session(session=session, now=now)
