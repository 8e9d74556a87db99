"""One’s own places as a door shows them: open or not, who helps now, what to look at."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from palier.directory.enums import Visibility
from palier.directory.hours import describe_hours, format_time, state_at
from palier.directory.models import Place, Service
from palier.directory.models.places import hours_with_closures
from palier.directory.permissions import visible_levels
from palier.directory.presence import HelperThere, helpers_there
from palier.directory.queries.doors import is_held
from palier.directory.queries.standing import NOBODY, Standing
from palier.directory.queries.verification import too_old_before
from palier.web.directory import words
from palier.web.orientation.present import place_url
from palier.web.templatetags.ui_values import Link

SOMEBODY = "Quelqu’un"
SHOWN_AT_FIRST = 12


@dataclass(frozen=True, kw_only=True)
class OwnService:
    """One service of one’s place: when somebody is there next, at which hours, and whether it is full."""

    name: str
    who: str
    when: str
    hours: list[str]
    availability: str


@dataclass(frozen=True, kw_only=True)
class OwnPlace:
    """One place of one’s own. `there` says who helps at this moment; `links` are what can be done."""

    name: str
    town: str
    url: str
    badge_label: str
    badge_tone: str
    opening: str
    is_to_verify: bool
    verified: str
    there: list[str]
    services: list[OwnService]
    links: list[Link] = field(default_factory=list)


def verify_before(now: datetime) -> date:
    """Return the day before which a verification is too old; the first day of all if nobody is asked."""
    months = settings.VERIFY_REMIND_AFTER_MONTHS
    return too_old_before(now, months=months) if months else date.min


def own_place_lines(
    places: Collection[Place],
    *,
    now: datetime,
    standing: Standing = NOBODY,
) -> list[OwnPlace]:
    """Return what a door says of each place; `standing` says which names and which gestures go with it.

    The presences of all of them are asked for at once.
    """
    there = helpers_there([place.pk for place in places], now)
    levels = visible_levels(standing)
    return [
        _line(place, there.get(place.pk, []), now=now, levels=levels, links=_links(place, standing))
        for place in places
    ]


def first_to_see(lines: list[OwnPlace]) -> list[OwnPlace]:
    """Return at most SHOWN_AT_FIRST of them: where somebody helps now, then what is open, then by name."""
    return sorted(lines, key=lambda line: (not line.there, line.badge_tone != "present"))[:SHOWN_AT_FIRST]


def _line(
    place: Place,
    there: list[HelperThere],
    *,
    now: datetime,
    levels: frozenset[Visibility],
    links: list[Link],
) -> OwnPlace:
    services: list[Service] = place.shown_services  # type: ignore[attr-defined]
    state = words.state_of(place, at=now)
    label, tone = words.badge_of(state, someone_there=bool(there), at=now)
    return OwnPlace(
        name=place.name,
        town=place.commune.name,
        url=place_url(place),
        badge_label=label,
        badge_tone=tone,
        opening=words.describe_hours_state(state, at=now),
        is_to_verify=place.verified_on is None or place.verified_on < verify_before(now),
        verified=f"vérifiée le {place.verified_on:%d/%m/%Y}" if place.verified_on else "jamais vérifiée",
        there=list(_said(place, services, there, levels)),
        services=[_service(place, service, now=now, levels=levels) for service in services],
        links=links,
    )


def _said(
    place: Place, services: list[Service], there: list[HelperThere], levels: frozenset[Visibility]
) -> Iterable[str]:
    """« Samira, médiatrice, jusqu’à 17 h 30 »: names that only professionals may read come with `levels`."""
    by_id = {service.pk: service for service in services}
    for helper in there:
        service = by_id.get(helper.service_id or 0)
        name = helper.name or (words.helper_name(place, service, levels) if service else "") or SOMEBODY
        yield f"{name}, jusqu’à {format_time(helper.until.time())}" if helper.until else name


def _service(place: Place, service: Service, *, now: datetime, levels: frozenset[Visibility]) -> OwnService:
    closures = [c for c in place.closures.all() if c.service_id in (None, service.pk)]
    hours = hours_with_closures(service.helper_hours, closures)
    state = state_at(hours, words.context_of(place), now) if hours else None
    return OwnService(
        name=service.name,
        who=words.helper_name(place, service, levels),
        when=words.helper_line(state, at=now) if state else "",
        hours=describe_hours(service.helper_hours) if service.helper_hours else [],
        availability=words.availability_line(service),
    )


def _links(place: Place, standing: Standing) -> list[Link]:
    ways = (
        ("Dire un changement", "records:gestures", "state_availability"),
        ("Modifier la fiche", "records:place", "edit_record"),
        ("Imprimer et diffuser", "posters:spread-place", "run_sessions"),
    )
    return [
        Link(label=label, url=reverse(name, args=[place.public_id]))
        for label, name, action in ways
        if is_held(place, standing.structures_for(action))
    ]
