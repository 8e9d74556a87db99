"""Reads of accounts: which roles exist, who holds which over a territory."""

from datetime import date

from django.db.models import Q, QuerySet

from palier.accounts.enums import RoleScope, RoleStatus
from palier.accounts.models import Role, TerritorialRole, User


def in_force(on: date) -> Q:
    """Return the held roles that give rights on that day: vouched, begun, not ended."""
    return (
        Q(status=RoleStatus.ACTIVE)
        & (Q(starts_on=None) | Q(starts_on__lte=on))
        & (Q(ends_on=None) | Q(ends_on__gte=on))
    )


def territorial_roles_of(user: User, *, on: date) -> QuerySet[TerritorialRole]:
    """The roles over territories that give `user` rights on that day."""
    return TerritorialRole.objects.filter(in_force(on), user=user).select_related("role")


def proposed_roles(scope: RoleScope) -> QuerySet[Role]:
    """The roles that somebody may ask for or be invited to, in the order of the list."""
    return Role.objects.filter(is_current=True, scope=scope)
