"""What can be done to accounts and to the roles they hold."""

from palier.accounts.actions.closing import LastOperator, delete_account
from palier.accounts.actions.operators import create_operator
from palier.accounts.actions.roles import (
    MayNotVouchForOneself,
    RoleMovedOn,
    accept_invitation,
    decline_invitation,
    find_or_create_account,
    forget_unanswered,
    invite_to_territory,
    leave_role,
    load_roles,
    refuse_role,
    request_territorial_role,
    vouch_role,
)

__all__ = [
    "LastOperator",
    "MayNotVouchForOneself",
    "RoleMovedOn",
    "accept_invitation",
    "create_operator",
    "decline_invitation",
    "delete_account",
    "find_or_create_account",
    "forget_unanswered",
    "invite_to_territory",
    "leave_role",
    "load_roles",
    "refuse_role",
    "request_territorial_role",
    "vouch_role",
]
