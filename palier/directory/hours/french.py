"""Hours and days in French, as a person reads them. Pure.

No-break spaces (U+00A0) keep « 14 h 30 » on one line.
"""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from palier.directory.hours.states import HoursState

WEEKDAY_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTH_NAMES = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
NBSP = "\u00a0"


def format_time(moment: time) -> str:
    """« 9 h », « 14 h 30 », « 0 h »."""
    minutes = f"{NBSP}{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour}{NBSP}h{minutes}"


def format_range(start: time, end: time) -> str:
    """« 9 h – 12 h », « 20 h – minuit », « toute la journée » when both are midnight."""
    if start == end == time():
        return "toute la journée"
    return f"{format_time(start)}{NBSP}–{NBSP}{format_end(end)}"


def format_end(end: time) -> str:
    """Return the time at which something ends: « 18 h », « minuit »."""
    return "minuit" if end == time() else format_time(end)


def format_ranges(ranges: list[tuple[time, time]]) -> str:
    """« 9 h – 12 h et 14 h – 17 h 30 »; "" without ranges."""
    return listed([format_range(start, end) for start, end in ranges])


def listed(items: list[str]) -> str:
    """« a », « a et b », « a, b et c »."""
    return " et ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def day_of_month(number: int) -> str:
    """« 1er », « 24 »."""
    return "1er" if number == 1 else str(number)


def format_date(day: date, *, with_year: bool = False) -> str:
    """« mardi 24 novembre », « vendredi 1er janvier 2027 »."""
    year = f" {day.year}" if with_year else ""
    return f"{WEEKDAY_NAMES[day.weekday()]} {day_of_month(day.day)}{NBSP}{MONTH_NAMES[day.month - 1]}{year}"


def describe_state(state: "HoursState", at: datetime) -> str:
    """Say a state in French: « ouvert jusqu’à 18 h », « fermé, ouvre demain à 9 h », « sur rendez-vous »…

    `at` is the moment the state was asked for; days are counted in the place’s time zone.
    """
    if state.is_open:
        return f"ouvert {_until(state.until, at)}" if state.until else f"ouvert 24{NBSP}h sur{NBSP}24"
    if state.by_appointment:
        return "sur rendez-vous"
    if state.is_open is None:
        return "horaires non précisés"
    if state.next_opening:
        return f"fermé, ouvre {_moment(state.next_opening, at)}"
    if state.next_by_appointment:
        return f"fermé, sur rendez-vous {_moment(state.next_by_appointment, at)}"
    return "fermé"


def _until(until: datetime, at: datetime) -> str:
    today = at.astimezone(until.tzinfo).date()
    if until - at < timedelta(hours=24) and (until.date() == today or until.time() < time(12)):
        return f"jusqu’à {format_end(until.timetz().replace(tzinfo=None))}"
    return f"jusqu’à {_moment(until, at)}"


def _moment(moment: datetime, at: datetime) -> str:
    """« à 14 h », « demain à 9 h », « jeudi à 9 h » (up to six days), « le lundi 7 décembre à 9 h »."""
    today = at.astimezone(moment.tzinfo).date()
    days = (moment.date() - today).days
    hour = f"à {format_time(moment.time())}"
    if days == 0:
        return hour
    if days == 1:
        return f"demain {hour}"
    if days <= 6:
        return f"{WEEKDAY_NAMES[moment.weekday()]} {hour}"
    return f"le {format_date(moment.date(), with_year=moment.year != today.year)} {hour}"
