"""The rows of a programme written as sessions, once each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from palier.accounts.models import User
from palier.agenda.actions.sessions import SessionNotReady, create_session, publish_session
from palier.agenda.enums import FormatKind, ThemeRule
from palier.agenda.imports.planning import Around, PlannedRow
from palier.agenda.models import EventFormat, Session

KNOWN = "Déjà importée."


@dataclass(slots=True)
class Written:
    """What was written, what stays a draft, and what was refused with its reason."""

    sessions: list[Session] = field(default_factory=list)
    drafts: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def write_programme(
    rows: Iterable[PlannedRow], *, around: Around, publishes: bool, by: User, now: datetime
) -> Written:
    """Write each row as a session, in a transaction of its own: what is written stays if a later row fails.

    Safe to run twice: a row is known by its organiser and its source. Rows whose place or format is no longer among
    those given are refused.
    """
    places = {place.public_id: place for place in around.places}
    formats = {format.code: format for format in around.formats}
    written = Written()
    for row in rows:
        if row.place not in places or row.format not in formats:
            written.refused.append((row.number, "Ce lieu ou ce format n’est plus disponible."))
            continue
        starts_at = datetime.fromisoformat(row.starts_at)
        try:
            with transaction.atomic():
                session = create_session(
                    format=formats[row.format],
                    organiser=around.organiser,
                    place=places[row.place],
                    starts_at=starts_at,
                    ends_at=max(datetime.fromisoformat(row.ends_at), starts_at + timedelta(minutes=15)),
                    values=_values(row, formats[row.format]),
                    by=by,
                    now=now,
                )
                is_published = publishes and _is_published(session, now=now)
        except IntegrityError:
            written.refused.append((row.number, KNOWN))
        except ValidationError as error:
            written.refused.append((row.number, " ".join(error.messages)))
        else:
            written.sessions.append(session)
            written.drafts += not is_published
    return written


def _values(row: PlannedRow, format: EventFormat) -> dict[str, str]:
    values = {"title": row.title, "description": row.description, "source_uid": row.source_uid}
    is_cafe = format.kind in (FormatKind.DIGITAL_CAFE, FormatKind.STAFF_CAFE)
    if format.theme_rule == ThemeRule.REQUIRED and not is_cafe:
        values["theme"] = row.title
    return values


def _is_published(session: Session, *, now: datetime) -> bool:
    try:
        publish_session(session=session, now=now)
    except SessionNotReady:
        return False
    return True
