"""Posters, ready to print: a session, a series, a place, a service. One page, the date huge, the phone first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from palier.agenda.models import Session
from palier.agenda.queries import sheet_of
from palier.directory.enums import ContactKind
from palier.directory.models import Place, Service, Structure
from palier.directory.queries.places import place_detail
from palier.outreach import wording
from palier.outreach.enums import Readership
from palier.outreach.guide.entries import place_data
from palier.outreach.guide.prints import said_day
from palier.outreach.logos import fingerprints_of
from palier.outreach.paper import Paper, page_size
from palier.outreach.sessions import next_dates, public_session, series_by_id
from palier.printing import PageSize

DATES_ON_A_POSTER = 6
SERVICES_ON_A_POSTER = 5


def session_poster(public_id: str, *, size: PageSize, now: datetime) -> Paper | None:
    """Return the poster of a session that everybody may see; None for any other."""
    session = public_session(public_id)
    return None if session is None else poster_of(session, size=size, now=now)


def poster_of(session: Session, *, size: PageSize, now: datetime) -> Paper:
    """Return the poster of a session read for paper."""
    on = timezone.localdate(now, session.zone)
    sheet = sheet_of(session)
    said = {
        "kicker": wording.kind_beside(session.format.label, session.title),
        "heading": session.title,
        "theme": session.theme or session.hook_theme,
        "day": wording.day_said(session, on=on),
        "hours": wording.hours_said(session),
        "where": wording.where_said(session),
        "call": wording.call_of(session),
        "lines": [*wording.how_to_come(session), *wording.who_may_come(session)],
        "text": session.description.strip() or (sheet.summary if sheet else ""),
        "notice": wording.notice_of(session),
        "is_invented": session.is_demo,
    }
    url = wording.session_url(session)
    return _poster(
        said,
        hosts=wording.hosts_of(session),
        url=url,
        size=size,
        now=now,
        name=f"affiche-{session.public_id}",
    )


def series_poster(public_id: str, *, size: PageSize, now: datetime) -> Paper | None:
    """Return the poster of a series: what it is and its next dates; None if nothing of it is public."""
    series = series_by_id(public_id)
    if series is None:
        return None
    coming = next_dates(Q(series=series), now=now, at_most=DATES_ON_A_POSTER)
    first = coming[0] if coming else None
    place = series.place
    said = {
        "kicker": wording.kind_beside(series.format.label, series.title),
        "heading": series.title,
        "dates": _dates(coming, now=now, beside=place),
        "where": wording.where_said(first) if first else _place_where(place) if place else None,
        "call": wording.call_among(place, place.operator if place else None, series.organiser),
        "lines": [*wording.how_to_come(first), *wording.who_may_come(first)] if first else [],
        "is_invented": series.is_demo,
    }
    hosts = wording.unique([series.organiser, *(s for one in coming for s in wording.hosts_of(one))])
    url = wording.session_url(first) if first else wording.place_url(place.public_id) if place else ""
    return _poster(said, hosts=hosts, url=url, size=size, now=now, name=f"affiche-{series.public_id}")


def place_poster(public_id: str, *, size: PageSize, now: datetime) -> Paper | None:
    """Return the poster of a published place: what is done there, when, whom to call, its next dates."""
    place = place_detail(public_id, on=timezone.localdate(now))
    if place is None:
        return None
    data = place_data(place, on=timezone.localdate(now), levels=Readership.PUBLIC.levels)
    coming = next_dates(Q(place=place), now=now, at_most=3)
    said = {
        "kicker": wording.first_capital(data["kinds"]),
        "heading": place.name,
        "opening": data["hours"] or ["Horaires non précisés : appelez avant de venir."],
        "where": {"name": "", "lines": address_lines(data), "commune": data["commune"]},
        "call": call_of_place(data),
        "points": _services(data["services"]),
        "dates": _dates(coming, now=now, beside=place),
        "is_invented": place.is_demo,
    }
    hosts = wording.unique([place.operator or place.carrier or place.owner])
    url = wording.place_url(place.public_id)
    return _poster(said, hosts=hosts, url=url, size=size, now=now, name=f"affiche-{place.public_id}")


def service_poster(public_id: str, service_id: str, *, size: PageSize, now: datetime) -> Paper | None:
    """Return the poster of a published service, with the logos of all that provide, host or carry it, partners too."""
    found = service_at(public_id, service_id, now=now)
    if found is None:
        return None
    place, service = found.place, found.service
    when = found.service_data["helper_hours"] or found.place_data["hours"]
    helper = found.service_data["helper"]
    said = {
        "kicker": f"Avec {helper}" if helper else "",
        "heading": service.name,
        "opening": when or ["Horaires non précisés : appelez avant de venir."],
        "where": {
            "name": place.name,
            "lines": address_lines(found.place_data),
            "commune": place.commune.name,
        },
        "call": found.call,
        "points": [need["label"] for need in found.service_data["needs"]],
        "lines": [wording.first_capital(fact) for fact in found.service_data["facts"]],
        "not_done": found.service_data["not_done"],
        "is_invented": place.is_demo,
    }
    hosts = wording.unique(
        [
            service.provider,
            service.host,
            service.carrier,
            *(partner.structure for partner in service.partners.all()),
        ]
    ) or wording.unique([place.operator or place.carrier or place.owner])
    url = wording.place_url(place.public_id)
    return _poster(said, hosts=hosts, url=url, size=size, now=now, name=f"affiche-{service.public_id}")


@dataclass(frozen=True)
class ServiceFound:
    """A published service in its place, as rows and as words for everybody; `call`: whom to telephone about it."""

    place: Place
    service: Service
    place_data: dict[str, Any]
    service_data: dict[str, Any]

    @property
    def call(self) -> dict[str, Any] | None:
        """The telephone of the service, else of the place, else of the site."""
        return call_of_place(self.place_data, self.service_data)


def service_at(public_id: str, service_id: str, *, now: datetime) -> ServiceFound | None:
    """Return a published service of a published place; None for any other."""
    on = timezone.localdate(now)
    place = place_detail(public_id, on=on)
    if place is None:
        return None
    data = place_data(place, on=on, levels=Readership.PUBLIC.levels)
    services: list[Service] = place.shown_services  # type: ignore[attr-defined]
    for service, said in zip(services, data["services"], strict=True):
        if service.public_id == service_id:
            return ServiceFound(place, service, data, said)
    return None


def call_of_place(data: dict[str, Any], service: dict[str, Any] | None = None) -> dict[str, Any] | None:
    """Return the telephone in the data of a place, that of `service` first, else that of the site."""
    of_services = [contact for one in data["services"] for contact in one["contacts"]]
    own = service["contacts"] if service else []
    for contact in [*own, *data["contacts"], *of_services]:
        if contact["kind"] == ContactKind.PHONE:
            return {"text": contact["text"], "label": contact["label"], "hours": contact["hours"]}
    return wording.call_among()


def address_lines(data: dict[str, Any]) -> list[str]:
    """The address in the data of a place, one line each."""
    return [line for line in (data["address"], f"{data['postal_code']} {data['commune']}".strip()) if line]


def _services(services: Sequence[dict[str, Any]]) -> list[str]:
    names = list(dict.fromkeys(service["name"] for service in services))
    kept = names[:SERVICES_ON_A_POSTER]
    return (
        kept if len(names) <= len(kept) else [*kept[:-1], f"et {len(names) - len(kept) + 1} autres services"]
    )


def _dates(sessions: Sequence[Session], *, now: datetime, beside: Place | None) -> list[dict[str, Any]]:
    """Lines of dates; where it is goes without saying at the place of the poster."""
    lines = [wording.line_of(one, on=timezone.localdate(now)) for one in sessions]
    for line, one in zip(lines, sessions, strict=True):
        if beside is not None and one.place_id == beside.pk:
            line["where"] = ""
    return lines


def _place_where(place: Place) -> dict[str, Any]:
    town = f"{place.postal_code} {place.commune.name}".strip()
    return {"name": place.name, "lines": [line for line in (place.address, town) if line], "commune": ""}


_NOTHING: dict[str, Any] = {
    "kicker": "", "theme": "", "day": "", "hours": "", "opening": [], "dates": [], "where": None, "call": None,
    "lines": [], "points": [], "not_done": [], "text": "", "notice": "", "is_invented": False,
}  # fmt: skip


def _poster(
    said: dict[str, Any], *, hosts: Sequence[Structure], url: str, size: PageSize, now: datetime, name: str
) -> Paper:
    named = wording.said_hosts(hosts, fingerprints_of(host.pk for host in hosts))
    data = {
        **_NOTHING,
        **said,
        **page_size(size),
        "hosts": named,
        "url": url,
        "short_url": wording.short_address(url),
        "made_on": said_day(timezone.localdate(now).isoformat()),
    }
    codes = {"qr": url} if url else {}
    return Paper("poster", f"{name}-{size.value}", data, codes, wording.logos_named(named))
