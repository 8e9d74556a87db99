"""The page of a place: who helps, when, how to come, phone first."""

import json
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from palier.agenda.queries.related import next_of_place
from palier.directory import queries
from palier.directory.enums import PUBLIC_ONLY, GrantStatus, Visibility
from palier.directory.models import Place
from palier.directory.permissions import may, visible_levels
from palier.directory.queries.standing import Standing
from palier.orientation.queries.finding import stale_limit
from palier.web.agenda.present import events_of
from palier.web.directory import words
from palier.web.directory.place_parts import (
    closures_lines,
    contact_groups,
    facts_of,
    json_ld,
    occupants_of,
    service_parts,
    timetable_rows,
    usual_lines,
)
from palier.web.orientation.present import place_url
from palier.web.standing import standing_in

# A link, not a request: nothing is asked of that site unless the person presses it.
DIRECTIONS_URL = "https://www.openstreetmap.org/directions?to={lat}%2C{lon}"


@login_not_required
@require_safe
def place(request: HttpRequest, public_id: str, slug: str | None = None) -> HttpResponse:
    """Show a published place; an old identifier or an old name leads to the address of today."""
    now = timezone.now()
    standing = standing_in(request)
    levels = visible_levels(standing)
    found = queries.place_detail(public_id, on=now.date(), levels=levels)
    if found is None:
        raise Http404
    if found.public_id != public_id or slug != found.slug:
        return redirect(place_url(found), permanent=True)
    if may(standing, "see_coordination_fields", found):
        levels |= {Visibility.COORDINATOR}
        found = queries.place_detail(public_id, on=now.date(), levels=levels) or found
    context = place_context(found, now=now, levels=levels)
    response = render(request, "directory/place.html", context | _for_keepers(found, standing, levels))
    if standing.user_id is not None:
        add_never_cache_headers(response)
    return response


def _for_keepers(place: Place, standing: Standing, levels: frozenset[Visibility]) -> dict[str, Any]:
    """What only those who signed in see: reserved notes, and the way to the record."""
    edit_url = f"/fiches/lieux/{place.public_id}/" if may(standing, "edit_record", place) else ""
    notes = place.text_for("internal_notes", levels)
    return {"internal_notes": notes, "edit_url": edit_url, "is_reserved": levels != PUBLIC_ONLY}


def place_context(
    place: Place, *, now: datetime, levels: frozenset[Visibility] = PUBLIC_ONLY
) -> dict[str, Any]:
    """What the page shows, in words, to somebody who sees `levels`."""
    services = place.shown_services  # type: ignore[attr-defined]
    url = f"{settings.SITE_URL}/lieux/{place.public_id}/"
    return {
        "place": place,
        **_first_lines(place, now=now),
        "services": service_parts(place, services, now=now, levels=levels),
        "rows": timetable_rows(place, services, now=now, levels=levels),
        "usual_lines": usual_lines(place),
        "hours_note": place.hours_note,
        "closures": closures_lines(place, now=now),
        "dates": events_of(next_of_place(place, now=now)),
        "agenda_url": reverse("agenda:place", kwargs={"reference": place.public_id}),
        "contacts": contact_groups(place),
        "occupants": occupants_of(place, now=now),
        "facts": facts_of(place, services),
        "equipment": words.capability_rows(place, accessibility=False),
        "accessibility": words.capability_rows(place, accessibility=True),
        "activities": [a.name for a in place.activities.all()],
        "labels": [g for g in place.label_grants.all() if g.status == GrantStatus.GRANTED],
        "description": place.text_for("description", levels),
        "access_notes": place.text_for("access_notes", levels),
        "report_url": reverse("directory:report-error", kwargs={"public_id": place.public_id}),
        "short_url": url,
        "qr_svg": qr_svg(url),
        "json_ld": as_script(json_ld(place, services, url=url)),
    }


def _first_lines(place: Place, *, now: datetime) -> dict[str, Any]:
    """What one reads first: what it is, the number to call, whether somebody is there, how to come."""
    there = queries.who_is_there(place, now)
    badge_label, badge_tone = words.badge_of(words.state_of(place, at=now), someone_there=bool(there), at=now)
    town = f"{place.postal_code} {place.commune.name}".strip()
    commune = {"insee_code": place.commune.insee_code, "slug": place.commune.slug}
    stale_before = stale_limit(now, months=settings.STALE_AFTER_MONTHS)
    return {
        "kinds": words.kinds_line(place, on=now.date()),
        "phone": words.first_phone(place, place.shown_services),  # type: ignore[attr-defined]
        "badge_label": badge_label,
        "badge_tone": badge_tone,
        "there": there,
        "address_lines": [line for line in (place.address, place.address_extra, town) if line],
        "directions_url": DIRECTIONS_URL.format(lat=place.lat, lon=place.lon) if place.point else "",
        "is_stale": place.verified_on is not None and place.verified_on < stale_before,
        "commune_url": reverse("communes:commune", kwargs=commune),
    }


def as_script(data: dict[str, Any]) -> SafeString:
    """JSON that nothing in a script element can close. Django’s `json_script` gives no « ld+json » type."""
    text = json.dumps(data, ensure_ascii=False)
    return mark_safe(text.translate({ord(c): f"\\u{ord(c):04X}" for c in "<>&\u2028\u2029"}))


def qr_svg(url: str) -> SafeString:
    """A QR code as inline SVG, without inline style, for the printed page."""
    # segno writes it from our own address, not from what somebody typed.
    return mark_safe(
        segno.make(url, micro=False).svg_inline(scale=3, omitsize=True, svgclass="qr", lineclass=None)
    )
