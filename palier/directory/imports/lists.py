"""The fields of a row that hold values of closed lists: read from their own columns, from terms, or fixed. Pure."""

from collections.abc import Mapping as AnyMapping
from typing import Any

from palier.core.text import fold
from palier.directory.enums import Price
from palier.directory.imports import vocabulary
from palier.directory.imports.cleaning.texts import is_nothing, items_of, text_of
from palier.directory.imports.mapping import LIST_FIELDS, Mapping, Term

# Field of the file → key of `says["service"]`.
_OF_SERVICE = {
    "services": "needs",
    "publics_specifiquement_adresses": "audiences",
    "prise_en_charge_specifique": "special_supports",
    "frais_a_charge": "prices",
    "modalites_acces": "access_modes",
    "modalites_accompagnement": "modalities",
}
_PRICE_ORDER = [price.value for price in Price]
_MOST_SHOWN = 80
WITHOUT_SERVICE = "Aucun service déclaré : publics, prix et accès restent dans la ligne."


def read_lists(
    cells: AnyMapping[str, Any], mapping: Mapping, says: dict[str, Any], notes: list[str]
) -> dict[str, Any]:
    """Fill the lists of the place in `says` and return those of its service. Unknown words go to `notes`."""
    values: dict[str, list[str]] = {name: list(codes) for name, codes in mapping.fixed.items()}
    for name, columns in mapping.lists.items():
        for column in columns.names:
            found = _from_column(name, column, cells.get(column), mapping, notes)
            values.setdefault(name, []).extend(found)
    _read_terms(cells, mapping, values, notes)
    typologies = list(dict.fromkeys(values.get("typologie", [])))
    says["types"] = [[str(vocabulary.kind_of(code).value), code] for code in typologies]
    says["labels"] = list(
        dict.fromkeys(
            [*values.get("dispositif_programmes_nationaux", []), *values.get("formations_labels", [])]
        )
    )
    says["itinerancy"] = _itinerancy(values.get("itinerance", []))
    says["capabilities"] = _capabilities(values.get("equipements", []), notes)
    service = {
        key: list(dict.fromkeys(values[name])) for name, key in _OF_SERVICE.items() if values.get(name)
    }
    if "prices" in service:
        service["prices"].sort(key=_PRICE_ORDER.index)
    if service and "needs" not in service:
        notes.append(WITHOUT_SERVICE)
    return service


def _from_column(name: str, column: str, value: Any, mapping: Mapping, notes: list[str]) -> list[str]:
    """Return the codes of the items of a cell that are labels of the list; say those that are not."""
    known = vocabulary.codes_of(LIST_FIELDS[name])
    terms = [term for term in mapping.term_columns.get(column, []) if term.field == name]
    codes = []
    for item in items_of(value, mapping.separators):
        folded = fold(item)
        if folded in known:
            codes.append(known[folded])
        elif not any(folded in term.words for term in terms) and folded not in mapping.ignored:
            notes.append(
                f"« {item[:_MOST_SHOWN]} » ({column}) n’est pas une valeur connue de {name}, laissé de côté."
            )
    return codes


def _read_terms(
    cells: AnyMapping[str, Any], mapping: Mapping, values: dict[str, list[str]], notes: list[str]
) -> None:
    folded: dict[str, tuple[str, list[str]]] = {}
    for term in mapping.terms:
        if term.field not in LIST_FIELDS:
            continue
        for column in term.columns:
            if column not in folded:
                folded[column] = _folded(cells.get(column), mapping.separators)
            if _matches(term, *folded[column]):
                values.setdefault(term.field, []).append(term.gives)
    for column, terms in mapping.term_columns.items():
        _say_unknown(column, terms, cells, mapping, notes)


def _say_unknown(
    column: str, terms: list[Term], cells: AnyMapping[str, Any], mapping: Mapping, notes: list[str]
) -> None:
    if any(column in columns.names for columns in mapping.lists.values()):
        return  # already said by the column itself
    words = frozenset().union(*(term.words for term in terms))
    value = cells.get(column)
    whole = fold(text_of(value))
    if not whole or whole in words or whole in mapping.ignored or is_nothing(text_of(value)):
        return
    unknown = [
        i
        for i in items_of(value, mapping.separators)
        if fold(i) not in words and fold(i) not in mapping.ignored
    ]
    for item in unknown:
        notes.append(
            f"« {item[:_MOST_SHOWN]} » ({column}) n’est pas dans les correspondances, laissé de côté."
        )


def _folded(value: Any, separators: str) -> tuple[str, list[str]]:
    return fold(text_of(value)), [fold(item) for item in items_of(value, separators)]


def _matches(term: Term, whole: str, items: list[str]) -> bool:
    if term.contains:
        padded = f" {whole} "
        return any(f" {word} " in padded for word in term.words)
    return whole in term.words or any(item in term.words for item in items)


def _itinerancy(codes: list[str]) -> str:
    distinct = set(codes)
    return "BOTH" if len(distinct) > 1 else next(iter(distinct), "")


def _capabilities(codes: list[str], notes: list[str]) -> list[list[str]]:
    """Return pairs (kind, YES or NO); a row that says both says nothing, and it is noted."""
    yes = {code for code in codes if not code.startswith("!")}
    no = {code[1:] for code in codes if code.startswith("!")}
    if yes & no:
        notes.append("Équipement dit à la fois présent et absent : laissé inconnu.")
    return [[code, "YES"] for code in sorted(yes - no)] + [[code, "NO"] for code in sorted(no - yes)]
