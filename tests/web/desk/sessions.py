"""A session held now, by Alice; Bob holds the same elsewhere, Charlie has a bare account."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from palier.agenda.actions import seats
from palier.agenda.enums import FormatKind
from palier.agenda.models import Attendee, Registration, Session
from palier.directory.models import AgeBand
from tests.cast import at, person
from tests.factories.agenda import a_session
from tests.factories.directory import StructureFactory
from tests.web.test_public_forms import Opened

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
BANDS = [
    ("10-17", "10 à 17 ans", 10, 17, True, False),
    ("40-59", "40 à 59 ans", 40, 59, False, False),
    ("60-74", "60 à 74 ans", 60, 74, False, True),
    ("75-et-plus", "75 ans et plus", 75, None, False, True),
]


def age_bands() -> None:
    """Four bands are enough: one young, one between, two senior."""
    for position, (code, label, first, last, young, senior) in enumerate(BANDS):
        AgeBand.objects.create(
            code=code,
            label=label,
            from_age=first,
            to_age=last,
            is_young=young,
            is_senior=senior,
            position=position,
        )


def held_now(kind: FormatKind = FormatKind.DIGITAL_CAFE, *, began_min: int = 40, **values: Any) -> Session:
    """A session of the library of Craon that began `began_min` minutes ago, for two hours; Alice works there."""
    library = StructureFactory(name="Médiathèque de Craon")
    values.setdefault("organiser", library)
    session = a_session(kind, starts_at=timezone.now() - timedelta(minutes=began_min), **values)
    at(library, person("Alice"), "librarian")
    at(StructureFactory(name="Médiathèque de Laval"), person("Bob"), "librarian")
    return session


def signed(client: Client, name: str) -> Client:
    """Sign somebody of the cast in."""
    client.force_login(person(name))
    return client


def sent(client: Client, address: str, **fields: Any) -> Any:
    """Send a public form that was opened a minute ago, from our own page."""
    return client.post(address, {"opened": Opened(60).sign("form"), **fields}, headers=SAME_ORIGIN)


def registered(session: Session, name: str, status: str = "CONFIRMED") -> Attendee:
    """Somebody registered at the desk, with a seat or on the waiting list."""
    has_seat = status == "CONFIRMED"
    if has_seat:
        assert seats.take_seats(session_id=session.pk, people=1, now=session.starts_at) is not None
    registration = Registration.objects.create(
        session=session,
        code=uuid4().hex[:6],
        form_key=uuid4(),
        status=status,
        channel="DESK",
        people_count=1,
        created_at=session.created_at,
    )
    return Attendee.objects.create(
        session=session, registration=registration, first_name=name, has_seat=has_seat
    )
