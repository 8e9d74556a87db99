"""What a person is allowed, worked out once from all the roles they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from palier.accounts.enums import Profile, Reach
from palier.accounts.matrix import reach_of
from palier.accounts.models import User
from palier.accounts.queries import in_force, territorial_roles_of
from palier.directory.models import Affiliation, Mandate
from palier.territory.models import Commune

# A structure mandated over a territory lends this profile to those who keep its records.
LENT_BY_A_MANDATE = Profile.CONTRIBUTOR
BORROWERS = frozenset({Profile.MANAGER, Profile.HELPER})


@dataclass(frozen=True, slots=True)
class AtStructure:
    """A profile held at a structure, or only at one of its places."""

    profile: Profile
    structure_id: int
    place_id: int | None = None


@dataclass(frozen=True, slots=True)
class OverTerritory:
    """A profile held over a territory, written `departement:53`."""

    profile: Profile
    territory: str


@dataclass(frozen=True, slots=True)
class Standing:
    """All that somebody holds on one day. A bare account, or nobody, holds nothing."""

    user_id: int | None = None
    is_operator: bool = False
    at: tuple[AtStructure, ...] = ()
    over: tuple[OverTerritory, ...] = ()

    @property
    def is_professional(self) -> bool:
        """A professional is somebody who holds a vouched role."""
        return self.is_operator or bool(self.at or self.over)

    @property
    def profiles(self) -> frozenset[Profile]:
        """The profiles held anywhere."""
        return frozenset([*(held.profile for held in self.at), *(held.profile for held in self.over)])

    def everywhere(self, action: str) -> bool:
        """Tell whether the action is allowed without looking at what it is about."""
        reaches = [reach_of(profile, action) for profile in self.profiles]
        return self.is_operator or Reach.EVERYWHERE in reaches

    def structures_for(self, action: str) -> tuple[AtStructure, ...]:
        """The roles at structures that allow the action on what belongs to them."""
        return tuple(held for held in self.at if reach_of(held.profile, action) == Reach.OWN)

    def territories_for(self, action: str) -> frozenset[str]:
        """The references of the territories where the action is allowed."""
        return frozenset(
            held.territory for held in self.over if reach_of(held.profile, action) == Reach.TERRITORY
        )


NOBODY = Standing()


def standing_of(user: User | AnonymousUser, *, on: date) -> Standing:
    """Return what `user` holds on that day, in three queries at most. A closed account holds nothing."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    affiliations = list(
        Affiliation.objects.filter(in_force(on), user=user).values_list(
            "role__profile", "structure_id", "place_id"
        )
    )
    territorial = territorial_roles_of(user, on=on).values_list("role__profile", "territory")
    at = [AtStructure(Profile(profile), structure, place) for profile, structure, place in affiliations]
    over = [OverTerritory(Profile(profile), territory) for profile, territory in territorial]
    lending = {held.structure_id for held in at if held.profile in BORROWERS and held.place_id is None}
    return Standing(
        user_id=user.pk,
        is_operator=user.is_staff,
        at=tuple(at),
        over=(*over, *(OverTerritory(LENT_BY_A_MANDATE, t) for t in _mandated(lending, on))),
    )


def _mandated(structure_ids: Iterable[int], on: date) -> list[str]:
    ids = list(structure_ids)
    if not ids:
        return []
    mandates = Mandate.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=on), structure_id__in=ids, starts_on__lte=on
    )
    return list(mandates.values_list("territory", flat=True))


def references_of(commune: Commune | None) -> frozenset[str]:
    """The territories that hold a commune, as references: itself, its intercommunalité, département, région."""
    if commune is None:
        return frozenset()
    departement = commune.departement
    references = [
        f"commune:{commune.insee_code}",
        f"departement:{departement.code}",
        f"region:{departement.region.code}",
    ]
    if commune.epci is not None:
        references.append(f"epci:{commune.epci.siren}")
    return frozenset(references)
