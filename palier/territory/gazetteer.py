"""Every name and postal code of the territory, in memory, in a form that is quick to search.

Holds plain values only, never rows: what is found is read again from the database. It is built once per
process and per loaded extract (about a second for France), and not kept at all while no extract is loaded,
as in tests.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TypeVar

from django.db import connection
from django.db.models import Subquery

from palier.core.geo import Point
from palier.territory.enums import FormerCommuneKind
from palier.territory.models import Commune, Departement, FormerCommune, LoadedExtract, PostalCode
from palier.territory.names import with_of

T = TypeVar("T")

_ARTICLES = ("le ", "la ", "les ", "l ", "los ", "aux ")


@dataclass(frozen=True, slots=True)
class Entry:
    """One name that leads to a commune: its own, or that of a part of it or of a former commune."""

    insee_code: str  # of the commune of today
    part_code: str  # of the arrondissement or former commune; "" for the commune itself
    name: str
    search_text: str
    commune_name: str
    commune_of: str  # « d’Orée d’Anjou »
    postal_codes: tuple[str, ...]
    departement_code: str
    departement_name: str
    population: int
    point: Point

    @property
    def is_part(self) -> bool:
        return self.part_code != ""


class Gazetteer:
    """Entries, most populated first, and the ways to reach them. A rank is the place of an entry in
    `entries`.
    """

    def __init__(self, entries: Iterable[Entry], old_codes: dict[str, str]) -> None:
        self.entries = tuple(sorted(entries, key=_most_populated_first))
        self.old_codes = old_codes
        self.by_name: dict[str, list[int]] = defaultdict(list)
        self.by_postal_code: dict[str, list[int]] = defaultdict(list)
        self.by_insee_code: dict[str, list[int]] = defaultdict(list)
        for rank, entry in enumerate(self.entries):
            for form in name_forms(entry.search_text):
                self.by_name[form].append(rank)
            for code in entry.postal_codes:
                self.by_postal_code[code].append(rank)
            self.by_insee_code[entry.insee_code].append(rank)
        self._names = sorted(self.by_name)

    @cached_property
    def _sorted_names(self) -> tuple[list[str], list[int]]:
        pairs = sorted((form, rank) for form, ranks in self.by_name.items() for rank in ranks)
        return [form for form, _ in pairs], [rank for _, rank in pairs]

    @cached_property
    def _sorted_codes(self) -> tuple[list[str], list[int]]:
        pairs = sorted((code, rank) for code, ranks in self.by_postal_code.items() for rank in ranks)
        return [code for code, _ in pairs], [rank for _, rank in pairs]

    def ranks_of_name_prefix(self, prefix: str) -> list[int]:
        """Return the ranks of the names that begin so, in no order, perhaps twice."""
        return _range(*self._sorted_names, prefix)

    def ranks_of_code_prefix(self, prefix: str) -> list[int]:
        """Return the ranks of the entries with a postal code that begins so, in no order, perhaps twice."""
        return _range(*self._sorted_codes, prefix)

    def names(self, *, first: str) -> list[str]:
        """Return the different names that begin with `first`, sorted; every name if it is empty."""
        return _range(self._names, self._names, first) if first else self._names

    def heads(self, length: int, *, first: str) -> list[str]:
        """Return the different beginnings, `length` letters long, of the names that begin with `first`.

        What a misspelt beginning is compared with. Names are sorted, so equal beginnings follow each other.
        """
        return [head for head, _ in groupby(name[:length] for name in self.names(first=first))]


def name_forms(search_text: str) -> list[str]:
    """Return the name, and the name without its article: people type « Mans » and « Baconnière »."""
    forms = [search_text]
    for article in _ARTICLES:
        if search_text.startswith(article):
            forms.append(search_text.removeprefix(article))
    return forms


def gazetteer() -> Gazetteer:
    """Return the gazetteer of the connected database: one query when it is already built."""
    newest = Commune.objects.order_by("-pk").values("pk")[:1]
    key = (
        LoadedExtract.objects.annotate(newest=Subquery(newest))
        .values_list("pk", "checksum", "newest")
        .first()
    )
    if key is None:
        return _build()
    full_key = (str(connection.settings_dict["NAME"]), *key)
    if full_key not in _built:
        _built.clear()  # one extract at a time is worth its memory
        _built[full_key] = _build()
    return _built[full_key]


_built: dict[tuple[object, ...], Gazetteer] = {}


def _most_populated_first(entry: Entry) -> tuple[object, ...]:
    return (-entry.population, entry.part_code, entry.search_text, entry.insee_code)


def _range(keys: list[str], values: list[T], prefix: str) -> list[T]:
    return values[
        bisect_left(keys, prefix) : bisect_left(keys, prefix + "~")
    ]  # « ~ » sorts after letters and digits


def _build() -> Gazetteer:
    codes: dict[int, list[str]] = defaultdict(list)
    part_codes: dict[int, list[str]] = defaultdict(list)
    for code, commune_id, part_id in PostalCode.objects.order_by("code").values_list(
        "code", "commune_id", "arrondissement_id"
    ):
        codes[commune_id].append(code)
        if part_id is not None:
            part_codes[part_id].append(code)
    communes = dict(_commune_entries(codes))
    former = FormerCommune.objects.order_by().values_list(
        "pk", "commune_id", "insee_code", "name", "search_text", "kind", "lat", "lon"
    )
    entries, old_codes = list(communes.values()), {}
    for pk, commune_id, code, name, search_text, kind, lat, lon in former:
        whole = communes[commune_id]
        old_codes[code] = whole.insee_code
        # A part that bears the name of its commune would only be said twice.
        if kind != FormerCommuneKind.OLD_CODE and search_text != whole.search_text:
            entries.append(
                Entry(
                    insee_code=whole.insee_code,
                    part_code=code,
                    name=name,
                    search_text=search_text,
                    commune_name=whole.name,
                    commune_of=whole.commune_of,
                    postal_codes=tuple(part_codes.get(pk) or whole.postal_codes),
                    departement_code=whole.departement_code,
                    departement_name=whole.departement_name,
                    population=0,
                    point=whole.point if lat is None or lon is None else Point(lat, lon),
                )
            )
    return Gazetteer(entries, old_codes)


def _commune_entries(codes: dict[int, list[str]]) -> Iterator[tuple[int, Entry]]:
    departements = {row.pk: row for row in Departement.objects.all()}
    rows = Commune.objects.order_by().values_list(
        "pk", "insee_code", "name", "name_kind", "search_text", "population", "lat", "lon", "departement_id"
    )
    for pk, insee_code, name, name_kind, search_text, population, lat, lon, departement_id in rows:
        entry = Entry(
            insee_code=insee_code,
            part_code="",
            name=name,
            search_text=search_text,
            commune_name=name,
            commune_of=with_of(name, name_kind=name_kind),
            postal_codes=tuple(codes.get(pk, ())),
            departement_code=departements[departement_id].code,
            departement_name=departements[departement_id].name,
            population=population or 0,
            point=Point(lat, lon),
        )
        yield pk, entry
