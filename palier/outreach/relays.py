"""Those who spread the word about a session: each relay receives its poster once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch

from palier.agenda.enums import PartnerRole, SessionStatus
from palier.agenda.models import Session, SessionPartner
from palier.directory.enums import ContactKind, Visibility
from palier.directory.models import ContactChannel, Structure
from palier.outreach.mails import send_poster

_MAY_BE_WRITTEN_TO = (Visibility.PUBLIC, Visibility.PROFESSIONAL)


class NothingToSpread(Exception):
    """The session is a draft, cancelled, over, or for the staff: its poster opens for nobody."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A structure that spreads the word: where it is written to, else telephoned; when its poster left."""

    pk: int
    name: str
    email: str
    phone: str
    sent_at: datetime | None


def relays_of(session: Session) -> list[Relay]:
    """Return the relays of a session. Two queries."""
    contacts = ContactChannel.objects.filter(visibility__in=_MAY_BE_WRITTEN_TO).order_by(
        "-is_preferred", "pk"
    )
    partners = (
        SessionPartner.objects.filter(session=session, role=PartnerRole.RELAY)
        .select_related("structure")
        .prefetch_related(Prefetch("structure__contacts", contacts))
        .order_by("pk")
    )
    return [_relay(partner, partner.structure) for partner in partners]


def can_be_spread(session: Session, *, now: datetime) -> bool:
    """Tell whether there is a poster to send: public, not cancelled, not over."""
    is_public = session.status == SessionStatus.PUBLISHED and not session.is_staff_only
    return is_public and session.ends_at > now


@transaction.atomic
def send_posters(*, session: Session, now: datetime) -> list[Relay]:
    """Send the poster to the relays that have not received it; return those it could not be sent to, to be telephoned.

    Each is claimed by a conditional update, in the transaction that writes its mail: pressed twice, it leaves once.
    Raises NothingToSpread.
    """
    if not can_be_spread(session, now=now):
        raise NothingToSpread
    unreached = []
    for relay in relays_of(session):
        if relay.sent_at is not None:
            continue
        if not relay.email:
            unreached.append(relay)
            continue
        waiting = SessionPartner.objects.filter(pk=relay.pk, poster_sent_at=None)
        if waiting.update(poster_sent_at=now):
            send_poster(session=session, to=relay.email)
    return unreached


def _relay(partner: SessionPartner, structure: Structure) -> Relay:
    contacts = list(structure.contacts.all())
    return Relay(
        pk=partner.pk,
        name=structure.name,
        email=_first(contacts, ContactKind.EMAIL),
        phone=_first(contacts, ContactKind.PHONE),
        sent_at=partner.poster_sent_at,
    )


def _first(contacts: Iterable[ContactChannel], kind: ContactKind) -> str:
    return next((contact.display for contact in contacts if contact.kind == kind), "")
