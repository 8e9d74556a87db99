"""Senders that come with the product. A real one is a function like these, named by `SMS_SENDER`."""

import sys


def console(phone: str, text: str) -> None:
    """Write the message on the standard output: nobody receives it."""
    sys.stdout.write(f"SMS {phone} : {text}\n")


def nowhere(phone: str, text: str) -> None:
    """Send nothing: on a demonstration site, messages are read on « /-/sms/ »."""
