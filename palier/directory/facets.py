"""Facet tokens: how a filter is written in the search index. A three-letter kind, then the code without dashes."""

from collections.abc import Iterable

# NEED: declared by a service; FAMILY: the family of a declared need; NATIONAL: declared in a national framework.
NEED, FAMILY, AUDIENCE, SUPPORT, LANGUAGE = "nee", "fam", "aud", "sup", "lan"
NATIONAL = "nat"
MODALITY, ACCESS, PRICE, LABEL = "mod", "acc", "pri", "lab"
CAPABILITY, PLACE_KIND, COMMUNE, DEPARTEMENT, EPCI = "cap", "typ", "com", "dep", "epc"


def token(kind: str, code: str) -> str:
    """Return the token of one value: `token(NEED, "boite-mail")` → `neeboitemail`."""
    return kind + code.lower().replace("-", "").replace("_", "")


def tokens(kind: str, codes: Iterable[str]) -> list[str]:
    """Return the tokens of several values, in the order given."""
    return [token(kind, code) for code in codes]
