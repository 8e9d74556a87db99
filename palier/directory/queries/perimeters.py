"""The territories that somebody looks after, as conditions on rows; which territories hold which."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from palier.territory.models import Commune
from palier.territory.territories import KINDS, condition_within

# The codes that make the references of the territories that hold a commune, in the order of `KINDS`.
_CODES = ("insee_code", "epci__siren", "departement__code", "departement__region__code")


@dataclass(frozen=True, slots=True)
class Perimeter:
    """Territories written `departement:53`; everywhere for those who have no bounds."""

    references: frozenset[str] = frozenset()
    is_everywhere: bool = False

    def condition(self, commune: str = "commune") -> Q:
        """Return the rows whose commune, reached by the lookup `commune`, is inside; "" for communes themselves.

        An empty perimeter chooses nothing.
        """
        if self.is_everywhere:
            return Q()
        condition = Q(pk__in=[])
        for reference in sorted(self.references):
            condition |= condition_within(reference, commune=commune)
        return condition


def territories_inside(perimeter: Perimeter, candidates: Iterable[str]) -> frozenset[str]:
    """Return those of `candidates` whose every commune is in the perimeter. One query at most."""
    wanted = frozenset(candidates)
    if perimeter.is_everywhere:
        return wanted
    unsure = wanted - perimeter.references
    if not unsure:
        return wanted
    there = Q()
    for reference in sorted(unsure):
        there |= condition_within(reference)
    seen: set[str] = set()
    outside: set[str] = set()
    for holding in _holding(there):
        named = holding & unsure
        seen |= named
        if not holding & perimeter.references:
            outside |= named
    return (wanted & perimeter.references) | frozenset(seen - outside)


def territories_meeting(perimeter: Perimeter) -> frozenset[str] | None:
    """Return the territories that share a commune with the perimeter; None for all of them. One query at most."""
    if perimeter.is_everywhere:
        return None
    return frozenset().union(*_holding(perimeter.condition("")))


def territory_names(references: Iterable[str]) -> dict[str, str]:
    """Return reference → name, in four queries at most; a territory that is gone keeps its reference."""
    wanted = set(references)
    names = {reference: reference for reference in wanted}
    for kind, (model, field) in KINDS.items():
        codes = [reference.partition(":")[2] for reference in wanted if reference.startswith(f"{kind}:")]
        if codes:
            rows = model._default_manager.filter(**{f"{field}__in": codes}).values_list(field, "name")
            names |= {f"{kind}:{code}": str(name) for code, name in rows}
    return names


def territory_choices(perimeter: Perimeter) -> list[tuple[str, str]]:
    """Return the territories somebody may choose inside the perimeter: régions, départements, intercommunalités.

    Pairs (reference, name), what is held first, then by name.
    """
    meeting = territories_meeting(perimeter)
    if meeting is None:
        rows = [(f"{kind}:{code}", name) for kind in ("region", "departement") for code, name in _all(kind)]
        return sorted(rows, key=lambda row: row[1])
    large = {reference for reference in meeting if not reference.startswith("commune:")}
    inside = territories_inside(perimeter, large | perimeter.references)
    names = territory_names(inside)
    return sorted(names.items(), key=lambda row: (row[0] not in perimeter.references, row[1]))


def _all(kind: str) -> list[tuple[str, str]]:
    model, field = KINDS[kind]
    return list(model._default_manager.values_list(field, "name"))


def _holding(there: Q) -> list[frozenset[str]]:
    """Return, for each commune of `there`, the references of the territories that hold it."""
    rows = Commune.objects.filter(there).order_by().values_list(*_CODES)
    return [
        frozenset(f"{kind}:{code}" for kind, code in zip(KINDS, row, strict=True) if code is not None)
        for row in rows
    ]
