"""Changing records: by a form, a gesture, a link, a spreadsheet, a proposal. Every change is kept, with its author.

Values are those of `directory.editable`. What a person writes on a record that sources describe becomes a
correction too, so that no later import undoes it.
"""

from palier.directory.actions.editing.editing import (
    EditConflict,
    add_edited_service,
    close_for_good,
    create_edited_place,
    create_edited_structure,
    edit_place,
    edit_service,
    edit_structure,
    restore_change,
)
from palier.directory.actions.editing.recording import Author, record_change
from palier.directory.actions.editing.writing import UnknownEditableField

__all__ = [
    "Author",
    "EditConflict",
    "UnknownEditableField",
    "add_edited_service",
    "close_for_good",
    "create_edited_place",
    "create_edited_structure",
    "edit_place",
    "edit_service",
    "edit_structure",
    "record_change",
    "restore_change",
]
