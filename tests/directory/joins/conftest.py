"""Two lists that speak of one library, each a bit wrong; and all that must come back when a join is undone."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from palier.directory import exports
from palier.directory.editable import places_to_read, read_place, read_service, services_to_read
from palier.directory.exports import national
from palier.directory.imports.preparing import prepare
from palier.directory.imports.running import import_file
from palier.directory.models import (
    ContactChannel,
    Correction,
    Place,
    PlaceProjection,
    PlaceRedirect,
    Source,
    SourceRecord,
    SourceService,
)
from tests.directory.imports.conftest import fill_lists
from tests.directory.imports.files import national_row, write_csv

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOWN = {
    "id": "ville-1",
    "nom": "Médiathèque Jean-Moulin",
    "adresse": "1 rue du Mûrier",
    "telephone": "0261910000",
    "horaires": "Tu-Fr 10:00-18:00",
    "typologie": "BIB",
}
COUNTY = {
    "id": "dep-7",
    "nom": "Mediatheque Jean Moulin",
    "adresse": "1 r. du Murier",
    "courriels": "jean.moulin@exemple.example",
    "presentation_detail": "Une aide chaque mardi.",
    "services": "Aide aux démarches administratives|Maîtrise des outils numériques du quotidien",
    "typologie": "BIB",
}


@pytest.fixture(scope="module")
def lists(module_database: None) -> None:
    """The codelists and three communes, once for all the tests of a module."""
    fill_lists()


def import_list(
    folder: Path, code: str, rows: list[dict[str, Any]], *, rank: int = 100, now: datetime = NOW
) -> list[Place]:
    """Import these rows of the source `code`; return its places in the order of the rows."""
    prepared = prepare(
        write_csv(folder / f"{code}.csv", [national_row(**row) for row in rows]), source_code=code
    )
    for _ in import_file(prepared, now=now, write=True):
        pass
    Source.objects.filter(code=code).update(rank=rank)
    return [
        SourceRecord.objects.select_related("place").get(source__code=code, key=row["id"]).place  # type: ignore[misc]
        for row in rows
    ]


def everything() -> dict[str, Any]:
    """All that a join may change, as values: what records say, where rows are, what is exported."""
    return {
        "places": {place.public_id: read_place(place) for place in places_to_read()},
        "services": {
            service.public_id: (service.place_id, read_service(service)) for service in services_to_read()
        },
        "records": list(SourceRecord.objects.order_by("pk").values_list("pk", "place_id")),
        "links": list(SourceService.objects.order_by("pk").values_list("pk", "service_id")),
        "redirects": list(PlaceRedirect.objects.order_by("pk").values_list("public_id", "place_id")),
        "corrections": sorted(
            Correction.objects.values_list("place_id", "service_id", "field", "value", "made_at").iterator(),
            key=str,
        ),
        "contacts": sorted(
            ContactChannel.objects.values_list("place", "kind", "value", "label", "is_preferred"), key=str
        ),
        "owners": list(Place.objects.order_by("pk").values_list("owner", "published_at", "source_name")),
        "projections": {row.place_id: row.shown for row in PlaceProjection.objects.all()},
        "export": exported(),
    }


def exported() -> list[dict[str, Any]]:
    """What the national export says, but for the day of the last change of a record, which a join is."""
    on = NOW.date()
    rows = [
        national.national_row(place, on=on).values
        for place in exports.open_data(territory=None, with_demo=True, on=on)
    ]
    return sorted(({**row, "date_maj": ""} for row in rows), key=lambda row: row["id"])
