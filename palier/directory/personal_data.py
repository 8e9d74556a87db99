"""What the directory knows of a person with an account: roles at structures, drafts, what they changed or proposed."""

from typing import Any

from palier.accounts.personal_data import describe_role
from palier.core.personal_data import Part, register
from palier.directory.models import (
    Affiliation,
    BulkWork,
    ContactLogEntry,
    CorrectionProposal,
    Draft,
    RecordChange,
    Verification,
)

CLOSED = "une personne dont le compte est fermé"


def roles_of(user_id: int) -> list[dict[str, Any]]:
    """Roles at structures, past ones included."""
    rows = Affiliation.objects.filter(user_id=user_id).select_related("role", "structure")
    return [describe_role(held, held.structure.name) for held in rows]


def drafts_of(user_id: int) -> list[dict[str, Any]]:
    """Forms begun and not sent."""
    rows = Draft.objects.filter(user_id=user_id)
    return [{"formulaire": row.key, "tapé": row.typed, "gardé le": row.saved_at.isoformat()} for row in rows]


def changes_of(user_id: int) -> list[dict[str, Any]]:
    """Changes of records made under this account."""
    rows = RecordChange.objects.filter(by_id=user_id).select_related("place", "structure")
    return [
        {
            "fiche": str(row.place or row.structure),
            "le": row.made_at.isoformat(),
            "changements": row.changes,
        }
        for row in rows
    ]


def proposals_of(user_id: int) -> list[dict[str, Any]]:
    """Corrections proposed under this account."""
    rows = CorrectionProposal.objects.filter(by_id=user_id).select_related("place")
    return [
        {
            "fiche": str(row.place),
            "message": row.message,
            "proposé": row.changes,
            "pour vous répondre": row.contact,
            "reçu le": row.created_at.isoformat(),
            "suite donnée": row.answer,
        }
        for row in rows
    ]


def works_of(user_id: int) -> list[dict[str, Any]]:
    """Changes of many records prepared under this account."""
    rows = BulkWork.objects.filter(by_id=user_id)
    return [{"quoi": row.title, "demandé le": row.created_at.isoformat()} for row in rows]


def forget_works(user_id: int) -> int:
    """Delete the changes of many records; what they wrote stays in the history."""
    return BulkWork.objects.filter(by_id=user_id).delete()[0]


def forget_roles(user_id: int) -> int:
    """Delete the roles at structures."""
    return Affiliation.objects.filter(user_id=user_id).delete()[0]


def forget_drafts(user_id: int) -> int:
    """Delete the drafts."""
    return Draft.objects.filter(user_id=user_id).delete()[0]


def forget_changes(user_id: int) -> int:
    """Keep the history of records without the name of who made it."""
    count = RecordChange.objects.filter(by_id=user_id).update(by=None, by_label=CLOSED)
    count += Verification.objects.filter(by_id=user_id).update(by=None, by_label=CLOSED)
    return count + ContactLogEntry.objects.filter(by_id=user_id).update(by=None)


def forget_proposals(user_id: int) -> int:
    """Keep what was proposed, without the account nor the contact."""
    return CorrectionProposal.objects.filter(by_id=user_id).update(by=None, contact="")


register(Part("Vos rôles dans des structures", roles_of, forget_roles))
register(Part("Vos brouillons", drafts_of, forget_drafts))
register(Part("Vos modifications en nombre", works_of, forget_works))
register(Part("Ce que vous avez changé", changes_of, forget_changes))
register(Part("Ce que vous avez proposé", proposals_of, forget_proposals))
