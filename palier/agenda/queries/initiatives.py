"""What is under way in a commune: sessions that come back, and help given every day, with their last sign of life."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Min, Q

from palier.agenda.enums import SessionStatus
from palier.agenda.queries.sessions import public_sessions
from palier.directory.documents import published_services
from palier.directory.enums import PlaceStatus
from palier.territory.models import Commune
from palier.territory.queries import time_zone_of

UNDER_WAY = timedelta(days=183)  # nothing for six months and nothing coming: no longer under way


@dataclass(frozen=True)
class Initiative:
    """One initiative. `last_on` is the day of its last session, or on which its service was last verified.

    `next_at` is the start of its next session, for one that has sessions.
    """

    name: str
    where: str
    place_id: str
    is_service: bool
    last_on: date | None = None
    next_at: datetime | None = None


def initiatives_of(commune: Commune, *, now: datetime) -> list[Initiative]:
    """Return the initiatives of a commune, those with a date to come first, then the most recent. Two queries.

    Sessions of one series count once, as those of one format at one place; sessions of the staff and cancelled ones
    count for nothing.
    """
    found = [*_held(commune, now), *_services(commune, now)]
    latest = date.min
    return sorted(found, key=lambda i: (i.next_at is None, -(i.last_on or latest).toordinal(), i.name))


def _held(commune: Commune, now: datetime) -> list[Initiative]:
    held = public_sessions().filter(commune=commune, status=SessionStatus.PUBLISHED)
    groups = (
        held.order_by()
        .values(
            "series_id", "series__title", "format__label", "place__name", "place__public_id", "place__status"
        )
        .annotate(
            last=Max("starts_at", filter=Q(starts_at__lte=now)),
            next=Min("starts_at", filter=Q(starts_at__gt=now)),
        )
        .filter(Q(last__gt=now - UNDER_WAY) | Q(next__isnull=False))
    )
    zone = time_zone_of(commune)
    return [
        Initiative(
            name=row["series__title"] or row["format__label"],
            where=row["place__name"] or "",
            place_id=row["place__public_id"] if row["place__status"] == PlaceStatus.PUBLISHED else "",
            is_service=False,
            last_on=row["last"].astimezone(zone).date() if row["last"] else None,
            next_at=row["next"].astimezone(zone) if row["next"] else None,
        )
        for row in groups
    ]


def _services(commune: Commune, now: datetime) -> list[Initiative]:
    services = published_services(on=now.date()).filter(
        place__commune=commune, place__status=PlaceStatus.PUBLISHED
    )
    rows = services.values_list("name", "place__name", "place__public_id", "place__verified_on")
    return [Initiative(name, where, place_id, True, last_on) for name, where, place_id, last_on in rows]
