"""Short random public identifiers, safe to read aloud and to write by hand."""

import secrets
from hashlib import sha256

# Crockford’s alphabet without the letters that look like digits: no i, l, o, u.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PUBLIC_ID_LENGTH = 8
_SHIFTS = range(0, 5 * PUBLIC_ID_LENGTH, 5)  # five bits a character
PUBLIC_ID_PATTERN = f"[{ALPHABET}]{{{PUBLIC_ID_LENGTH}}}"


def new_public_id() -> str:
    """Return eight random characters (40 bits): never derived from the record, never reused."""
    number = secrets.randbits(5 * PUBLIC_ID_LENGTH)
    return "".join([ALPHABET[number >> shift & 31] for shift in _SHIFTS])


def public_id_of(*said: object) -> str:
    """Return the identifier of what a form makes, the same each time it is sent: `said` has the key of that form."""
    digest = sha256("\n".join(map(str, said)).encode()).digest()
    number = int.from_bytes(digest[:PUBLIC_ID_LENGTH], "big")
    return "".join([ALPHABET[number >> shift & 31] for shift in _SHIFTS])
