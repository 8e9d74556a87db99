"""What those who plan read: their sessions and series, one of them, what may be chosen in forms."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from palier.accounts.models import User
from palier.accounts.queries import in_force
from palier.agenda.enums import BacklogState, QuestionState, RegistrationStatus, SessionStatus
from palier.agenda.models import (
    BacklogTopic,
    EventFormat,
    FormatSheet,
    RelatedSession,
    Series,
    Session,
    SessionCredit,
    SessionPartner,
    SessionQuestion,
    SessionTemplate,
)
from palier.agenda.queries.sessions import public_sessions, upcoming
from palier.core.text import fold
from palier.directory.enums import PlaceStatus
from palier.directory.models import Affiliation, Audience, Language, Place, Structure, Topic

MOST_CHOICES = 300
COMING_AT_A_DOOR = 8
NOT_AT_A_DOOR = (SessionStatus.CANCELLED, SessionStatus.REFUSED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of sessions is filtered by; empty means everything. `period`: coming, past, or all."""

    words: str = ""
    status: str = ""
    format: str = ""
    place: str = ""
    period: str = "coming"


def sessions_planned(within: Q, *, asked: Asked, now: datetime) -> QuerySet[Session]:
    """Return the sessions of a perimeter that pass a filter: coming ones soonest first, past ones last first.

    Each row gains `item_count`, `ready_count` (preparation), and `waiting_count` (registrations in the queue).
    """
    rows = Session.objects.filter(within)
    for word in fold(asked.words).split():
        rows = rows.filter(search_text__contains=word)
    if asked.status:
        rows = rows.filter(status=asked.status)
    if asked.format:
        rows = rows.filter(format__code=asked.format)
    if asked.place:
        rows = rows.filter(place__public_id=asked.place)
    if asked.period == "coming":
        rows = rows.filter(ends_at__gt=now)
    elif asked.period == "past":
        rows = rows.filter(ends_at__lte=now)
    order = ("-starts_at", "-pk") if asked.period == "past" else ("starts_at", "pk")
    return _counted(rows).order_by(*order)


def _counted(rows: QuerySet[Session]) -> QuerySet[Session]:
    items = Count("checklist", distinct=True)
    waiting = Q(registrations__status=RegistrationStatus.WAITING)
    return rows.select_related("format", "place", "commune", "organiser", "series").annotate(
        item_count=items,
        ready_count=Count("checklist", filter=Q(checklist__done_at__isnull=False), distinct=True),
        waiting_count=Count("registrations", filter=waiting, distinct=True),
    )


def session_by_public_id(public_id: str) -> Session | None:
    """Return a session with what its pages show, or None."""
    rows = Session.objects.select_related(
        "format__derived_from",
        "place__commune__departement",
        "place__owner",
        "commune__departement",
        "organiser",
        "series",
        "proposed_by",
        "created_by",
    )
    return rows.filter(public_id=public_id).first()


def series_by_public_id(public_id: str) -> Series | None:
    """Return a series with what its pages show, or None."""
    rows = Series.objects.select_related("format", "place__commune__departement", "organiser")
    return rows.filter(public_id=public_id).first()


def series_within(within: Q, *, on: date) -> QuerySet[Series]:
    """Return the series of a perimeter, those that go on first; each gains `coming_count`."""
    coming = Q(sessions__starts_at__date__gte=on) & ~Q(sessions__status=SessionStatus.CANCELLED)
    rows = Series.objects.filter(within).select_related("format", "place", "organiser")
    rows = rows.annotate(coming_count=Count("sessions", filter=coming, distinct=True))
    return rows.order_by("place__search_text", "title", "pk")


def backlog_of(series: Series) -> list[BacklogTopic]:
    """Return the subjects of a series still waiting, oldest first, with where they were raised."""
    waiting = series.backlog.filter(state=BacklogState.WAITING)
    return list(waiting.select_related("raised_in", "question").order_by("created_at", "pk"))


def topic_of(series: Series, pk: int) -> BacklogTopic | None:
    """Return a subject of a series, or None."""
    return series.backlog.filter(pk=pk).first()


def series_sessions(series: Series, *, now: datetime, coming: bool) -> QuerySet[Session]:
    """Return the sessions of a series: those to come soonest first, or the past ones last first."""
    rows = series.sessions.filter(ends_at__gt=now) if coming else series.sessions.filter(ends_at__lte=now)
    return _counted(rows).order_by("starts_at" if coming else "-starts_at", "pk")


def days_left_out(series: Series) -> set[date]:
    """Return the days that somebody left out of a series by hand."""
    return set(series.exceptions.values_list("on", flat=True))


# --- Choices of forms -----------------------------------------------------------------------------------------


def formats() -> list[EventFormat]:
    """Return the formats in their order."""
    return list(EventFormat.objects.order_by("position", "pk"))


def format_by_code(code: str) -> EventFormat | None:
    """Return a format by its code, or None."""
    return EventFormat.objects.filter(code=code).first()


def format_cards() -> list[tuple[EventFormat, str]]:
    """Return each format with what it is in one sentence, the same for everybody. Two queries."""
    said = dict(FormatSheet.objects.filter(network=None).values_list("format_id", "summary"))
    return [(row, said.get(row.pk, "")) for row in formats()]


def places_to_plan(within: Q) -> list[Place]:
    """Return the published places of a perimeter, by name, with their clock and their owner."""
    rows = Place.objects.filter(within, status=PlaceStatus.PUBLISHED)
    rows = rows.select_related("commune__departement", "owner").defer("commune__outline").distinct()
    return list(rows.order_by("search_text", "pk")[:MOST_CHOICES])


def structures_to_plan(within: Q) -> list[Structure]:
    """Return the structures of a perimeter, by name."""
    return list(Structure.objects.filter(within).distinct().order_by("search_text", "pk")[:MOST_CHOICES])


def open_place(public_id: str) -> Place | None:
    """Return a published place, or None: where a session may be proposed."""
    rows = Place.objects.filter(status=PlaceStatus.PUBLISHED).select_related("commune__departement", "owner")
    return rows.filter(public_id=public_id).first()


def places_named(text: str, *, limit: int = 12) -> list[Place]:
    """Return the published places whose name or commune holds these words, by name."""
    rows = Place.objects.filter(status=PlaceStatus.PUBLISHED).select_related("commune__departement", "owner")
    for word in fold(text).split():
        rows = rows.filter(Q(search_text__contains=word) | Q(commune__search_text__contains=word))
    return list(rows.defer("commune__outline").order_by("search_text", "pk")[:limit])


def topics() -> list[Topic]:
    """Return the themes in their order."""
    return list(Topic.objects.all())


def topic_by_code(code: str) -> Topic | None:
    """Return a theme by its code, or None."""
    return Topic.objects.filter(code=code).first()


def lists_to_choose() -> dict[str, list[Any]]:
    """Return the rows that a session may be filed under, by field. Three queries."""
    return {
        "topics": topics(),
        "audiences": list(Audience.objects.all()),
        "languages": list(Language.objects.exclude(code="fr")),
    }


def structures_named(text: str, *, limit: int = 12) -> list[Structure]:
    """Return the structures whose name holds these words, by name."""
    words = fold(text).split()
    rows = Structure.objects.all()
    for word in words:
        rows = rows.filter(search_text__contains=word)
    return list(rows.order_by("search_text", "pk")[:limit]) if words else []


def colleagues_at(structure: Structure, *, on: date) -> list[User]:
    """Return the people who hold a role at a structure that day, by name."""
    held = Affiliation.objects.filter(in_force(on), structure=structure, user__is_active=True)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("name", "email")[:MOST_CHOICES])


def sessions_to_relate(session: Session, *, now: datetime) -> list[Session]:
    """Return the coming public sessions of the same place, networks and structure that it does not point to yet."""
    near = Q(organiser_id=session.organiser_id)
    if session.place_id is not None:
        near |= Q(place_id=session.place_id) | Q(place__networks__places=session.place_id)
    rows = upcoming(public_sessions().filter(near), now=now).exclude(pk=session.pk).distinct()
    rows = rows.exclude(related_from__session=session).select_related("place", "commune", "format")
    return list(rows[:MOST_CHOICES])


def credits_of(session: Session) -> list[SessionCredit]:
    """Return the people credited for a session, with their structure."""
    return list(session.credits.select_related("structure"))


def partners_of(session: Session) -> list[SessionPartner]:
    """Return the structures beside the organiser."""
    return list(session.partners.select_related("structure"))


def related_of(session: Session) -> list[RelatedSession]:
    """Return the sessions that a session points to, in the order in which they were chosen."""
    rows = session.related.select_related("other__place", "other__commune", "other__format")
    return list(rows.order_by("pk"))


# --- Templates ------------------------------------------------------------------------------------------------


def templates_seen(within: Q, *, words: str = "") -> QuerySet[SessionTemplate]:
    """Return the templates of everybody, then those of every structure: a library is there to be copied from.

    `within`: condition on the structures whose templates one keeps; each row gains `is_own`.
    """
    own = Structure.objects.filter(within, pk=OuterRef("structure_id"))
    rows = SessionTemplate.objects.select_related("structure", "format").prefetch_related("topics")
    for word in words.split():
        rows = rows.filter(Q(title__icontains=word) | Q(description__icontains=word))
    return rows.annotate(is_own=Exists(own)).order_by("-is_own", "title", "pk")


def template_by_pk(pk: int) -> SessionTemplate | None:
    """Return a template, or None."""
    rows = SessionTemplate.objects.select_related("structure", "format").prefetch_related("topics")
    return rows.filter(pk=pk).first()


# --- The door of libraries ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NextSession:
    """A coming session as a door shows it: how far its preparation is, and how many questions are open."""

    session: Session
    items: int
    ready: int
    open_questions: int


def next_sessions(within: Q, *, now: datetime, limit: int = COMING_AT_A_DOOR) -> list[NextSession]:
    """Return the next sessions of a perimeter, drafts too, with their preparation and open questions. Two queries.

    Open questions are those of the session and those left open before at its place or in its series.
    """
    rows = sessions_planned(within, asked=Asked(), now=now).exclude(status__in=NOT_AT_A_DOOR)[:limit]
    sessions = list(rows)
    waiting = _open_questions(sessions)
    return [
        NextSession(
            row,
            row.item_count,  # type: ignore[attr-defined]
            row.ready_count,  # type: ignore[attr-defined]
            sum(1 for series, place, on in waiting if _concerns(row, series=series, place=place, on=on)),
        )
        for row in sessions
    ]


def _open_questions(sessions: list[Session]) -> list[tuple[int | None, int | None, int]]:
    """Return (series, place, session) of each question still open around these sessions, carried copies aside."""
    of = Q(session__series__in={s.series_id for s in sessions if s.series_id})
    of |= Q(session__place__in={s.place_id for s in sessions if s.place_id}) | Q(session__in=sessions)
    rows = SessionQuestion.objects.filter(
        of, state__in=(QuestionState.OPEN, QuestionState.SEARCHING), hidden_at=None, carried_to=None
    )
    return list(rows.values_list("session__series_id", "session__place_id", "session_id"))


def _concerns(session: Session, *, series: int | None, place: int | None, on: int) -> bool:
    is_of_series = series is not None and series == session.series_id
    return on == session.pk or is_of_series or (place is not None and place == session.place_id)
