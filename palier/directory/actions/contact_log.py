"""The contact log of a structure: visits, calls, mails. Read by the coordinators of its territory only."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from palier.accounts.models import User
from palier.directory.enums import ContactLogKind
from palier.directory.models import ContactLogEntry, Structure


@transaction.atomic
def log_contact(
    *, structure: Structure, kind: ContactLogKind, happened_on: date, note: str, by: User, now: datetime
) -> ContactLogEntry:
    """Write that somebody met, called or wrote to `structure`. Raises ValidationError for a day to come."""
    if happened_on > now.date():
        raise ValidationError({"happened_on": ["Ce jour n’est pas encore passé : écrivez une date passée."]})
    entry = ContactLogEntry(
        structure=structure, kind=kind, happened_on=happened_on, note=note.strip(), by=by, written_at=now
    )
    entry.full_clean()
    entry.save()
    return entry
