"""Small gestures of the tests that edit records."""

from datetime import timedelta
from typing import Any

from palier.directory.actions.editing import Author, edit_place, edit_service
from palier.directory.enums import ChangeVia
from palier.directory.models import Place, RecordChange, Service
from tests.factories.directory import NOW

LATER = NOW + timedelta(days=40)
LIBRARY = Author(label="la médiathèque")
Values = dict[str, Any]


def edit(
    place: Place, *, now: Any = NOW, via: ChangeVia = ChangeVia.FORM, **values: Any
) -> RecordChange | None:
    return edit_place(place=place, values=values, author=LIBRARY, via=via, now=now)


def edit_one(service: Service, **values: Any) -> RecordChange | None:
    return edit_service(service=service, values=values, author=LIBRARY, via=ChangeVia.FORM, now=NOW)


def contact(kind: str, value: str, **fields: Any) -> Values:
    return {
        "kind": kind,
        "value": value,
        "label": "",
        "is_preferred": False,
        "phone_hours": "",
        "visibility": "PUBLIC",
        "is_named": False,
        "agreed_on": None,
    } | fields
