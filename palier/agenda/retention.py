"""What the agenda forgets."""

from datetime import datetime, timedelta

from django.conf import settings

from palier.agenda.actions.forgetting import forget_people
from palier.core.retention import Rule, days, register


def _forget_people(now: datetime) -> int:
    kept = timedelta(days=settings.REGISTRATIONS_KEPT_DAYS)
    return forget_people(ended_before=now - kept, now=now)


def _told_of_people() -> str:
    return (
        "Les prénoms et les contacts des personnes du public inscrites à une séance, venues ou créditées, sont effacés "
        f"{days(settings.REGISTRATIONS_KEPT_DAYS)} après la séance ; il reste des nombres."
    )


register(Rule("personnes inscrites à une séance", _told_of_people, _forget_people))
