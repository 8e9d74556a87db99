"""Formats, series, sessions, those who come and what they ask."""

from palier.agenda.models.around import (
    EXPERT_USERS_MAX,
    ChecklistItem,
    RelatedSession,
    SessionCredit,
    SessionDocument,
    SessionPartner,
)
from palier.agenda.models.board import QuestionAnswer, SessionQuestion, Wish, WorkshopSuggestion
from palier.agenda.models.formats import EventFormat, FormatChecklistLine, FormatSheet
from palier.agenda.models.registrations import (
    CODE_LENGTH,
    CODE_PATTERN,
    PEOPLE_MAX,
    Attendee,
    CallBack,
    Registration,
    SeatHold,
    SeatOverride,
)
from palier.agenda.models.reports import Pulse, ReportCount, SessionReport, SessionSeen, Testimony
from palier.agenda.models.series import BacklogTopic, Series, SeriesException, SessionTemplate
from palier.agenda.models.sessions import Session

__all__ = [
    "CODE_LENGTH",
    "CODE_PATTERN",
    "EXPERT_USERS_MAX",
    "PEOPLE_MAX",
    "Attendee",
    "BacklogTopic",
    "CallBack",
    "ChecklistItem",
    "EventFormat",
    "FormatChecklistLine",
    "FormatSheet",
    "Pulse",
    "QuestionAnswer",
    "Registration",
    "RelatedSession",
    "ReportCount",
    "SeatHold",
    "SeatOverride",
    "Series",
    "SeriesException",
    "Session",
    "SessionCredit",
    "SessionDocument",
    "SessionPartner",
    "SessionQuestion",
    "SessionReport",
    "SessionSeen",
    "SessionTemplate",
    "Testimony",
    "Wish",
    "WorkshopSuggestion",
]
