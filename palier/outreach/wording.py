"""A session in French, as paper says it: the day, the hours, where, who may come, how. Rows in, words out."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings

from palier.agenda.enums import Level, PartnerRole, RegistrationMode, SchoolLevel, SessionStatus
from palier.agenda.models import Session
from palier.core.text import fold
from palier.directory.enums import ContactKind, Visibility
from palier.directory.hours import describe_hours, format_date, format_range, format_time
from palier.directory.hours.french import MONTH_NAMES
from palier.directory.models import ContactChannel, Place, Structure

NBSP = "\u00a0"
HOSTING = (PartnerRole.HOST, PartnerRole.CO_ORGANISER)


def first_capital(text: str) -> str:
    """The same sentence with a capital letter."""
    return text[:1].upper() + text[1:]


def kind_beside(kind: str, title: str) -> str:
    """The nature of a session, unless its title already says it."""
    return "" if fold(kind) in fold(title) else first_capital(kind)


def short_address(url: str) -> str:
    """An address as people type it: no scheme, no final slash."""
    return url.split("://", 1)[-1].removeprefix("www.").rstrip("/")


def session_url(session: Session) -> str:
    """The address of its page, short enough to be typed."""
    return f"{settings.SITE_URL}/seances/{session.public_id}/"


def place_url(public_id: str) -> str:
    """The address of the page of a place, short enough to be typed."""
    return f"{settings.SITE_URL}/lieux/{public_id}/"


def month_said(month: date) -> str:
    """« décembre 2026 »."""
    return f"{MONTH_NAMES[month.month - 1]} {month.year}"


def of_month(month: date) -> str:
    """« de décembre 2026 », « d’avril 2027 »."""
    said = month_said(month)
    return f"d’{said}" if said[0] in "ao" else f"de {said}"


def day_said(session: Session, *, on: date) -> str:
    """« mardi 1er décembre », where it is; with the year when it is not that of `on`."""
    day = session.starts_at.astimezone(session.zone).date()
    return format_date(day, with_year=day.year != on.year)


def hours_said(session: Session) -> str:
    """« 14 h – 16 h »; « 9 h, jusqu’au jeudi 3 décembre à 17 h » over several days."""
    start, end = (moment.astimezone(session.zone) for moment in (session.starts_at, session.ends_at))
    if start.date() == end.date():
        return format_range(start.time(), end.time())
    return f"{format_time(start.time())}, jusqu’au {format_date(end.date())} à {format_time(end.time())}"


def who_may_come(session: Session) -> list[str]:
    """Who is welcome, what one needs, what it costs: short lines, the most general first."""
    lines = []
    audiences = [row.label for row in session.audiences.all()]
    if session.school_level:
        lines.append(f"Pour une classe : {SchoolLevel(session.school_level).label}")
    elif audiences:
        lines.append(f"Pour : {', '.join(audiences)}")
    elif session.is_open_to_all:
        lines.append("Ouvert à tous, sans prérequis")
    else:
        lines.append("Ouvert à tous")
    if session.minimum_age:
        lines.append(f"À partir de {session.minimum_age}{NBSP}ans")
    lines.append(f"Niveau : {Level(session.level).label}" if session.level else "Tous les niveaux")
    if session.price_text:
        lines.append(first_capital(session.price_text))
    if session.brings_own_device:
        lines.append("Venez avec votre appareil si vous voulez")
    if languages := [row.label for row in session.languages.all()]:
        lines.append(f"Langues parlées : {', '.join(languages)}")
    return lines


def how_to_come(session: Session) -> list[str]:
    """Open door or registration, one line each."""
    lines = [first_capital(str(RegistrationMode(session.registration_mode).label))]
    if session.is_open_door:
        lines.append("On peut arriver et repartir à tout moment")
    return lines


def where_said(session: Session) -> dict[str, Any]:
    """{"name", "lines", "commune"}: the place and its address; online, what one needs instead."""
    town = ""
    if session.commune is not None:
        postal_code = session.place.postal_code if session.place else ""
        town = f"{postal_code} {session.commune.name}".strip()
    if session.place is not None:
        lines = [session.room, session.place.address, town]
        name = session.place.name
    elif session.commune is not None:
        name, lines = session.address or session.commune.name, [session.room, town if session.address else ""]
    else:
        name, lines = "En ligne", ["En visioconférence, depuis chez vous"]
    return {
        "name": name,
        "lines": [line for line in lines if line],
        "commune": session.commune.name if session.commune else "",
    }


def call_said(contact: ContactChannel) -> dict[str, Any]:
    """{"text", "label", "hours"}: a telephone as paper shows it."""
    hours = describe_hours(contact.phone_hours) if contact.phone_hours else []
    return {"text": contact.display, "label": contact.label, "hours": hours}


def call_among(*owners: Place | Structure | None) -> dict[str, Any] | None:
    """Return the public telephone of the first of these that has one, else that of the site, else None."""
    for owner in owners:
        for contact in owner.contacts.all() if owner is not None else ():
            if contact.kind == ContactKind.PHONE and contact.visibility == Visibility.PUBLIC:
                return call_said(contact)
    if settings.SITE_CONTACT_PHONE:
        hours = [settings.SITE_CONTACT_PHONE_HOURS] if settings.SITE_CONTACT_PHONE_HOURS else []
        return {"text": settings.SITE_CONTACT_PHONE, "label": "", "hours": hours}
    return None


def call_of(session: Session) -> dict[str, Any] | None:
    """Who to telephone about a session: its place, else who runs it, else who organises."""
    place = session.place
    return call_among(place, place.operator if place else None, session.organiser)


def hosts_of(session: Session) -> list[Structure]:
    """Who organises and who hosts, each once: those whose logos go side by side."""
    partners = [partner.structure for partner in session.partners.all() if partner.role in HOSTING]
    return unique([session.organiser, *partners])


def unique(structures: Iterable[Structure | None]) -> list[Structure]:
    """These structures in their order, each once, nobody left out."""
    return list({structure.pk: structure for structure in structures if structure is not None}.values())


def said_hosts(structures: Iterable[Structure], logos: Mapping[int, str]) -> list[dict[str, str]]:
    """[{"name", "logo"}]: `logo` names a drawing, and is "" for those that gave none."""
    return [{"name": one.name, "logo": logos.get(one.pk, "")} for one in structures]


def logos_named(hosts: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """The fingerprints of the logos that `said_hosts` names."""
    return tuple(host["logo"] for host in hosts if host["logo"])


def notice_of(session: Session) -> str:
    """What must be read before all: the session is cancelled, and why."""
    if session.status != SessionStatus.CANCELLED:
        return ""
    reason = session.cancelled_reason.strip().rstrip(".")
    return f"Annulé : {reason}" if reason else "Annulé"


def line_of(session: Session, *, on: date) -> dict[str, Any]:
    """One session in a list: {"day", "hours", "title", "kind", "where", "commune", "how", "notice", "url"}."""
    where = where_said(session)
    return {
        "day": day_said(session, on=on),
        "hours": hours_said(session),
        "title": session.title,
        "theme": session.theme or session.hook_theme,
        "kind": kind_beside(session.format.label, session.title),
        "where": where["name"],
        "commune": where["commune"],
        "how": how_to_come(session)[0],
        "notice": notice_of(session),
        "url": short_address(session_url(session)),
    }
