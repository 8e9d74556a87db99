"""The programme of a month, on paper: of a place, a network, a territory, a format. It follows every edit."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils import timezone

from palier.agenda.models import Session
from palier.agenda.queries.agenda_pages import (
    Agenda,
    agenda_of_format,
    agenda_of_network,
    agenda_of_place,
    agenda_of_territory,
)
from palier.directory.hours import format_date
from palier.directory.hours.french import WEEKDAY_NAMES, day_of_month
from palier.directory.queries.places import place_detail
from palier.outreach import wording
from palier.outreach.enums import Readership
from palier.outreach.guide.entries import place_data
from palier.outreach.guide.prints import said_day
from palier.outreach.logos import fingerprints_of
from palier.outreach.paper import Paper
from palier.outreach.posters import address_lines, call_of_place
from palier.outreach.sessions import network_by_id, sessions_of_month

MOST_DATES = 400  # some forty sheets: beyond, nobody would print it


def agenda_named(kind: str, reference: str) -> Agenda | None:
    """Return the agenda of an address: kind "place", "network", "territory" (« departement-53 ») or "format"."""
    if kind == "territory":
        return agenda_of_territory(reference.replace("-", ":", 1))
    return {"place": agenda_of_place, "network": agenda_of_network, "format": agenda_of_format}[kind](
        reference
    )


def programme_of(agenda: Agenda, *, month: date, now: datetime) -> Paper:
    """Return the programme of an agenda for a month, from today on if that month has begun.

    Constant number of queries. Beyond 400 dates, the print says up to when it goes and how many are left out.
    """
    found = sessions_of_month(agenda.condition, month=month, now=now, at_most=MOST_DATES)
    shown = found.sessions
    on = timezone.localdate(now, agenda.zone)
    url = f"{settings.SITE_URL}/agenda/{agenda.reference}/"
    hosts = _hosts(agenda)
    data = {
        "month": wording.of_month(month),
        "where": agenda.name,
        "is_of_place": agenda.place is not None,
        **_head(agenda, on=on),
        "days": _days(shown, agenda=agenda),
        "left_out": found.left_out,
        "until": format_date(_day(shown[-1])) if found.left_out else "",
        "hosts": hosts,
        "url": url,
        "short_url": wording.short_address(url),
        "made_on": said_day(on.isoformat()),
        "is_invented": any(session.is_demo for session in shown),
    }
    name = f"programme-{agenda.reference.replace('/', '-')}-{month:%Y-%m}"
    return Paper("programme", name, data, {"qr": url}, wording.logos_named(hosts))


def _head(agenda: Agenda, *, on: date) -> dict[str, Any]:
    """Whom to call, and for a place when it opens and where it is."""
    if agenda.place is not None:
        place = place_detail(agenda.place.public_id, on=on)
        if place is not None:
            data = place_data(place, on=on, levels=Readership.PUBLIC.levels)
            return {"call": call_of_place(data), "opening": data["hours"], "address": address_lines(data)}
    carrier = None
    if agenda.network is not None:
        network = network_by_id(agenda.network.public_id)
        carrier = network.carrier if network else None
    return {"call": wording.call_among(carrier), "opening": [], "address": []}


def _hosts(agenda: Agenda) -> list[dict[str, str]]:
    """The logo of who carries the network or runs the place; nobody signs the programme of a territory."""
    who = None
    if agenda.network is not None:
        who = agenda.network.carrier
    elif agenda.place is not None:
        who = agenda.place.operator or agenda.place.carrier or agenda.place.owner
    hosts = wording.unique([who])
    return wording.said_hosts(hosts, fingerprints_of(host.pk for host in hosts))


def _day(session: Session) -> date:
    return session.starts_at.astimezone(session.zone).date()


def _days(sessions: Sequence[Session], *, agenda: Agenda) -> list[dict[str, Any]]:
    """[{"weekday", "number", "sessions"}], in order."""
    return [
        {
            "weekday": WEEKDAY_NAMES[day.weekday()],
            "number": day_of_month(day.day),
            "sessions": [_line(session, agenda=agenda) for session in held],
        }
        for day, held in groupby(
            sorted(sessions, key=lambda one: (_day(one), one.starts_at, one.pk)), key=_day
        )
    ]


def _line(session: Session, *, agenda: Agenda) -> dict[str, Any]:
    where = wording.where_said(session)
    is_here = agenda.place is not None and session.place_id == agenda.place.pk
    call = None if is_here else wording.call_of(session)
    town = where["commune"] if where["commune"] not in where["name"] else ""
    return {
        "hours": wording.hours_said(session),
        "title": session.title,
        "kind": wording.kind_beside(session.format.label, session.title),
        "theme": session.theme or session.hook_theme,
        "where": "" if is_here else ", ".join(part for part in (where["name"], town) if part),
        "room": session.room,
        "phone": call["text"] if call else "",
        "who": [*wording.how_to_come(session)[:1], *wording.who_may_come(session)],
        "notice": wording.notice_of(session),
    }
