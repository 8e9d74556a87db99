"""The regular jobs of the agenda."""

from datetime import datetime

from palier.agenda.actions.seats import release_lapsed_holds
from palier.agenda.actions.series import materialise_all
from palier.agenda.actions.telling import remind
from palier.agenda.actions.waiting import lapse_offers
from palier.core.jobs import Daily, Every, Job, register
from palier.core.plurals import counted


def pass_seats_on(now: datetime) -> str:
    """Give back seats kept until a date that has passed, and pass on those that nobody accepted in time."""
    try:
        released = release_lapsed_holds(now=now)
    finally:  # a failure there does not keep the offers waiting
        lapsed = lapse_offers(now=now)
    held = counted(released, "place réservée rendue")
    return f"{held} à tous, {counted(lapsed, 'place proposée passée')} au suivant"


def remind_of_sessions(now: datetime) -> str:
    """Remind people of their session, two days before."""
    return counted(remind(now=now), "rappel")


register(
    Job("pass_seats_on", "Passer au suivant les places libres des séances", Every(minutes=5), pass_seats_on)
)
register(
    Job("remind_of_sessions", "Rappeler les séances deux jours avant", Every(minutes=60), remind_of_sessions)
)


def make_series_sessions(now: datetime) -> str:
    """Make the sessions of the series for the months to come; each session commits by itself."""
    return counted(materialise_all(now=now), "séance créée")


register(
    Job("make_series_sessions", "Créer les séances des séries à venir", Daily("02:40"), make_series_sessions)
)
