"""The doors of professionals: one table, read from top to bottom. Nothing else decides who enters where."""

from collections.abc import Callable
from dataclasses import dataclass

from palier.accounts.enums import Profile
from palier.directory.permissions import may
from palier.directory.queries.standing import Standing

# Those who help the public themselves, and those who tell where help is.
HELPS = frozenset({Profile.MANAGER, Profile.HELPER, Profile.SUPERVISED})
GUIDES = frozenset({Profile.MANAGER, Profile.HELPER, Profile.READER})


@dataclass(frozen=True, slots=True)
class Visitor:
    """What decides of doors: what somebody holds, and whether a library is among it."""

    standing: Standing
    has_library: bool


@dataclass(frozen=True, slots=True)
class Door:
    """One way in. `purpose` says in one line what it is for; `who` is how to say to whom it opens."""

    code: str
    path: str
    label: str
    icon: str
    purpose: str
    who: str
    opens_to: Callable[[Visitor], bool]
    is_professional: bool = True


def _at_a_structure(profiles: frozenset[Profile]) -> Callable[[Visitor], bool]:
    def opens_to(visitor: Visitor) -> bool:
        held = {role.profile for role in visitor.standing.at}
        return visitor.standing.is_operator or bool(held & profiles)

    return opens_to


def _with_a_library(visitor: Visitor) -> bool:
    return visitor.standing.is_operator or visitor.has_library


def _allowed(action: str) -> Callable[[Visitor], bool]:
    return lambda visitor: may(visitor.standing, action)


def _prescribes(visitor: Visitor) -> bool:
    return _at_a_structure(GUIDES)(visitor) or may(visitor.standing, "coordinate")


def _everybody(_visitor: Visitor) -> bool:
    return True


DOORS = (
    Door(
        code="front_desk",
        path="/accueil/",
        label="Guichet",
        icon="people",
        purpose="Quelqu’un est devant vous : dire qui peut l’aider, quand et où, et l’imprimer.",
        who="les personnes qui reçoivent le public dans une structure",
        opens_to=_at_a_structure(GUIDES),
    ),
    Door(
        code="prescriber",
        path="/prescrire/",
        label="Orienter",
        icon="hand",
        purpose="Vous suivez une personne : trouver le lieu qui répond à son besoin, et comment le joindre.",
        who="les personnes qui orientent le public : travail social, accueil, médiation, coordination",
        opens_to=_prescribes,
    ),
    Door(
        code="mediator",
        path="/pro/",
        label="Médiation",
        icon="calendar",
        purpose="Vous aidez le public : votre journée, vos lieux, et ce qu’il faut dire aujourd’hui.",
        who="les personnes qui aident le public dans une structure, bénévoles et stagiaires compris",
        opens_to=_at_a_structure(HELPS),
    ),
    Door(
        code="library",
        path="/bibliotheque/",
        label="Bibliothèque",
        icon="book",
        purpose="Votre bibliothèque : quand elle ouvre, qui aide, et si sa fiche est juste.",
        who="les personnes qui ont un rôle dans une structure qui tient une bibliothèque",
        opens_to=_with_a_library,
    ),
    Door(
        code="coordination",
        path="/coordination/",
        label="Coordination",
        icon="map-pin",
        purpose="Un territoire : les fiches à vérifier, les demandes qui attendent, ce qui manque.",
        who="les personnes qui coordonnent un territoire, ou en tiennent les fiches à jour",
        opens_to=_allowed("coordinate"),
    ),
    Door(
        code="governance",
        path="/territoire/",
        label="Territoire",
        icon="briefcase",
        purpose="Décider : un territoire en une page de phrases simples, à imprimer.",
        who="les élus et élues, les institutions, et la coordination",
        opens_to=_allowed("see_territory_figures"),
    ),
    Door(
        code="contributor",
        path="/concertation/",
        label="Contribuer",
        icon="star",
        purpose="Dire ce qui ne va pas ou ce qui manque, et savoir ce que c’est devenu.",
        who="toutes les personnes qui ont un compte",
        opens_to=_everybody,
        is_professional=False,
    ),
)


def doors_of(visitor: Visitor) -> tuple[Door, ...]:
    """Return the doors that open to somebody who is signed in, in the order of the table."""
    return tuple(door for door in DOORS if door.opens_to(visitor))


def door_of(code: str) -> Door:
    """Return one door. Raises StopIteration for an unknown code: a spelling mistake of ours."""
    return next(door for door in DOORS if door.code == code)
