"""Invented people at the structures of the demonstration: one per door, one who asks, one who is invited."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from palier.accounts import actions as accounts
from palier.accounts.demo import COORDINATOR, DemoPerson, account_of, build_territorial_people, role_of
from palier.accounts.enums import RoleScope, RoleStatus
from palier.directory.actions import members
from palier.directory.models import Affiliation, Place, Structure

TERRITORY, TERRITORY_NAME = "departement:53", "Mayenne"
LIBRARIES, PUBLIC_SERVICE = "Réseau de lecture des Deux Bocages", "Syndicat d’accueil du Pays des Haies"
DIGITAL, EMPLOYMENT = "Mission numérique du Bocage mayennais", "Passerelle Emploi des Deux Rives"
LEAD = DemoPerson("numerique", "Yann T.")


@dataclass(frozen=True, slots=True)
class AtDemoStructure:
    """Who is what, where. `status` is where the role stands when the demonstration begins."""

    person: DemoPerson
    role: str
    structure: str
    place: str = ""
    supervised_by: DemoPerson | None = None
    status: RoleStatus = RoleStatus.ACTIVE
    message: str = ""


# In this order: the first answers those that follow in the same structure.
PEOPLE = (
    AtDemoStructure(LEAD, "digital_lead", LIBRARIES),
    AtDemoStructure(
        DemoPerson("bibliotheque", "Inès B."), "librarian", LIBRARIES, place="Médiathèque Le Seuil"
    ),
    AtDemoStructure(DemoPerson("conseillere", "Nadège L."), "digital_adviser", DIGITAL),
    AtDemoStructure(DemoPerson("accueil", "Rachid M."), "front_desk_agent", PUBLIC_SERVICE),
    AtDemoStructure(DemoPerson("sociale", "Fanny D."), "social_worker", EMPLOYMENT),
    AtDemoStructure(DemoPerson("benevole", "Lucien G."), "volunteer", LIBRARIES, supervised_by=LEAD),
    AtDemoStructure(
        DemoPerson("demande", "Clara V."),
        "librarian",
        LIBRARIES,
        status=RoleStatus.REQUESTED,
        message="Je prends mon poste le mois prochain.",
    ),
    AtDemoStructure(
        DemoPerson("invitation", "Tom H."), "digital_mediator", LIBRARIES, status=RoleStatus.INVITED
    ),
)


def build_people(*, now: datetime) -> int:
    """Create who is missing, with their roles, through the actions of everybody; return how many.

    Whoever has or had a role is left alone: safe to run twice, and again after a visitor changed everything.
    """
    build_territorial_people(territory=TERRITORY, where=TERRITORY_NAME, now=now)
    structures = {s.name: s for s in Structure.objects.filter(is_demo=True)}
    known = set(Affiliation.objects.values_list("user__email", flat=True))
    missing = [one for one in PEOPLE if one.person.email not in known and one.structure in structures]
    for one in missing:
        _give(one, structures[one.structure], now=now)
    return len(missing)


@transaction.atomic
def _give(one: AtDemoStructure, structure: Structure, *, now: datetime) -> None:
    by = account_of(COORDINATOR if one.person == LEAD or structure.name != LIBRARIES else LEAD)
    role = role_of(one.role, scope=RoleScope.STRUCTURE)
    place = Place.objects.filter(is_demo=True, name=one.place).first() if one.place else None
    supervisor = account_of(one.supervised_by) if one.supervised_by else None
    if one.status == RoleStatus.INVITED:
        who = members.Invitee(email=one.person.email, name=one.person.name)
        members.invite_member(who=who, structure=structure, role=role, by=by, now=now)
        return
    asked = members.request_to_join(
        user=account_of(one.person),
        structure=structure,
        role=role,
        place=place,
        supervisor=supervisor,
        message=one.message,
        now=now,
    )
    if one.status == RoleStatus.ACTIVE:
        accounts.vouch_role(held=asked, where=structure.name, by=by, now=now)
