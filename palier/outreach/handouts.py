"""What one takes home: the hand-out of a session, flyers of the next workshops, the card « invitez un proche »."""

from datetime import date, datetime
from itertools import cycle, islice
from typing import Any

from django.db.models import Q
from django.utils import timezone

from palier.agenda.enums import DocumentKind, FormatKind
from palier.agenda.models import FormatSheet, Session
from palier.agenda.queries.related import around, related_sessions, services_of
from palier.directory.enums import ACCESSIBILITY_CAPABILITIES, Answer, CapabilityKind, ContactKind
from palier.directory.hours import describe_hours
from palier.directory.models import Place
from palier.directory.queries.places import place_detail
from palier.outreach import wording
from palier.outreach.enums import Readership
from palier.outreach.guide.entries import place_data
from palier.outreach.guide.prints import said_day
from palier.outreach.paper import Paper
from palier.outreach.posters import address_lines, call_of_place, service_at
from palier.outreach.sessions import around_place, next_dates

FLYERS_ON_A_PAGE = 4
MOST_FLYERS = 8
DATES_ON_A_HANDOUT = 5


def handout(session: Session, *, now: datetime) -> Paper:
    """Return the hand-out of a session read for paper: its documents, the next dates around, the services of the place.

    Sessions that it points to come first, then those of its place and network.
    """
    on = timezone.localdate(now, session.zone)
    url = wording.session_url(session)
    data = {
        "heading": session.title,
        "theme": session.theme or session.hook_theme,
        "when": f"{wording.day_said(session, on=on)}, {wording.hours_said(session)}",
        "where": wording.where_said(session),
        "call": wording.call_of(session),
        "groups": _documents(session),
        "dates": [_dated(one, on=on) for one in related_sessions(session, now=now)[:DATES_ON_A_HANDOUT]],
        "services": [
            {
                "name": service.name,
                "when": describe_hours(service.helper_hours) if service.helper_hours else [],
            }
            for service in services_of(session.place, on=on)
        ],
        "url": url,
        "short_url": wording.short_address(url),
        "made_on": said_day(on.isoformat()),
        "is_invented": session.is_demo,
    }
    return Paper("handout", f"a-emporter-{session.public_id}", data, {"qr": url})


def _documents(session: Session) -> list[dict[str, Any]]:
    """[{"kind", "items"}], in the order of the kinds; "items": title, reference, address as people type it."""
    found: dict[str, list[dict[str, str]]] = {}
    for document in session.documents.all():
        line = {"title": document.title, "reference": document.reference, "address": document.url}
        line["short"] = wording.short_address(document.url) if document.url else ""
        found.setdefault(document.kind, []).append(line)
    return [
        {"kind": wording.first_capital(str(kind.label)), "items": found[kind]}
        for kind in DocumentKind
        if kind in found
    ]


def _dated(session: Session, *, on: date) -> dict[str, Any]:
    line = wording.line_of(session, on=on)
    return {**line, "call": wording.call_of(session)}


# --- Flyers -----------------------------------------------------------------------------------------------------


def flyers_of(public_id: str, *, now: datetime) -> Paper | None:
    """Return the flyers of the next workshops of a place and its networks, four a page, then its digital resources.

    The last page is filled with the first ones again. None if the place is not shown.
    """
    on = timezone.localdate(now)
    place = place_detail(public_id, on=on)
    if place is None:
        return None
    coming = next_dates(around_place(place), now=now, at_most=MOST_FLYERS)
    pages = -(-len(coming) // FLYERS_ON_A_PAGE)
    flyers = list(islice(cycle([_flyer(one, on=on) for one in coming]), pages * FLYERS_ON_A_PAGE))
    data = place_data(place, on=on, levels=Readership.PUBLIC.levels)
    url = wording.place_url(place.public_id)
    said = {
        "place": place.name,
        "address": address_lines(data),
        "call": call_of_place(data),
        "opening": data["hours"],
        "flyers": flyers,
        "services": [
            {
                "name": one["name"],
                "needs": [need["label"] for need in one["needs"]],
                "when": one["helper_hours"],
            }
            for one in data["services"]
        ],
        "equipment": _equipment(place),
        "sites": [contact["text"] for contact in data["contacts"] if contact["kind"] in _ONLINE],
        "url": url,
        "short_url": wording.short_address(url),
        "made_on": said_day(on.isoformat()),
        "is_invented": place.is_demo,
    }
    codes = {one.public_id: wording.session_url(one) for one in coming}
    return Paper("flyers", f"tracts-{place.public_id}", said, {"qr": url, **codes})


_ONLINE = (ContactKind.WEBSITE, ContactKind.SOCIAL, ContactKind.BOOKING)


def _flyer(session: Session, *, on: date) -> dict[str, Any]:
    return {
        **wording.line_of(session, on=on),
        "id": session.public_id,
        "address": wording.where_said(session),
        "call": wording.call_of(session),
        "who": [*wording.how_to_come(session)[:1], *wording.who_may_come(session)][:4],
    }


def _equipment(place: Place) -> list[str]:
    """What the place declares it has, said in words: « wifi », « imprimante (10 centimes) »."""
    lines = []
    for row in place.capabilities.all():
        if row.answer == Answer.YES and row.kind not in ACCESSIBILITY_CAPABILITIES:
            label = str(CapabilityKind(row.kind).label)
            lines.append(f"{label} ({row.detail})" if row.detail else label)
    return lines


# --- The card of word of mouth ----------------------------------------------------------------------------------


def invitation(public_id: str, service_id: str, *, now: datetime) -> Paper | None:
    """Return a page of four cards « invitez un proche » for a service: the place, the days, the telephone.

    None if the service is not shown.
    """
    found = service_at(public_id, service_id, now=now)
    if found is None:
        return None
    url = wording.place_url(found.place.public_id)
    data = {
        "service": found.service.name,
        "place": found.place.name,
        "address": address_lines(found.place_data),
        "days": found.service_data["helper_hours"] or found.place_data["hours"],
        "call": found.call,
        "facts": [wording.first_capital(fact) for fact in found.service_data["facts"]][:2],
        "url": url,
        "short_url": wording.short_address(url),
        "is_invented": found.place.is_demo,
    }
    return Paper("invitation", f"invitation-{found.service.public_id}", data, {"qr": url})


# --- For colleagues ---------------------------------------------------------------------------------------------


def promotion_kit(session: Session, *, now: datetime) -> Paper:
    """Return what a team takes from a café between colleagues: the next public ones to pin up, and what to say of them.

    The words are those of the standard text of the format, that of the network of the place if it has one.
    """
    on = timezone.localdate(now, session.zone)
    is_cafe = Q(format__kind=FormatKind.DIGITAL_CAFE)
    coming = next_dates(around(session) & is_cafe, now=now, at_most=6)
    sheet = _sheet_of_cafes(session)
    url = wording.place_url(session.place.public_id) if session.place else wording.session_url(session)
    data = {
        "heading": "Cafés numériques",
        "where": session.place.name if session.place else session.organiser.name,
        "call": wording.call_of(session),
        "dates": [wording.line_of(one, on=on) for one in coming],
        "who": wording.who_may_come(coming[0]) if coming else [],
        "how": wording.how_to_come(coming[0]) if coming else [],
        "summary": sheet.summary if sheet else "",
        "points": [
            {"title": title, "lines": lines}
            for title, lines in (
                ("Ce que c’est", _lines(sheet.what_it_is)),
                ("Ce que ce n’est pas", _lines(sheet.what_it_is_not)),
                ("Pour qui", _lines(sheet.for_whom)),
                ("Comment ça se passe", _lines(sheet.how_it_works)),
                ("Dans quelle langue", _lines(sheet.language_text)),
            )
            if lines
        ]
        if sheet
        else [],
        "url": url,
        "short_url": wording.short_address(url),
        "made_on": said_day(on.isoformat()),
        "is_invented": session.is_demo,
    }
    return Paper("kit", f"kit-{session.public_id}", data, {"qr": url})


def _sheet_of_cafes(session: Session) -> FormatSheet | None:
    """The text of public cafés: that of a network of the place, else that of everybody."""
    sheets = FormatSheet.objects.filter(format__kind=FormatKind.DIGITAL_CAFE)
    shared = sheets.filter(network__places=session.place_id) if session.place_id else sheets.none()
    return shared.order_by("network__pk").first() or sheets.filter(network=None).first()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
