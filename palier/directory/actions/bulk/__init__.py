"""Many records changed at one go, each through the edit of one record, so that history and the index follow."""

from palier.directory.actions.bulk.gestures import GESTURES, Gesture, How, values_after
from palier.directory.actions.bulk.working import (
    BATCH,
    MOST_RECORDS,
    TooManyRecords,
    Wanted,
    WorkBusy,
    forget_old_works,
    prepare_work,
    start_writing,
    stop_work,
    try_some,
    write_some,
)

__all__ = [
    "BATCH",
    "GESTURES",
    "MOST_RECORDS",
    "Gesture",
    "How",
    "TooManyRecords",
    "Wanted",
    "WorkBusy",
    "forget_old_works",
    "prepare_work",
    "start_writing",
    "stop_work",
    "try_some",
    "values_after",
    "write_some",
]
