"""People registered for a session, as the actions do it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.test import override_settings

from palier.accounts.models import User
from palier.agenda.actions.registrations import Asked, read_contact, register
from palier.agenda.enums import FormatKind, RegistrationChannel
from palier.agenda.models import Registration, Session
from tests.factories.agenda import a_session
from tests.factories.directory import NOW

WITH_SMS = override_settings(SMS_SENDER="tests.core.text_sender.keep")


def registered(
    session: Session,
    *first_names: str,
    contact: str = "",
    channel: RegistrationChannel = RegistrationChannel.ONLINE,
    by: User | None = None,
    now: datetime = NOW,
    form_key: UUID | None = None,
    **asked: Any,
) -> Registration:
    """Register people, Jeanne alone unless told otherwise; without a contact, somebody must call them.

    `asked`: fields of Asked.
    """
    return register(
        session_id=session.pk,
        asked=Asked(first_names=first_names or ("Jeanne",), contact=read_contact(contact), **asked),
        form_key=form_key or uuid4(),
        channel=channel,
        by=by,
        now=now,
    )


def full_session(**values: Any) -> tuple[Session, Registration]:
    """Return a session of two seats, taken by one registration."""
    session = a_session(FormatKind.DISCOVERY, capacity_max=2, **values)
    return session, registered(session, "Paul", "Ana")


def status_of(registration: Registration) -> str:
    """Where a registration stands now."""
    return Registration.objects.get(pk=registration.pk).status


def seats_of(session: Session) -> int:
    """How many seats of a session are taken now."""
    return Session.objects.get(pk=session.pk).seats_taken
