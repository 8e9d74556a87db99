"""How a session is said: days, hours, the way to come. Pure functions from a session to French words."""

from datetime import date, datetime, timedelta

from palier.agenda.enums import RegistrationMode
from palier.agenda.models import Session
from palier.directory.hours import format_date, format_range, format_time

NBSP = "\u00a0"
# Said when the reader may live by another clock: overseas, or online.
CLOCKS = {
    "Europe/Paris": "heure de Paris",
    "America/Guadeloupe": "heure de la Guadeloupe",
    "America/Martinique": "heure de la Martinique",
    "America/Cayenne": "heure de la Guyane",
    "America/Miquelon": "heure de Saint-Pierre-et-Miquelon",
    "Indian/Reunion": "heure de La Réunion",
    "Indian/Mayotte": "heure de Mayotte",
    "Pacific/Noumea": "heure de Nouméa",
    "Pacific/Tahiti": "heure de Tahiti",
    "Pacific/Wallis": "heure de Wallis",
    "Pacific/Marquesas": "heure des Marquises",
    "Pacific/Gambier": "heure des Gambier",
}


def starts_on(session: Session) -> date:
    """Return the day on which it starts, where it is."""
    return session.starts_at.astimezone(session.zone).date()


def when_line(session: Session, *, with_year: bool = False) -> str:
    """« mardi 24 novembre, 14 h – 16 h »; over several days « du mardi 24 novembre à 14 h au … »."""
    start, end = _local(session)
    if _is_one_day(start, end):
        return f"{format_date(start.date(), with_year=with_year)}, {format_range(start.time(), end.time())}"
    return (
        f"du {format_date(start.date())} à {format_time(start.time())} "
        f"au {format_date(end.date(), with_year=with_year)} à {format_time(end.time())}"
    )


def hours_line(session: Session) -> str:
    """« 14 h – 16 h », for lists that already say the day."""
    start, end = _local(session)
    if _is_one_day(start, end):
        return format_range(start.time(), end.time())
    return f"{format_time(start.time())}, jusqu’au {format_date(end.date())} à {format_time(end.time())}"


def start_line(session: Session) -> str:
    """« mardi 24 novembre à 14 h »."""
    start, _end = _local(session)
    return f"{format_date(start.date())} à {format_time(start.time())}"


def clock_line(session: Session) -> str:
    """« heure de La Réunion », or "" where everybody reads the same clock: on site, in mainland France."""
    if not session.online_url and session.time_zone == "Europe/Paris":
        return ""
    return CLOCKS.get(session.time_zone, f"fuseau horaire {session.time_zone}")


def arrival_line(session: Session) -> str:
    """Whether one may arrive in the middle, or must be there at the start."""
    if session.is_open_door:
        return "Porte ouverte : on peut arriver au milieu."
    start, _end = _local(session)
    return f"Soyez là dès {format_time(start.time())} : la séance commence à l’heure."


def entry_line(session: Session) -> str:
    """« Entrée libre, sans inscription », with a capital: it stands alone on a line."""
    label = str(RegistrationMode(session.registration_mode).label)
    return label[:1].upper() + label[1:]


def place_line(session: Session) -> str:
    """« Médiathèque de Craon », « salle des fêtes, Craon », « en ligne »: where, in few words."""
    if session.place is not None:
        return session.place.name
    if session.commune is not None:
        return ", ".join(part for part in (session.address, session.commune.name) if part)
    return "en ligne"


def address_lines(session: Session) -> list[str]:
    """The lines of the address, the room first; none online."""
    place = session.place
    if place is None:
        town = session.commune.name if session.commune else ""
        return [line for line in (session.room, session.address, town) if line]
    town = f"{place.postal_code} {(session.commune or place.commune).name}".strip()
    return [line for line in (session.room, place.address, place.address_extra, town) if line]


def _local(session: Session) -> tuple[datetime, datetime]:
    return session.starts_at.astimezone(session.zone), session.ends_at.astimezone(session.zone)


def _is_one_day(start: datetime, end: datetime) -> bool:
    """Midnight still belongs to the evening."""
    return start.date() == (end - timedelta(microseconds=1)).date()
