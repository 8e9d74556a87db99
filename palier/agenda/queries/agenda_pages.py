"""The agendas that everybody may read: of a territory, a place, a network, a format; and what narrows them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet, TextField
from django.db.models.functions import Cast

from palier.agenda.enums import Level, Purpose, RegistrationMode
from palier.agenda.models import EventFormat, Session
from palier.agenda.queries.sessions import public_sessions, upcoming
from palier.directory.enums import PUBLIC_ONLY, ContactKind, PlaceStatus
from palier.directory.models import Audience, ContactChannel, Language, Place, PlaceNetwork, Topic
from palier.directory.queries.places import contacts_for
from palier.territory.models import Commune
from palier.territory.queries import time_zone_of
from palier.territory.territories import (
    Territory,
    UnknownTerritory,
    condition_within,
    territory_by_reference,
)

PARIS = ZoneInfo("Europe/Paris")
EVENING, NIGHT = 17, 5  # hours: an evening ends after midnight
SATURDAY = 5
MAX_LISTED = 3_000  # a month and a half of a busy département; months and days lead further
DAY = timedelta(days=1)
LONGEST = timedelta(days=31)  # no session lasts longer: what began before is not read again
# Left out of lists: long texts, and the outline of a commune, which no list shows.
_NOT_LISTED = (
    "search_text",
    "commune__outline",
    "place__description",
    "place__internal_notes",
    "place__search_text",
)


@dataclass(frozen=True)
class Agenda:
    """Whose agenda it is. `condition` chooses its sessions, `zone` is the clock by which « ce soir » is meant.

    `reference` is its end of address: « departement-53 », « lieu/7k3m9q2x ».
    """

    reference: str
    name: str
    condition: Q
    zone: ZoneInfo = PARIS
    territory: Territory | None = None
    place: Place | None = None
    network: PlaceNetwork | None = None
    format: EventFormat | None = None


@dataclass(frozen=True)
class SessionFilters:
    """What narrows a list; "" and False ask nothing. Codes are those of the codelists, of the levels, of the purposes.

    Kept: what is not over at `since` and starts before `until`. `online` looks beyond a territory: one may join from
    anywhere.
    """

    topic: str = ""
    level: str = ""
    audience: str = ""
    language: str = ""
    format: str = ""
    purpose: str = ""
    registration: str = ""  # « free »: come as you are; « required »
    free: bool = False
    online: bool = False
    open_to_all: bool = False
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class FilterChoices:
    """What may be asked, (code, label) by list."""

    topic: list[tuple[str, str]]
    audience: list[tuple[str, str]]
    language: list[tuple[str, str]]
    format: list[tuple[str, str]]
    level: list[tuple[str, str]] = field(
        default_factory=lambda: [(_code(v), str(label)) for v, label in Level.choices]
    )
    purpose: list[tuple[str, str]] = field(
        default_factory=lambda: [(_code(v), str(label)) for v, label in Purpose.choices]
    )


def filter_choices() -> FilterChoices:
    """Return the lists of the filters, formats of the staff left out. Four queries."""
    return FilterChoices(
        topic=list(Topic.objects.values_list("code", "label")),
        audience=list(Audience.objects.values_list("code", "label")),
        language=list(Language.objects.values_list("code", "label")),
        format=list(EventFormat.objects.filter(is_staff_only=False).values_list("code", "label")),
    )


def formats_for_everybody() -> list[tuple[str, str]]:
    """Return the formats that anybody may come to, (code, label): not those of the staff, nor of a class. One query."""
    formats = EventFormat.objects.filter(is_staff_only=False, needs_school_level=False)
    return list(formats.values_list("code", "label"))


def agenda_of_territory(reference: str) -> Agenda | None:
    """Return the agenda of `departement:53`, `commune:53130`…; None if no territory bears this code. Two queries."""
    try:
        territory = territory_by_reference(reference)
    except UnknownTerritory:
        return None
    communes = Commune.objects.filter(condition_within(territory.reference))
    first = communes.select_related("departement").defer("outline").order_by("pk").first()
    return Agenda(
        reference=f"{territory.kind}-{territory.code}",
        name=territory.name,
        condition=Q(commune__in=communes.values("pk")),
        zone=time_zone_of(first) if first else PARIS,
        territory=territory,
    )


def agenda_of_place(public_id: str) -> Agenda | None:
    """Return the agenda of a published place. One query."""
    place = (
        Place.objects.filter(public_id=public_id, status=PlaceStatus.PUBLISHED)
        .select_related("commune__departement")
        .prefetch_related(Prefetch("contacts", queryset=contacts_for(PUBLIC_ONLY)))
        .defer("commune__outline")
        .first()
    )
    if place is None:
        return None
    zone = time_zone_of(place.commune)
    return Agenda(f"lieu/{place.public_id}", place.name, Q(place=place), zone, place=place)


def agenda_of_network(public_id: str) -> Agenda | None:
    """Return the agenda of a network of places. Two queries."""
    network = PlaceNetwork.objects.filter(public_id=public_id).select_related("carrier").first()
    if network is None:
        return None
    first = network.places.select_related("commune__departement").defer("commune__outline").first()
    zone = time_zone_of(first.commune) if first else PARIS
    condition = Q(place__in=network.places.values("pk"))
    return Agenda(f"reseau/{network.public_id}", network.name, condition, zone, network=network)


def agenda_of_format(code: str) -> Agenda | None:
    """Return the agenda of a format that the public may come to. One query."""
    found = EventFormat.objects.filter(code=code, is_staff_only=False).first()
    if found is None:
        return None
    return Agenda(f"format/{found.code}", found.label, Q(format=found), format=found)


def agenda_sessions(agenda: Agenda, filters: SessionFilters, *, now: datetime) -> QuerySet[Session]:
    """Return what is coming in an agenda, soonest first, with what a list shows of each."""
    condition = agenda.condition
    if filters.online and agenda.territory is not None:
        condition |= Q(commune=None)
    sessions = public_sessions().filter(condition, starts_at__gt=now - LONGEST)
    return for_lists(narrowed(upcoming(sessions, now=now), filters))


def agenda_session_ids(agenda: Agenda, filters: SessionFilters, *, now: datetime) -> list[int]:
    """Return the ids of `agenda_sessions`, MAX_LISTED at most: the rows of a page are then read by `listed`. One query.

    Sorting whole rows with their places would cost three times more, and counting them as much again.
    """
    sessions = agenda_sessions(agenda, filters, now=now).select_related(None).prefetch_related(None)
    return list(sessions.values_list("pk", flat=True)[:MAX_LISTED])


def listed(ids: Sequence[int]) -> list[Session]:
    """Return these sessions in order, with what a list shows of each. Three queries."""
    return list(for_lists(Session.objects.filter(pk__in=ids).order_by("starts_at", "pk")))


def last_day_of(agenda: Agenda, *, now: datetime) -> datetime | None:
    """Return when the last session of an agenda starts; None when nothing is coming."""
    sessions = public_sessions().filter(agenda.condition, starts_at__gt=now - LONGEST)
    found = upcoming(sessions, now=now).order_by()
    last: datetime | None = found.aggregate(last=Max("starts_at"))["last"]
    return last


def narrowed(sessions: QuerySet[Session], filters: SessionFilters) -> QuerySet[Session]:
    """Keep the sessions that pass the filters.

    A session without a level welcomes every level, one without an audience every audience: both pass any filter.
    """
    if filters.topic:
        sessions = sessions.filter(_has(Session.topics.through, topic__code=filters.topic))
    if filters.level:
        sessions = sessions.filter(level__in=["", _stored(filters.level)])
    if filters.audience:
        listed = Session.audiences.through
        sessions = sessions.filter(~_has(listed) | _has(listed, audience__code=filters.audience))
    if filters.language:
        sessions = sessions.filter(_has(Session.languages.through, language__code=filters.language))
    if filters.format:
        sessions = sessions.filter(format__code=filters.format)
    if filters.purpose:
        # A list of words in one column: its text holds the word between quotes, on both engines.
        words = sessions.annotate(purposes_text=Cast("purposes", TextField()))
        sessions = words.filter(purposes_text__contains=f'"{_stored(filters.purpose)}"')
    return _practical(sessions, filters)


def _practical(sessions: QuerySet[Session], filters: SessionFilters) -> QuerySet[Session]:
    if filters.registration:
        is_required = Q(registration_mode=RegistrationMode.REQUIRED)
        sessions = sessions.filter(is_required if filters.registration == "required" else ~is_required)
    if filters.free:
        sessions = sessions.filter(price_text__iexact="gratuit")
    if filters.online:
        sessions = sessions.exclude(online_url="")
    if filters.open_to_all:
        sessions = sessions.filter(is_open_to_all=True)
    if filters.since is not None:
        sessions = sessions.filter(ends_at__gt=filters.since)
    if filters.until is not None:
        sessions = sessions.filter(starts_at__lt=filters.until)
    return sessions


def for_lists(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Bring what a line of a list shows: where, by what format, in which languages, at which public telephone.

    Two queries more, however many sessions.
    """
    phones = ContactChannel.objects.filter(kind=ContactKind.PHONE, visibility__in=PUBLIC_ONLY)
    return (
        sessions.select_related("format", "place", "commune")
        .defer(*_NOT_LISTED)
        .prefetch_related(
            "languages", Prefetch("place__contacts", queryset=phones.order_by("-is_preferred", "pk"))
        )
    )


def this_evening(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return from when to when « ce soir » is, where the clock is `zone`."""
    today = midnight(now, zone)
    return today.replace(hour=EVENING), (today + DAY).replace(hour=NIGHT)


def this_weekend(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the Saturday and the Sunday of this week, where the clock is `zone`."""
    today = midnight(now, zone)
    saturday = today + DAY * (SATURDAY - today.weekday())
    return saturday, saturday + DAY * 2


def month_bounds(day: datetime) -> tuple[datetime, datetime]:
    """Return the first midnight of the month of `day` and of the next one, by its own clock."""
    start = day.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return start, (start + DAY * 31).replace(day=1)


def midnight(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the midnight before `moment`; whole days added to it are days of that clock, winter and summer."""
    return moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _has(through: type, **which: str) -> Exists:
    return Exists(through.objects.filter(session=OuterRef("pk"), **which))  # type: ignore[attr-defined]


def _code(value: str) -> str:
    """« SOCIAL_LINK » → « social-link », as addresses write it."""
    return value.lower().replace("_", "-")


def _stored(code: str) -> str:
    return code.upper().replace("-", "_")
