"""Mails between structures about a session offered to a programme."""

from django.conf import settings

from palier.agenda import wording
from palier.agenda.enums import SessionStatus
from palier.agenda.models import Session
from palier.core.mails import send


def send_session_proposed(*, session: Session, to: str) -> None:
    """Tell somebody who decides of a programme that a session is proposed there."""
    send(
        to=to,
        template="agenda/mails/session_proposed.txt",
        context={
            "session": session,
            "when": wording.when_line(session, with_year=True),
            "place": wording.place_line(session),
            "url": f"{settings.SITE_URL}/programme/seances/{session.public_id}/",
        },
    )


def send_proposal_answered(*, session: Session, to: str) -> None:
    """Tell who proposed a session what the structure answered."""
    send(
        to=to,
        template="agenda/mails/proposal_answered.txt",
        context={
            "session": session,
            "when": wording.when_line(session, with_year=True),
            "place": wording.place_line(session),
            "is_accepted": session.status != SessionStatus.REFUSED,
            "url": f"{settings.SITE_URL}/programme/seances/{session.public_id}/",
        },
    )
