"""Days as people and spreadsheets write them. Pure."""

import re
from datetime import date

from palier.directory.spreadsheets.refused import CellRefused

_FRENCH = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:[T ]00:00(?::00)?)?")


def iso_day(text: str) -> str:
    """Return « 24/11/2026 », or a date that a spreadsheet wrote, as « 2026-11-24 ». Raises CellRefused."""
    found = _FRENCH.fullmatch(text.strip()) or _ISO.fullmatch(text.strip())
    try:
        if found is not None:
            return date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
    except ValueError:
        pass
    raise CellRefused(f"« {text} » n’est pas une date : écrivez par exemple 24/11/2026.")


def french_day(iso: str) -> str:
    """Return « 2026-11-24 » as « 24/11/2026 »."""
    return f"{date.fromisoformat(iso):%d/%m/%Y}"
