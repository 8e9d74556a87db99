"""French typography for paper: narrow no-break spaces, true apostrophes, numbers that stay on one line. Pure."""

import re
from typing import Any

NNBSP = "\u202f"
NBSP = "\u00a0"
WORD_JOINER = "\u2060"  # a line may end after a dash, even before a no-break space: this forbids it

_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_BEFORE = re.compile(r"[ \u00a0\u202f]+(?=[;!?»])")
_COLON = re.compile(r"[ \u202f]+:(?=\s|$)")
_AFTER = re.compile(r"«[ \u00a0\u202f]+")
# « 17 h 30 », « 17h30 », « 9h »: an hour is never cut.
_HOUR = re.compile(r"\b([01]?\d|2[0-4])[ \u00a0\u202f]?[hH](?:[ \u00a0\u202f]?([0-5]\d))?\b")
_RANGE = re.compile(r"[ \u00a0]–[ \u00a0](?=\d)")
_PHONE = re.compile(r"(?<!\d)(0\d)[ .\u00a0-](\d\d)[ .\u00a0-](\d\d)[ .\u00a0-](\d\d)[ .\u00a0-](\d\d)(?!\d)")


def typeset(text: str) -> str:
    """Return `text` as a French printer composes it; meaning and words stay the same."""
    text = _APOSTROPHE.sub("’", text)
    text = _PHONE.sub(lambda found: NNBSP.join(found.groups()), text)
    text = _HOUR.sub(_hour, text)
    text = _RANGE.sub(f"{NBSP}–{WORD_JOINER}{NBSP}", text)
    text = _BEFORE.sub(NNBSP, text)
    text = _COLON.sub(f"{NBSP}:", text)
    return _AFTER.sub(f"«{NNBSP}", text)


def typeset_all(value: Any) -> Any:
    """Return JSON data with every string typeset; keys are left alone, and so are addresses of the web and of mail."""
    if isinstance(value, str):
        return value if "://" in value or "@" in value else typeset(value)
    if isinstance(value, dict):
        return {key: typeset_all(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [typeset_all(part) for part in value]
    return value


def _hour(found: re.Match[str]) -> str:
    hour, minutes = found.groups()
    return f"{hour}{NNBSP}h{NNBSP}{minutes}" if minutes else f"{hour}{NNBSP}h"
