"""Rules on what must not be written anywhere: real telephones, real addresses, one person’s machine."""

import re
from collections.abc import Iterator

# Ranges that Arcep keeps for fiction: decision 2018-0881, « plan national de numérotation », 2.5.12.
FICTION_PHONES = ("019900", "026191", "035301", "046571", "053649", "063998")
# RFC 2606 and RFC 6761: names that no one can own.
_FICTION_MAIL = re.compile(r"(?:^|\.)(?:example|test|invalid|localhost)$|(?:^|\.)example\.(?:com|net|org)$")

_SEPARATOR = r"[ .\u00a0\u202f-]?"
# Ten digits that do not go on: « 01 03 07 15 16 27 … » is a list of codes.
_PHONE = re.compile(
    rf"(?<![\w.,+-])(?<!\d )(?:0|\+33{_SEPARATOR}(?:\(0\))?)([1-79](?:{_SEPARATOR}\d{{2}}){{4}})(?![\w-]|\.\d| \d\d\b)"
)
_MAIL = re.compile(r"(?<![\w/@.])[\w.+-]+@((?:[a-z0-9-]+\.)+[a-z]{2,})\b", re.IGNORECASE)
_MACHINE_PATH = re.compile(r"(?<![\w.)}])/(?:work|home|root|Users)/\w+")


def real_phones(text: str) -> Iterator[str]:
    """French numbers outside the ranges of fiction. Special numbers (08) and short ones (3646) are public services."""
    for found in _PHONE.finditer(text):
        digits = "0" + re.sub(r"\D", "", found[1])
        if not digits.startswith(FICTION_PHONES):
            yield f"{text.count(chr(10), 0, found.start()) + 1}: telephone {found.group()}"


def real_mails(text: str) -> Iterator[str]:
    """Mail addresses whose domain somebody may own."""
    for found in _MAIL.finditer(text):
        if not _FICTION_MAIL.search(found[1].lower()):
            yield f"{text.count(chr(10), 0, found.start()) + 1}: address {found.group()}"


def machine_paths(text: str) -> Iterator[str]:
    """Absolute paths of the machine of whoever wrote this."""
    for found in _MACHINE_PATH.finditer(text):
        yield f"{text.count(chr(10), 0, found.start()) + 1}: path {found.group()}"
