"""Writes of the agenda."""

from palier.agenda.actions.sessions import (
    SessionNotReady,
    create_session,
    publish_session,
)

__all__ = ["SessionNotReady", "create_session", "publish_session"]
