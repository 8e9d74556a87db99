"""What the programme suggests: an extra date, a workshop on what people keep asking, a theme to start a café with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from palier.agenda.enums import BacklogState, FormatKind, RegistrationStatus, SessionStatus
from palier.agenda.models import (
    BacklogTopic,
    EventFormat,
    Series,
    Session,
    SessionQuestion,
    WorkshopSuggestion,
)
from palier.directory.models import Need, Place, Topic

FULL_IN_A_ROW = 3
ASKED_AT_LEAST = 3  # questions on a topic
IN_SESSIONS = 2  # different ones
LOOKED_BACK = timedelta(days=365)
RECENT = timedelta(days=90)
FIRST_SESSIONS = 3
THEMES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class ExtraDate:
    """A series full several times in a row."""

    series: Series
    last: Session


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """A topic that people of a place keep asking about: `count` questions in `sessions` sessions."""

    place: Place
    topic: Topic
    count: int
    sessions: int


def full_series(within: Q, *, now: datetime) -> list[ExtraDate]:
    """Return the series of a perimeter whose last FULL_IN_A_ROW sessions were full, and that no one settled since.

    Counted: published sessions with a limit, past ones and the next one if it is full already. Three queries.
    """
    series = {row.pk: row for row in Series.objects.filter(within).select_related("place", "format")}
    rows = _with_fullness(
        Session.objects.filter(
            series__in=series,
            status=SessionStatus.PUBLISHED,
            capacity_max__isnull=False,
            starts_at__gt=now - LOOKED_BACK,
        )
    ).order_by("starts_at", "pk")
    by_series: dict[int, list[Session]] = {}
    for session in rows:
        by_series.setdefault(session.series_id or 0, []).append(session)
    settled = _settled_at("series_id", series)
    return [
        ExtraDate(series[pk], run[-1])
        for pk, sessions in by_series.items()
        if series[pk].place_id is not None and (run := _full_run(sessions, now=now, since=settled.get(pk)))
    ]


def recurring_topics(within: Q, *, now: datetime) -> list[AskedAgain]:
    """Return the topics asked often at places of a perimeter (condition on places), most asked first.

    At least ASKED_AT_LEAST questions in IN_SESSIONS sessions of the last year, since the last time that somebody
    settled the suggestion. Three queries.
    """
    places = Place.objects.filter(within)
    settled = WorkshopSuggestion.objects.filter(
        place=OuterRef("session__place"), topic=OuterRef("topic")
    ).order_by("-settled_at")
    asked = (
        SessionQuestion.objects.filter(
            session__place__in=places.values("pk"),
            topic__isnull=False,
            carried_from=None,
            hidden_at=None,
            asked_at__gt=now - LOOKED_BACK,
        )
        .annotate(settled=Subquery(settled.values("settled_at")[:1]))
        .filter(Q(settled=None) | Q(asked_at__gt=F("settled")))
    )
    counted = (
        asked.values("session__place", "topic")
        .annotate(count=Count("pk"), sessions=Count("session", distinct=True))
        .filter(count__gte=ASKED_AT_LEAST, sessions__gte=IN_SESSIONS)
        .order_by("-count", "session__place", "topic")
    )
    found = list(counted)
    by_place = Place.objects.select_related("commune__departement", "owner").in_bulk(
        {row["session__place"] for row in found}
    )
    by_topic = Topic.objects.in_bulk({row["topic"] for row in found})
    return [
        AskedAgain(by_place[row["session__place"]], by_topic[row["topic"]], row["count"], row["sessions"])
        for row in found
    ]


def hook_themes(*, place: Place | None, series: Series | None, now: datetime) -> list[str]:
    """Return themes to start a café with, without repeats: subjects kept for later, recent questions, common needs.

    Recent questions are those of the place and of its networks that were left open, or whose topic came back. Four
    queries at most.
    """
    said: list[str] = []
    if series is not None:
        kept = BacklogTopic.objects.filter(series=series, state=BacklogState.WAITING)
        said += kept.order_by("created_at").values_list("text", flat=True)[:THEMES_SHOWN]
    if place is not None:
        near = Q(session__place=place) | Q(session__place__networks__places=place)
        recent = SessionQuestion.objects.filter(near, hidden_at=None, asked_at__gt=now - RECENT)
        topics = (
            recent.filter(topic__isnull=False).values("topic__label").annotate(n=Count("pk", distinct=True))
        )
        said += [row["topic__label"] for row in topics.order_by("-n", "topic__label")[:THEMES_SHOWN]]
        needs = Need.objects.filter(services__place=place, is_in_scope=True, parent__isnull=False)
        said += needs.order_by("position").values_list("label", flat=True).distinct()[:THEMES_SHOWN]
    if len(said) < THEMES_SHOWN:
        common = Need.objects.filter(on_home=True, is_in_scope=True).order_by("position")
        said += common.values_list("label", flat=True)[:THEMES_SHOWN]
    return list(dict.fromkeys(said))[:THEMES_SHOWN]


def needs_a_theme(session: Session) -> bool:
    """Tell whether a café is one of the first of its series and has no theme to start with."""
    is_cafe = session.format.kind in (FormatKind.DIGITAL_CAFE, FormatKind.STAFF_CAFE)
    if not is_cafe or session.hook_theme or session.series_id is None:
        return False
    before = Session.objects.filter(series_id=session.series_id, starts_at__lt=session.starts_at)
    return before.count() < FIRST_SESSIONS


def thematic_format() -> EventFormat | None:
    """Return the format of the workshops that are suggested, or None if it is not loaded."""
    return EventFormat.objects.filter(kind=FormatKind.THEMATIC).order_by("position").first()


def last_session_at(place: Place) -> Session | None:
    """Return the last session of a place that the public could come to: its day and hour are a good guess."""
    return (
        Session.objects.filter(place=place, status=SessionStatus.PUBLISHED, is_staff_only=False)
        .exclude(format__kind=FormatKind.SCHOOL)
        .select_related("organiser", "format")
        .order_by("-starts_at")
        .first()
    )


def _with_fullness(rows: QuerySet[Session]) -> QuerySet[Session]:
    queued = Q(registrations__status__in=(RegistrationStatus.WAITING, RegistrationStatus.OFFERED))
    came = Q(attendees__arrived_at__isnull=False)
    return rows.annotate(
        queued=Count("registrations", filter=queued, distinct=True),
        came=Count("attendees", filter=came, distinct=True),
        counted=Coalesce(Max("report__head_count"), 0),
    )


def _was_full(session: Any) -> bool:
    """Whether every seat was taken, as the desk, the report or the queue say: seats are freed as people leave."""
    return bool(
        session.seats_left == 0
        or session.queued
        or session.came >= session.capacity_max
        or session.counted >= session.capacity_max
    )


def _full_run(sessions: list[Session], *, now: datetime, since: datetime | None) -> list[Session]:
    """Return the last sessions if they were all full and nobody settled it after the first of them; else nothing."""
    past = [s for s in sessions if s.starts_at <= now and (since is None or s.starts_at > since)]
    coming = [s for s in sessions if s.starts_at > now and (since is None or s.starts_at > since)]
    run = past + [s for s in coming[:1] if _was_full(s)]
    last = run[-FULL_IN_A_ROW:]
    return last if len(last) == FULL_IN_A_ROW and all(_was_full(s) for s in last) else []


def _settled_at(column: str, ids: Iterable[int]) -> dict[int, datetime]:
    rows = WorkshopSuggestion.objects.filter(**{f"{column}__in": list(ids)})
    return dict(rows.values_list(column).annotate(last=Max("settled_at")))
