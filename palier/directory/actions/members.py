"""Who works where: invitations, requests to join, mandates, key actors.

Answers (accept, vouch, refuse, leave) are those of every held role: `palier.accounts.actions`.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from palier.accounts.actions import MayNotVouchForOneself, find_or_create_account
from palier.accounts.enums import Profile, RoleStatus
from palier.accounts.mails import send_invitation
from palier.accounts.models import Role, User
from palier.accounts.queries import in_force
from palier.directory.models import Affiliation, ContactChannel, KeyActor, Mandate, Place, Structure


@transaction.atomic
def request_to_join(
    *,
    user: User,
    structure: Structure,
    role: Role,
    now: datetime,
    place: Place | None = None,
    supervisor: User | None = None,
    message: str = "",
) -> Affiliation:
    """Ask for a role at a structure, or at one of its places. It gives nothing until somebody vouches.

    Raises ValidationError if asked for or held already, or if a trainee or a volunteer names no supervisor there.
    """
    held = Affiliation(
        user=user,
        structure=structure,
        place=place,
        role=role,
        supervisor=supervisor,
        message=message.strip()[:500],
        created_at=now,
    )
    _check(held, now.date())
    held.save()
    return held


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody to invite, who may have no account yet."""

    email: str
    name: str


@transaction.atomic
def invite_member(
    *,
    who: Invitee,
    structure: Structure,
    role: Role,
    by: User,
    now: datetime,
    place: Place | None = None,
    supervisor: User | None = None,
    ends_on: date | None = None,
) -> Affiliation:
    """Offer somebody, by mail, a role at a structure: it gives rights once they sign in and accept.

    The account is created if there is none. Raises ValidationError, MayNotVouchForOneself.
    """
    user = find_or_create_account(email=who.email, name=who.name)
    if user == by:
        raise MayNotVouchForOneself
    held = Affiliation(
        user=user,
        structure=structure,
        place=place,
        role=role,
        supervisor=supervisor,
        status=RoleStatus.INVITED,
        ends_on=ends_on,
        starts_on=now.date() if ends_on else None,
        vouched_by=by,
        vouched_at=now,
        created_at=now,
    )
    _check(held, now.date())
    held.save()
    send_invitation(held=held, where=structure.name)
    return held


def _check(held: Affiliation, on: date) -> None:
    held.full_clean()
    if held.place is not None and held.structure_id not in (
        held.place.owner_id,
        held.place.operator_id,
        held.place.carrier_id,
    ):
        raise ValidationError({"place": ["Ce lieu n’est pas de cette structure : choisissez-en un autre."]})
    if held.role.profile != Profile.SUPERVISED:
        return
    there = Affiliation.objects.filter(in_force(on), user=held.supervisor, structure=held.structure)
    if held.supervisor is None or not there.exclude(role__profile=Profile.SUPERVISED).exists():
        raise ValidationError(
            {"supervisor": ["Choisissez la personne de la structure qui en a la responsabilité."]}
        )


@transaction.atomic
def give_mandate(
    *, structure: Structure, territory: str, by: User, starts_on: date, ends_on: date | None = None
) -> Mandate:
    """Let the managers and helpers of `structure` keep the records of a territory. Raises ValidationError."""
    mandate = Mandate(
        structure=structure, territory=territory, given_by=by, starts_on=starts_on, ends_on=ends_on
    )
    mandate.full_clean()
    mandate.save()
    return mandate


@transaction.atomic
def end_mandate(*, mandate: Mandate, on: date) -> None:
    """Make `on` the last day of a mandate; a mandate that had not begun is removed."""
    if on < mandate.starts_on:
        mandate.delete()
        return
    mandate.ends_on = on
    mandate.save()


@transaction.atomic
def mark_key_actor(
    *, contact: ContactChannel, territory: str, note: str, by: User, now: datetime
) -> KeyActor:
    """Mark a contact as counting for a territory; a second time changes the note. Raises ValidationError."""
    actor, _ = KeyActor.objects.update_or_create(
        contact=contact,
        territory=territory,
        defaults={"note": note.strip()[:300], "marked_by": by, "marked_at": now},
    )
    actor.full_clean()
    return actor


@transaction.atomic
def unmark_key_actor(*, actor: KeyActor) -> None:
    """Forget the mark; the contact stays."""
    actor.delete()
