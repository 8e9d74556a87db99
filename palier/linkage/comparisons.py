"""What is compared, level by level: the SQL that Splink runs, and the words that a coordinator reads.

The first level whose condition holds is the pair’s. A missing value has no level, and no weight. Weights are not
here: they are data (`weights`). Conditions use only what DuckDB and Spark compute alike on ASCII and numbers.
"""

from dataclasses import dataclass

from palier.core.geo import KM_PER_DEGREE


@dataclass(frozen=True)
class Level:
    """One way for a field to agree or not. `sql` is "" for the last level: everything else."""

    name: str
    sql: str
    words: str


@dataclass(frozen=True)
class Comparison:
    """A field compared. `missing`: SQL that holds when there is nothing to compare."""

    field: str
    missing: str
    levels: tuple[Level, ...]

    def level(self, index: int) -> Level | None:
        """Return the level of a Splink gamma: -1 is missing, 0 the last level."""
        return None if index < 0 else self.levels[len(self.levels) - 1 - index]


def _either(column: str, second: str) -> str:
    """SQL: one of the two values of the left is one of the two of the right."""
    return (
        f"({column}_l = {column}_r or {column}_l = {second}_r or {second}_l = {column}_r"
        f" or ({second}_l <> '' and {second}_l = {second}_r))"
    )


def _slips(share: float, *columns: str) -> str:
    """SQL: so few letters differ in one of the columns."""
    told = (
        f"damerau_levenshtein({c}_l, {c}_r) <= {share} * greatest(length({c}_l), length({c}_r))"
        for c in columns
    )
    return f"({' or '.join(told)})"


def _within(column: str, letters: int) -> str:
    """SQL: one text holds the other, which is so long at least."""
    return (
        f"(length({column}_l) >= {letters} and length({column}_r) >= {letters} and"
        f" ({column}_l like concat('%', {column}_r, '%') or {column}_r like concat('%', {column}_l, '%')))"
    )


_METRES = (  # flat earth: exact enough where it counts
    f"{1000 * KM_PER_DEGREE:.2f} * sqrt(power(lat_l - lat_r, 2) + power((lon_l - lon_r) * cos(radians(lat_l)), 2))"
)
_OWN_BOTH = "own_l <> '' and own_r <> ''"
_AKIN = "(moving_l = moving_r and (kinds_l = 0 or kinds_r = 0 or (kinds_l & kinds_r) > 0))"
_NEAR_OWN = (
    f"{_OWN_BOTH} and digits_l = digits_r and greatest(length(own_l), length(own_r)) >= 5"
    f" and (damerau_levenshtein(own_l, own_r) <= 1 or {_slips(0.15, 'own')})"
)
_SHUFFLED = (
    f"{_OWN_BOTH} and digits_l = digits_r and (own_sorted_l = own_sorted_r or {_slips(0.12, 'own_sorted')})"
)
# « Cyber-bsae » says no kind that is known: its letters do. One slip in a long name is a slip, whatever the word.
_MISSPELT_KIND = (
    "digits_l = digits_r and least(length(bare_l), length(bare_r)) >= 8"
    " and (damerau_levenshtein(bare_l, bare_r) <= 1 or ((own_l = '' or own_r = '')"
    " and greatest(length(own_l), length(own_r)) >= 4 and damerau_levenshtein(bare_l, bare_r) <= 2))"
)
_START = (
    "(own_l <> '' or own_r <> '') and length(bare_l) >= 4 and length(bare_r) >= 4"
    " and (bare_l like concat(bare_r, '%') or bare_r like concat(bare_l, '%'))"
)
_SAME_STREET = f"({_slips(0.3, 'street')} or {_within('street', 5)})"
_FEW = "least({0}_l, {0}_r) <= 1"
_ALONE = "greatest(name_sites_l, name_sites_r) <= 1"
_SAME_NAME = f"((own_l = own_r and {_AKIN}) or bare_l = bare_r)"

NAME = Comparison(
    "name",
    "bare_l = '' or bare_r = ''",
    (
        Level(
            "same alone",
            f"{_OWN_BOTH} and {_SAME_NAME} and {_ALONE}",
            "même nom, un seul lieu de la commune s’appelle ainsi",
        ),
        Level(
            "same",
            f"({_OWN_BOTH} or (own_l = '' and own_r = '' and label_l = '')) and {_SAME_NAME}",
            "même nom",
        ),
        Level(
            "only same kind alone",
            f"own_l = '' and own_r = '' and label_l = label_r and {_ALONE}",
            "même nom commun, un seul lieu de la commune s’appelle ainsi",
        ),
        Level(
            "same kind alone",
            "own_l = '' and own_r = '' and label_l = label_r",
            "même nom commun, sans nom propre",
        ),
        Level("near", f"({_NEAR_OWN} and {_AKIN}) or {_MISSPELT_KIND}", "noms presque pareils"),
        Level("shuffled", f"{_SHUFFLED} and {_AKIN}", "mêmes mots dans un autre ordre"),
        Level(
            "other kind",
            f"({_NEAR_OWN}) or ({_SHUFFLED})",
            "même nom propre, autre sorte de lieu",
        ),
        Level("within", f"{_OWN_BOTH} and {_within('own', 4)}", "un nom contenu dans l’autre"),
        Level(
            "one kind alone",
            "(own_l = '' or own_r = '') and (kinds_l & kinds_r) > 0",
            "un des noms ne dit que la sorte de lieu",
        ),
        Level("start", _START, "un nom est le début de l’autre"),
        Level(
            "alike",
            f"{_OWN_BOTH} and ((greatest(length(own_l), length(own_r)) >= 5 and {_slips(0.45, 'own', 'own_sorted')})"
            " or (least(length(own_l), length(own_r)) >= 3 and damerau_levenshtein(own_l, own_r) <= 1))",
            "noms qui se ressemblent",
        ),
        Level("different", "", "noms différents"),
    ),
)
KIND = Comparison(
    "kind",
    "main_kinds_l = 0 or main_kinds_r = 0",
    (
        Level("same", "main_kinds_l = main_kinds_r", "même sorte de lieu"),
        Level("partly", "(main_kinds_l & main_kinds_r) > 0", "sortes de lieu en partie communes"),
        Level("different", "", "sortes de lieu différentes"),
    ),
)
TYPES = Comparison(
    "types",
    "types_l = 0 or types_r = 0",
    (
        Level("same", "types_l = types_r", "mêmes types"),
        Level("partly", "(types_l & types_r) > 0", "types en partie communs"),
        Level("different", "", "types différents"),
    ),
)
ADDRESS = Comparison(
    "address",
    "street_l = '' or street_r = ''",
    (
        Level("same", f"{_SAME_STREET} and number_l <> '' and number_l = number_r", "même adresse"),
        Level(
            "other way",
            f"{_SAME_STREET} and street_kind_l <> street_kind_r and street_kind_l <> '' and street_kind_r <> ''",
            "même nom de rue, autre sorte de voie",
        ),
        Level("no number", f"{_SAME_STREET} and number_l = '' and number_r = ''", "même rue, sans numéro"),
        Level(
            "same street", f"{_SAME_STREET} and (number_l = '' or number_r = '')", "même rue, numéro inconnu"
        ),
        Level("other number", _SAME_STREET, "même rue, autre numéro"),
        Level("different", "", "adresses différentes"),
    ),
)
POINT = Comparison(
    "point",
    "lat_l is null or lat_r is null",
    (
        Level("30 m", f"{_METRES} <= 30", "à moins de 30 m"),
        Level("150 m", f"{_METRES} <= 150", "à moins de 150 m"),
        Level("500 m", f"{_METRES} <= 500", "à moins de 500 m"),
        Level("1500 m", f"{_METRES} <= 1500", "à moins de 1,5 km"),
        Level("far", "", "à plus de 1,5 km"),
    ),
)
COMMUNE = Comparison(
    "commune",
    "(insee_l = '' or insee_r = '') and (commune_l = '' or commune_r = '') and (postal_l = '' or postal_r = '')",
    (
        Level(
            "same",
            "(insee_l <> '' and insee_l = insee_r) or ((insee_l = '' or insee_r = '') and commune_l <> ''"
            " and commune_l = commune_r and (postal_l = '' or postal_r = '' or postal_l = postal_r))",
            "même commune",
        ),
        Level("same postal code", "postal_l <> '' and postal_l = postal_r", "même code postal"),
        Level("different", "", "communes différentes"),
    ),
)
PHONE = Comparison(
    "phone",
    "phone_l = '' or phone_r = ''",
    (
        Level("same", f"{_either('phone', 'phone2')} and {_FEW.format('phone_sites')}", "même téléphone"),
        Level("shared", _either("phone", "phone2"), "même téléphone, commun à plusieurs lieux"),
        Level("different", "", "téléphones différents"),
    ),
)
MAIL = Comparison(
    "mail",
    "mail_l = '' or mail_r = ''",
    (
        Level("same", f"{_either('mail', 'mail2')} and {_FEW.format('mail_sites')}", "même adresse mail"),
        Level("shared", _either("mail", "mail2"), "même adresse mail, commune à plusieurs lieux"),
        Level("same domain", "domain_l <> '' and domain_l = domain_r", "mails du même domaine"),
        Level(
            "other box",
            "(domain_l = '' and domain_r <> '') or (domain_l <> '' and domain_r = '')",
            "mails différents, l’un chez un fournisseur",
        ),
        Level("different", "", "adresses mail différentes"),
    ),
)
SITE = Comparison(
    "site",
    "page_l = '' or page_r = ''",
    (
        Level("same", f"page_l = page_r and {_FEW.format('page_sites')}", "même page web"),
        Level("shared", "page_l = page_r", "même page web, commune à plusieurs lieux"),
        Level("same host", "host_l <> '' and host_l = host_r", "même site web"),
        Level("different", "", "sites web différents"),
    ),
)
SIRET = Comparison(
    "siret",
    "siren_l = '' or siren_r = ''",
    (
        Level("same", f"siret_l <> '' and siret_l = siret_r and {_FEW.format('siren_sites')}", "même SIRET"),
        Level("shared", "siret_l <> '' and siret_l = siret_r", "même SIRET, commun à plusieurs lieux"),
        Level("same firm", "siren_l = siren_r", "même SIREN"),
        Level("different", "", "SIREN différents"),
    ),
)
COMPARISONS = (NAME, KIND, TYPES, ADDRESS, POINT, COMMUNE, PHONE, MAIL, SITE, SIRET)
