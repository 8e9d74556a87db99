"""Roles held: invited, asked for, vouched, left. The database decides between two answers given at once.

The same steps serve roles over a territory and roles at a structure: both are a `HeldRole`.
"""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from django.db import transaction

from palier.accounts import mails
from palier.accounts.enums import RoleStatus
from palier.accounts.models import HeldRole, Role, TerritorialRole, User
from palier.territory.territories import territory_by_reference

ROLE_FIELDS = ("label", "profile", "scope", "rank", "is_current")
ROLES_FILE = Path(__file__).parent.parent / "data" / "roles.toml"
AnyHeldRole = TypeVar("AnyHeldRole", bound=HeldRole)


class RoleMovedOn(Exception):
    """Somebody has answered already, or the role is not at this step."""


class MayNotVouchForOneself(Exception):
    """Another person confirms a role."""


@transaction.atomic
def load_roles() -> int:
    """Write the roles of `data/roles.toml`, keep those that are no longer in it but not proposed; safe to run twice.

    Returns how many rows were written.
    """
    rows = tomllib.loads(ROLES_FILE.read_text(encoding="utf-8"))["role"]
    stored = {role.code: role for role in Role.objects.all()}
    dropped = Role.objects.exclude(code__in=[row["code"] for row in rows]).filter(is_current=True)
    count = dropped.update(is_current=False)
    added: list[Role] = []
    changed: list[Role] = []
    for rank, row in enumerate(rows):
        said = {**row, "rank": rank, "is_current": True}
        role = stored.get(row["code"]) or Role(code=row["code"])
        if role.pk is None or any(getattr(role, name) != value for name, value in said.items()):
            for name, value in said.items():
                setattr(role, name, value)
            role.clean_fields()
            (added if role.pk is None else changed).append(role)
    Role.objects.bulk_create(added)
    Role.objects.bulk_update(changed, ROLE_FIELDS)
    return count + len(added) + len(changed)


@transaction.atomic
def find_or_create_account(*, email: str, name: str) -> User:
    """Return the account of that address, created without password if there is none. Raises ValidationError."""
    user = User.objects.filter(email=email.strip().lower()).first()
    return user or User.objects.create_user(email.strip(), None, name=name.strip())


@transaction.atomic
def request_territorial_role(
    *, user: User, role: Role, territory: str, now: datetime, message: str = ""
) -> TerritorialRole:
    """Ask for a role over a territory (`departement:53`). Raises ValidationError if asked for or held already."""
    held = TerritorialRole(user=user, role=role, territory=territory, message=message[:500], created_at=now)
    held.full_clean()
    held.save()
    return held


@transaction.atomic
def invite_to_territory(
    *, email: str, name: str, role: Role, territory: str, by: User, now: datetime
) -> TerritorialRole:
    """Offer somebody, by mail, a role over a territory: it gives rights once they sign in and accept.

    Raises ValidationError, MayNotVouchForOneself.
    """
    user = find_or_create_account(email=email, name=name)
    if user == by:
        raise MayNotVouchForOneself
    held = TerritorialRole(
        user=user,
        role=role,
        territory=territory,
        status=RoleStatus.INVITED,
        vouched_by=by,
        vouched_at=now,
        created_at=now,
    )
    held.full_clean()
    held.save()
    mails.send_invitation(held=held, where=territory_by_reference(territory).name)
    return held


@transaction.atomic
def accept_invitation(*, held: AnyHeldRole, by: User, now: datetime) -> AnyHeldRole:
    """Take up an offered role. Raises RoleMovedOn if it is not `by`’s, or no longer offered."""
    return _move(
        held, {RoleStatus.INVITED}, RoleStatus.ACTIVE, user=by, starts_on=held.starts_on or now.date()
    )


@transaction.atomic
def vouch_role(*, held: AnyHeldRole, where: str, by: User, now: datetime) -> AnyHeldRole:
    """Confirm a role that somebody asked for, and tell them. Raises MayNotVouchForOneself, RoleMovedOn.

    `where`: the structure or territory, as the mail names it.
    """
    if held.user_id == by.pk:
        raise MayNotVouchForOneself
    vouched = _move(
        held,
        {RoleStatus.REQUESTED},
        RoleStatus.ACTIVE,
        vouched_by=by,
        vouched_at=now,
        starts_on=held.starts_on or now.date(),
    )
    mails.send_answer(held=vouched, where=where)
    return vouched


@transaction.atomic
def refuse_role(*, held: AnyHeldRole, reason: str, where: str) -> AnyHeldRole:
    """Answer no, with a reason, to a role that somebody asked for, and tell them. Raises RoleMovedOn."""
    refused = _move(held, {RoleStatus.REQUESTED}, RoleStatus.REFUSED, reason=reason.strip()[:500])
    mails.send_answer(held=refused, where=where)
    return refused


@transaction.atomic
def decline_invitation(*, held: AnyHeldRole, by: User) -> AnyHeldRole:
    """Say no to a role that is offered to oneself. Raises RoleMovedOn if it is not `by`’s, or no longer offered."""
    return _move(held, {RoleStatus.INVITED}, RoleStatus.REFUSED, user=by)


@transaction.atomic
def forget_unanswered(*, before: datetime) -> int:
    """Forget invitations made before `before` and not answered, and the accounts that only they made.

    Returns how many rows went; safe to run twice.
    """
    count = 0
    for model in HeldRole.__subclasses__():
        old = model._default_manager.filter(status=RoleStatus.INVITED, vouched_at__lt=before)
        users = list(old.values_list("user_id", flat=True))
        count += old.delete()[0]
        never_came = User.objects.filter(pk__in=users, last_login=None, is_staff=False)
        for held in HeldRole.__subclasses__():
            never_came = never_came.exclude(pk__in=held._default_manager.values("user_id"))
        count += never_came.delete()[0]
    return count


@transaction.atomic
def leave_role(*, held: AnyHeldRole, by: User, on: date) -> AnyHeldRole:
    """End a role, or take back an offer: `on` is written as its last day, its rights stop at once.

    Only the other side takes back an offer. What the person wrote and did stays theirs. Raises RoleMovedOn.
    """
    starts_on = min(held.starts_on, on) if held.starts_on else None
    ended = {RoleStatus.ACTIVE} if held.user_id == by.pk else {RoleStatus.ACTIVE, RoleStatus.INVITED}
    return _move(held, ended, RoleStatus.ENDED, ends_on=on, starts_on=starts_on)


def _move(
    held: AnyHeldRole,
    steps: set[RoleStatus],
    to: RoleStatus,
    *,
    user: User | None = None,
    **fields: object,
) -> AnyHeldRole:
    """Move by a conditional UPDATE: of two answers at once, one is told that it came late."""
    waiting = type(held)._default_manager.filter(pk=held.pk, status__in=steps)
    if user is not None:
        waiting = waiting.filter(user=user)
    if not waiting.update(status=to, **fields):
        raise RoleMovedOn
    held.refresh_from_db()
    return held
