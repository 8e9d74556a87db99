"""Cells of a CSV file: a spreadsheet must never take one for a formula.

A text that begins like a formula gets an apostrophe in front; `plain_cell` takes it off again, so that a file
written by `safe_cell` is read back letter for letter. A signed number is no formula: « +33261910000 » and
« -0.9506 » stay as they are, which the national schema asks for.
"""

import re

_RISKY = re.compile(r"'*[=+\-@\t\r\n]")
_SIGNED_NUMBER = re.compile(r"[+-][0-9]+(\.[0-9]+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")
# The largest cell that Excel opens, in characters.
MAX_CELL_CHARS = 32_767


def safe_cell(text: str) -> str:
    """Return `text` with an apostrophe in front if a spreadsheet could run it."""
    if _RISKY.match(text) and not _SIGNED_NUMBER.fullmatch(text):
        return "'" + text
    return text


def plain_cell(text: str) -> str:
    """Return what `safe_cell` was given: the inverse of it, for every text."""
    return text[1:] if text.startswith("'") and _RISKY.match(text[1:]) else text


def printable(text: str) -> str:
    """Return `text` without the control characters that XML forbids, cut to what a spreadsheet cell holds."""
    return _CONTROL.sub("", text)[:MAX_CELL_CHARS]


def one_line(text: str) -> str:
    """Return `text` on one line, single spaces."""
    return " ".join(text.split())
