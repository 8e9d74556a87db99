"""A session offered to the programme of another structure: proposed, accepted or refused with a word."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from palier.accounts.models import User
from palier.agenda import preparation, proposal_mails
from palier.agenda.actions.around import credit_person
from palier.agenda.actions.sessions import create_session
from palier.agenda.enums import CreditRole, PartnerRole, SessionStatus
from palier.agenda.models import EventFormat, Session, SessionPartner
from palier.agenda.queries.deciding import deciders_of
from palier.directory.models import Place, Structure


class ProposalAnswered(Exception):
    """Somebody of the structure has already answered."""


@transaction.atomic
def propose_session(
    *,
    format: EventFormat,
    place: Place,
    proposed_by: Structure,
    starts_at: datetime,
    ends_at: datetime,
    values: Mapping[str, Any],
    by: User,
    now: datetime,
) -> Session:
    """Offer a session to the programme of the structure that keeps a place; those who decide there get a mail.

    Who proposes is credited as facilitator, and their structure as one that builds it with the host. Raises
    ValidationError when nobody keeps the place, or when it is one’s own.
    """
    host = _host_of(place, proposed_by)
    session = create_session(
        format=format,
        organiser=host,
        place=place,
        starts_at=starts_at,
        ends_at=ends_at,
        values=values,
        by=by,
        now=now,
    )
    session.status, session.proposed_by = SessionStatus.PROPOSED, proposed_by
    session.save(update_fields=["status", "proposed_by"])
    who = {"role": CreditRole.FACILITATOR, "user": by, "name": by.name or by.email, "structure": proposed_by}
    credit_person(session=session, values=who, on=now.date())
    SessionPartner.objects.create(session=session, structure=proposed_by, role=PartnerRole.CO_BUILDER)
    for person in deciders_of(session, on=now.date()):
        proposal_mails.send_session_proposed(session=session, to=person.email)
    return session


@transaction.atomic
def answer_proposal(*, session: Session, accepts: bool, text: str, now: datetime) -> Session:
    """Take a proposed session into one’s programme, as a draft to look at and publish, or refuse it with a word.

    Who proposed it gets a mail. Raises ProposalAnswered, and ValidationError for a refusal without a word.
    """
    if not accepts and not text.strip():
        raise ValidationError({"answer_text": "Dites pourquoi en une phrase : la personne la lira."})
    status = SessionStatus.DRAFT if accepts else SessionStatus.REFUSED
    waiting = Session.objects.filter(pk=session.pk, status=SessionStatus.PROPOSED)
    if not waiting.update(
        status=status, answer_text=text.strip()[:300], updated_at=now, revision=F("revision") + 1
    ):
        raise ProposalAnswered
    session = Session.objects.select_related("place", "organiser", "created_by").get(pk=session.pk)
    if not accepts:
        preparation.session_changed(session, now)
    if session.created_by is not None and session.created_by.is_active:
        proposal_mails.send_proposal_answered(session=session, to=session.created_by.email)
    return session


def _host_of(place: Place, proposed_by: Structure) -> Structure:
    if place.owner is None:
        raise ValidationError(
            {"place": "Aucune structure ne tient ce lieu : personne ne peut vous répondre."}
        )
    if place.owner == proposed_by:
        raise ValidationError(
            {"place": "Ce lieu est celui de votre structure : créez la séance directement."}
        )
    return place.owner
