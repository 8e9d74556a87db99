"""Mails of outreach: the poster of a session, for those who spread the word."""

from django.conf import settings
from django.utils import timezone

from palier.agenda.models import Session
from palier.core.mails import send
from palier.outreach import wording


def send_poster(*, session: Session, to: str) -> None:
    """Send the link of a poster to a relay. Mails carry links: the poster that opens is always that of the day."""
    where = wording.where_said(session)
    call = wording.call_of(session)
    url = wording.session_url(session)
    on = timezone.localdate(session.starts_at, session.zone)
    send(
        to=to,
        template="outreach/mails/poster.txt",
        context={
            "session": session,
            "when": f"{wording.day_said(session, on=on)}, {wording.hours_said(session)}",
            "where": ", ".join([where["name"], *where["lines"]]),
            "poster_url": f"{url}affiche.pdf",
            "page_url": url,
            "sender": session.organiser.name,
            "phone": call["text"] if call else "",
            "contact_email": settings.SITE_CONTACT_EMAIL,
        },
    )
