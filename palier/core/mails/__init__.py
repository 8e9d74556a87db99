"""Mails: written in the outbox with the transaction, sent just after, tried again, forgotten.

`send(to=…, template="accounts/mails/invitation.txt", context={…})` is how code writes one.
"""

from palier.core.mails.writing import send

__all__ = ["send"]
