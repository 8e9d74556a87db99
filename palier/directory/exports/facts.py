"""What several formats say of a place, worked out once. Pure: reads what `loading` has at hand."""

from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from palier.directory.enums import ContactKind, GrantStatus
from palier.directory.exports.loading import PublicPlace, PublicService
from palier.directory.models import ContactChannel, PlaceType, Scheme


def code_of(value: str) -> str:
    """Return how a closed list writes one of its values in JSON: `WALK_IN` → `walk-in`."""
    return value.lower().replace("_", "-")


def unique(values: Iterable[str]) -> list[str]:
    """Return the values once each, in order, empty ones left out."""
    return [value for value in dict.fromkeys(values) if value]


def contacts(place: PublicPlace, *kinds: ContactKind) -> list[ContactChannel]:
    """Return the public ways to reach the place itself; without any, those of its services, then of who runs it."""
    row = place.row
    own = [c for c in row.contacts.all() if c.kind in kinds]
    services = [c for s in place.services for c in s.row.contacts.all() if c.kind in kinds]
    operator = [c for c in row.operator.contacts.all() if c.kind in kinds] if row.operator else []
    return own or services or operator


def current_types(place: PublicPlace, *, on: date) -> list[PlaceType]:
    """Return what the place is on that day."""
    return [t for t in place.row.types.all() if t.ends_on is None or t.ends_on >= on]


def held_schemes(place: PublicPlace, *, on: date) -> list[Scheme]:
    """Return the labels that the place holds on that day, then the schemes that pay for it and its services."""
    held = [
        grant.scheme
        for grant in place.row.label_grants.all()
        if grant.status == GrantStatus.GRANTED and (grant.until_on is None or grant.until_on >= on)
    ]
    funding = [place.row.funding_scheme, *(s.row.funding_scheme for s in place.services)]
    return list({s.pk: s for s in [*held, *(f for f in funding if f is not None)]}.values())


def is_stale(place: PublicPlace, *, on: date) -> bool:
    """Tell whether the last verification is too old on that day: « à vérifier ». Never verified is another matter."""
    limit = on - timedelta(days=round(settings.STALE_AFTER_MONTHS * 30.4))
    return place.row.verified_on is not None and place.row.verified_on < limit


def stated_on(place: PublicPlace) -> date:
    """Return the day of the last verification, or else of the last change, in the time of the place."""
    row = place.row
    return row.verified_on or row.updated_at.astimezone(ZoneInfo(row.commune.departement.time_zone)).date()


def source_of(place: PublicPlace) -> str:
    """Return who collected the record: its source, or the structure that keeps it; "" if nobody said."""
    return place.row.source_name or (place.row.owner.name if place.row.owner else "")


def parent_of(place: PublicPlace) -> str:
    """Return the structure to which the place belongs, if it is not the place itself."""
    names = [s.name for s in (place.row.carrier, place.row.operator) if s is not None]
    return next((name for name in names if name != place.row.name), "")


def postal_code_of(place: PublicPlace) -> str:
    """Return the postal code of the place, or the one of its commune if it has a single one."""
    if place.row.postal_code:
        return place.row.postal_code
    codes = unique(code.code for code in place.row.commune.postal_codes.all())
    return codes[0] if len(codes) == 1 else ""


def siret_of(place: PublicPlace) -> str:
    """Return the SIRET (or RIDET) of the place, or of who runs it; "" if unknown."""
    return place.row.siret or (place.row.operator.siret or "" if place.row.operator else "")


def prices_of(service: PublicService) -> list[str]:
    """Return the codes of Price that the service says, its own first; « unknown » is none."""
    others = [str(code) for code in service.row.other_prices]
    return [price for price in unique([service.row.price, *others]) if price != "UNKNOWN"]
