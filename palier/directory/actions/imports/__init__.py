"""Writing what files say: batches of rows, places as views over their records, corrections that win."""

from palier.directory.actions.imports.applying import BatchResult, apply_batch, ensure_source, flag_gone
from palier.directory.actions.imports.correcting import (
    UnknownField,
    correct_place,
    correct_service,
    withdraw_correction,
)
from palier.directory.actions.imports.fields import (
    CORRECTABLE_FIELDS,
    CORRECTABLE_SERVICE_FIELDS,
    merge_says,
)
from palier.directory.actions.imports.intents import Intent, IntentKind
from palier.directory.actions.imports.projecting import project_place, project_places
from palier.directory.actions.imports.runs import RunTakenOver, begin_run, end_run, note_batch, stop_run

__all__ = [
    "CORRECTABLE_FIELDS",
    "CORRECTABLE_SERVICE_FIELDS",
    "BatchResult",
    "Intent",
    "IntentKind",
    "RunTakenOver",
    "UnknownField",
    "apply_batch",
    "begin_run",
    "correct_place",
    "correct_service",
    "end_run",
    "ensure_source",
    "flag_gone",
    "merge_says",
    "note_batch",
    "project_place",
    "project_places",
    "stop_run",
    "withdraw_correction",
]
