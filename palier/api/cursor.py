"""Where a reader stopped, as a text that is only good for the same question."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from palier.api.refusals import Refused
from palier.directory.queries.paging import Position

MAX_METRES = 50_000_000
MAX_ID = 2**63 - 1
MAX_SECONDS = 4_102_444_800  # the year 2100
MAX_CHARS = 200
OTHER_QUESTION = (
    "« cursor » vient d’une autre demande : reprenez l’adresse donnée dans « next », sans la changer."
)


@dataclass(frozen=True)
class Cursor:
    """A position, and the moment at which the first page looked at opening hours: all pages look at the same."""

    position: Position
    at: datetime


def write_cursor(cursor: Cursor, *, question: Mapping[str, str]) -> str:
    """Return the cursor as a text for addresses; it holds nothing about the reader."""
    parts = [cursor.position.metres, cursor.position.place_id, int(cursor.at.timestamp()), _mark(question)]
    return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(text: str, *, question: Mapping[str, str]) -> Cursor:
    """Return what `write_cursor` wrote. Raises Refused for anything else, or for another question."""
    try:
        raw = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        metres, place_id, seconds, mark = raw
        numbers = [metres, place_id, seconds]
        if any(type(n) is not int for n in numbers) or mark != _mark(question):
            raise ValueError
        if not (0 <= metres <= MAX_METRES and 0 <= place_id <= MAX_ID and 0 <= seconds <= MAX_SECONDS):
            raise ValueError
    except (ValueError, TypeError, RecursionError):
        raise Refused("cursor", OTHER_QUESTION) from None
    return Cursor(Position(metres, place_id), datetime.fromtimestamp(seconds, tz=UTC))


def write_parts(parts: list[int], *, question: Mapping[str, str]) -> str:
    """Return whole numbers as a cursor of the same kind, for lists that are not of places."""
    text = json.dumps([*parts, _mark(question)], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_parts(text: str, *, question: Mapping[str, str]) -> tuple[int, int, int]:
    """Return what `write_parts` wrote: microseconds, an identifier, seconds. Raises Refused for anything else."""
    try:
        raw = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        start, row_id, seconds, mark = raw
        if any(type(n) is not int for n in (start, row_id, seconds)) or mark != _mark(question):
            raise ValueError
        if not (
            0 <= start <= MAX_SECONDS * 1_000_000 and 0 <= row_id <= MAX_ID and 0 <= seconds <= MAX_SECONDS
        ):
            raise ValueError
    except (ValueError, TypeError, RecursionError):
        raise Refused("cursor", OTHER_QUESTION) from None
    return start, row_id, seconds


def _mark(question: Mapping[str, str]) -> str:
    """Return eight digits that stand for what was asked, whatever the order and the size of the page."""
    asked = sorted((k, v) for k, v in question.items() if k not in ("cursor", "limit"))
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:8]
