"""Mails about roles: an invitation, an answer."""

from palier.accounts.enums import RoleStatus
from palier.accounts.models import HeldRole
from palier.core.mails import send


def send_invitation(*, held: HeldRole, where: str) -> None:
    """Tell somebody that a role is offered at `where`. It holds no secret: the address itself must be signed in."""
    send(
        to=held.user.email,
        template="accounts/mails/invitation.txt",
        context={
            "name": held.user.name,
            "role": held.role.label,
            "where": where,
            "by": held.vouched_by.name if held.vouched_by else "La coordination",
        },
    )


def send_answer(*, held: HeldRole, where: str) -> None:
    """Tell somebody what became of the role they asked for."""
    send(
        to=held.user.email,
        template="accounts/mails/role_answer.txt",
        context={
            "name": held.user.name,
            "role": held.role.label,
            "where": where,
            "is_accepted": held.status == RoleStatus.ACTIVE,
            "reason": held.reason,
        },
    )
