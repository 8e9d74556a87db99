"""Facts that forbid a join whatever the score: the traps of the field. Each says why, in French.

A firm objection makes two places of the pair; a mild one leaves it to a person at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from palier.linkage.normalise import Features, kind_names
from palier.linkage.words import words

# Names that share words without being one.
_LOOSE_NAMES = frozenset({"shuffled", "within", "alike"})
_NEAR = frozenset({"30 m", "150 m"})
_SAME_STREET = frozenset({"same", "no number", "same street"})
_ALIKE_NAMES = frozenset({"same alone", "same", "near", "within"})
_KINDS = {
    "town_hall": "mairie", "district_council": "intercommunalité", "social_action": "CCAS ou CIAS",
    "library": "bibliothèque", "games_library": "ludothèque", "france_services": "France Services",
    "youth_information": "information jeunesse", "youth_culture": "MJC", "social_centre": "centre social",
    "neighbourhood_house": "maison de quartier", "mission_locale": "mission locale", "employment": "France Travail",
    "family_allowance": "CAF", "health_insurance": "CPAM", "farm_insurance": "MSA",
    "solidarity_house": "maison des solidarités", "mediation_point": "PIMMS", "prefecture": "préfecture",
    "school": "établissement scolaire", "recycling": "ressourcerie", "hostel": "foyer de jeunes travailleurs",
    "training": "organisme de formation",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Objection:
    """`is_firm`: two places; else a person may still say that it is one."""

    sentence: str
    is_firm: bool


def objections(a: Features, b: Features, levels: Mapping[str, str]) -> list[Objection]:
    """Return what forbids joining the pair. `levels`: field → level, fields with a missing value left out."""
    rules = (_other_kind, _other_stop, _other_commune, _other_part, _other_address, _other_name,
             _other_words, _other_contacts)  # fmt: skip
    found = [rule(a, b, levels) for rule in rules]
    return [objection for objection in found if objection]


def _other_kind(a: Features, b: Features, levels: Mapping[str, str]) -> Objection | None:
    """A town hall and its CCAS, a library and the town hall: two organisations at one address are two."""
    if levels.get("kind") != "different":
        return None
    left, right = kind_names(a.main_kinds), kind_names(b.main_kinds)
    told = [" et ".join(_KINDS.get(kind, kind) for kind in kinds) for kinds in (left, right)]
    may_be_one = any({*left, *right} <= akin for akin in words().akin)
    return Objection(f"l’un est « {told[0]} », l’autre « {told[1]} »", is_firm=not may_be_one)


def _other_stop(a: Features, b: Features, levels: Mapping[str, str]) -> Objection | None:
    """The stops of one bus share everything but where they are."""
    if not (a.moving or b.moving):
        return None
    is_same_street = levels.get("address") in _SAME_STREET
    is_far = levels.get("point") in ("1500 m", "far") and levels.get("address") != "same"
    is_near = levels.get("point") in _NEAR
    if (is_same_street and (is_near or not is_far)) or (is_near and levels.get("address") is None):
        return None
    is_elsewhere = levels.get("address") is not None or levels.get("point") is not None
    is_firm = _is_apart(levels) or (is_elsewhere and not is_same_street and not is_near)
    return Objection("deux arrêts d’une même tournée sont deux lieux", is_firm=is_firm)


def _other_commune(a: Features, b: Features, levels: Mapping[str, str]) -> Objection | None:
    """The places of one carrier in several communes share its name, phone and SIREN."""
    if not _is_apart(levels) or levels.get("point") in _NEAR:
        return None
    is_surely_one = levels.get("siret") == "same" and levels.get("name") in _ALIKE_NAMES
    return Objection("deux communes différentes", is_firm=not is_surely_one)


def _other_part(a: Features, b: Features, levels: Mapping[str, str]) -> Objection | None:
    """Former communes often keep each their library, of one name but for theirs."""
    if not (a.part and b.part) or a.part == b.part:
        return None
    is_surely_one = levels.get("siret") == "same" or levels.get("mail") == "same"
    return Objection("deux communes déléguées différentes", is_firm=not is_surely_one)


def _other_address(a: Features, b: Features, levels: Mapping[str, str]) -> Objection | None:
    """An annex has the name, often the phone, of the main place: its address tells it apart."""
    address, point = levels.get("address"), levels.get("point")
    if address not in ("different", "other way", "other number") or point in _NEAR:
        return None
    if address == "other number" and point in (None, "500 m"):
        return None
    has_own_contact = any(levels.get(field) == "same" for field in ("phone", "mail", "siret"))
    # A digit lost in a number is a slip that lists make.
    is_slip = (
        address == "other number" and levels.get("name") in _ALIKE_NAMES and _is_slip(a.number, b.number)
    )
    is_firm = point is not None and not (has_own_contact or is_slip)
    return Objection("deux adresses éloignées : peut-être une annexe", is_firm=is_firm)


def _other_name(a: Features, b: Features, levels: Mapping[str, str]) -> Objection | None:
    """Two names that have nothing in common are two organisations, wherever they stand."""
    have_own_words = bool(a.own and b.own)
    if levels.get("name") != "different" or (levels.get("kind") == "different" and not have_own_words):
        return None
    # A name that only says a kind may be said otherwise by another list.
    is_surely_one = not have_own_words or levels.get("siret") == "same" or levels.get("mail") == "same"
    return Objection("deux noms sans rapport à la même adresse" if levels.get("address") in _SAME_STREET
                     else "deux noms sans rapport", is_firm=not is_surely_one)  # fmt: skip


def _other_words(a: Features, b: Features, levels: Mapping[str, str]) -> Objection | None:
    """Neighbours in a house of associations share words, an address and a switchboard."""
    name, page = levels.get("name"), levels.get("site") in ("same", "shared")
    is_surely_one = (
        levels.get("siret") == "same" or levels.get("mail") == "same" or (name == "within" and page)
    )
    if name not in _LOOSE_NAMES or is_surely_one:
        return None
    return Objection(
        "les noms ne sont pas les mêmes, et rien d’autre ne dit que c’est un seul lieu", is_firm=False
    )


def _other_contacts(a: Features, b: Features, levels: Mapping[str, str]) -> Objection | None:
    """Two services of one name and address that have each their phone and their mailbox may be two."""
    if (
        levels.get("phone") != "different"
        or levels.get("mail") != "different"
        or levels.get("siret") == "same"
    ):
        return None
    return Objection("ni le téléphone ni le mail ne concordent", is_firm=False)


def _is_slip(one: str, other: str) -> bool:
    """Tell whether a digit more or less makes one number of the other."""
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _is_apart(levels: Mapping[str, str]) -> bool:
    return levels.get("commune") == "different"
