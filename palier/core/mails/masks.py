"""Addresses that may be shown to operators: « s…@domaine.fr »."""

import re

_ADDRESS = re.compile(r"([\w.+%~-])[\w.+%~-]*@([\w-]+(?:\.[\w-]+)*)")


def mask_address(address: str) -> str:
    """Return an address with the first letter of its name only."""
    return without_addresses(address)


def without_addresses(text: str) -> str:
    """Return `text` with every mail address masked: what servers answer often repeats it."""
    return _ADDRESS.sub(r"\1…@\2", text)
