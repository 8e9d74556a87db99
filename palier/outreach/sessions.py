"""Sessions as prints read them: what everybody may see, with all that paper says of them, in few queries."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet

from palier.agenda.models import Series, Session, SessionPartner
from palier.agenda.queries import public_sessions, upcoming
from palier.directory.enums import ContactKind, Visibility
from palier.directory.models import ContactChannel, Place, PlaceNetwork

FURTHEST_ZONE = timedelta(hours=14)


def public_phones() -> QuerySet[ContactChannel]:
    """Telephones that everybody may see, the preferred one first."""
    return ContactChannel.objects.filter(kind=ContactKind.PHONE, visibility=Visibility.PUBLIC).order_by(
        "-is_preferred", "pk"
    )


def for_paper(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Read with each session its format, place, people welcome, telephones and hosts. Constant number of queries."""
    phones = public_phones()
    return (
        sessions.select_related(
            "format", "series", "place__commune", "place__operator", "commune", "organiser"
        )
        .defer("place__commune__outline", "commune__outline", "search_text")
        .prefetch_related(
            "audiences",
            "languages",
            Prefetch("place__contacts", phones),
            Prefetch("place__operator__contacts", phones),
            Prefetch("organiser__contacts", phones),
            Prefetch("partners", SessionPartner.objects.select_related("structure").order_by("pk")),
        )
    )


def public_session(public_id: str) -> Session | None:
    """Return a session that everybody may see, with all that paper says of it."""
    return for_paper(public_sessions()).filter(public_id=public_id).first()


def any_session(public_id: str) -> Session | None:
    """Return a session whatever its state, drafts and those of the staff included: the caller checks who asks."""
    return for_paper(Session.objects.all()).filter(public_id=public_id).first()


def next_dates(within: Q, *, now: datetime, at_most: int) -> list[Session]:
    """Return the coming sessions of `within` that are not cancelled, soonest first, read for paper."""
    found = upcoming(public_sessions(), now=now).filter(within).exclude(status="CANCELLED")
    return list(for_paper(found)[:at_most])


@dataclass(frozen=True)
class Month:
    """The public sessions of a month: the first ones read for paper, and how many more there are."""

    sessions: list[Session]
    left_out: int


def sessions_of_month(within: Q, *, month: date, now: datetime, at_most: int) -> Month:
    """Return the public sessions of `within` that begin in that month where they are, but those that are over.

    Soonest first; a cancelled one is there, to be said cancelled. Only what is printed is read whole.
    """
    start = datetime.combine(month.replace(day=1), time(), tzinfo=UTC)
    end = datetime.combine(month_after(month), time(), tzinfo=UTC)
    around = Q(starts_at__gte=start - FURTHEST_ZONE, starts_at__lt=end + FURTHEST_ZONE)
    rows = (
        upcoming(public_sessions(), now=now)
        .filter(within, around)
        .values_list("pk", "starts_at", "time_zone")
    )
    ids = [pk for pk, starts_at, zone in rows if _month_of(starts_at, zone) == (month.year, month.month)]
    shown = for_paper(Session.objects.filter(pk__in=ids[:at_most])).order_by("starts_at", "pk")
    return Month(list(shown), max(0, len(ids) - at_most))


def _month_of(moment: datetime, zone: str) -> tuple[int, int]:
    local = moment.astimezone(ZoneInfo(zone))
    return local.year, local.month


def month_after(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def series_by_id(public_id: str) -> Series | None:
    """Return a series that everybody may see: it has at least one public session."""
    shown = Series.objects.filter(sessions__in=public_sessions().values("pk"))
    return (
        shown.filter(public_id=public_id)
        .select_related("format", "place__commune", "place__operator", "organiser")
        .prefetch_related(
            Prefetch("place__contacts", public_phones()),
            Prefetch("place__operator__contacts", public_phones()),
            Prefetch("organiser__contacts", public_phones()),
        )
        .distinct()
        .first()
    )


def network_by_id(public_id: str) -> PlaceNetwork | None:
    """Return a network of places, with who carries it and its public telephones."""
    return (
        PlaceNetwork.objects.select_related("carrier")
        .prefetch_related(Prefetch("carrier__contacts", public_phones()))
        .filter(public_id=public_id)
        .first()
    )


def around_place(place: Place) -> Q:
    """The condition on sessions at a place, or at another place of one of its networks."""
    return Q(place=place) | Q(place__networks__in=place.networks.values("pk"))


def place_by_id(public_id: str) -> Place | None:
    """Return a place of any status, with its commune: the caller checks who asks."""
    rows = Place.objects.select_related("commune", "operator", "owner", "carrier").defer("commune__outline")
    return rows.filter(public_id=public_id).first()


def coming_at(place: Place, *, now: datetime) -> list[Session]:
    """Return the ten coming sessions of a place that everybody may see, soonest first."""
    return next_dates(Q(place=place), now=now, at_most=10)
