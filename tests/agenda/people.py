"""People registered for a session, as the actions do it: first names and no contact, so somebody must call them."""

from uuid import uuid4

from palier.agenda.actions.registrations import Asked, register
from palier.agenda.enums import RegistrationChannel
from palier.agenda.models import Registration, Session
from tests.factories.directory import NOW


def registered(session: Session, *first_names: str) -> Registration:
    """Register people at the desk."""
    return register(
        session_id=session.pk,
        asked=Asked(first_names=first_names),
        channel=RegistrationChannel.DESK,
        form_key=uuid4(),
        by=None,
        now=NOW,
    )
