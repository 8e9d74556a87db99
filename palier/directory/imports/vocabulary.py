"""The closed lists of the national schema, and what each of its labels is called here. Pure: read from our files.

A label is recognised whatever its case, accents, apostrophes and spaces; anything else is unknown, never guessed.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.db.models import TextChoices

from palier.core.text import fold
from palier.directory.enums import AccessMode, CapabilityKind, Itinerancy, Modality, PlaceKind, Price

_DATA = Path(__file__).resolve().parent.parent / "data"
_K = PlaceKind

# Typologies of the national schema that are also one of our kinds of place; the others are kept as OTHER with
# their own code, as they came.
KIND_OF_TYPOLOGY: dict[str, PlaceKind] = {
    "ASSO": _K.ASSOCIATION, "BIB": _K.LIBRARY, "CCAS": _K.CCAS, "CIAS": _K.CCAS, "CS": _K.SOCIAL_CENTRE,
    "CSC": _K.SOCIAL_CENTRE, "EVS": _K.SOCIAL_CENTRE, "CDAS": _K.SOLIDARITY_CENTRE, "MDS": _K.SOLIDARITY_CENTRE,
    "DEPT": _K.SOLIDARITY_CENTRE, "EPN": _K.PUBLIC_DIGITAL_SPACE, "EPI": _K.PUBLIC_DIGITAL_SPACE,
    "FABLAB": _K.FABLAB, "FT": _K.EMPLOYMENT_OFFICE, "ML": _K.EMPLOYMENT_OFFICE, "MDE": _K.EMPLOYMENT_OFFICE,
    "CAP_EMPLOI": _K.EMPLOYMENT_OFFICE, "LA_POSTE": _K.POST_OFFICE, "MUNI": _K.TOWN_HALL, "OF": _K.TRAINING_CENTRE,
    "AFPA": _K.TRAINING_CENTRE, "PIJ_BIJ": _K.YOUTH_INFORMATION, "RESSOURCERIE": _K.REFURBISHING_PLACE,
    "RFS": _K.FRANCE_SERVICES, "TIERS_LIEUX": _K.THIRD_PLACE, "RELAIS_LECTURE": _K.LIBRARY,
}  # fmt: skip
OTHER_TYPOLOGIES = frozenset(
    """
    ACI ACIPHC AI ASE ASSO_CHOMEUR Autre AVIP CAARUD CADA CAF CAVA CC CCONS CD CFP CHRS CHU CIDFF CITMET CMP CMS
    CPAM CPH CSAPA DEETS DIPLP E2C EA EATT EI EITI ENM EPCI EPIDE ES ESAT ESS ETTI FABRIQUE FAIS GEIQ HUDA MDH MDEF
    MDPH MJC MQ MSA MSAP OACAS ODC OIL OPCS PAD PENSION PI PIMMS PJJ PLIE PREF PREVENTION REG RS_FJT SCP SPIP UDAF
    """.split()  # noqa: SIM905
)
ITINERANCIES = {"Itinérant": Itinerancy.MOBILE, "Fixe": Itinerancy.FIXED}
PRICES = {
    "Gratuit": Price.FREE,
    "Gratuit sous condition": Price.FREE_WITH_CONDITIONS,
    "Payant": Price.PAID,
}
ACCESS_MODES = {
    "Se présenter": AccessMode.WALK_IN,
    "Téléphoner": AccessMode.CALL_FIRST,
    "Contacter par mail": AccessMode.EMAIL_FIRST,
    "Envoyer un mail avec une fiche de prescription": AccessMode.REFERRAL_ONLY,
    "Prendre un RDV en ligne": AccessMode.ONLINE_BOOKING,
    "Ce lieu n'accueille pas de public": AccessMode.NO_PUBLIC,
}
MODALITIES = {
    "En autonomie": Modality.SELF_SERVICE,
    "Accompagnement individuel": Modality.INDIVIDUAL,
    "Dans un atelier collectif": Modality.WORKSHOP,
    "À distance": Modality.REMOTE,
    "Sur place": Modality.ON_SITE,  # not a word of the national schema; other formats have it
}
# Wordings that versions of the schema changed, or that its own pattern misspells.
_OTHER_WORDINGS = {
    "services": {"Comprehension du monde numérique": "comprehension-du-numerique"},
    "labels": {
        "Étapes numériques(La Poste)": "etapes-numeriques",
        "Bibliothèque numérique de référence": "bibliotheque-numerique-reference",
    },
}


@cache
def codes_of(field: str) -> dict[str, str]:
    """Return, for one list field, the stored code of each folded label that a file may hold.

    Fields: services, publics, prises_en_charge, labels, frais, modalites_acces, modalites_accompagnement,
    itinerance, typologie, equipements.
    """
    closed: dict[str, Mapping[str, TextChoices]] = {
        "frais": PRICES,
        "modalites_acces": ACCESS_MODES,
        "modalites_accompagnement": MODALITIES,
        "itinerance": ITINERANCIES,
    }
    if field in closed:
        return {fold(label): str(code.value) for label, code in closed[field].items()}
    if field == "typologie":
        return {fold(code): code for code in (*KIND_OF_TYPOLOGY, *OTHER_TYPOLOGIES)}
    if field == "equipements":
        return {fold(kind.label): str(kind.value) for kind in CapabilityKind} | {
            fold(kind.value): str(kind.value) for kind in CapabilityKind
        }
    return _codes_of_files(field)


def _codes_of_files(field: str) -> dict[str, str]:
    if field == "services":
        services = tomllib.loads((_DATA / "national_services.toml").read_text(encoding="utf-8"))["services"]
        codes = {fold(label): code for code, label in services.items()}
    else:
        name = {"publics": "audiences", "prises_en_charge": "special_supports", "labels": "schemes"}[field]
        items = tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))["items"]
        codes = {}
        for item in items:
            names = [item.get("label") or item["name"], item["code"], *item.get("aliases", [])]
            # Two of our audiences are « Jeunes » of the schema: the one that bears the very word is meant.
            codes |= {fold(text): item["code"] for text in names}
            codes.setdefault(fold(item.get("national", "")), item["code"])
        codes.pop("", None)
        for item in items:
            codes[fold(item.get("label") or item["name"])] = item["code"]
    others = _OTHER_WORDINGS.get(field, {})
    return {fold(label): code for label, code in others.items()} | codes


def kind_of(typology: str) -> PlaceKind:
    """Return our kind of place for a typology of the national schema; OTHER if we have none."""
    return KIND_OF_TYPOLOGY.get(typology, PlaceKind.OTHER)
