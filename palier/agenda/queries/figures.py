"""Figures over a period: sessions held, people welcomed, ages, topics, objectives. Small counts are masked here.

Counts of people come from reports, else from the desk; never from names. A session counts when it was published, not
cancelled, open to the public, and began in the period, by its own clock.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from palier.agenda.enums import CountDimension, Purpose, QuestionState, SessionStatus
from palier.agenda.models import EventFormat, ReportCount, Session, SessionQuestion
from palier.agenda.queries.desk import CAME
from palier.agenda.queries.pulse import pulse_of
from palier.agenda.queries.reports import are_together, is_written
from palier.core.small_counts import masked, masked_counts
from palier.directory.models import AgeBand, Place, Structure, Topic

RECENT_DAYS = 365
# Figures read every session of the period: whoever asks for a longer one is told.
LONGEST_PERIOD = timedelta(days=3 * 366)
Name = TypeVar("Name", int, str)
NOT_READ = ("commune__outline", "place__commune__outline", "place__internal_notes")


@dataclass(frozen=True)
class Line:
    """One line of a table: what, how many sessions, how many people (None: masked)."""

    label: str
    sessions: int
    people: int | None


@dataclass(frozen=True)
class Ages:
    """Who came to one event, at one place, or over the period: people by label of age band (None: masked)."""

    label: str
    people: int | None
    bands: dict[str, int | None]
    public_id: str = ""  # of the session, when it is one
    on: date | None = None


@dataclass(frozen=True)
class OfFormat:
    """What the sessions of a format did for their objectives over the period. Shares are percentages."""

    label: str
    purposes: list[str]
    sessions: int
    people: int | None
    at_ease_share: int | None
    met_share: int | None
    mixed_sessions: int  # where a young and a senior person were there together
    counted_sessions: int  # where ages were counted


@dataclass(frozen=True)
class Activity:
    """The activity of a place or a structure over a period, days included. What an activity sheet prints."""

    name: str
    from_on: date
    to_on: date
    sessions: int
    people: int | None
    hours: int
    formats: list[Line]
    topics: list[Line]
    bands: dict[str, int | None]
    questions_answered: int


@dataclass(frozen=True)
class RecentPublic:
    """The public of a place in the last twelve months, without anybody in particular."""

    sessions: int
    bands: dict[str, int | None]
    topics: list[Line]


def sessions_held(within: Q, *, from_on: date, to_on: date) -> QuerySet[Session]:
    """Return the sessions within a condition that began between two days, included, by their own clock. Two queries."""
    scope = Session.objects.filter(within, status=SessionStatus.PUBLISHED, is_staff_only=False)
    in_period = Q(pk__in=[])
    for zone in scope.order_by().values_list("time_zone", flat=True).distinct():
        start = datetime.combine(from_on, time(), tzinfo=ZoneInfo(zone))
        end = datetime.combine(to_on + timedelta(days=1), time(), tzinfo=ZoneInfo(zone))
        in_period |= Q(time_zone=zone, starts_at__gte=start, starts_at__lt=end)
    found = scope.filter(in_period).select_related("format", "place__commune", "commune", "report")
    return found.defer(*NOT_READ).order_by("starts_at", "pk")


def of_place(place: Place) -> Q:
    """Return the condition on the sessions of a place."""
    return Q(place=place)


def places_with_sessions(within: Q) -> QuerySet[Place]:
    """Return the places within a condition where a session was ever planned, in the order of names."""
    planned = Session.objects.filter(place__isnull=False).values("place_id")
    return Place.objects.filter(within, pk__in=planned).order_by("name", "pk")


def of_structure(structure: Structure) -> Q:
    """Return the condition on the sessions of a structure: that it organises, or held at a place it owns."""
    return Q(organiser=structure) | Q(place__owner=structure)


def activity_of(where: Place | Structure, *, from_on: date, to_on: date) -> Activity:
    """Return the activity of a place or a structure between two days, included; a handful of queries."""
    within = of_place(where) if isinstance(where, Place) else of_structure(where)
    sessions = list(sessions_held(within, from_on=from_on, to_on=to_on))
    heads = heads_of(sessions)
    answered = SessionQuestion.objects.filter(session__in=heads, hidden_at=None, state=QuestionState.ANSWERED)
    return Activity(
        name=where.name,
        from_on=from_on,
        to_on=to_on,
        sessions=len(sessions),
        people=_shown(sum(heads.values())),
        hours=round(sum((s.ends_at - s.starts_at).total_seconds() for s in sessions) / 3600),
        formats=_ranked(((s.format.label, heads[s.pk]) for s in sessions), are_parts=True),
        topics=ranked_topics(sessions),
        bands=_bands(_by_session(heads)),
        questions_answered=answered.count(),
    )


def heads_of(sessions: Iterable[Session]) -> dict[int, int]:
    """Return how many people came to each session: its report, else its desk. Not masked: for sums. One query."""
    rows = list(sessions)
    unwritten = [s.pk for s in rows if not (hasattr(s, "report") and is_written(s.report))]
    counted = (
        Session.objects.filter(pk__in=unwritten)
        .values_list("pk")
        .annotate(came=Count("attendees", filter=Q(attendees__attendance__in=CAME)))
    )
    came = dict(counted)
    said = {s.pk: s.report.head_count if hasattr(s, "report") else 0 for s in rows}
    # Heads may be counted before the report is written: whoever came since is not lost.
    return {pk: max(count, came.get(pk, 0)) for pk, count in said.items()}


def ages_by_event(sessions: Iterable[Session]) -> list[Ages]:
    """Return the ages of each event where they were counted, latest first. Masked.

    An event whose people are masked, for being few or so that another’s are not found from a total, shows no age.
    """
    rows = list(sessions)
    counted, people = _by_session([s.pk for s in rows]), _people_of_each(rows)
    return [
        Ages(
            s.title,
            people[s.pk],
            _bands({s.pk: counted[s.pk]}, is_hidden=people[s.pk] is None),
            s.public_id,
            _day(s),
        )
        for s in reversed(rows)
        if s.pk in counted
    ]


def ages_by_place(sessions: Iterable[Session]) -> list[Ages]:
    """Return the ages of each place, over all its events, in the order of names. Masked."""
    rows = list(sessions)
    heads, counted = heads_of(rows), _by_session([s.pk for s in rows])
    places: dict[str, list[int]] = {}
    for session in rows:
        places.setdefault(session.place.name if session.place else "Ailleurs", []).append(session.pk)
    people = _parts({name: sum(heads[pk] for pk in ids) for name, ids in places.items()})
    return [
        Ages(name, people[name], _bands({pk: counted[pk] for pk in ids if pk in counted}))
        for name, ids in sorted(places.items())
    ]


def ranked_topics(sessions: Iterable[Session]) -> list[Line]:
    """Return the topics by people who came to their sessions, most first. Masked; those masked come last.

    The topics of a session are those its report says were spoken of, else those announced. Three queries.
    """
    rows = list(sessions)
    heads = heads_of(rows)
    reported = Topic.reports.through.objects.filter(sessionreport__session__in=heads)
    announced = Topic.sessions.through.objects.filter(session__in=heads)
    told: dict[int, set[int]] = {}
    for session_id, topic_id in announced.values_list("session_id", "topic_id"):
        told.setdefault(session_id, set()).add(topic_id)
    spoken: dict[int, set[int]] = {}
    for session_id, topic_id in reported.values_list("sessionreport__session_id", "topic_id"):
        spoken.setdefault(session_id, set()).add(topic_id)
    labels = dict(Topic.objects.values_list("pk", "label"))
    held: dict[str, list[int]] = {}
    for pk, topics in {**told, **spoken}.items():
        for topic in sorted(topics):
            held.setdefault(labels[topic], []).append(pk)
    groups = _groups(rows, heads)
    return _ranked(
        ((label, heads[pk]) for label, ids in held.items() for pk in ids),
        hide={label for label, ids in held.items() if _tells_a_few(set(ids), groups)},
    )


def by_format(sessions: Iterable[Session]) -> list[OfFormat]:
    """Return, for each format, what was counted against its objectives. Masked. In the order of formats."""
    rows = list(sessions)
    heads, counted = heads_of(rows), _by_session([s.pk for s in rows])
    bands = {band.code: band for band in AgeBand.objects.all()}
    formats: dict[int, list[Session]] = {}
    for session in rows:
        formats.setdefault(session.format_id, []).append(session)
    people = _parts({pk: sum(heads[s.pk] for s in held) for pk, held in formats.items()})
    found = []
    for held in sorted(formats.values(), key=lambda held: (held[0].format.position, held[0].format_id)):
        pulse = pulse_of([s.pk for s in held], is_masked=True)
        with_ages = [s.pk for s in held if s.pk in counted]
        found.append(
            OfFormat(
                label=held[0].format.label,
                purposes=_purposes(held[0].format),
                sessions=len(held),
                people=people[held[0].format_id],
                at_ease_share=pulse.share("more_at_ease"),
                met_share=pulse.share("met_others"),
                mixed_sessions=sum(are_together(counted[pk], bands) for pk in with_ages),
                counted_sessions=len(with_ages),
            )
        )
    return found


def recent_public(place: Place, *, before: datetime) -> RecentPublic:
    """Return who came to a place in the twelve months before a moment, and what they came for. Masked."""
    since = before - timedelta(days=RECENT_DAYS)
    sessions = list(
        Session.objects.filter(
            place=place,
            status=SessionStatus.PUBLISHED,
            is_staff_only=False,
            starts_at__gte=since,
            starts_at__lt=before,
        )
        .select_related("format", "place", "report")
        .order_by("starts_at", "pk")
    )
    counted = _by_session([s.pk for s in sessions])
    return RecentPublic(len(sessions), _bands(counted), ranked_topics(sessions)[:5])


# --- Adding up, then masking ------------------------------------------------------------------------------------


def _by_session(ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Return the people of each age band, by code, of each session where somebody counted them. One query."""
    rows = ReportCount.objects.filter(report__session__in=list(ids), dimension=CountDimension.AGE_BAND)
    found: dict[int, dict[str, int]] = {}
    for session_id, code, count in rows.values_list("report__session_id", "code", "count"):
        found.setdefault(session_id, {})[code] = count
    return found


def _people_of_each(sessions: list[Session]) -> dict[int, int | None]:
    """Return the people of each session. The totals of its place and of its format are shown: neither tells a few."""
    heads = heads_of(sessions)
    groups = _groups(sessions, heads)
    hidden = {pk for part in groups for pk, people in _parts(part).items() if people is None}
    return {pk: None if pk in hidden else people for pk, people in heads.items()}


def _groups(sessions: list[Session], heads: Mapping[int, int]) -> list[dict[int, int]]:
    """Return the people of the sessions behind each total that is shown: of all, of a place, of a format."""
    groups: dict[tuple[str, int | None], dict[int, int]] = {}
    for session in sessions:
        for group in (("all", None), ("place", session.place_id), ("format", session.format_id)):
            groups.setdefault(group, {})[session.pk] = heads[session.pk]
    return list(groups.values())


def _tells_a_few(ids: set[int], groups: list[dict[int, int]]) -> bool:
    """Tell whether the total of some sessions (a topic’s) would set a few people apart from those masked with them."""
    below = settings.SMALL_COUNTS_BELOW
    for part in groups:
        hidden = {pk for pk, people in _parts(part).items() if people is None}
        inside = sum(part[pk] for pk in hidden & ids)
        outside = sum(part[pk] for pk in hidden - ids)
        if hidden & ids and (0 < inside < below or 0 < outside < below):
            return True
    return False


def _parts(people: Mapping[Name, int]) -> dict[Name, int | None]:
    """Mask the parts of a total that is shown."""
    shown = masked_counts({str(name): n for name, n in people.items()}, below=settings.SMALL_COUNTS_BELOW)
    return {name: shown[str(name)] for name in people}


def _bands(counted: Mapping[int, Mapping[str, int]], *, is_hidden: bool = False) -> dict[str, int | None]:
    """Add up sessions, by label of band. What one session hides must not be found from the sum of all of them."""
    below = settings.SMALL_COUNTS_BELOW
    labels = {band.code: band.label for band in AgeBand.objects.all()}
    totals: dict[str, int] = {}
    hidden: dict[str, list[int]] = {}
    for bands in counted.values():
        shown = masked_counts(bands, below=below)
        for code, count in bands.items():
            totals[code] = totals.get(code, 0) + count
            if shown[code] is None:
                hidden.setdefault(code, []).append(count)
    found = {code for code, counts in hidden.items() if len(counts) == 1 or sum(counts) < below}
    ordered = {labels[code]: totals[code] for code in labels if totals.get(code)}
    if is_hidden:
        return dict.fromkeys(ordered)
    return masked_counts(ordered, below=below, hide={labels[code] for code in found if code in labels})


def _ranked(
    pairs: Iterable[tuple[str, int]], *, are_parts: bool = False, hide: Collection[str] = ()
) -> list[Line]:
    """Add up by label, most people first. `are_parts`: they do not overlap, and their total is shown beside them.

    `hide`: labels to mask whatever their number.
    """
    sessions: dict[str, int] = {}
    people: dict[str, int] = {}
    for label, heads in pairs:
        sessions[label] = sessions.get(label, 0) + 1
        people[label] = people.get(label, 0) + heads
    below = settings.SMALL_COUNTS_BELOW
    shown = (
        masked_counts(people, below=below) if are_parts else {name: _shown(n) for name, n in people.items()}
    )
    shown |= dict.fromkeys(hide)
    order = sorted(people, key=lambda label: (-(shown[label] or 0), -sessions[label], label))
    return [Line(label, sessions[label], shown[label]) for label in order]


def _shown(people: int) -> int | None:
    return masked(people, below=settings.SMALL_COUNTS_BELOW)


def _purposes(format: EventFormat) -> list[str]:
    return [str(Purpose(code).label) for code in format.purposes]


def _day(session: Session) -> date:
    return session.starts_at.astimezone(session.zone).date()
