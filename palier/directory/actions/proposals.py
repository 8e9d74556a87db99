"""Deciding what others propose: corrections of a record, first publications."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from palier.accounts.models import User
from palier.directory import mails
from palier.directory.actions.editing import Author, edit_place
from palier.directory.editable import read_place
from palier.directory.enums import ChangeVia, PlaceStatus, ReportStatus
from palier.directory.models import CorrectionProposal, Place, RecordChange
from palier.directory.queries.proposals import contacts_today


class AlreadyDecided(Exception):
    """Somebody else has answered meanwhile."""


@transaction.atomic
def accept_proposal(
    *, proposal: CorrectionProposal, fields: Collection[str], answer: str, by: User, now: datetime
) -> RecordChange | None:
    """Write the chosen fields of a proposal on its place and tell who proposed; None if nothing was to be written.

    Without fields, the decider has corrected the record otherwise: the proposal is only closed. Contacts are
    changed as proposed, whatever was added meanwhile. Raises AlreadyDecided, and what `edit_place` raises.
    """
    _decide(proposal, ReportStatus.ACCEPTED, answer=answer, by=by, now=now)
    chosen = {name: value for name, value in proposal.changes.items() if name in fields}
    change = None
    if chosen:
        place = Place.objects.select_for_update().get(pk=proposal.place_id)
        change = edit_place(
            place=place,
            values=values_today(place, before=proposal.before, changes=chosen),
            author=_author(proposal, by),
            via=ChangeVia.PROPOSAL,
            now=now,
        )
    _tell(proposal)
    return change


@transaction.atomic
def refuse_proposal(*, proposal: CorrectionProposal, reason: str, by: User, now: datetime) -> None:
    """Refuse a proposal with a reason, told to who proposed. Raises ValidationError without reason, AlreadyDecided."""
    if not reason.strip():
        raise ValidationError({"answer": ["Donnez la raison : elle sera dite à la personne."]})
    _decide(proposal, ReportStatus.REFUSED, answer=reason, by=by, now=now)
    _tell(proposal)


def reply_address(proposal: CorrectionProposal) -> str:
    """Return the mail address where who proposed may be answered, "" if there is none: a telephone is called."""
    contact = proposal.contact.strip()
    if mails.is_mail_address(contact):
        return contact
    return proposal.by.email if proposal.by and not contact else ""


def values_today(place: Place, *, before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to write on `place` so that it changes as proposed when it said `before`."""
    if "contacts" not in changes:
        return dict(changes)
    contacts = contacts_today(
        before=before.get("contacts", []), after=changes["contacts"], current=read_place(place)["contacts"]
    )
    return {**changes, "contacts": contacts}


def _decide(
    proposal: CorrectionProposal, status: ReportStatus, *, answer: str, by: User, now: datetime
) -> None:
    """Take the decision once, whoever else decides at the same moment. Raises AlreadyDecided."""
    waiting = CorrectionProposal.objects.filter(pk=proposal.pk, status=ReportStatus.NEW)
    if not waiting.update(status=status, answer=answer.strip(), decided_by=by, decided_at=now):
        raise AlreadyDecided
    proposal.refresh_from_db()


def _author(proposal: CorrectionProposal, by: User) -> Author:
    who = proposal.by.name if proposal.by and proposal.by.name else "une visiteuse ou un visiteur"
    return Author(label=f"{who[:90]}, accepté par {(by.name or 'un compte')[:90]}", user=by)


def _tell(proposal: CorrectionProposal) -> None:
    to = reply_address(proposal)
    if to:
        mails.send_proposal_answer(proposal=proposal, to=to)


# --- First publications -----------------------------------------------------------------------------------


@transaction.atomic
def accept_publication(*, place: Place, by: User, now: datetime) -> None:
    """Put online a place that waited for it, and tell who wrote it. Raises AlreadyDecided, PlaceNotPublishable."""
    _answer_publication(place, PlaceStatus.PUBLISHED, by=by, now=now)


@transaction.atomic
def refuse_publication(*, place: Place, reason: str, by: User, now: datetime) -> None:
    """Give a place back to who wrote it, as a draft, with the reason. Raises ValidationError, AlreadyDecided."""
    if not reason.strip():
        raise ValidationError({"answer": ["Donnez la raison : elle sera dite à la personne."]})
    _answer_publication(place, PlaceStatus.DRAFT, by=by, now=now, reason=reason.strip())


def _answer_publication(
    place: Place, status: PlaceStatus, *, by: User, now: datetime, reason: str = ""
) -> None:
    """Raises AlreadyDecided."""
    stored = Place.objects.select_for_update().get(pk=place.pk)
    if stored.status != PlaceStatus.WAITING:
        raise AlreadyDecided
    edit_place(
        place=place, values={"status": status.value}, author=Author.of(by), via=ChangeVia.FORM, now=now
    )
    first = RecordChange.objects.filter(place=place, service=None).order_by("made_at", "pk").first()
    if first is not None and first.by is not None:
        mails.send_publication_answer(place=place, to=first.by.email, reason=reason)
