"""What the agenda refuses, said in French."""

import re

from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError

from palier.agenda.enums import Purpose

_FINER = re.compile(r"HOUR|MINUTE|SECOND|INTERVAL=0*(;|$)")  # an interval of nothing never comes to an end


def validate_purposes(value: object) -> None:
    """Refuse anything but a list of purposes."""
    if not isinstance(value, list) or not set(value) <= set(Purpose.values):
        raise ValidationError("Objectif inconnu : choisissez dans la liste.", code="purpose")


def validate_recurrence(value: str) -> None:
    """Refuse what is no RFC 5545 recurrence rule, or one finer than a day."""
    try:
        rrulestr(value)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ValidationError("Cette répétition n’est pas comprise.", code="recurrence") from None
    if _FINER.search(value.upper()):
        raise ValidationError("Une séance se répète au plus chaque jour.", code="recurrence")
