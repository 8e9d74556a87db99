"""Filters that say machine values in French."""

from datetime import datetime

from django import template

from palier.directory.hours import describe_hours, format_time
from palier.directory.models import ContactChannel

register = template.Library()


@register.filter
def hour(moment: datetime) -> str:
    """« 18 h », in the moment’s own time zone."""
    return format_time(moment.time())


@register.filter
def phone_hours_line(contact: ContactChannel) -> str:
    """« du lundi au vendredi : 9 h – 12 h »: when to phone."""
    return " ; ".join(describe_hours(contact.phone_hours))


@register.filter
def plural(count: int | None, endings: str = "s") -> str:
    """The ending that a French number asks for: nothing for 0 and 1, « s » from 2; or one of « a,ont »."""
    singular, _comma, many = endings.rpartition(",")
    return many if count is not None and count >= 2 else singular
