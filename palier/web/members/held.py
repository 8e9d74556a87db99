"""A held role as pages show it."""

from dataclasses import dataclass

from django.http import Http404

from palier.accounts.enums import RoleStatus
from palier.accounts.models import HeldRole, TerritorialRole
from palier.directory.models import Affiliation
from palier.directory.queries.members import affiliation_by_pk, territorial_role_by_pk, where_held

AT, OVER = "structure", "territoire"


@dataclass(frozen=True, slots=True)
class HeldCard:
    """What a page says of one held role. `kind` and `pk` make its addresses."""

    kind: str
    pk: int
    who: str
    role: str
    where: str
    status: str
    dates: str
    message: str
    supervisor: str
    is_invited: bool
    is_requested: bool
    is_active: bool
    team_id: str


def card_of(held: HeldRole) -> HeldCard:
    """Return what a page says of `held`."""
    at = held if isinstance(held, Affiliation) else None
    days = [f"depuis le {held.starts_on:%d/%m/%Y}"] if held.starts_on else []
    days += [f"jusqu’au {held.ends_on:%d/%m/%Y}"] if held.ends_on else []
    return HeldCard(
        kind=AT if at else OVER,
        pk=held.pk,
        who=held.user.name or held.user.email,
        role=held.role.label,
        where=where_held(held),
        status=held.get_status_display(),
        dates=", ".join(days),
        message=held.message,
        supervisor=at.supervisor.name if at and at.supervisor else "",
        is_invited=held.status == RoleStatus.INVITED,
        is_requested=held.status == RoleStatus.REQUESTED,
        is_active=held.status == RoleStatus.ACTIVE,
        team_id=at.structure.public_id if at else "",
    )


def held_or_404(kind: str, pk: int) -> Affiliation | TerritorialRole:
    """Return one held role. Raises Http404."""
    held = {AT: affiliation_by_pk, OVER: territorial_role_by_pk}.get(kind, lambda _: None)(pk)
    if held is None:
        raise Http404
    return held
