"""Short random public identifiers, safe to read aloud and to write by hand."""

import secrets

# Crockford’s alphabet without the letters that look like digits: no i, l, o, u.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PUBLIC_ID_LENGTH = 8
PUBLIC_ID_PATTERN = f"[{ALPHABET}]{{{PUBLIC_ID_LENGTH}}}"


def new_public_id() -> str:
    """Return eight random characters (40 bits): never derived from the record, never reused."""
    return "".join(secrets.choice(ALPHABET) for _ in range(PUBLIC_ID_LENGTH))
