"""Following what the programme suggests, or setting it aside: either way it does not come back at once."""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from palier.accounts.models import User
from palier.agenda.actions.programme import duplicate_session
from palier.agenda.actions.series import held_series, make_occurrence
from palier.agenda.actions.sessions import create_session
from palier.agenda.clock import instant_of
from palier.agenda.enums import FormatKind, SessionStatus
from palier.agenda.models import EventFormat, Series, Session, WorkshopSuggestion
from palier.agenda.queries.series_days import days_ahead
from palier.agenda.queries.suggestions import last_session_at, thematic_format
from palier.agenda.recurrence import month_end, same_rank_in
from palier.directory.models import Place, Structure, Topic
from palier.territory.queries import time_zone_of

ANNOUNCED_AHEAD = timedelta(days=21)  # time enough to make a workshop known
STANDING = (SessionStatus.DRAFT, SessionStatus.PUBLISHED)
CAFE_HOUR = time(10)
CAFE_DAY = date(2000, 1, 8)  # a second Saturday


class NothingToGoBy(Exception):
    """The product has no format, no structure or no session to make the draft from; the message says which."""


@transaction.atomic
def make_extra_date(*, series: Series, by: User, now: datetime) -> Session:
    """Make the draft of one more date of a series: a week after its next session, else after the last one.

    One at a time: while a draft of this waits to be published, it is that one. Raises NothingToGoBy when the series has
    no session.
    """
    series = held_series(series.pk)
    rows = series.sessions.exclude(status=SessionStatus.CANCELLED).select_related(
        "format", "place", "organiser"
    )
    waiting = rows.filter(series_day=None, status=SessionStatus.DRAFT, starts_at__gt=now).first()
    if waiting is not None:
        return waiting
    like = rows.filter(starts_at__gt=now).order_by("starts_at").first() or rows.order_by("-starts_at").first()
    if like is None:
        raise NothingToGoBy("Cette série n’a pas encore de séance.")
    on = like.starts_at.astimezone(like.zone)
    while True:
        on += timedelta(days=7)
        starts_at = instant_of(on.date(), at=on.time(), zone=like.zone)
        if starts_at > now and not rows.filter(starts_at=starts_at).exists():
            break
    copy = duplicate_session(
        session=like, starts_at=starts_at, ends_at=starts_at + (like.ends_at - like.starts_at), by=by, now=now
    )
    copy.series = series
    copy.save(update_fields=["series"])
    if series.place is not None:
        WorkshopSuggestion.objects.create(
            place=series.place, series=series, made_session=copy, settled_by=by, settled_at=now
        )
    return copy


@transaction.atomic
def make_suggested_workshop(*, place: Place, topic: Topic, by: User, now: datetime) -> Session:
    """Make the draft of a workshop on what people of a place keep asking, on the weekday and hour they know.

    One at a time: while a draft of this waits to be published, it is that one. Raises NothingToGoBy.
    """
    _hold(place)
    made = WorkshopSuggestion.objects.filter(
        place=place,
        topic=topic,
        made_session__status=SessionStatus.DRAFT,
        made_session__starts_at__gt=now,
    )
    if (waiting := made.select_related("made_session").first()) and waiting.made_session is not None:
        return waiting.made_session
    like, format = last_session_at(place), thematic_format()
    organiser = like.organiser if like is not None else place.owner
    if format is None:
        raise NothingToGoBy("Les formats ne sont pas chargés.")
    if organiser is None:
        raise NothingToGoBy("Aucune structure ne tient ce lieu.")
    zone = time_zone_of(place.commune) if like is None else like.zone
    known = like.starts_at.astimezone(zone) if like is not None else None
    on = now.astimezone(zone).date() + ANNOUNCED_AHEAD
    if known is not None:
        on += timedelta(days=(known.weekday() - on.weekday()) % 7)
    starts_at = instant_of(on, at=known.time() if known else CAFE_HOUR, zone=zone)
    session = create_session(
        format=format,
        organiser=organiser,
        place=place,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=format.duration_min),
        values={"title": f"{format.label} : {topic.label}"[:150], "theme": topic.label, "topics": [topic]},
        by=by,
        now=now,
    )
    WorkshopSuggestion.objects.create(
        place=place, topic=topic, made_session=session, settled_by=by, settled_at=now
    )
    return session


def set_aside(
    *, place: Place, by: User, now: datetime, series: Series | None = None, topic: Topic | None = None
) -> WorkshopSuggestion:
    """Remember that somebody does not want this suggestion: it comes back only if it is true again from now on."""
    return WorkshopSuggestion.objects.create(
        place=place, series=series, topic=topic, set_aside_at=now, settled_by=by, settled_at=now
    )


@transaction.atomic
def make_missing_session(*, place: Place, month: date, by: User, now: datetime) -> Session:
    """Make the session that a place misses in a month: of its series, else like its last one, else a café.

    The day is that of the series, else the same « 2e samedi » as last time; one that has passed moves to the next such
    weekday of the month, else to its last day. Safe to run twice: a session that is there already is returned as it
    is. Raises NothingToGoBy.
    """
    _hold(place)
    today = now.astimezone(time_zone_of(place.commune)).date()
    since, until = max(month.replace(day=1), today + timedelta(days=1)), month_end(month)
    if since > until:
        raise NothingToGoBy("Il ne reste plus de jour dans ce mois.")
    for series in place.series.exclude(recurrence="").filter(format__is_staff_only=False).order_by("-pk"):
        for day in days_ahead(series, since=since, until=until):
            made = make_occurrence(series=series, on=day.on, now=now)
            if made is None:
                made = series.sessions.filter(series_day=day.on, status__in=STANDING).first()
            if made is not None:
                return made
    like = last_session_at(place)
    on = same_rank_in(month, like=like.starts_at.astimezone(like.zone).date() if like else CAFE_DAY)
    while on < since:
        on += timedelta(days=7)
    return _like_last(place, like, on=min(on, until), by=by, now=now)


def _hold(place: Place) -> None:
    """Make whoever presses the same button meanwhile wait for the end of this."""
    Place.objects.select_for_update(no_key=True).get(pk=place.pk)


def _like_last(place: Place, like: Session | None, *, on: date, by: User, now: datetime) -> Session:
    cafes = EventFormat.objects.filter(kind=FormatKind.DIGITAL_CAFE).order_by("position")
    format = like.format if like is not None else cafes.first()
    organiser: Structure | None = like.organiser if like is not None else place.owner
    if format is None:
        raise NothingToGoBy("Les formats ne sont pas chargés.")
    if organiser is None:
        raise NothingToGoBy("Aucune structure ne tient ce lieu.")
    zone = like.zone if like is not None else time_zone_of(place.commune)
    at = like.starts_at.astimezone(zone).time() if like is not None else CAFE_HOUR
    starts_at = instant_of(on, at=at, zone=zone)
    there = place.sessions.filter(format=format, starts_at=starts_at, status__in=STANDING).first()
    if there is not None:
        return there
    if like is not None:
        ends_at = starts_at + (like.ends_at - like.starts_at)
        return duplicate_session(session=like, starts_at=starts_at, ends_at=ends_at, by=by, now=now)
    return create_session(
        format=format,
        organiser=organiser,
        place=place,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=format.duration_min),
        values={},
        by=by,
        now=now,
    )
