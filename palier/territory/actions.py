"""Writes of the territory: load the extract. Nothing else writes these tables."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.db import models

from palier.territory import extract, names
from palier.territory.models import (
    Commune,
    Departement,
    Epci,
    FormerCommune,
    LoadedExtract,
    PostalCode,
    Region,
)

BATCH = 1000  # a transaction of about 0.1 s: other writers of SQLite hardly wait

M = TypeVar("M", bound=models.Model)
Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class LoadReport:
    """What a load did. `rows` counts by table; `leftover` are codes of communes that the extract lacks."""

    checksum: str
    is_unchanged: bool
    rows: dict[str, int] = field(default_factory=dict)
    leftover: tuple[str, ...] = ()


def load_extract(
    *, now: datetime, folder: Path = extract.EXTRACT_DIR, progress: Progress = lambda table, rows: None
) -> LoadReport:
    """Bring the tables of the territory to what the extract in `folder` says.

    Safe to run twice: the same extract changes nothing; after an interruption a new run completes. Each
    batch is a transaction of its own. Rows keep their keys. A commune that the extract lacks is kept,
    because places may stand in it, and reported in `leftover`. `progress` is told the table and the rows of
    each batch.
    """
    checksum = extract.checksum(folder)
    if _is_stored(checksum):
        return LoadReport(checksum=checksum, is_unchanged=True)
    rows = {
        "regions": _upsert(Region, _regions(folder), by=["code"], progress=progress),
        "departements": _upsert(Departement, _departements(folder), by=["code"], progress=progress),
        "epci": _upsert(Epci, _epci(folder), by=["siren"], progress=progress),
        "communes": _upsert(Commune, _communes(folder), by=["insee_code"], progress=progress),
    }
    current = {row["insee_code"] for row in extract.read_csv(folder, "communes")}
    pks = dict(Commune.objects.order_by().values_list("insee_code", "pk"))
    former = _former_communes(folder, pks)
    _delete_others(FormerCommune, ["insee_code"], {(row.insee_code,) for row in former})
    rows["former_communes"] = _upsert(FormerCommune, former, by=["insee_code"], progress=progress)
    codes = _postal_codes(folder, pks)  # after the arrondissements, which they point to
    _delete_others(PostalCode, ["code", "commune_id"], {(row.code, row.commune_id) for row in codes})
    rows["postal_codes"] = _upsert(PostalCode, codes, by=["code", "commune"], progress=progress)
    # Last, so that an interrupted load starts again; the older row goes so that caches see one extract.
    LoadedExtract.objects.all().delete()
    LoadedExtract.objects.create(checksum=checksum, vintage=extract.vintage(folder), loaded_at=now)
    leftover = tuple(sorted(set(pks) - current))
    return LoadReport(checksum=checksum, is_unchanged=False, rows=rows, leftover=leftover)


def is_loaded(*, folder: Path = extract.EXTRACT_DIR) -> bool:
    """Tell whether the tables already hold the extract in `folder`."""
    return _is_stored(extract.checksum(folder))


def count_rows(*, folder: Path = extract.EXTRACT_DIR) -> int:
    """Return how many rows a load of `folder` writes, for a progress bar."""
    tables = ("regions", "departements", "epci", "communes", "former_communes", "postal_codes")
    return sum(len(extract.read_csv(folder, table)) for table in tables)


def _is_stored(checksum: str) -> bool:
    return LoadedExtract.objects.filter(checksum=checksum).exists()


def _upsert(model: type[M], rows: Iterable[M], *, by: list[str], progress: Progress) -> int:
    """Insert `rows`, or update those whose `by` columns exist, batch by batch."""
    others = [f.name for f in model._meta.concrete_fields if not f.primary_key and f.name not in by]
    remaining, count = iter(rows), 0
    while batch := list(islice(remaining, BATCH)):
        model._default_manager.bulk_create(
            batch, update_conflicts=True, unique_fields=by, update_fields=others
        )
        count += len(batch)
        progress(str(model._meta.verbose_name_plural), len(batch))
    return count


def _delete_others(model: type[models.Model], columns: list[str], keys: set[tuple[object, ...]]) -> None:
    stored = model._default_manager.order_by().values_list("pk", *columns)
    gone = [pk for pk, *key in stored if tuple(key) not in keys]
    for start in range(0, len(gone), BATCH):
        model._default_manager.filter(pk__in=gone[start : start + BATCH]).delete()


def _regions(folder: Path) -> list[Region]:
    return [
        Region(code=row["code"], name=row["name"], name_kind=_whole(row["name_kind"]))
        for row in extract.read_csv(folder, "regions")
    ]


def _departements(folder: Path) -> list[Departement]:
    regions = dict(Region.objects.values_list("code", "pk"))
    return [
        Departement(
            code=row["code"],
            name=row["name"],
            name_kind=_whole(row["name_kind"]),
            region_id=regions[row["region"]],
            time_zone=row["time_zone"],
            school_zone=row["school_zone"],
        )
        for row in extract.read_csv(folder, "departements")
    ]


def _epci(folder: Path) -> list[Epci]:
    return [
        Epci(siren=row["siren"], name=row["name"], kind=row["kind"])
        for row in extract.read_csv(folder, "epci")
    ]


def _communes(folder: Path) -> Iterator[Commune]:
    outlines = extract.read_outlines(folder)
    departements = dict(Departement.objects.values_list("code", "pk"))
    epci = dict(Epci.objects.values_list("siren", "pk"))
    for row in extract.read_csv(folder, "communes"):
        line = outlines.get(row["insee_code"])
        yield Commune(
            insee_code=row["insee_code"],
            name=row["name"],
            name_kind=_whole(row["name_kind"]),
            search_text=names.search_form(row["name"]),
            slug=names.slug_form(row["name"]),
            departement_id=departements[row["departement"]],
            epci_id=epci.get(row["epci"]),
            population=_whole(row["population"]),
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            area_km2=_decimal(row["area_km2"]),
            density=row["density"],
            outline=extract.geojson_geometry(line) if line else None,
        )


def _former_communes(folder: Path, pks: dict[str, int]) -> list[FormerCommune]:
    return [
        FormerCommune(
            insee_code=row["insee_code"],
            name=row["name"],
            search_text=names.search_form(row["name"]),
            kind=row["kind"],
            commune_id=pks[row["commune"]],
            lat=_decimal(row["lat"]),
            lon=_decimal(row["lon"]),
        )
        for row in extract.read_csv(folder, "former_communes")
    ]


def _postal_codes(folder: Path, pks: dict[str, int]) -> list[PostalCode]:
    parts = dict(FormerCommune.objects.order_by().values_list("insee_code", "pk"))
    return [
        PostalCode(
            code=row["code"],
            commune_id=pks[row["commune"]],
            arrondissement_id=parts.get(row["arrondissement"]),
        )
        for row in extract.read_csv(folder, "postal_codes")
    ]


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _decimal(text: str) -> float | None:
    return float(text) if text else None
