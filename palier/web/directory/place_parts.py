"""The parts of a place page: services, timetable, contacts, facts, structured data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from palier.directory.enums import PUBLIC_ONLY, ContactKind, DeliveryState, Price, Visibility
from palier.directory.hours import DayHours, describe_hours, format_date, format_ranges, state_at, week_table
from palier.directory.models import ContactChannel, ExceptionalClosure, Place, Service
from palier.directory.models.places import hours_with_closures
from palier.web.directory import words
from palier.web.templatetags.ui_values import TimetableRow


@dataclass(frozen=True, kw_only=True)
class ServicePart:
    """One service, said in plain words: what, for whom, price, how to get in, and what is not done."""

    name: str
    done: list[str]
    description: str
    not_done: list[str]
    procedures: list[str]
    who: str
    helper_name: str
    phone: ContactChannel | None
    contacts: list[ContactChannel]
    when: str
    helper_lines: list[str]
    availability: str
    facts: list[tuple[str, str]]
    public_id: str


def service_parts(
    place: Place, services: Sequence[Service], *, now: datetime, levels: frozenset[Visibility] = PUBLIC_ONLY
) -> list[ServicePart]:
    """Every published service of the place, in order."""
    return [_service_part(place, service, now=now, levels=levels) for service in services]


def _service_part(
    place: Place, service: Service, *, now: datetime, levels: frozenset[Visibility]
) -> ServicePart:
    contacts = list(service.contacts.all())
    if not contacts and service.provider and service.provider_id != place.operator_id:
        contacts = list(service.provider.contacts.all())
    helper_hours = _helper_hours(place, service)
    state = state_at(helper_hours, words.context_of(place), now) if helper_hours else None
    lines = describe_hours(service.helper_hours) if service.helper_hours else []
    return ServicePart(
        public_id=service.public_id,
        name=service.name,
        done=[str(n.label) for n in service.needs.all()],
        description=service.description,
        not_done=_lines(service.not_done),
        procedures=_lines(service.procedures),
        who=service.provider.name if service.provider else "",
        helper_name=words.helper_name(place, service, levels),
        phone=next((c for c in contacts if c.kind == ContactKind.PHONE), None),
        contacts=contacts,
        when=words.helper_line(state, at=now) if state else "",
        helper_lines=lines + ([service.helper_hours_note] if service.helper_hours_note else []),
        availability=words.availability_line(service),
        facts=_service_facts(service),
    )


def _service_facts(service: Service) -> list[tuple[str, str]]:
    audiences = ", ".join(a.label for a in service.audiences.all())
    price = str(Price(service.price).label)
    facts = [
        ("Pour qui", audiences or "tout le monde"),
        ("Prix", f"{price}, {service.price_detail}" if service.price_detail else price),
        ("Comment venir", ", ".join(str(m) for m in service.access_modes.all())),
        ("Comment on vous aide", words.modality_line(service)),
        ("Conditions", service.entry_conditions),
        ("Langues", ", ".join(x.label for x in service.languages.all())),
        ("Prise en charge", ", ".join(s.label for s in service.special_supports.all())),
        ("Où en est-on", _delivery(service)),
        ("Avec", ", ".join(str(p) for p in service.partners.all())),
        ("Service interne", _department(service)),
        ("Accueilli par", service.host.name if service.host else ""),
        ("Porté par", service.carrier.name if service.carrier else ""),
        ("Financé par", service.funding_scheme.name if service.funding_scheme else ""),
        ("Communes desservies", _coverage(service)),
    ]
    return [(term, text) for term, text in facts if text]


def _delivery(service: Service) -> str:
    """The mode of delivery when it is only possible: an offer that exists is told by who hosts and carries it."""
    if service.delivery_state == DeliveryState.EFFECTIVE:
        return ""
    return f"possible {service.get_delivery_mode_display()}, pas encore en place"


def _department(service: Service) -> str:
    department = service.department
    if department is None:
        return ""
    return f"{department.name} ({department.equipment})" if department.equipment else department.name


def _coverage(service: Service) -> str:
    names = []
    for row in service.coverage.all():
        name = row.commune.name if row.commune else (row.departement.name if row.departement else "")
        names.append(f"{name} ({row.access_note})" if row.access_note else name)
    return ", ".join(names)


def _closures_of(place: Place, service: Service | None) -> list[ExceptionalClosure]:
    wanted = (None,) if service is None else (None, service.pk)
    return [c for c in place.closures.all() if c.service_id in wanted]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def timetable_rows(
    place: Place, services: Sequence[Service], *, now: datetime, levels: frozenset[Visibility] = PUBLIC_ONLY
) -> list[TimetableRow]:
    """The seven days to come, today first: hours of the place, and who is there.

    Empty if nothing is known of either.
    """
    today = _local_day(place, now)
    opening = _coming_week(place, hours_with_closures(place.opening_hours, _closures_of(place, None)), today)
    helped = [
        (words.helper_name(place, s, levels) or s.name, _coming_week(place, _helper_hours(place, s), today))
        for s in services
        if s.helper_hours
    ]
    if not place.opening_hours and not helped:
        return []
    return [
        TimetableRow(
            day=f"{day.label} {day.day.day}",
            hours=_hours_of(day) if place.opening_hours else "non précisé",
            who=" ; ".join(f"{name} : {_hours_of(week[at])}" for name, week in helped if _is_there(week[at])),
            is_today=day.day == today,
            is_closed=bool(place.opening_hours) and not day.ranges and not day.by_appointment,
        )
        for at, day in enumerate(opening)
    ]


def usual_lines(place: Place) -> list[str]:
    """The rules behind the timetable: « du lundi au vendredi : 9 h – 12 h », « fermé les jours fériés »."""
    return describe_hours(place.opening_hours) if place.opening_hours else []


def _helper_hours(place: Place, service: Service) -> str:
    return hours_with_closures(service.helper_hours, _closures_of(place, service))


def _coming_week(place: Place, hours: str, today: date) -> list[DayHours]:
    context = words.context_of(place)
    days = [*week_table(hours, context, today), *week_table(hours, context, today + timedelta(days=7))]
    return days[today.weekday() : today.weekday() + 7]


def _is_there(day: DayHours) -> bool:
    return bool(day.ranges) or day.by_appointment


def _hours_of(day: DayHours) -> str:
    parts = [format_ranges(day.ranges)] if day.ranges else []
    if day.appointment_ranges:
        parts.append(f"{format_ranges(day.appointment_ranges)} sur rendez-vous")
    text = ", ".join(parts) or ("fermé" if day.is_known else "non précisé")
    return f"{text} ({day.holiday_name})" if day.holiday_name else text


def _local_day(place: Place, now: datetime) -> date:
    return now.astimezone(ZoneInfo(place.commune.departement.time_zone)).date()


def closures_lines(place: Place, *, now: datetime) -> list[str]:
    """« Fermé du 24 au 31 décembre : inventaire », for the next two months."""
    limit = _local_day(place, now) + timedelta(days=62)
    by_id = {s.pk: s.name for s in place.shown_services}  # type: ignore[attr-defined]
    lines = []
    for closure in place.closures.all():
        if closure.starts_on > limit or (closure.service_id and closure.service_id not in by_id):
            continue
        what = f"« {by_id[closure.service_id]} » absent" if closure.service_id else "Fermé"
        days = f"le {format_date(closure.starts_on)}"
        if closure.ends_on != closure.starts_on:
            days = f"du {format_date(closure.starts_on)} au {format_date(closure.ends_on)}"
        lines.append(f"{what} {days}" + (f" : {closure.reason}" if closure.reason else ""))
    return lines


def contact_groups(place: Place) -> list[ContactChannel]:
    """Ways to reach the place other than the phone already shown first; its operator’s when it has none."""
    own = list(place.contacts.all())
    return own or (list(place.operator.contacts.all()) if place.operator else [])


def occupants_of(place: Place, *, now: datetime) -> list[dict[str, Any]]:
    """« Qui fait quoi ici »: each structure with its hours, its contacts, its services and labels."""
    rows = []
    services: list[Service] = place.shown_services  # type: ignore[attr-defined]
    for occupant in place.occupants.all():
        hours = hours_with_closures(occupant.opening_hours, _closures_of(place, None))
        rows.append(
            {
                "name": occupant.structure.name,
                "note": occupant.note,
                "lines": (describe_hours(occupant.opening_hours) if occupant.opening_hours else [])
                + ([occupant.hours_note] if occupant.hours_note else []),
                "state": words.describe_hours_state(state_at(hours, words.context_of(place), now), at=now)
                if hours
                else "",
                "contacts": list(occupant.contacts.all()),
                "services": [s.name for s in services if s.provider_id == occupant.structure_id],
                "labels": [
                    g.scheme.name
                    for g in place.label_grants.all()
                    if g.status == "GRANTED" and g.structure_id == occupant.structure_id
                ],
            }
        )
    return rows


def facts_of(place: Place, services: Iterable[Service]) -> list[tuple[str, str]]:
    """What is good to know at a glance."""
    languages = dict.fromkeys(x.label for s in services for x in s.languages.all())
    prices = dict.fromkeys(str(Price(s.price).label) for s in services if s.price != Price.UNKNOWN)
    told = dict(words.capability_rows(place, accessibility=False))
    facts = [
        ("Aide aux démarches", told["aide aux démarches"]),
        ("Prix", ", ".join(prices)),
        ("Langues", ", ".join(languages)),
        ("Porté par", place.carrier.name if place.carrier else ""),
        ("Animé par", place.operator.name if place.operator else ""),
        ("Financé par", place.funding_scheme.name if place.funding_scheme else ""),
        ("À savoir", "tenu par des bénévoles" if place.is_volunteer_run else ""),
        ("Dans la commune", "seul service public" if place.is_only_public_service else ""),
        ("Quartier", "quartier prioritaire" if place.in_priority_district else ""),
    ]
    return [(term, text) for term, text in facts if text]


def json_ld(place: Place, services: Sequence[Service], *, url: str) -> dict[str, Any]:
    """The place for machines (schema.org), public fields only."""
    phone = words.first_phone(place, services)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentOffice"
        if any(t.kind == "TOWN_HALL" for t in place.types.all())
        else "LocalBusiness",
        "@id": url,
        "name": place.name,
        "url": url,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": place.address,
            "postalCode": place.postal_code,
            "addressLocality": place.commune.name,
            "addressCountry": "FR",
        },
    }
    if place.point:
        data["geo"] = {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon}
    if phone:
        data["telephone"] = phone.value
    if place.opening_hours:
        data["openingHours"] = place.opening_hours
    if services:
        data["makesOffer"] = [
            {"@type": "Offer", "itemOffered": {"@type": "Service", "name": s.name}} for s in services
        ]
    return data
