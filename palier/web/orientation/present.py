"""From findings to what the page shows: cards, chips, options with counts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from palier.agenda.models import Session
from palier.directory import facets
from palier.directory.enums import DeliveryMode
from palier.directory.hours import state_at
from palier.directory.models import Place, Service
from palier.orientation.results import Findings, Found
from palier.territory.models import Commune
from palier.web.agenda.present import next_line, session_url
from palier.web.directory import words
from palier.web.orientation.forms import CODES, FLAGS, Asked
from palier.web.templatetags.ui_values import Link, PlaceCard

KIND_OF_LIST = {
    "audience": facets.AUDIENCE,
    "support": facets.SUPPORT,
    "language": facets.LANGUAGE,
    "label": facets.LABEL,
    "modality": facets.MODALITY,
}


def place_url(place: Place) -> str:
    """The stable address of a place."""
    return reverse("directory:place", kwargs={"public_id": place.public_id, "slug": place.slug})


def found_cards(
    found: Iterable[Found],
    places: Mapping[int, Place],
    *,
    first: int,
    now: datetime,
    dates: Mapping[int, Session] | None = None,
) -> list[PlaceCard]:
    """The rows of a list, numbered from `first`; a place withdrawn meanwhile is left out.

    `dates`: the next session of a place that answers what is looked for, by place.
    """
    dates = dates or {}
    return [
        found_card(one, places[one.place_id], number=number, now=now, session=dates.get(one.place_id))
        for number, one in enumerate(found, start=first)
        if one.place_id in places
    ]


def found_card(
    found: Found, place: Place, *, number: int, now: datetime, session: Session | None = None
) -> PlaceCard:
    """One row of the list."""
    shown: list[Service] = place.shown_services  # type: ignore[attr-defined]
    answering = [s for s in shown if s.pk in found.service_ids]
    phone = words.first_phone(place, answering)
    label, tone = words.badge_of(found.hours, someone_there=found.someone_there, at=now)
    if found.helper_hours and not found.someone_there and all(map(_is_hosted, answering)):
        label = ""  # the door of the host says nothing of somebody else’s hours
    when = ""
    if found.helper_hours:
        when = words.helper_line(state_at(found.helper_hours, words.context_of(place), now), at=now)
    return PlaceCard(
        name=place.name,
        url=place_url(place),
        number=number,
        badge_label=label,
        badge_tone=tone,
        who=words.who_line(place, answering),
        phone_display=phone.display if phone else "",
        phone_e164=phone.value if phone else "",
        travel_label=words.travel_line(found.travel),
        when_label=when,
        summary=words.summary_of(place, answering or shown),
        reasons=found.reasons,
        address=words.address_line(place),
        is_demo=place.is_demo,
        lat=place.lat,
        lon=place.lon,
        place_kind=words.kinds_line(place, on=now.date()),
        stale=not found.is_verified and place.verified_on is not None,
        next_label=next_line(session) if session else "",
        next_url=session_url(session) if session else "",
    )


def _is_hosted(service: Service) -> bool:
    return service.delivery_mode == DeliveryMode.HOSTED


def way_card(service: Service, *, number: int, now: datetime) -> dict[str, object]:
    """One way of being helped without going far: at home, by phone, on a round."""
    place = service.place
    phone = words.first_phone(place, [service])
    when = ""
    if service.helper_hours:
        when = words.helper_line(state_at(service.helper_hours, words.context_of(place), now), at=now)
    notes = [c.access_note for c in service.coverage.all() if c.access_note]
    return {
        "number": number,
        "name": service.name,
        "modality": words.modality_line(service),
        "who": words.who_line(place, [service]),
        "phone": phone,
        "when": when,
        "full": words.availability_line(service),
        "notes": notes[:1],
        "url": place_url(place),
        "is_demo": place.is_demo,
    }


def chips(asked: Asked, findings: Findings, params: QueryDict, *, base_url: str) -> list[Link]:
    """Filters as links, with how many places each would leave; those that would leave none are absent."""
    any_on = any(getattr(asked.filters, name) for name, _label in FLAGS.values())
    cleared = _with(params, dict.fromkeys(FLAGS))
    links = [
        Link(
            label=_("Tout"),
            url=f"{base_url}?{cleared}",
            current=not any_on,
            count=None if any_on else findings.counts["all"],
        )
    ]
    for parameter, (name, label) in FLAGS.items():
        is_on = bool(getattr(asked.filters, name))
        count = findings.counts.get(name, 0)
        if is_on or count:
            query = _with(params, {parameter: None if is_on else "1"})
            links.append(Link(label=str(label), url=f"{base_url}?{query}", current=is_on, count=count))
    return links


def selects(
    asked: Asked, findings: Findings, choices: Mapping[str, Sequence[tuple[str, str]]]
) -> list[dict[str, object]]:
    """The « Plus de choix » lists: only values that some place has, with their count, and the one chosen."""
    lists: list[dict[str, object]] = []
    for parameter, (name, label) in CODES.items():
        chosen = getattr(asked.filters, name)
        options = []
        for code, text in choices[name]:
            count = findings.counts.get(f"token:{facets.token(KIND_OF_LIST[name], code)}", 0)
            if count or code == chosen:
                options.append({"code": code, "label": text, "count": count, "selected": code == chosen})
        if options:
            lists.append({"parameter": parameter, "label": label, "options": options})
    return lists


def _with(params: QueryDict, changes: Mapping[str, str | None]) -> str:
    copy = params.copy()
    copy.pop("page", None)
    for key, value in changes.items():
        copy.pop(key, None)
        if value is not None:
            copy[key] = value
    return copy.urlencode()


def map_values(places: Sequence[Place], commune: Commune | None) -> dict[str, object]:
    """What the map needs besides the list: outlines of the départements shown, three at most, and tiles if set."""
    own = [commune.departement.code] if commune else []
    codes = list(dict.fromkeys([*own, *(p.commune.departement.code for p in places)]))[:3]
    return {
        "outlines": [reverse("map:outlines", kwargs={"code": code}) for code in codes],
        "tiles_url": settings.TILES_URL,
        "tiles_attribution": settings.TILES_ATTRIBUTION,
    }
