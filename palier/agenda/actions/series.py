"""Series: made, turned into sessions, changed from a day on, stopped."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from palier.accounts.models import User
from palier.agenda.actions.programme import (
    ALIVE,
    SessionChangedMeanwhile,
    SessionOver,
    cancel_session,
    drop_draft,
    edit_session,
    move_session,
)
from palier.agenda.actions.sessions import SessionNotReady, create_session, publish_session
from palier.agenda.clock import instant_of
from palier.agenda.enums import BacklogState, SessionStatus
from palier.agenda.models import EventFormat, Series, SeriesException, Session
from palier.agenda.queries.series_days import MONTHS_AHEAD, days_ahead, zone_of
from palier.agenda.recurrence import month_end, months_from
from palier.core.jobs import each_apart
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
SEATS = ("capacity_max", "capacity_preferred", "registration_mode")  # the series says them, else its format


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

    `values`: fields of RULES, `defaults` (field of Session → JSON value, and PUBLISHES), and `public_id` when the form
    has chosen it (`made_once`). Raises ValidationError.
    """
    own = {"public_id": values["public_id"]} if "public_id" in values else {}
    series = Series(format=format, organiser=organiser, place=place, created_by=by, created_at=now, **own)
    _apply(series, values)
    series.save()
    materialise_series(series=series, now=now)
    return series


def materialise_series(*, series: Series, now: datetime, until: date | None = None) -> list[Session]:
    """Make the sessions of a series that are not made yet, from today on. Safe to run twice, and at the same time.

    Days of its exceptions and holidays are left out, and those that are over already. A session that a rule of its
    format keeps from going online stays a draft. Each session commits by itself. Returns the new ones, soonest first.
    """
    today = now.astimezone(zone_of(series)).date()
    until = until or month_end(months_from(today, count=MONTHS_AHEAD)[-1])
    taken = _days_taken(series, since=today)
    made = (
        make_occurrence(series=series, on=day.on, now=now)
        for day in days_ahead(series, since=today, until=until)
        if day.on not in taken
    )
    return [session for session in made if session is not None]


@transaction.atomic
def make_occurrence(*, series: Series, on: date, now: datetime) -> Session | None:
    """Make the session of a series of that day, online at once if the series says so.

    None if the day has its session already, if it is over, or if the series does not give it (any more). Raises
    ValidationError if a default of the series is no longer possible.
    """
    series = held_series(series.pk)
    starts_at, ends_at = _hours(series, on)
    if ends_at <= now or on in _days_taken(series, since=on) or not days_ahead(series, since=on, until=on):
        return None
    own = {name: value for name, value in series.defaults.items() if name != PUBLISHES}
    where = {"commune": series.place.commune} if series.place is not None else {}
    session = create_session(
        format=series.format,
        organiser=series.organiser,
        place=series.place,
        starts_at=starts_at,
        ends_at=ends_at,
        values={**where, "title": series.title, **own, "series": series, "series_day": on},
        by=series.created_by,
        now=now,
    )
    if series.defaults.get(PUBLISHES):
        _publish_if_ready(session, now=now)
    return session


def materialise_all(*, now: datetime) -> int:
    """Make the sessions to come of every series that goes on. Safe to run twice. Returns how many were made.

    Raises SomeFailed once the others are done, if a series cannot make its own.
    """
    going_on = Series.objects.exclude(recurrence="").exclude(ends_on__lt=now.date())
    rows = going_on.select_related("place__commune__departement")
    return each_apart(rows, lambda row: len(materialise_series(series=row, now=now)))


def write_thread(*, series: Series, text: str) -> None:
    """Write what holds the sessions of a series together (« fil rouge »)."""
    series.thread = text.strip()[:5000]
    series.save(update_fields=["thread"])


@transaction.atomic
def skip_day(*, series: Series, on: date, reason: str, now: datetime) -> None:
    """Leave a day out of a series: its draft goes, its published session is cancelled and people are told.

    Raises ValidationError if a session is published and no reason is given, SessionOver if it has taken place.
    """
    series = held_series(series.pk)
    SeriesException.objects.update_or_create(series=series, on=on, defaults={"reason": reason.strip()[:200]})
    for session in series.sessions.filter(series_day=on):
        _end(session, reason=reason, now=now)


@transaction.atomic
def restore_day(*, series: Series, on: date, now: datetime) -> None:
    """Put a day that was left out back in a series, and make its session if the rule gives it.

    A session cancelled that day stays so, for those who were told: it is another one that takes place.
    """
    series = held_series(series.pk)
    SeriesException.objects.filter(series=series, on=on).delete()
    cancelled = series.sessions.filter(series_day=on, status=SessionStatus.CANCELLED, ends_at__gt=now)
    cancelled.update(series_day=None, edited_apart=False)
    materialise_series(series=series, now=now)


@transaction.atomic
def stop_series(*, series: Series, after: date, reason: str, now: datetime) -> SeriesChange:
    """End a series: `after` is its last possible day. Later drafts go, later published sessions are cancelled.

    Sessions that have taken place stay as they are. Raises ValidationError if people must be told and no reason is
    given.
    """
    series = held_series(series.pk)
    series.ends_on = after
    series.save(update_fields=["ends_on"])
    change = SeriesChange(series)
    for session in series.sessions.filter(series_day__gt=after, ends_at__gt=now).order_by("series_day"):
        _count(change, _end(session, reason=reason, now=now))
    return change


@transaction.atomic
def change_series_from(
    *, session: Session, values: Mapping[str, Any], reason: str, by: User | None, now: datetime
) -> SeriesChange:
    """Change a series from one of its sessions on (« à partir de celle-ci »); earlier ones stay as they are.

    The series stops the day before and another one starts: it takes the subjects still waiting, the days left out, and
    the occurrences to come. Those changed apart, cancelled or over keep their own words and hours; others follow, and
    people are told when the hour or the place changes; those of days that the new rule does not give are cancelled.
    `values` as for `create_series`, and `place`. Raises ValidationError; SessionChangedMeanwhile if the session is of
    another series by now, or is being changed; SessionOver if it is of no series, cancelled or over.
    """
    if session.series_id is None:
        raise SessionOver
    old, first = held_series(session.series_id), Session.objects.get(pk=session.pk)
    since = first.series_day
    if first.series_id != old.pk:
        raise SessionChangedMeanwhile
    if since is None or not _is_to_come(first, now=now):
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
    rows = old.sessions.filter(series_day__gte=since).select_related("format", "place__commune__departement")
    change = _follow(list(rows.order_by("series_day")), new=new, reason=reason, now=now)
    change.made = materialise_series(series=new, now=now)
    return change


def held_series(pk: int) -> Series:
    """Return a series as it now is: whoever else makes its sessions or changes it waits for the end of this."""
    rows = Series.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("format", "organiser", "place__commune__departement", "created_by").get(pk=pk)


def _hours(series: Series, on: date) -> tuple[datetime, datetime]:
    starts_at = instant_of(on, at=series.start_time, zone=zone_of(series))
    return starts_at, starts_at + timedelta(minutes=series.duration_min)


def _days_taken(series: Series, *, since: date) -> set[date | None]:
    """Return the days, from `since` on, that need no session: theirs exists, or another was put there by hand."""
    zone = zone_of(series)
    there = Q(starts_at__gte=instant_of(since, at=time(), zone=zone))
    there &= ~Q(status=SessionStatus.CANCELLED, edited_apart=False)
    rows = series.sessions.filter(Q(series_day__gte=since) | there).values_list("series_day", "starts_at")
    return {day for rule, at in rows for day in (rule, at.astimezone(zone).date())}


def _is_to_come(session: Session, *, now: datetime) -> bool:
    return session.status in ALIVE and session.ends_at > now


def _follow(sessions: list[Session], *, new: Series, reason: str, now: datetime) -> SeriesChange:
    change = SeriesChange(new)
    last = max((s.series_day for s in sessions if s.series_day), default=new.starts_on)
    given = {day.on for day in days_ahead(new, since=new.starts_on, until=max(last, new.starts_on))}
    for session in sessions:
        is_to_come = _is_to_come(session, now=now)
        follows = is_to_come and not session.edited_apart
        if follows and session.series_day not in given:
            _count(change, _end(session, reason=reason, now=now))
            continue
        if follows:
            _take_from(new, session, now=now)
        Session.objects.filter(pk=session.pk).update(series=new, edited_apart=session.edited_apart)
        change.kept += is_to_come
    return change


def _take_from(series: Series, session: Session, *, now: datetime) -> None:
    """Give an occurrence the hours, the place and the words of a series; what the series does not say is its format’s.

    It is moved and edited as by hand: those who registered are told, and those who wait are offered what is free.
    """
    assert session.series_day is not None
    starts_at, ends_at = _hours(series, session.series_day)
    where = {name: series.defaults.get(name, "") for name in ("room", "online_url")}
    where |= {"place": series.place, "commune": series.place.commune if series.place else None}
    moved = move_session(
        session=session,
        starts_at=starts_at,
        ends_at=ends_at,
        where=where,
        now=now,
        revision=session.revision,
    )
    words = {"title": series.title, "description": series.defaults.get("description", "")}
    words |= {name: series.defaults.get(name, getattr(series.format, name)) for name in SEATS}
    if words["capacity_max"] and "capacity_preferred" not in series.defaults:
        words["capacity_preferred"] = min(words["capacity_preferred"] or 0, words["capacity_max"]) or None
    if any(getattr(moved, name) != value for name, value in words.items()):
        edit_session(session=moved, values=words, now=now, revision=moved.revision)


def _end(session: Session, *, reason: str, now: datetime) -> str:
    """Take a draft away or cancel what is published: « removed », « cancelled », or "" if it was cancelled already."""
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
