"""Connections to a replica that may vanish at any moment. Django imports this module by its name."""

from typing import Any

from django.db import InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper

from palier.core.db.replicas import PRIMARY, note_answer, note_loss

# The replica had to throw away rows that the statement still read (PostgreSQL, « hot standby »): it is well.
_CONFLICT_WITH_RECOVERY = "40001"


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL’s engine, whose cursors are the primary’s when the replica does not answer."""

    def _cursor(self, name: str | None = None) -> Any:
        try:
            return super()._cursor(name)  # type: ignore[misc]  # not in the stubs
        except (OperationalError, InterfaceError):
            note_loss()
            self.close()
            return _cursor_of_primary(is_chunked=name is not None)

    def make_cursor(self, cursor: Any) -> CursorWrapper:
        """Return `cursor`, able to start again on the primary."""
        return ReplicaCursor(cursor, self)


class ReplicaCursor(CursorWrapper):
    """A cursor of the replica until a statement is refused there, then one of the primary.

    Rows of a chunked cursor that are lost half-way raise: some were already given.
    """

    db: BaseDatabaseWrapper

    def execute(self, sql: Any, params: Any = None) -> Any:
        """Execute on the replica, or on the primary if the replica is gone or gives up."""
        try:
            answer = super().execute(sql, params)
        except (OperationalError, InterfaceError) as error:
            is_chunked = getattr(self.cursor, "name", None) is not None
            if self.db.alias == PRIMARY or not self._must_start_again(error):
                raise
            self.db = connections[PRIMARY]
            self.cursor = _cursor_of_primary(is_chunked=is_chunked)
            return super().execute(sql, params)
        if self.db.alias != PRIMARY:
            note_answer()
        return answer

    def _must_start_again(self, error: Exception) -> bool:
        """Say if the primary would do better; a statement that is wrong is wrong there too."""
        if self.db.connection is not None and not self.db.connection.closed and self.db.is_usable():
            return getattr(error.__cause__, "sqlstate", None) == _CONFLICT_WITH_RECOVERY
        note_loss()
        self.db.close()
        return True


def _cursor_of_primary(*, is_chunked: bool) -> Any:
    primary = connections[PRIMARY]
    return primary.chunked_cursor() if is_chunked else primary.cursor()
