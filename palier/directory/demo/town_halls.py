"""The real town halls of both départements: published places without a declared service."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from palier.core.geo import Point
from palier.directory import actions
from palier.directory.enums import ContactKind, PlaceKind
from palier.directory.models import Place
from palier.territory import extract
from palier.territory.models import Commune

SOURCE_NAME = "Annuaire de l’administration, Service-Public.fr / DILA"
_BATCH = (
    60  # town halls per transaction: an interruption loses little, and other writers of SQLite do not wait
)


class TownHallReport(NamedTuple):
    """How many were added so far, and values left out because they are not valid, as sentences."""

    added: int
    refused: list[str]


def missing_town_halls() -> list[dict[str, str]]:
    """Return the rows of the extract (one per commune) that are not in the database yet."""
    stored = set(
        Place.objects.filter(source_name=SOURCE_NAME, types__kind=PlaceKind.TOWN_HALL).values_list(
            "commune__insee_code", flat=True
        )
    )
    rows = extract.read_csv(extract.EXTRACT_DIR, "town_halls")
    return [row for row in rows if row["insee_code"] not in stored]


def add_town_halls(rows: list[dict[str, str]], *, now: datetime) -> Iterator[TownHallReport]:
    """Publish these town halls, yielding what was done after each batch. Safe to interrupt and run again.

    A phone, mail, site or opening time that is not valid is left out and said, never corrected by guess.
    """
    communes = {
        c.insee_code: c
        for c in Commune.objects.filter(insee_code__in=[r["insee_code"] for r in rows]).defer("outline")
    }
    refused: list[str] = []
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        with transaction.atomic():
            places = [
                _town_hall(row, communes[row["insee_code"]], refused)
                for row in batch
                if row["insee_code"] in communes
            ]
            actions.publish_places(places=places, now=now)
        yield TownHallReport(added=start + len(batch), refused=refused)


def _town_hall(row: dict[str, str], commune: Commune, refused: list[str]) -> Place:
    fields: dict[str, Any] = {
        "point": Point(float(row["lat"]), float(row["lon"])) if row["lat"] else None,
        "kinds": [PlaceKind.TOWN_HALL],
        "address": row["address"],
        "postal_code": row["postal_code"],
        "source_name": SOURCE_NAME,
    }
    try:
        place = actions.create_place(
            name=row["name"], commune=commune, opening_hours=row["opening_hours"], **fields
        )
    except ValidationError as error:
        if set(error.message_dict) != {"opening_hours"}:
            raise
        refused.append(f"{row['name']} : horaires illisibles, laissés de côté")
        place = actions.create_place(name=row["name"], commune=commune, **fields)
    for kind, value in (
        (ContactKind.PHONE, row["phone"]),
        (ContactKind.EMAIL, row["email"]),
        (ContactKind.WEBSITE, row["site"]),
    ):
        if value:
            try:
                actions.add_contact(of=place, kind=kind, value=value, is_preferred=kind == ContactKind.PHONE)
            except ValidationError:
                refused.append(f"{row['name']} : « {value} » n’est pas valide, laissé de côté")
    return place
