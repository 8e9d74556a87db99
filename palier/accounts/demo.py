"""Invented accounts of the demonstration, and their roles over territories: asked for and vouched as anywhere else."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from palier.accounts import actions
from palier.accounts.enums import RoleScope
from palier.accounts.models import Role, TerritorialRole, User
from palier.accounts.queries import proposed_roles

# A domain that the Internet keeps for examples (RFC 2606): no mail can ever reach it.
DOMAIN = "demo.example"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody invented: `mailbox` is what they type before « @demo.example » to sign in."""

    mailbox: str
    name: str

    @property
    def email(self) -> str:
        """The whole address."""
        return f"{self.mailbox}@{DOMAIN}"


# Holds no role and no rights: it answers the first requests, as the operator of a real site does.
TEAM = DemoPerson("equipe", "Équipe de la démonstration")
COORDINATOR = DemoPerson("coordination", "Maëlle R.")
ELECTED = DemoPerson("elue", "Odile P.")
OVER_A_TERRITORY = ((COORDINATOR, "coordinator"), (ELECTED, "elected_official"))


def account_of(person: DemoPerson) -> User:
    """Return the account of an invented person, created if there is none."""
    return actions.find_or_create_account(email=person.email, name=person.name)


def role_of(code: str, *, scope: RoleScope) -> Role:
    """Return a role of the product’s list. Raises Role.DoesNotExist if roles are not loaded."""
    return proposed_roles(scope).get(code=code)


@transaction.atomic
def build_territorial_people(*, territory: str, where: str, now: datetime) -> None:
    """Give the coordinator and the elected official their roles over `territory`; who was there is left alone.

    `where`: its name, for the mails.
    """
    by = account_of(TEAM)
    for person, code in OVER_A_TERRITORY:
        user = account_of(person)
        if TerritorialRole.objects.filter(user=user).exists():
            continue
        asked = actions.request_territorial_role(
            user=user, role=role_of(code, scope=RoleScope.TERRITORY), territory=territory, now=now
        )
        actions.vouch_role(held=asked, where=where, by=by, now=now)
        by = user  # the coordinator answers those that follow
