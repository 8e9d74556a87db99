"""How a page says what the directory knows: pure functions from records to French words."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import chain
from zoneinfo import ZoneInfo

from palier.directory.enums import (
    ACCESSIBILITY_CAPABILITIES,
    PUBLIC_ONLY,
    AccessMode,
    Answer,
    CapabilityKind,
    ContactKind,
    Modality,
    Price,
    Visibility,
)
from palier.directory.hours import (
    HoursContext,
    HoursState,
    describe_state,
    format_date,
    format_time,
    state_at,
)
from palier.directory.models import ContactChannel, Place, Service
from palier.directory.models.places import hours_with_closures
from palier.territory.travel import TravelEstimate

NBSP = "\u00a0"


def first_phone(place: Place, services: Iterable[Service] = ()) -> ContactChannel | None:
    """The number to call: of the service that answers, else of the place, else of who runs it."""
    operator = place.operator.contacts.all() if place.operator else []
    channels = chain(*(s.contacts.all() for s in services), place.contacts.all(), operator)
    return next((c for c in channels if c.kind == ContactKind.PHONE), None)


def address_line(place: Place) -> str:
    """« 12 place du Pilori, 53400 Craon »."""
    town = f"{place.postal_code} {place.commune.name}".strip()
    return ", ".join(part for part in (place.address, town) if part)


def kinds_line(place: Place, *, on: date) -> str:
    """« médiathèque, France Services »: what the place is on that day."""
    return ", ".join(
        str(t.get_kind_display()) for t in place.types.all() if t.ends_on is None or t.ends_on >= on
    )


def travel_line(travel: TravelEstimate | None) -> str:
    """« 6 min à pied (estimation), 500 m »; a machine’s number is not a person’s number."""
    if travel is None:
        return ""
    km = travel.distance_km
    far = f"{max(100, round(km * 10) * 100)}{NBSP}m" if km < 1 else f"{round(km)}{NBSP}km"
    sure = " (estimation)" if travel.is_estimate else ""
    if travel.foot_min is not None and travel.foot_min <= 20:
        return f"{max(1, travel.foot_min)}{NBSP}min à pied{sure}, {far}"
    return f"{max(1, travel.car_min)}{NBSP}min en voiture{sure}, {far}"


def context_of(place: Place) -> HoursContext:
    """Where the hours of a place are evaluated."""
    departement = place.commune.departement
    return HoursContext(departement.time_zone, departement.code)


def badge_of(hours: HoursState, *, someone_there: bool, at: datetime) -> tuple[str, str]:
    """Return the badge of a place, (label, tone); ("", …) when nothing is known."""
    if someone_there:
        return "quelqu’un est là", "present"
    if hours.is_open:
        return describe_state(hours, at), "present"
    if hours.by_appointment:
        return "sur rendez-vous", "wait"
    if hours.is_open is None:
        return "", "neutral"
    return describe_state(hours, at), "neutral"


def helper_line(state: HoursState, *, at: datetime) -> str:
    """« Quelqu’un vous aide jusqu’à 18 h », « Prochaine présence : jeudi 26 novembre à 9 h »."""
    if state.is_open and state.until:
        return f"Quelqu’un vous aide jusqu’à {format_time(state.until.time())}"
    if state.by_appointment:
        return "Aide sur rendez-vous"
    if state.next_opening is None:
        return ""
    when = state.next_opening
    today = at.astimezone(when.tzinfo or ZoneInfo("Europe/Paris")).date()
    day = "aujourd’hui" if when.date() == today else format_date(when.date())
    return f"Prochaine présence : {day} à {format_time(when.time())}"


def helper_name(place: Place, service: Service, levels: frozenset[Visibility] = PUBLIC_ONLY) -> str:
    """Who helps, if they agreed that everybody sees it."""
    return service.helper_name_for(place, levels)


def who_line(place: Place, services: Iterable[Service]) -> str:
    """Who helps: the names that agreed to be shown, else the structures."""
    names = [helper_name(place, s) or (s.provider.name if s.provider else "") for s in services]
    return ", ".join(dict.fromkeys(n for n in names if n))


def state_of(place: Place, *, at: datetime) -> HoursState:
    """The opening hours of a place at a moment, closures taken off. Reads prefetched closures."""
    closures = [c for c in place.closures.all() if c.service_id is None]
    return state_at(hours_with_closures(place.opening_hours, closures), context_of(place), at)


def describe_hours_state(state: HoursState, *, at: datetime) -> str:
    """« Ouvert jusqu’à 18 h », with a capital: it stands alone on a line."""
    text = describe_state(state, at)
    return text[:1].upper() + text[1:]


def availability_line(service: Service) -> str:
    """« Complet, délai 3 semaines (déclaré le lundi 3 novembre) », or ""."""
    if not service.availability_stated_on:
        return ""
    stated = f" (déclaré le {format_date(service.availability_stated_on)})"
    if service.is_closed_to_new_people:
        return f"Ne prend plus de nouvelles personnes{stated}"
    if not service.is_full:
        return ""
    weeks = service.full_delay_weeks
    delay = "" if weeks is None else f", délai {weeks}{NBSP}semaine{'s' if weeks > 1 else ''}"
    return f"Complet{delay}{stated}"


def summary_of(place: Place, services: Iterable[Service]) -> list[str]:
    """What is done here, in few words: needs, price, how to get in."""
    services = list(services)
    if not services:
        return ["services non précisés"]
    words = list(dict.fromkeys(str(n.label) for s in services for n in s.needs.all()))
    items = words[:5] if len(words) <= 5 else [*words[:4], f"et {len(words) - 4} autres"]
    prices = {s.price for s in services} - {Price.UNKNOWN}
    items += [str(Price(p).label) for p in sorted(prices)]
    modes = {m.mode for s in services for m in s.access_modes.all()}
    items += [str(mode.label) for mode in AccessMode if mode in modes]
    if any(c.kind == CapabilityKind.COMPUTER and c.answer == Answer.YES for c in place.capabilities.all()):
        items.append("ordinateurs sur place")
    full = [(s.name, line) for s in services if (line := availability_line(s))]
    return items + [
        line if len(services) == 1 else f"{name} : {line[:1].lower()}{line[1:]}" for name, line in full
    ]


def modality_line(service: Service) -> str:
    """« sur place, en atelier »."""
    present = {m.modality for m in service.modalities.all()}
    return ", ".join(str(m.label) for m in Modality if m in present)


def capability_rows(place: Place, *, accessibility: bool) -> list[tuple[str, str]]:
    """Every capability with oui, non or non précisé: silence is said, never hidden."""
    told = {c.kind: c for c in place.capabilities.all()}
    rows = []
    for kind in CapabilityKind:
        if (kind in ACCESSIBILITY_CAPABILITIES) == accessibility:
            row = told.get(kind)
            answer = str(row.get_answer_display()) if row else str(Answer.UNKNOWN.label)
            rows.append((str(kind.label), f"{answer}, {row.detail}" if row and row.detail else answer))
    return rows
