"""A record as one flat set of named values: what forms, drafts, proposals, spreadsheets and history all speak.

A value is plain JSON. `fields` lists the names, `reading` tells what a record says today, `wording` says a value
in French. `directory.actions.editing` writes.
"""

from palier.directory.editable.fields import (
    FIELDS,
    PLACE_FIELDS,
    SERVICE_FIELDS,
    STRUCTURE_FIELDS,
    Field,
    Kind,
    RecordKind,
)
from palier.directory.editable.reading import (
    places_to_read,
    read_place,
    read_service,
    read_structure,
    services_to_read,
)
from palier.directory.editable.wording import Names, difference_in_words, names_of, say_value

__all__ = [
    "FIELDS",
    "PLACE_FIELDS",
    "SERVICE_FIELDS",
    "STRUCTURE_FIELDS",
    "Field",
    "Kind",
    "Names",
    "RecordKind",
    "difference_in_words",
    "names_of",
    "places_to_read",
    "read_place",
    "read_service",
    "read_structure",
    "say_value",
    "services_to_read",
]
