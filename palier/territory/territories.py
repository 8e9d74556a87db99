"""One « territoire » of any kind, as addresses and commands write it: `departement:53`, `epci:200033298`…"""

from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet

from palier.core.text import fold
from palier.territory.models import Commune, Departement, Epci, Region

# Kind → model and the field that holds its code.
KINDS: dict[str, tuple[type[Model], str]] = {
    "commune": (Commune, "insee_code"),
    "epci": (Epci, "siren"),
    "departement": (Departement, "code"),
    "region": (Region, "code"),
}
# Kind → how a row that belongs to a commune is chosen.
_FROM_COMMUNE = {
    "commune": "insee_code",
    "epci": "epci__siren",
    "departement": "departement__code",
    "region": "departement__region__code",
}
MAX_SUGGESTIONS = 20


class UnknownTerritory(Exception):
    """No territory bears this code."""


@dataclass(frozen=True)
class Territory:
    """A commune, an intercommunalité, a département or a région. `kind` is a key of KINDS."""

    kind: str
    code: str
    name: str

    @property
    def reference(self) -> str:
        """How it is written in an address: `departement:53`."""
        return f"{self.kind}:{self.code}"

    def condition(self, commune: str) -> Q:
        """Return the rows whose commune, reached by the lookup `commune`, is in this territory."""
        return condition_within(self.reference, commune=commune)


def condition_within(reference: str, *, commune: str = "") -> Q:
    """Return the rows whose commune, reached by the lookup `commune`, is in `departement:53`; "": communes themselves.

    Asks nothing of the database; a reference to nothing chooses nothing. Raises KeyError for an unknown kind.
    """
    kind, _, code = reference.partition(":")
    lookup = _FROM_COMMUNE[kind]
    return Q(**{f"{commune}__{lookup}" if commune else lookup: code})


def territory_by_reference(text: str) -> Territory:
    """Return the territory that `text` names; a code alone is a département (two or three characters), an
    intercommunalité (nine) or a commune (five). Raises UnknownTerritory.
    """
    kind, _, code = text.strip().rpartition(":")
    code = code.strip().upper()
    kind = kind.strip().lower() or {5: "commune", 9: "epci"}.get(len(code), "departement")
    if kind not in KINDS or not code.isalnum() or not code.isascii() or len(code) > 9:
        raise UnknownTerritory(text)
    model, field = KINDS[kind]
    names = model._default_manager.filter(**{field: code}).values_list("name", flat=True)
    name = names.first()
    if name is None:
        raise UnknownTerritory(text)
    return Territory(kind, code, str(name))


def territories_named(text: str, *, limit: int = MAX_SUGGESTIONS) -> list[Territory]:
    """Return at most `limit` territories whose name holds every word of `text`, or whose code is `text`.

    Régions, départements and intercommunalités, large ones first, then communes by population. At most five
    queries.
    """
    words = fold(text).split()
    if not words:
        return []
    found: list[Territory] = []
    for kind in ("region", "departement", "epci"):
        model, field = KINDS[kind]
        rows = model._default_manager.order_by(field).values_list(field, "name")
        found += [Territory(kind, code, name) for code, name in rows if _says(words, code, name)]
    return [*found, *_communes(words)][:limit]


def _communes(words: list[str]) -> list[Territory]:
    text = " ".join(words)
    rows: QuerySet[Commune] = Commune.objects.filter(
        Q(search_text__startswith=text) | Q(insee_code=text.upper()) | Q(postal_codes__code=text)
    )
    pairs = rows.order_by("-population", "pk").values_list("insee_code", "name").distinct()[:MAX_SUGGESTIONS]
    return [Territory("commune", code, name) for code, name in dict(pairs).items()]


def _says(words: list[str], code: str, name: str) -> bool:
    if words == [code.lower()]:
        return True
    have = fold(name).split()
    return all(any(part.startswith(word) for part in have) for word in words)
