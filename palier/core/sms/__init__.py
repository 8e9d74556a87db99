"""Text messages (SMS): written in the outbox with the transaction, sent just after, tried again, forgotten. Like mails.

`send(to="+33639980010", text="…", now=now)` is how code writes one. Who really sends is the dotted path of the setting
`SMS_SENDER`: a function of `(phone, text)`, telephone in E.164, that raises when the message did not leave.
"""

from palier.core.sms.writing import is_on, send

__all__ = ["is_on", "send"]
