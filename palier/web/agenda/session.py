"""The page of a session: what, when, where, how to come, and what it is not."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from palier.agenda import wording
from palier.agenda.enums import (
    CreditRole,
    FormatKind,
    PartnerRole,
    Purpose,
    RegistrationMode,
    SessionStatus,
)
from palier.agenda.ical import public_phone, shows_online_address
from palier.agenda.models import FormatSheet, Session
from palier.agenda.queries import related, sheet_of
from palier.agenda.queries.delays import is_open
from palier.agenda.queries.related import FRENCH
from palier.directory.enums import PlaceStatus
from palier.directory.models import Place
from palier.web.agenda.present import badges_of, events_of, session_url
from palier.web.directory.place import DIRECTIONS_URL, as_script, qr_svg
from palier.web.orientation.forms import AskForm
from palier.web.orientation.present import place_url
from palier.web.templatetags.ui_values import Link

REPAIR_NEED = "reparer-ordinateur"
# Silence on the audience and the level means everybody.
EVERYBODY = {"Pour qui ?": "Tout le monde peut venir.", "Quel niveau ?": "Tous les niveaux sont acceptés."}
IN_FRENCH = (
    "Les échanges du groupe se font surtout en français. Vous pouvez venir même si vous le parlez peu, "
    "seul ou avec quelqu’un qui traduit."
)


@login_not_required
@require_safe
def session(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a session; what is gone or unknown says so and leads on."""
    found = related.session_detail(public_id)
    if found is None:
        return gone(request, public_id)
    return render(request, "agenda/session.html", session_context(found, now=timezone.now()))


def gone(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that a session is no longer announced (410), or never was (404), and where to look instead."""
    withdrawn = related.withdrawn_session(public_id)
    commune = withdrawn.commune if withdrawn else None
    url = ""
    if commune is not None:
        url = reverse("agenda:territory", kwargs={"territory": f"commune-{commune.insee_code}"})
    context = {
        "is_withdrawn": withdrawn is not None,
        "commune": commune,
        "agenda_url": url,
        "form": AskForm(initial={"ou": commune.name if commune else ""}),
    }
    return render(request, "agenda/gone.html", context, status=404 if withdrawn is None else 410)


def session_context(session: Session, *, now: datetime) -> dict[str, Any]:
    """What the page shows, in words."""
    url = f"{settings.SITE_URL}{session_url(session)}"
    sheet = sheet_of(session)
    is_cafe = session.format.kind == FormatKind.DIGITAL_CAFE
    return {
        "session": session,
        "short_url": url,
        "qr_svg": qr_svg(url),
        "badges": badges_of(session),
        **_when_and_where(session, now=now),
        "sheet": sheet,
        "is_cafe": is_cafe,
        "what_it_is": _lines(sheet, "what_it_is"),
        "what_it_is_not": _lines(sheet, "what_it_is_not"),
        "purposes": [str(Purpose(code).label) for code in session.purposes],
        "how_it_works": _lines(sheet, "how_it_works"),
        "questions": _questions(session, sheet),
        **_languages(session, is_cafe=is_cafe, now=now),
        "credits": _credits(session),
        "partners": [
            (str(p.structure.name), PartnerRole(p.role).label.lower()) for p in session.partners.all()
        ],
        "json_ld": as_script(_json_ld(session, url=url)),
        **_ways_on(session, is_cafe=is_cafe, now=now),
        **_registration(session, now=now),
    }


def _registration(session: Session, *, now: datetime) -> dict[str, str]:
    """Where to register, and how to say it; "" where one need not, or no longer may."""
    takes = session.registration_mode != RegistrationMode.FREE and is_open(session, now=now)
    url = reverse("registration:new", kwargs={"public_id": session.public_id})
    label = "Aller sur la liste d’attente" if session.seats_left == 0 else "S’inscrire"
    return {"register_url": url if takes else "", "register_label": label}


def _when_and_where(session: Session, *, now: datetime) -> dict[str, Any]:
    place = session.place
    is_over = session.ends_at <= now
    is_cancelled = session.status == SessionStatus.CANCELLED
    year_matters = wording.starts_on(session).year != now.astimezone(session.zone).year
    shown = place if place is not None and place.status == PlaceStatus.PUBLISHED else None
    point = place.point if place is not None else None
    return {
        "when": wording.when_line(session, with_year=year_matters),
        "clock": wording.clock_line(session),
        "is_over": is_over,
        "is_cancelled": is_cancelled,
        "is_open": not is_over and not is_cancelled,
        "entry": wording.entry_line(session),
        "arrival": wording.arrival_line(session),
        "place_name": place.name if place else "",
        "place_url": place_url(shown) if shown else "",
        "address_lines": wording.address_lines(session),
        "directions_url": DIRECTIONS_URL.format(lat=point.lat, lon=point.lon) if point else "",
        "access_notes": place.public_text("access_notes") if place else "",
        "phone": public_phone(session),
        "online_url": session.online_url if shows_online_address(session) else "",
        "calendar_url": reverse("agenda:session-ics", kwargs={"public_id": session.public_id}),
    }


def _questions(session: Session, sheet: FormatSheet | None) -> list[tuple[str, str]]:
    """The short questions that people ask before they come, with the answers of the session, then of its format."""
    audiences = ", ".join(a.label.lower() for a in session.audiences.all())
    age = f"Dès {session.minimum_age} ans." if session.minimum_age else ""
    seats = f"{session.capacity_max} personnes au plus." if session.capacity_max else ""
    level = session.get_level_display() if session.level else ""
    school = f"Pour une classe : {session.get_school_level_display()}." if session.school_level else ""
    asked = [
        ("Pour qui ?", [f"Pour : {audiences}." if audiences else "", school, _text(sheet, "for_whom")]),
        ("À partir de quel âge ?", [age or "Pas d’âge minimum."]),
        ("Combien de personnes ?", [seats, _text(sheet, "how_many")]),
        ("Quel niveau ?", [f"Niveau : {level}." if level else "", _text(sheet, "level_text")]),
        ("Quelle langue ?", [_text(sheet, "language_text")]),
        ("Faut-il apporter son appareil ?", [_own_device(session)]),
        ("Combien ça coûte ?", [session.price_text[:1].upper() + session.price_text[1:]]),
    ]
    said = [
        (question, " ".join(filter(None, answers)) or EVERYBODY.get(question, ""))
        for question, answers in asked
    ]
    return [(question, answer) for question, answer in said if answer]


def _own_device(session: Session) -> str:
    if session.brings_own_device:
        return (
            "Vous pouvez venir avec votre téléphone, votre tablette ou votre ordinateur. Ce n’est pas obligé."
        )
    return "Ce n’est pas prévu pour cette séance."


def _languages(session: Session, *, is_cafe: bool, now: datetime) -> dict[str, Any]:
    """Which languages are spoken, honestly, and where another one is."""
    spoken = [language.label.lower() for language in session.languages.all()]
    foreign = [language for language in session.languages.all() if language.code not in FRENCH]
    others = related.in_other_languages(session, now=now) if is_cafe else []
    return {
        "spoken": spoken,
        "in_french": IN_FRENCH if is_cafe else "",
        "foreign": [language.label.lower() for language in foreign],
        "spoken_elsewhere": events_of(others),
    }


def _credits(session: Session) -> list[tuple[str, str]]:
    """Who gives the session: (name, what they do and for which structure)."""
    rows = session.public_credits  # type: ignore[attr-defined]
    credits = []
    for row in rows:
        parts = [CreditRole(row.role).label, row.structure.name if row.structure else ""]
        credits.append((row.name, ", ".join(filter(None, parts))))
    return credits


def _ways_on(session: Session, *, is_cafe: bool, now: datetime) -> dict[str, Any]:
    """What to do next: another date, the beginners’ workshop, the next sessions, the help of the place."""
    is_lost = session.status == SessionStatus.CANCELLED or session.ends_at <= now
    instead = related.next_in_its_place(session, now=now) if is_lost else None
    discovery = related.next_discovery(session, now=now) if is_cafe else None
    place: Place | None = session.place
    return {
        "instead": events_of([instead]) if instead else [],
        "discovery": events_of([discovery]) if discovery else [],
        "related": events_of(related.related_sessions(session, now=now)),
        "services": [s.name for s in related.services_of(place, on=now.date())],
        "agendas": _agendas(session),
        "repair_url": _repair_url(session),
    }


def _agendas(session: Session) -> Sequence[Link]:
    links = []
    if session.place is not None and session.place.status == PlaceStatus.PUBLISHED:
        url = reverse("agenda:place", kwargs={"reference": session.place.public_id})
        links.append(Link(label=f"Toutes les dates : {session.place.name}", url=url))
    for network in related.networks_of(session.place):
        url = reverse("agenda:network", kwargs={"reference": network.public_id})
        links.append(Link(label=f"Toutes les dates : {network.name}", url=url))
    if session.commune is not None:
        url = reverse("agenda:territory", kwargs={"territory": f"commune-{session.commune.insee_code}"})
        links.append(Link(label=f"Toutes les dates à {session.commune.name}", url=url))
    return links


def _repair_url(session: Session) -> str:
    """Who repairs, near the session: the search explains it and gives contacts."""
    where = session.commune.insee_code if session.commune else ""
    return f"{reverse('orientation:search')}?besoin={REPAIR_NEED}&ou={where}"


def _json_ld(session: Session, *, url: str) -> dict[str, Any]:
    """The session for search engines (schema.org Event)."""
    is_cancelled = session.status == SessionStatus.CANCELLED
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": session.title,
        "url": url,
        "startDate": session.starts_at.astimezone(session.zone).isoformat(),
        "endDate": session.ends_at.astimezone(session.zone).isoformat(),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if is_cancelled else 'Scheduled'}",
        "organizer": {"@type": "Organization", "name": session.organiser.name},
        "isAccessibleForFree": session.price_text.casefold() == "gratuit",
    }
    if session.commune is None:
        data["eventAttendanceMode"] = "https://schema.org/OnlineEventAttendanceMode"
        return data | {"location": {"@type": "VirtualLocation", "url": url}}
    location = {
        "@type": "Place",
        "name": wording.place_line(session),
        "address": ", ".join(wording.address_lines(session)),
    }
    return data | {"location": location}


def _text(sheet: FormatSheet | None, name: str) -> str:
    return " ".join(_lines(sheet, name))


def _lines(sheet: FormatSheet | None, name: str) -> list[str]:
    """The items of a text of the sheet: one a line."""
    text = str(getattr(sheet, name)) if sheet is not None else ""
    return [line.strip() for line in text.splitlines() if line.strip()]
