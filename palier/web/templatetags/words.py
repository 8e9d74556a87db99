"""Filters that say machine values in French."""

from datetime import date, datetime

from django import template

from palier.directory.hours import describe_hours, format_time
from palier.directory.hours.french import MONTH_NAMES, NBSP, day_of_month
from palier.directory.models import ContactChannel

register = template.Library()


@register.filter
def hour(moment: datetime) -> str:
    """« 18 h », in the moment’s own time zone."""
    return format_time(moment.time())


@register.filter(expects_localtime=True)
def long_day(day: date | None) -> str:
    """« 1er décembre 2026 », « 24 décembre 2026 »; nothing for None."""
    return f"{day_of_month(day.day)}{NBSP}{MONTH_NAMES[day.month - 1]} {day.year}" if day else ""


@register.filter(expects_localtime=True)
def long_moment(moment: datetime | None) -> str:
    """« 1er décembre 2026 à 18 h 05 »; nothing for None."""
    return f"{long_day(moment)} à {format_time(moment.time())}" if moment else ""


@register.filter
def phone_hours_line(contact: ContactChannel) -> str:
    """« du lundi au vendredi : 9 h – 12 h »: when to phone."""
    return " ; ".join(describe_hours(contact.phone_hours))


@register.filter
def plural(count: int | None, endings: str = "s") -> str:
    """The ending that a French number asks for: nothing for 0 and 1, « s » from 2; or one of « a,ont »."""
    singular, _comma, many = endings.rpartition(",")
    return many if count is not None and count >= 2 else singular
