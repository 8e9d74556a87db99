"""What the decider asks the action to do with one row. Plain values."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any


class IntentKind(Enum):
    """What to do with a row. REPORT stores the row and asks a human; LEAVE writes nothing of what it says."""

    CREATE = "create"
    UPDATE = "update"
    LEAVE = "leave"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Intent:
    """One row and what to do with it. `reasons` are French sentences for the report."""

    kind: IntentKind
    row: int
    key: str
    raw: dict[str, Any]
    raw_sha256: str
    says: dict[str, Any]
    reasons: tuple[str, ...]
    stated_on: date | None = None
