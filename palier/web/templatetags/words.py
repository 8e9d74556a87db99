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
