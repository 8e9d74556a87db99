"""Three people for every permission test: Alice may, Bob may the same elsewhere, Charlie has a bare account.

Names and addresses are invented.
"""

from datetime import date
from typing import Any

from palier.accounts.actions import load_roles
from palier.accounts.enums import Profile, RoleScope, RoleStatus
from palier.accounts.models import Role, TerritorialRole, User
from palier.directory.models import Affiliation, Place, Structure
from tests.factories.directory import NOW

TODAY = NOW.date()
# One role per profile stands for all those that share it.
ROLE_OF = {
    Profile.MANAGER: "digital_lead",
    Profile.HELPER: "librarian",
    Profile.READER: "front_desk_agent",
    Profile.SUPERVISED: "volunteer",
    Profile.COORDINATOR: "coordinator",
    Profile.CONTRIBUTOR: "contributor",
    Profile.OBSERVER: "elected_official",
    Profile.MODERATOR: "moderator",
}


def person(name: str) -> User:
    """Return the account of `name`, created at the first call: a mail and a name, nothing else."""
    email = f"{name.lower()}@exemple.example"
    return User.objects.filter(email=email).first() or User.objects.create_user(email, None, name=name)


def role(code: str) -> Role:
    """Return a role of the product’s list."""
    if not Role.objects.exists():
        load_roles()
    return Role.objects.get(code=code)


def at(
    structure: Structure, user: User, code: str, *, place: Place | None = None, **fields: Any
) -> Affiliation:
    """Give `user` a vouched role at `structure`."""
    defaults: dict[str, Any] = {
        "status": RoleStatus.ACTIVE,
        "vouched_at": NOW,
        "starts_on": date(2026, 1, 1),
        "created_at": NOW,
    }
    return Affiliation.objects.create(
        user=user, structure=structure, place=place, role=role(code), **{**defaults, **fields}
    )


def over(territory: str, user: User, code: str, **fields: Any) -> TerritorialRole:
    """Give `user` a vouched role over `territory`, written `departement:53`."""
    defaults: dict[str, Any] = {
        "status": RoleStatus.ACTIVE,
        "vouched_at": NOW,
        "starts_on": date(2026, 1, 1),
        "created_at": NOW,
    }
    return TerritorialRole.objects.create(
        user=user, territory=territory, role=role(code), **{**defaults, **fields}
    )


def give_profile(profile: Profile, user: User, *, structure: Structure, territory: str) -> None:
    """Give `user` a role of that profile, at `structure` or over `territory` as the role says."""
    given = role(ROLE_OF[profile])
    if given.scope == RoleScope.STRUCTURE:
        at(structure, user, given.code)
    else:
        over(territory, user, given.code)
