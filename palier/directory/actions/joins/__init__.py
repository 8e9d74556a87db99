"""One record per place: join, part, ask, decide. What people say wins; everything can be undone."""

from palier.directory.actions.joins.deciding import (
    AlreadyDecided,
    Asked,
    ask_pairs,
    best_first,
    decide_pair,
    move_questions,
    part_places,
    undo_decision,
)
from palier.directory.actions.joins.joining import (
    AUTOMATIC,
    JoinNotUndoable,
    JoinRefused,
    join_places,
    undo_join,
)

__all__ = [
    "AUTOMATIC",
    "AlreadyDecided",
    "Asked",
    "JoinNotUndoable",
    "JoinRefused",
    "ask_pairs",
    "best_first",
    "decide_pair",
    "join_places",
    "move_questions",
    "part_places",
    "undo_decision",
    "undo_join",
]
