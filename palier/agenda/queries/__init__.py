"""Reads of the agenda."""

from palier.agenda.queries.sessions import public_sessions, sheet_of, upcoming

__all__ = ["public_sessions", "sheet_of", "upcoming"]
