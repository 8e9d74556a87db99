"""What a file says of one session, before it is looked at: local day and hours, words. Pure."""

from dataclasses import dataclass
from datetime import datetime

MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Found:
    """One line of a file. `number` is where people find it; `refused` says why it cannot be read, "" if it can.

    Instants without a zone are hours of the wall of the place, whatever it is. `uid` names the event for ever.
    """

    number: int
    title: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    format: str = ""
    description: str = ""
    uid: str = ""
    refused: str = ""
