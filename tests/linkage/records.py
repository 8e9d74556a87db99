"""Records of invented places, each with everything known, to be changed field by field."""

from dataclasses import replace
from typing import Any

from palier.linkage.records import Record

LIBRARY = Record(
    id="a",
    name="Médiathèque Boris Vian",
    address="12 rue de la République",
    commune="Mayenne",
    postal_code="53100",
    insee_code="53147",
    lat=48.3,
    lon=-0.61,
    phones=("02 61 91 00 01",),
    mails=("mediatheque@mayenne.example",),
    sites=("https://mediatheque-mayenne.example/",),
    types=("BIB",),
)
TOWN_HALL = replace(
    LIBRARY, id="h", name="Mairie de Mayenne", types=("MUNI",), sites=("https://mayenne.example",)
)
BUS = replace(
    LIBRARY, id="bus", name="Bus France Services", address="Place de l’Église", types=("RFS",), sites=()
)


def like(record: Record, identifier: str, **changes: Any) -> Record:
    """Return the record under another id, changed."""
    return replace(record, id=identifier, **changes)
