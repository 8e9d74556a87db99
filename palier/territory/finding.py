"""Confront what was typed with the communes that exist, and say in French what was understood. No
database.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from string import ascii_lowercase

from rapidfuzz.distance import OSA, DamerauLevenshtein
from rapidfuzz.process import extract as fuzzy_extract

from palier.core.text import fold
from palier.territory.enums import MatchCertainty
from palier.territory.gazetteer import Entry, Gazetteer, name_forms
from palier.territory.typed import ARRONDISSEMENTS, Typed

MOST_CANDIDATES = 10
# Of the two names of one postal code, how near a typed name must be to be a spelling of one of them, 0 to 1.
# « Craon » and « Cran » are 0.8 apart, « Laval » and « Bonchamp » 0.1: between 0.6 and 0.75 the tried
# spellings do not change.
NEAR_ENOUGH = 0.65
_NO_PLACE = "Indiquez une commune ou un code postal."


@dataclass(frozen=True)
class Finding:
    """The entry found, the others that it could be (most populated first) and why."""

    certainty: MatchCertainty
    entry: Entry | None = None
    candidates: tuple[Entry, ...] = ()
    remarks: tuple[str, ...] = field(default=())


def find(typed: Typed, book: Gazetteer) -> Finding:
    """Return what `typed` means, by the strongest thing given: INSEE code, then postal code, then name."""
    if typed.insee_code:
        return _by_insee_code(typed, book)
    if typed.postal_code:
        finding = _by_postal_code(typed, book)
        if typed.lost_zero and finding.entry:
            remark = f"Le code postal a été lu {typed.postal_code} : il avait perdu son zéro."
            finding = _with_remark(finding, remark)
        return finding
    if typed.arrondissement:
        return _by_arrondissement(typed, book)
    if typed.name:
        return _by_name(typed, book)
    return Finding(MatchCertainty.NOT_FOUND, remarks=(_NO_PLACE,))


def nearest_names(name: str, book: Gazetteer) -> list[Entry]:
    """Return the entries whose names are the fewest slips away from `name`, most populated first; maybe none.

    A slip is a letter added, dropped, changed or swapped with the next; `allowed_slips` says how many may be.
    """
    limit = allowed_slips(name)
    if limit == 0:
        return []
    fewest, forms = _nearest_forms(name, book.names(first=name[0]), limit)
    if fewest > 1:
        guessed = [guess for guess in with_other_first_letter(name) if guess in book.by_name]
        fewest, forms = (1, guessed) if guessed else (fewest, forms)
    if not forms:  # several slips, one of them on the first letter: rare, and slower to look for
        _, forms = _nearest_forms(name, book.names(first=""), limit)
    ranks = {rank for form in forms for rank in book.by_name[form]}
    return [book.entries[rank] for rank in sorted(ranks)]


def with_other_first_letter(text: str) -> list[str]:
    """Return what `text` may stand for if its one slip is on its first letter."""
    swapped = text[1:2] + text[0] + text[2:]
    return [text[1:], swapped, *(c + text[1:] for c in ascii_lowercase), *(c + text for c in ascii_lowercase)]


def _nearest_forms(name: str, forms: list[str], limit: int) -> tuple[int, list[str]]:
    found = fuzzy_extract(name, forms, scorer=OSA.distance, score_cutoff=limit, limit=50)
    fewest = min((distance for _, distance, _ in found), default=limit + 1)
    return fewest, [form for form, distance, _ in found if distance == fewest]


def allowed_slips(name: str) -> int:
    """Return how many slips a name of that length may hold and still be recognised."""
    return 0 if len(name) < 3 else 1 if len(name) <= 5 else 2 if len(name) <= 18 else 3


def similarity(name: str, entry: Entry) -> float:
    """Return how alike `name` and the entry’s name are, 0 to 1, articles aside."""
    return max(DamerauLevenshtein.normalized_similarity(name, form) for form in name_forms(entry.search_text))


def _by_insee_code(typed: Typed, book: Gazetteer) -> Finding:
    entries = [book.entries[rank] for rank in book.by_insee_code.get(typed.insee_code, ())]
    whole = next((entry for entry in entries if not entry.is_part), None)
    remarks: list[str] = []
    if whole is None:
        current = book.old_codes.get(typed.insee_code)
        if current is None:
            without = Typed(**(vars(typed) | {"insee_code": ""}))
            if without == Typed():
                return _not_found(f"Aucune commune ne porte le code INSEE {typed.insee_code}.")
            return _with_remark(find(without, book), f"Le code INSEE {typed.insee_code} est inconnu.")
        entries = [book.entries[rank] for rank in book.by_insee_code[current]]
        whole = next(entry for entry in entries if not entry.is_part)
        part = next((entry for entry in entries if entry.part_code == typed.insee_code), None)
        if part is not None:
            return _checked(part, entries, typed, [_part_remark(part)])
        remarks.append(f"Le code INSEE {typed.insee_code} est devenu {current} ({whole.name}).")
    return _checked(whole, entries, typed, remarks)


def _checked(entry: Entry, family: list[Entry], typed: Typed, remarks: list[str]) -> Finding:
    """Return `entry`, found by its code, as exact or as contradicted by the name or the postal code also
    given.
    """
    clashes = []
    if typed.name and max(similarity(typed.name, other) for other in family) < NEAR_ENOUGH:
        clashes.append(f"Le code INSEE {typed.insee_code} est celui {_of(entry)}, pas de « {typed.said} ».")
    codes = {code for other in family for code in other.postal_codes}
    if typed.postal_code and typed.postal_code not in codes and not typed.is_cedex:
        clashes.append(f"Le code postal {typed.postal_code} n’est pas celui {_of(entry)}.")
    certainty = MatchCertainty.CONTRADICTORY if clashes else MatchCertainty.EXACT
    return Finding(certainty, entry, (entry,), (*remarks, *clashes))


def _by_arrondissement(typed: Typed, book: Gazetteer) -> Finding:
    current = book.old_codes.get(typed.arrondissement, "")
    for rank in book.by_insee_code.get(current, ()):
        if book.entries[rank].part_code == typed.arrondissement:
            return Finding(MatchCertainty.EXACT, book.entries[rank], (book.entries[rank],))
    return _by_name(typed, book)


def _by_postal_code(typed: Typed, book: Gazetteer) -> Finding:
    entries = _entries(book, book.by_postal_code.get(typed.postal_code, ()))
    if not entries:
        return _by_unknown_postal_code(typed, book)
    if typed.arrondissement:
        return _by_postal_code_of_arrondissement(typed, entries, book)
    if not typed.name:
        return _several(
            _whole_or_part(entries), f"Le code postal {typed.postal_code} sert à plusieurs communes"
        )
    same = [entry for entry in entries if typed.name in name_forms(entry.search_text)]
    if same:
        return _same_name(_arrondissement_of(same, entries) or same)
    nearest = max(entries, key=lambda entry: similarity(typed.name, entry))
    if similarity(typed.name, nearest) >= NEAR_ENOUGH or _begins(nearest, typed.name):
        remark = f"« {typed.said} » a été compris comme {nearest.name} ({typed.postal_code})."
        return Finding(MatchCertainty.CORRECTED, nearest, (nearest,), (remark, *_part_remarks(nearest)))
    elsewhere = _entries(book, book.by_name.get(typed.name, ()))
    remark = _not_the_code(typed.postal_code, typed.said, nearest)
    if elsewhere:
        remark += f" Ce nom existe ailleurs : {_listed(elsewhere)}."
    whole = [entry for entry in entries if not entry.is_part]
    others = _once([nearest, *elsewhere, *whole])
    return Finding(MatchCertainty.CONTRADICTORY, nearest, others, (remark,))


def _by_postal_code_of_arrondissement(typed: Typed, entries: list[Entry], book: Gazetteer) -> Finding:
    for entry in entries:
        if entry.part_code == typed.arrondissement:
            return Finding(MatchCertainty.EXACT, entry, (entry,))
    named = _by_arrondissement(typed, book)
    proposed = _whole_or_part(entries)[0]
    wanted = named.entry.name if named.entry else typed.said
    remark = _not_the_code(typed.postal_code, wanted, proposed)
    others = _once([proposed, *([named.entry] if named.entry else [])])
    return Finding(MatchCertainty.CONTRADICTORY, proposed, others, (remark,))


def _by_unknown_postal_code(typed: Typed, book: Gazetteer) -> Finding:
    """A CEDEX code is in no table: only its first digits say something, the département."""
    code = typed.postal_code
    unknown = f"Le code postal {code} n’est pas dans notre liste"
    if not typed.name:
        if code in book.by_insee_code or code in book.old_codes:
            finding = _by_insee_code(Typed(insee_code=code), book)
            return _with_remark(finding, f"{code} est un code INSEE, pas un code postal.", first=True)
        return _not_found(f"{unknown}. Est-ce un CEDEX ? Indiquez aussi le nom de la commune.")
    if typed.arrondissement:
        return _with_remark(_by_arrondissement(typed, book), f"{unknown} : il a été laissé de côté.")
    here = [e for e in _entries(book, book.by_name.get(typed.name, ())) if _is_of(code, e.departement_code)]
    if here:
        finding = _same_name(here)
        return _with_remark(finding, f"{unknown} (CEDEX ?) : le nom et le département ont suffi.", first=True)
    finding = _by_name(typed, book)
    if finding.entry is None:
        return _with_remark(finding, f"{unknown}.", first=True)
    if _is_of(code, finding.entry.departement_code):
        return _with_remark(finding, f"{unknown} : le nom a été suivi.", first=True)
    remark = f"{unknown} et ne commence pas comme ceux du département {finding.entry.departement_name}."
    return Finding(
        MatchCertainty.CONTRADICTORY, finding.entry, finding.candidates, (remark, *finding.remarks)
    )


def _by_name(typed: Typed, book: Gazetteer) -> Finding:
    entries = _entries(book, book.by_name.get(typed.name, ()))
    if typed.departement and entries:
        here = [entry for entry in entries if _is_in(entry, typed.departement)]
        if here:
            return _same_name(here)
        near = _nearest_in_departement(typed, book, slips=1)
        if near:
            return _corrected(typed, near)
        remark = f"Aucune commune nommée {entries[0].name} dans le département « {typed.departement} »."
        return Finding(MatchCertainty.CONTRADICTORY, entries[0], _once(entries), (remark,))
    if entries:
        return _same_name(entries)
    return _by_beginning(typed, book) or _by_spelling(typed, book)


def _by_beginning(typed: Typed, book: Gazetteer) -> Finding | None:
    """A name cut short: « Château-Gontier » is now « Château-Gontier-sur-Mayenne »."""
    if len(typed.name) < 4:
        return None
    ranks = sorted(set(book.ranks_of_name_prefix(f"{typed.name} ")))
    entries = [e for e in _entries(book, ranks) if not typed.departement or _is_in(e, typed.departement)]
    if not entries:
        return None
    if len(_once(entries)) == 1:
        remark = f"« {typed.said} » a été compris comme {entries[0].name}."
        return Finding(
            MatchCertainty.CORRECTED, entries[0], (entries[0],), (remark, *_part_remarks(entries[0]))
        )
    return _several(entries, f"Plusieurs communes commencent par « {typed.said} »")


def _by_spelling(typed: Typed, book: Gazetteer) -> Finding:
    entries = nearest_names(typed.name, book)
    if typed.departement:
        entries = _nearest_in_departement(typed, book, slips=allowed_slips(typed.name)) or entries
    if not entries:
        return _nothing(typed, book)
    return _corrected(typed, entries)


def _nearest_in_departement(typed: Typed, book: Gazetteer, *, slips: int) -> list[Entry]:
    by_slips: dict[int, list[Entry]] = {}
    for entry in book.entries:
        if _is_in(entry, typed.departement):
            fewest = min(OSA.distance(typed.name, form) for form in name_forms(entry.search_text))
            by_slips.setdefault(fewest, []).append(entry)
    best = min(by_slips, default=slips + 1)
    return by_slips[best] if best <= slips else []


def _nothing(typed: Typed, book: Gazetteer) -> Finding:
    largest = [entry for entry in book.entries if entry.departement_code == typed.said.upper()][:5]
    if not largest:
        return _not_found(f"Aucune commune ne s’appelle « {typed.said} ».")
    remark = f"{typed.said} est un département ({largest[0].departement_name}) : indiquez une commune."
    return Finding(MatchCertainty.NOT_FOUND, None, tuple(largest), (remark,))


def _corrected(typed: Typed, entries: list[Entry]) -> Finding:
    finding = _several(_preferred(entries), f"Aucune commune ne s’appelle « {typed.said} ». Proches")
    if finding.certainty == MatchCertainty.AMBIGUOUS:
        return finding
    remark = f"« {typed.said} » a été compris comme {entries[0].name}."
    return Finding(MatchCertainty.CORRECTED, finding.entry, finding.candidates, (remark, *finding.remarks))


def _same_name(entries: list[Entry]) -> Finding:
    kept = _preferred(entries)
    return _several(kept, f"Plusieurs communes s’appellent {kept[0].name}")


def _several(entries: list[Entry], sentence: str) -> Finding:
    """Return the only entry as exact, or the most populated of several as ambiguous."""
    chosen, others = entries[0], _once(entries)
    if len(others) == 1:
        return Finding(MatchCertainty.EXACT, chosen, (chosen,), tuple(_part_remarks(chosen)))
    remarks = (f"{sentence} : {_listed(others)}.", *_part_remarks(chosen))
    return Finding(MatchCertainty.AMBIGUOUS, chosen, others[:MOST_CANDIDATES], remarks)


def _preferred(entries: list[Entry]) -> list[Entry]:
    """Keep the communes of today when one bears the name: their former namesakes are not meant."""
    return [entry for entry in entries if not entry.is_part] or entries


def _whole_or_part(entries: list[Entry]) -> list[Entry]:
    """For a postal code alone: the arrondissement if it has this code to itself, else the communes."""
    parts = [
        entry for entry in entries if entry.is_part and entry.postal_codes != _codes_of_whole(entries, entry)
    ]
    return parts[:1] or _preferred(entries)


def _codes_of_whole(entries: list[Entry], part: Entry) -> tuple[str, ...]:
    return next((e.postal_codes for e in entries if e.insee_code == part.insee_code and not e.is_part), ())


def _arrondissement_of(same: list[Entry], entries: list[Entry]) -> list[Entry]:
    """« 75011 Paris » is the 11th: the only part of the town that has this code, where the town has
    several.
    """
    if same[0].search_text not in ARRONDISSEMENTS:
        return []
    return [e for e in entries if e.is_part and e.insee_code == same[0].insee_code]


def _begins(entry: Entry, name: str) -> bool:
    return len(name) >= 3 and any(form.startswith(f"{name} ") for form in name_forms(entry.search_text))


def _is_of(postal_code: str, departement_code: str) -> bool:
    """Tell whether a postal code begins like those of the département (Corsica’s all begin with 20)."""
    if departement_code in ("2A", "2B"):
        return postal_code.startswith("20")
    return postal_code.startswith(departement_code)


def _is_in(entry: Entry, departement: str) -> bool:
    return departement in (entry.departement_code, fold(entry.departement_name))


def _entries(book: Gazetteer, ranks: Iterable[int]) -> list[Entry]:
    return [book.entries[rank] for rank in sorted(ranks)]


def _once(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return one entry for each commune of today, the first given, in the order given."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.insee_code, entry)
    return tuple(first.values())


def _listed(entries: Iterable[Entry]) -> str:
    shown = [f"{e.name} ({e.departement_code})" for e in entries]
    return ", ".join(shown[:5]) + ("…" if len(shown) > 5 else "")


def _not_the_code(code: str, name: str, proposed: Entry) -> str:
    return f"Le code postal {code} n’est pas celui de « {name} » : nous proposons {proposed.name}."


def _of(entry: Entry) -> str:
    return entry.commune_of if not entry.is_part else f"de {entry.name}"


def _part_remarks(entry: Entry) -> list[str]:
    return [_part_remark(entry)] if entry.is_part else []


def _part_remark(entry: Entry) -> str:
    return f"{entry.name} fait partie de la commune {entry.commune_of}."


def _not_found(remark: str) -> Finding:
    return Finding(MatchCertainty.NOT_FOUND, remarks=(remark,))


def _with_remark(finding: Finding, remark: str, *, first: bool = False) -> Finding:
    remarks = (remark, *finding.remarks) if first else (*finding.remarks, remark)
    return Finding(finding.certainty, finding.entry, finding.candidates, remarks)
