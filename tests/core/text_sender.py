"""Senders of text messages for the tests: one keeps them, one refuses."""

KEPT: list[tuple[str, str]] = []


def keep(phone: str, text: str) -> None:
    """Keep the message: the tests read KEPT."""
    KEPT.append((phone, text))


def refuse(phone: str, text: str) -> None:
    """Refuse every message, with an answer that repeats the telephone."""
    raise ConnectionError(f"no route to {phone}")
