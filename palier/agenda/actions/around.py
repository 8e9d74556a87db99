"""What goes with a session: the people credited, the structures beside it, what lies on the table, related sessions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from palier.agenda.enums import CreditRole, PartnerRole
from palier.agenda.models import (
    EXPERT_USERS_MAX,
    RelatedSession,
    Session,
    SessionCredit,
    SessionDocument,
    SessionPartner,
)
from palier.directory.models import Structure

# A participant may moderate, welcome, help; colleagues and guests give the rest.
OF_PARTICIPANTS = (CreditRole.SESSION_MODERATOR, CreditRole.HOST, CreditRole.EXPERT_USER)


@transaction.atomic
def credit_person(*, session: Session, values: Mapping[str, Any], on: date) -> SessionCredit:
    """Credit somebody for a session, with their structure if they have one.

    `values`: `role`, `name`, and `user`, `structure`, `is_participant`, `has_agreed`, `is_public` as they apply. A
    participant is credited only after they agreed; two user experts at most. An account without a name is known by its
    mail address, and so never shown to the public. Raises ValidationError.
    """
    credit = SessionCredit(session=session, **{k: v for k, v in values.items() if k != "has_agreed"})
    credit.is_participant = credit.is_participant or credit.role == CreditRole.EXPERT_USER
    if credit.is_participant and credit.role not in OF_PARTICIPANTS:
        raise ValidationError({"role": "Une personne qui participe peut modérer, accueillir, ou aider."})
    if credit.is_participant and not values.get("has_agreed"):
        raise ValidationError({"has_agreed": "Demandez d’abord son accord à cette personne."})
    if credit.user is not None and not credit.user.name:
        credit.is_public = False
    if credit.is_participant:
        credit.agreed_on, credit.structure = on, None
    credit.clean_fields(exclude=["session"])
    if credit.role == CreditRole.EXPERT_USER:
        return _ranked(credit)
    try:
        with transaction.atomic():
            credit.save()
    except IntegrityError:
        raise ValidationError({"user": "Cette personne est déjà créditée dans ce rôle."}) from None
    return credit


def remove_credit(*, session: Session, pk: int) -> None:
    """Take a person away from a session. Harmless when they are gone already."""
    SessionCredit.objects.filter(session=session, pk=pk).delete()


@transaction.atomic
def add_partner(*, session: Session, structure: Structure, role: PartnerRole) -> SessionPartner:
    """Name a structure beside the organiser. Safe to run twice. Raises ValidationError for the organiser itself."""
    if structure.pk == session.organiser_id:
        raise ValidationError({"structure": "Cette structure organise déjà la séance."})
    return SessionPartner.objects.get_or_create(session=session, structure=structure, role=role)[0]


def remove_partner(*, session: Session, pk: int) -> None:
    """Take a partner away. Harmless when it is gone already."""
    SessionPartner.objects.filter(session=session, pk=pk).delete()


def add_document(*, session: Session, values: Mapping[str, Any]) -> SessionDocument:
    """Lay a book, a magazine, a tutorial on the table of a session, after the others. Raises ValidationError."""
    last = session.documents.order_by("-position").values_list("position", flat=True).first()
    document = SessionDocument(session=session, position=min((last or 0) + 1, 32_000), **values)
    document.clean_fields(exclude=["session"])
    document.save()
    return document


def remove_document(*, session: Session, pk: int) -> None:
    """Take a document off the table. Harmless when it is gone already."""
    SessionDocument.objects.filter(session=session, pk=pk).delete()


def relate_session(*, session: Session, other: Session) -> RelatedSession:
    """Point from a session to another of the network. Safe to run twice. Raises ValidationError for itself."""
    if session.pk == other.pk:
        raise ValidationError({"other": "Choisissez une autre séance."})
    return RelatedSession.objects.get_or_create(session=session, other=other)[0]


def unrelate_session(*, session: Session, pk: int) -> None:
    """Stop pointing to another session. Harmless when it is done already."""
    RelatedSession.objects.filter(session=session, pk=pk).delete()


def _ranked(credit: SessionCredit) -> SessionCredit:
    """Save a user expert on the first free rank: the constraint refuses the third, whoever comes at the same time."""
    for rank in range(1, EXPERT_USERS_MAX + 1):
        credit.expert_rank = rank
        try:
            with transaction.atomic():
                credit.save(force_insert=True)
        except IntegrityError:
            credit.pk = None
        else:
            return credit
    raise ValidationError({"role": "Deux usagers experts au plus par séance."})
